"""After issuing: by which day an invoice has to be in KSeF, and what JPK says of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from mostek.tax.days import working_day_after
from mostek.tax.kind import INVOICES

Identification = Literal["NrKSeF", "OFF", "BFK", "DI"]


def may_be_dated(issued_on: date, today: date) -> bool:
    """KSeF refuses a day in the future, so such an invoice is not sent at all."""
    return issued_on <= today


def upload_by(issued_on: date) -> date:
    """Issued offline (offline24), it has to reach KSeF by the next working day (art. 106nda)."""
    return working_day_after(issued_on)


def is_late(issued_on: date, uploaded_on: date) -> bool:
    return uploaded_on > max(issued_on, upload_by(issued_on))


def identify_in_jpk(
    document_type: str, *, number: str = "", to_ksef: bool = False, failure: bool = False
) -> Identification:
    """The column of JPK_V7 on KSeF, one per row, on the day of filing. OSS documents have no row.

    `number`: the one KSeF gave. `to_ksef`: it is on its way there. `failure`: KSeF was down and said so
    (art. 106nf). A `DI` of an invoice on its way is corrected once it has its number.
    """
    if number:
        return "NrKSeF"
    if document_type not in {*INVOICES, "correction"}:
        return "DI"
    if to_ksef:
        return "OFF" if failure else "DI"
    return "BFK"
