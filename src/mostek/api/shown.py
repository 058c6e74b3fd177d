"""What REST shows of an Order, a Document and a refund."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from mostek.core import download, messages, pdf_link
from mostek.core.models import Connection, Document, Order, Pdf, Refund

State = Document.State

# What a state means where no reason says more.
STATES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    State.PENDING: (
        ("Dokument czeka na swoją kolej.", "Nie trzeba nic robić."),
        ("The document waits for its turn.", "There is nothing to do."),
    ),
    State.SENDING: (
        ("Dokument jest właśnie wysyłany do wFirma.", "Nie trzeba nic robić."),
        ("The document is being sent to wFirma.", "There is nothing to do."),
    ),
    State.ISSUED: (
        ("Dokument jest wystawiony w wFirma.", "Nie trzeba nic robić."),
        ("The document is issued in wFirma.", "There is nothing to do."),
    ),
    State.UNKNOWN: (
        ("wFirma nie potwierdziła, czy dokument powstał. Mostek to sprawdza.", "Nie trzeba nic robić."),
        ("wFirma has not confirmed whether the document was made. Mostek looks.", "There is nothing to do."),
    ),
    State.HELD: (
        ("Dokument czeka na decyzję człowieka.", "Otwórz zamówienie w panelu."),
        ("The document waits for a person's decision.", "Open the order in the panel."),
    ),
    State.CANCELLED: (
        ("Dokument został wycofany przed wystawieniem.", "Nie trzeba nic robić."),
        ("The document was withdrawn before it was issued.", "There is nothing to do."),
    ),
}


def order_to_json(order: Order) -> dict[str, Any]:
    """One sale as REST shows it. `document` is the live one, or null while there is none; `documents` are all."""
    documents = sorted(order.documents.all(), key=lambda document: document.pk)
    live = [
        document
        for document in documents
        if document.state != State.CANCELLED and document.kind != Document.Kind.CORRECTION
    ]
    return {
        "reference": order.external_id,
        "number": order.number or None,
        "revision": order.revision,
        "total": f"{order.total:.2f}",
        "currency": order.currency,
        "decision": order.verdict,
        "reasons": order.decision["reasons"],
        "warnings": order.decision["warnings"],
        "question": order.decision.get("question"),
        "changed_after_issue": order.changed_after_issue,
        "document": document_to_json(live[-1]) if live else None,
        "documents": [document_to_json(document) for document in documents],
        "refunds": [refund_to_json(one) for one in sorted(order.refunds.all(), key=lambda one: one.pk)],
    }


def document_to_json(document: Document) -> dict[str, Any]:
    return {
        "reference": document.reference,
        "kind": document.kind,
        "state": document.state,
        "reason": document.reason or None,
        "message": message_of(document),
        "number": document.number or None,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "total": f"{document.total:.2f}",
        "currency": document.currency,
        "pdf": f"{settings.MOSTEK_URL}/api/v1/documents/{document.reference}/pdf"
        if document.wfirma_id
        else None,
    }


def document_in_full(document: Document) -> dict[str, Any]:
    """For who may read documents: with the link that opens the PDF without a key."""
    row = Pdf.objects.filter(document=document).defer("content").first()
    link = last = None
    if document.wfirma_id:
        link, last = pdf_link.make(document)
    return document_to_json(document) | {
        "sale": document.order.external_id,
        "pdf_kind": row.kind or None if row else None,
        "pdf_link": link,
        "pdf_link_until": last.isoformat() if last else None,
    }


def message_of(document: Document) -> dict[str, dict[str, str]]:
    """What is happening and the next step, in both languages; first what stops everything."""
    connection = document.connection
    waits = document.state in (State.PENDING, State.UNKNOWN)
    code, facts = document.reason, document.detail
    if waits and connection.health == Connection.Health.NEEDS_YOU:
        code, facts = connection.health_code, {}
    if code:
        return {language: _said(code, language, facts) for language in ("pl", "en")}
    pl, en = STATES[document.state]
    return {"pl": _words(*pl), "en": _words(*en)}


def _said(code: str, language: str, facts: dict[str, Any]) -> dict[str, str]:
    message = messages.of(code, language=language, **facts)
    return _words(f"{message.happened} {message.means}".strip(), message.step)


def _words(happened: str, step: str) -> dict[str, str]:
    return {"text": happened, "step": step}


def refund_to_json(refund: Refund) -> dict[str, Any]:
    """`amount` null: all that had not gone back before."""
    return {
        "id": refund.refund_id,
        "kind": refund.kind,
        "amount": f"{refund.amount:.2f}" if refund.amount is not None else None,
        "currency": refund.currency or None,
        "on": refund.on.isoformat() if refund.on else None,
        "reason": refund.reason,
        "lines": refund.lines,
    }


def pdf_obstacle(row: Pdf) -> tuple[str, str]:
    """Why the PDF is not coming, in Polish and English; two empty texts while it is."""
    code = download.obstacle(row)
    if not code:
        return "", ""
    pl, en = (messages.of(code, language=language) for language in ("pl", "en"))
    return f"{pl.happened} {pl.step}".strip(), f"{en.happened} {en.step}".strip()
