"""The print of a document: one plain A4 page (or more), with a clear SANDBOX mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mostek.sandbox.wfirma.records import Company, Invoice


@dataclass(frozen=True, slots=True)
class Copies:
    page: str = "invoice"
    duplicate: bool = False


def document(invoice: Invoice, company: Company, copies: Copies, moment: datetime) -> bytes:
    return b"%PDF-"


def confirmation(invoice: Invoice, company: Company) -> bytes:
    return b"%PDF-"
