"""The outbox: e-mails that wFirma would send. Nothing leaves the sandbox."""

from __future__ import annotations

from typing import Literal

from mostek.sandbox.wfirma.actions.call import Call
from mostek.sandbox.wfirma.records import Email, Invoice


def queue(
    call: Call,
    invoice: Invoice,
    *,
    origin: Literal["auto_send", "send"],
    to: str,
    subject: str = "",
    body: str = "",
    page: str = "invoice",
) -> Email | None:
    """Queue one message; without an address there is none (`auto_send` says nothing about it)."""
    if not to:
        return None
    email = Email(
        id=call.ledger.next_id("email"),
        company_id=invoice.company_id,
        invoice_id=invoice.id,
        fullnumber=invoice.fullnumber,
        to=to,
        subject=subject or f"Dokument {invoice.fullnumber}",
        body=body or f"Dzień dobry, w załączniku przesyłamy dokument {invoice.fullnumber}.",
        page=page,
        origin=origin,
        queued_at=call.moment,
        # Guess: the e-mail carries what `download` would give at this moment.
        attached="confirmation" if invoice.ksef_at and invoice.ksef_at > call.moment else "invoice",
    )
    call.ledger.emails.append(email)
    return email
