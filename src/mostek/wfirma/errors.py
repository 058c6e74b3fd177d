"""The five errors of wFirma's API, one per *next action*.

WfirmaError
├── NotSent          nothing left the house: try again soon
├── Throttled        read, and certainly nothing booked: wait, slow down
├── AuthLost         the Connection needs a person; its Documents wait
├── Rejected         read and refused: a person decides about this Document
└── OutcomeUnknown   perhaps booked: look before anything else
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One complaint, in wFirma's words. `path` leads to the record: `contractor`, `invoicecontents.0`."""

    path: str
    field: str
    message: str


class WfirmaError(Exception):
    """`code` is stable (`throttled.requests`); `detail` is for people and free of secrets."""

    default_code = "unknown"

    def __init__(self, code: str | None = None, detail: str = "", *, http_status: int | None = None) -> None:
        self.code = code or self.default_code
        self.detail = detail
        self.http_status = http_status
        super().__init__(f"{self.code}: {detail}" if detail else self.code)


class NotSent(WfirmaError):
    default_code = "not_sent"


class Throttled(WfirmaError):
    """`wait` is the shortest sensible pause in seconds."""

    default_code = "throttled"

    def __init__(
        self, code: str | None = None, detail: str = "", *, wait: float, http_status: int | None = None
    ) -> None:
        super().__init__(code, detail, http_status=http_status)
        self.wait = wait


class AuthLost(WfirmaError):
    default_code = "auth_lost"


class Rejected(WfirmaError):
    default_code = "rejected"

    def __init__(
        self,
        code: str | None = None,
        detail: str = "",
        *,
        fields: tuple[FieldError, ...] = (),
        http_status: int | None = None,
    ) -> None:
        super().__init__(code, detail, http_status=http_status)
        self.fields = fields


class OutcomeUnknown(WfirmaError):
    default_code = "outcome_unknown"
