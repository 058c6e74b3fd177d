"""One table: what wFirma says, or does not say → which error, under which code, after which pause.

For writes one question decides: could a document have been booked? Gate-keepers (login, rights, limits,
maintenance) answer before the action runs, so nothing was. What breaks off during the action leaves it open.

What follows for the Document and its Connection is `core/outcomes.py`; the two together, row by row, are
docs/en/develop/outcomes.md, which `scripts/outcomes` writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mostek.wfirma.errors import (
    AuthLost,
    FieldError,
    NotSent,
    OutcomeUnknown,
    Rejected,
    Throttled,
    WfirmaError,
)

Kind = Literal["not_sent", "throttled", "auth", "rejected", "unknown"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`on_add` differs where a half-done `add` cannot be told from one that never began."""

    kind: Kind
    code: str
    wait: float = 0.0
    on_add: Verdict | None = None
    on_write: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What has no word of wFirma's for it: `en` and `pl` say what was seen."""

    verdict: Verdict
    en: str
    pl: str


def _unknown(code: str) -> Verdict:
    return Verdict("unknown", code)


def _not_sent(code: str) -> Verdict:
    return Verdict("not_sent", code)


# The line, up to the first byte that leaves: nothing was sent.
BEFORE_THE_WIRE: dict[str, Case] = {
    "dns": Case(_not_sent("not_sent.dns"), "the name has no address (DNS)", "nazwa nie ma adresu (DNS)"),
    "refused": Case(_not_sent("not_sent.refused"), "the connection is refused", "połączenie odrzucone"),
    "connect_timeout": Case(
        _not_sent("not_sent.timeout"), "no connection within 10 s", "brak połączenia w 10 s"
    ),
    "tls": Case(
        _not_sent("not_sent.tls"), "TLS fails, the certificate included", "błąd TLS, także certyfikatu"
    ),
    "pool": Case(
        _not_sent("not_sent.pool"), "all our connections are in use", "wszystkie nasze połączenia są zajęte"
    ),
    "connect": Case(
        _not_sent("not_sent.connect"), "any other way to fail to connect", "inny brak połączenia"
    ),
    "stale": Case(
        _not_sent("not_sent.stale"),
        "we stood still for over 10 s between claim and wire",
        "nasz proces stał ponad 10 s tuż przed wysłaniem",
    ),
}
# The line, from there on: wFirma may have read all of it.
ON_THE_WIRE: dict[str, Case] = {
    "write": Case(_unknown("unknown.broken"), "writing breaks off", "wysyłanie urwane"),
    "write_timeout": Case(
        _unknown("unknown.timeout"), "writing takes over 20 s", "wysyłanie trwa ponad 20 s"
    ),
    "read_timeout": Case(_unknown("unknown.timeout"), "no byte for 60 s", "ani bajtu przez 60 s"),
    "deadline": Case(
        _unknown("unknown.timeout"), "no whole answer within 90 s", "brak całej odpowiedzi w 90 s"
    ),
    "reset": Case(
        _unknown("unknown.broken"), "reset or closed before an answer", "połączenie zerwane przed odpowiedzią"
    ),
    "truncated": Case(_unknown("unknown.broken"), "an answer cut short", "odpowiedź ucięta"),
    "too_large": Case(_unknown("unknown.too_large"), "an answer of over 20 MB", "odpowiedź ponad 20 MB"),
    "unexpected": Case(
        _unknown("unknown.unexpected"), "an error of ours on the wire", "nasz błąd w trakcie połączenia"
    ),
}

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

# A code that wFirma will think of one day: looked into, never sent again blindly.
UNKNOWN_STATUS = _unknown("unknown.status")

# Answers that carry no envelope of wFirma's at all.
HTTP: dict[int, Verdict] = {
    401: Verdict("auth", "auth.token"),
    403: Verdict("auth", "auth.forbidden"),
    429: Verdict("throttled", "throttled.requests", wait=60),
}

# Answers that can be read and believed in no other way.
ANSWERS: dict[str, Case] = {
    "empty": Case(_unknown("unknown.empty"), "an empty body", "pusta odpowiedź"),
    "html": Case(_unknown("unknown.html"), "an HTML page", "strona HTML"),
    "unreadable": Case(
        _unknown("unknown.unreadable"),
        "a body that is neither JSON nor XML of wFirma's",
        "treść, która nie jest JSON-em ani XML-em wFirma",
    ),
    "http_5xx": Case(
        _unknown("unknown.http_5xx"),
        "HTTP 5xx without the word of a gate-keeper",
        "HTTP 5xx bez kodu odmowy wstępu",
    ),
    "contradiction": Case(
        _unknown("unknown.contradiction"),
        "`OK` with an HTTP status of failure",
        "`OK` ze statusem HTTP błędu",
    ),
    "ok_without_id": Case(
        _unknown("unknown.ok_without_id"), "`OK` without exactly one id", "`OK` bez jednego numeru id"
    ),
    "error_with_id": Case(
        _unknown("unknown.error_with_id"),
        "`ERROR` that echoes a record with an id",
        "`ERROR` z numerem id w treści",
    ),
}

# Business refusals come as ERROR with a Polish sentence; a part of it names the case.
REFUSALS: tuple[tuple[str, Verdict], ...] = (
    ("brak autoryzacji w ksef", Verdict("rejected", "rejected.ksef_not_authorised")),
    ("wysyłki wsadowej do ksef", Verdict("throttled", "throttled.ksef_batch", wait=600)),
    ("rodzajem ewidencji są księgi rachunkowe", Verdict("rejected", "rejected.ledger_company")),
    ("schematu księgowego", Verdict("rejected", "rejected.ledger_schema")),
)
STOCK = ("stan magazynowy", "dostępnych partiach")
OUT_OF_STOCK = Verdict("rejected", "rejected.stock")
WITH_FIELDS = Verdict("rejected", "rejected.fields")
WITHOUT_REASON = Verdict("rejected", "rejected.unexplained")

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
        return OUT_OF_STOCK
    if fields:
        return WITH_FIELDS
    return STATUS["ERROR"] if message else WITHOUT_REASON


def normalised(status: str) -> str:
    return " ".join(status.replace("_", " ").upper().split())


def to_error(
    verdict: Verdict,
    detail: str = "",
    *,
    fields: tuple[FieldError, ...] = (),
    http_status: int | None = None,
) -> WfirmaError:
    if verdict.kind == "not_sent":
        return NotSent(verdict.code, detail, http_status=http_status)
    if verdict.kind == "throttled":
        return Throttled(verdict.code, detail, wait=verdict.wait, http_status=http_status)
    if verdict.kind == "auth":
        return AuthLost(verdict.code, detail, http_status=http_status)
    if verdict.kind == "rejected":
        return Rejected(verdict.code, detail, fields=fields, http_status=http_status)
    return OutcomeUnknown(verdict.code, detail, http_status=http_status)
