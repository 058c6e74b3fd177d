"""What became of a Document, as messages that wait to be sent. Called inside the transaction that makes it so.

No message says who bought: ids, numbers, amounts and a link for those who may follow it.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.urls import reverse

from mostek.core import pdf_link, wake
from mostek.core.models import Delivery, Document, Endpoint
from mostek.lib import clock
from mostek.sources import registry
from mostek.sources.adapter import DocumentNote

log = logging.getLogger("mostek.outgoing")

ISSUED, HELD, CORRECTED = "document.issued", "document.held", "document.corrected"
ALERT = "alert.opened"  # of a Connection, not of a document: `core.alerts.webhook`
EVENTS = (ISSUED, HELD, CORRECTED, ALERT)
WRITE_BACK = "write_back"
TEST = "test"

ROLES = {Document.Kind.CORRECTION: "correction", Document.Kind.PROFORMA: "proforma"}
# For the people of a Polish shop, at the order there.
KINDS = {
    Document.Kind.INVOICE: "faktura",
    Document.Kind.BILL: "faktura bez VAT",
    Document.Kind.RECEIPT: "paragon",
    Document.Kind.PROFORMA: "pro forma",
    Document.Kind.CORRECTION: "korekta",
}


def issued(document_id: int, *, ksef_number: str = "") -> None:
    """It stands in wFirma. A correction is told as `document.corrected`."""
    with _harmless(document_id):
        document = _document(document_id)
        event = CORRECTED if document.kind == Document.Kind.CORRECTION else ISSUED
        _tell(document, event, (), ksef_number)
        source = document.order.source
        if source.writes_back and registry.platform(source.kind).writes_back:
            _write_back(document, ksef_number)


def numbered(document_id: int, ksef_number: str) -> None:
    """KSeF has given its number, perhaps hours later: it goes to the place where the document's own number stands."""
    with _harmless(document_id):
        document = _document(document_id)
        source = document.order.source
        if source.writes_back and registry.platform(source.kind).writes_back:
            _write_back(document, ksef_number)


def held(document_id: int) -> None:
    """A person has to decide. Once for the same reason and the same try, however often it is looked at."""
    with _harmless(document_id):
        document = _document(document_id)
        _tell(document, HELD, (document.reason, document.tries), "")


@contextmanager
def _harmless(document_id: int) -> Iterator[None]:
    """A mistake of ours in a message must not undo the knowledge of what wFirma has booked."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.startswith("django.db"):
            raise
        log.exception("document %s: no message about it could be made", document_id)


def enqueue(
    endpoint: Endpoint,
    event: str,
    data: Mapping[str, Any],
    *,
    about: object,
    document: Document | None = None,
) -> None:
    """One message to one address. `about` names what happened, for ever: the same twice is one message."""
    now = clock.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                endpoint=endpoint,
                document=document,
                message_id=message_id(f"{event}|{about}"),
                event=event,
                payload={"type": event, "timestamp": now.isoformat(timespec="milliseconds"), "data": data},
                created_at=now,
                due_at=now if endpoint.is_on else None,
            )
        ],
        ignore_conflicts=True,
    )
    wake.tell()


def message_id(about: str) -> str:
    digest = hashlib.sha256(about.encode()).digest()
    return "msg_" + base64.b32encode(digest)[:32].decode("ascii").lower()


def document_link(document: Document) -> str | None:
    """Its PDF, by a signed address; before it is issued the page of its order, for people who may sign in here."""
    if document.wfirma_id:
        return pdf_link.make(document)[0]
    return f"{settings.MOSTEK_URL}{reverse('panel:order', args=[document.order_id])}"


def _document(document_id: int) -> Document:
    return Document.objects.select_related("order__source").get(pk=document_id)


def _tell(document: Document, event: str, more: tuple[object, ...], ksef_number: str) -> None:
    endpoints = Endpoint.objects.filter(connection_id=document.connection_id)
    listening = [one for one in endpoints if event in one.events]
    about = "|".join(map(str, (document.reference, *more)))
    for endpoint in listening:
        enqueue(endpoint, event, document_to_json(document, ksef_number), about=about, document=document)


def _write_back(document: Document, ksef_number: str) -> None:
    now = clock.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                source=document.order.source,
                document=document,
                message_id=message_id(f"{WRITE_BACK}|{document.reference}|{ksef_number}"),
                event=WRITE_BACK,
                payload=asdict(document_to_note(document, ksef_number)),
                created_at=now,
                due_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    wake.tell()


def document_to_note(document: Document, ksef_number: str) -> DocumentNote:
    link = document_link(document) or ""
    parts = [f"Mostek: {KINDS[Document.Kind(document.kind)]} {document.number}"]
    parts += [f"KSeF: {ksef_number}"] if ksef_number else []
    parts += [link] if link else []
    return DocumentNote(
        order=document.order.external_id,
        reference=document.reference,
        role=ROLES.get(Document.Kind(document.kind), "document"),
        number=document.number,
        sentence=", ".join(parts),
        link=link,
        ksef_number=ksef_number,
    )


def document_to_json(document: Document, ksef_number: str) -> dict[str, Any]:
    order, draft = document.order, document.content.get("draft") or {}
    return {
        "document": {
            "id": document.pk,
            "reference": document.reference,
            "kind": document.kind,
            "state": document.state,
            "reason": document.reason,
            "wfirma_id": document.wfirma_id,
            "number": document.number,
            "ksef_number": ksef_number,
            "issued_on": document.issued_on.isoformat() if document.issued_on else None,
            "net": draft.get("net"),
            "tax": draft.get("tax"),
            "total": str(document.total),
            "currency": document.currency,
            "link": document_link(document),
        },
        "order": {
            "id": order.pk,
            "external_id": order.external_id,
            "number": order.number or order.external_id,
            "source": {"id": order.source_id, "kind": order.source.kind, "name": order.source.name},
            "url": f"{settings.MOSTEK_URL}{reverse('panel:order', args=[order.pk])}",
        },
    }
