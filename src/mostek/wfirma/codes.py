"""One table: what wFirma says → which error, under which code, after which pause.

For writes one question decides: could a document have been booked? Gate-keepers (login, rights, limits,
maintenance) answer before the action runs, so nothing was. What breaks off during the action leaves it open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from mostek.wfirma.errors import AuthLost, FieldError, OutcomeUnknown, Rejected, Throttled, WfirmaError

Kind = Literal["throttled", "auth", "rejected", "unknown"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`on_add` differs where a half-done `add` cannot be told from one that never began."""

    kind: Kind
    code: str
    wait: float = 0.0
    on_add: Verdict | None = None
    on_write: Verdict | None = None


def _unknown(code: str) -> Verdict:
    return Verdict("unknown", code)


# Reference: https://doc.wfirma.pl/ (status codes)
STATUS: dict[str, Verdict] = {
    "AUTH": Verdict("auth", "auth.token"),
    "AUTH FAILED LIMIT WAIT 5 MINUTES": Verdict("throttled", "throttled.auth_lock", wait=300),
    "ACCESS DENIED": Verdict("auth", "auth.permission"),
    "DENIED SCOPE REQUESTED": Verdict("auth", "auth.scope"),
    "COMPANY ID REQUIRED": Verdict("auth", "auth.company"),
    "TOTAL REQUESTS LIMIT EXCEEDED": Verdict("throttled", "throttled.requests", wait=60),
    # This limit may be reached in the middle of an action.
    "TOTAL EXECUTION TIME LIMIT EXCEEDED": Verdict(
        "throttled", "throttled.execution_time", wait=60, on_write=_unknown("unknown.execution_time")
    ),
    "OUT OF SERVICE": Verdict("throttled", "throttled.maintenance", wait=300),
    "SNAPSHOT LOCK": Verdict("throttled", "throttled.snapshot_lock", wait=900),
    "ERROR": Verdict("rejected", "rejected.refused"),
    "INPUT ERROR": Verdict("rejected", "rejected.input"),
    # An `add` that answers "no such object" may have lost the object it just made.
    "NOT FOUND": Verdict("rejected", "rejected.not_found", on_add=_unknown("unknown.not_found")),
    "ACTION NOT FOUND": Verdict("rejected", "rejected.no_such_action"),
    "CONTROLLER NOT FOUND": Verdict("rejected", "rejected.no_such_action"),
    "FATAL": _unknown("unknown.fatal"),
}

UNKNOWN_STATUS = _unknown("unknown.status")

# Answers that carry no envelope of wFirma's at all.
HTTP: dict[int, Verdict] = {
    401: Verdict("auth", "auth.token"),
    403: Verdict("auth", "auth.forbidden"),
    429: Verdict("throttled", "throttled.requests", wait=60),
}

# Business refusals come as ERROR with a Polish sentence; a part of it names the case.
REFUSALS: tuple[tuple[str, Verdict], ...] = (
    ("brak autoryzacji w ksef", Verdict("rejected", "rejected.ksef_not_authorised")),
    ("wysyłki wsadowej do ksef", Verdict("throttled", "throttled.ksef_batch", wait=600)),
    ("rodzajem ewidencji są księgi rachunkowe", Verdict("rejected", "rejected.ledger_company")),
    ("schematu księgowego", Verdict("rejected", "rejected.ledger_schema")),
)
STOCK = ("stan magazynowy", "dostępnych partiach")

NOT_FOUND_SENTENCE = "NIE ZNALEZIONO OBIEKTU"


def status_verdict(status: str, *, action: str, is_write: bool) -> Verdict:
    """The row for a `status.code` other than OK, whatever its case and whether spelled with underscores."""
    name = normalised(status)
    if name.startswith("AUTH FAILED LIMIT"):
        name = "AUTH FAILED LIMIT WAIT 5 MINUTES"
    row = STATUS.get(name)
    if row is None and ("NOT FOUND" in name or NOT_FOUND_SENTENCE in name):
        row = STATUS["NOT FOUND"]
    row = row or UNKNOWN_STATUS
    if action == "add" and row.on_add is not None:
        return row.on_add
    if is_write and row.on_write is not None:
        return row.on_write
    return row


def refusal_verdict(message: str, fields: tuple[FieldError, ...]) -> Verdict:
    """What an ERROR is about: a known business refusal, complaints about fields, or neither."""
    text = " ".join((message, *(field.message for field in fields))).casefold()
    for part, verdict in REFUSALS:
        if part in text:
            return verdict
    if any(part in text for part in STOCK):
        return Verdict("rejected", "rejected.stock")
    if fields:
        return Verdict("rejected", "rejected.fields")
    return replace(STATUS["ERROR"], code="rejected.refused" if message else "rejected.unexplained")


def normalised(status: str) -> str:
    return " ".join(status.replace("_", " ").upper().split())


def to_error(
    verdict: Verdict,
    detail: str = "",
    *,
    fields: tuple[FieldError, ...] = (),
    http_status: int | None = None,
) -> WfirmaError:
    if verdict.kind == "throttled":
        return Throttled(verdict.code, detail, wait=verdict.wait, http_status=http_status)
    if verdict.kind == "auth":
        return AuthLost(verdict.code, detail, http_status=http_status)
    if verdict.kind == "rejected":
        return Rejected(verdict.code, detail, fields=fields, http_status=http_status)
    return OutcomeUnknown(verdict.code, detail, http_status=http_status)
