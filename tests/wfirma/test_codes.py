from __future__ import annotations

import json

import pytest

from mostek.wfirma import codes, reply
from mostek.wfirma.errors import AuthLost, OutcomeUnknown, Rejected, Throttled, WfirmaError

from .examples import KSEF_BATCH, KSEF_NOT_AUTHORISED, error

# status code → (error on invoices/add, its code, wait) and (the same on a read)
EXPECTED = {
    "ERROR": (Rejected, "rejected.unexplained", None),
    "INPUT ERROR": (Rejected, "rejected.input", None),
    "NOT FOUND": (OutcomeUnknown, "unknown.not_found", None),
    "ACTION NOT FOUND": (Rejected, "rejected.no_such_action", None),
    "CONTROLLER NOT FOUND": (Rejected, "rejected.no_such_action", None),
    "AUTH": (AuthLost, "auth.token", None),
    "AUTH FAILED LIMIT WAIT 5 MINUTES": (Throttled, "throttled.auth_lock", 300),
    "ACCESS DENIED": (AuthLost, "auth.permission", None),
    "DENIED SCOPE REQUESTED": (AuthLost, "auth.scope", None),
    "COMPANY ID REQUIRED": (AuthLost, "auth.company", None),
    "FATAL": (OutcomeUnknown, "unknown.fatal", None),
    "OUT OF SERVICE": (Throttled, "throttled.maintenance", 300),
    "SNAPSHOT LOCK": (Throttled, "throttled.snapshot_lock", 900),
    "TOTAL REQUESTS LIMIT EXCEEDED": (Throttled, "throttled.requests", 60),
    "TOTAL EXECUTION TIME LIMIT EXCEEDED": (OutcomeUnknown, "unknown.execution_time", None),
}
ON_READ = EXPECTED | {
    "NOT FOUND": (Rejected, "rejected.not_found", None),
    "TOTAL EXECUTION TIME LIMIT EXCEEDED": (Throttled, "throttled.execution_time", 60),
}


def failure(status: str, message: str = "", *, action: str = "add", is_write: bool = True) -> WfirmaError:
    body = json.dumps({"status": {"code": status, "message": message}}).encode()
    with pytest.raises(WfirmaError) as caught:
        reply.read(200, "application/json", body, is_write=is_write, action=action)
    return caught.value


def test_every_row_of_the_table_is_tested():
    assert EXPECTED.keys() == codes.STATUS.keys()


@pytest.mark.parametrize("status", sorted(EXPECTED))
def test_a_write_is_judged_by_whether_something_may_be_booked(status: str):
    kind, code, wait = EXPECTED[status]
    error = failure(status)
    assert (type(error), error.code) == (kind, code)
    assert getattr(error, "wait", None) == wait


@pytest.mark.parametrize("status", sorted(ON_READ))
def test_a_read_is_judged_by_what_to_do_next(status: str):
    kind, code, wait = ON_READ[status]
    error = failure(status, action="get", is_write=False)
    assert (type(error), error.code) == (kind, code)
    assert getattr(error, "wait", None) == wait


@pytest.mark.parametrize("status", ["DENIED_SCOPE_REQUESTED", " denied scope  requested "])
def test_spelling_and_case_do_not_matter(status: str):
    assert failure(status).code == "auth.scope"


def test_not_found_may_be_a_polish_sentence():
    sentence = "Nie znaleziono obiektu. Wybrany zasób nie istnieje lub został usunięty."
    assert failure(sentence, action="get", is_write=False).code == "rejected.not_found"


def test_a_status_nobody_knows_leaves_the_outcome_open():
    error = failure("TEAPOT")
    assert isinstance(error, OutcomeUnknown)
    assert error.code == "unknown.status"


@pytest.mark.parametrize(
    ("message", "kind", "code"),
    [
        (KSEF_NOT_AUTHORISED, Rejected, "rejected.ksef_not_authorised"),
        (KSEF_BATCH, Throttled, "throttled.ksef_batch"),
        (
            "Nie można modyfikować dokumentów, gdy rodzajem ewidencji są księgi rachunkowe",
            Rejected,
            "rejected.ledger_company",
        ),
        ("Nie wybrano schematu księgowego.", Rejected, "rejected.ledger_schema"),
        ("Coś innego", Rejected, "rejected.refused"),
    ],
)
def test_business_refusals_are_told_apart(message: str, kind: type, code: str):
    error = failure("ERROR", message)
    assert (type(error), error.code) == (kind, code)
    assert error.detail == message


def test_a_line_without_stock_is_named():
    body = {
        "invoices": {"0": {"invoice": {"errors": {"0": error("count", "Stan magazynowy jest za mały")}}}},
        "status": {"code": "ERROR"},
    }
    with pytest.raises(Rejected) as caught:
        reply.read(200, "", json.dumps(body).encode(), is_write=True, action="add")
    assert caught.value.code == "rejected.stock"
