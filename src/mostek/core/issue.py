"""The verb *issue*: plan what is owed, claim it, send it; `record` keeps what came of it.

One call per document. `sending` is committed before the call, the outcome after it, and nothing outside is called
inside a transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F

from mostek.core import connections, foreign, goods, ksef, lease, mailing, record, standing, vat_codes, wake
from mostek.core.correct import write as correction
from mostek.core.lease import Lease, LeaseLost
from mostek.core.models import Attempt, Document, Order
from mostek.core.outgoing import events
from mostek.core.reference import make_reference
from mostek.lib import clock, points
from mostek.tax import form
from mostek.tax.decision import Draft
from mostek.wfirma import payload, readback
from mostek.wfirma.client import Client
from mostek.wfirma.errors import Rejected, WfirmaError
from mostek.wfirma.values import Issued

log = logging.getLogger("mostek.issue")

State = Document.State

# Certainly not in wFirma: read and refused, or never written as a call. What is in doubt goes by `instructions`.
RELEASABLE = r"^(rejected|cannot_express)"

GRACE = timedelta(minutes=10)

KINDS = {
    "normal": Document.Kind.INVOICE,
    "bill": Document.Kind.BILL,
    "receipt_normal": Document.Kind.RECEIPT,
    "receipt_bill": Document.Kind.RECEIPT,
    "receipt_fiscal_normal": Document.Kind.RECEIPT,
    "receipt_fiscal_bill": Document.Kind.RECEIPT,
    "proforma": Document.Kind.PROFORMA,
    "proforma_bill": Document.Kind.PROFORMA,
    "correction": Document.Kind.CORRECTION,
}


def plan(order: Order, draft: Draft) -> Document:
    """Freeze what is owed for the order. Called inside the transaction that records the order."""
    connection = order.source.connection
    kind = KINDS[draft.type]
    wake.tell()
    emails = connection.email_receipts if kind == Document.Kind.RECEIPT else connection.email_invoices
    emails = emails and bool(order.buyer_email)
    shown = {"sale": order.sale, "draft": form.draft_to_json(draft)}
    to_ksef = ksef.goes_to_ksef(connection, shown)
    mail_after = mailing.apart(connection, goes_to_ksef=to_ksef) if emails else ""
    wait, now = standing.waits_for(order), clock.now()
    if wait == standing.LOOK:
        foreign.ask_about(order, standing.look_from(order, now))
    return Document.objects.create(
        order=order,
        connection=connection,
        kind=kind,
        revision=order.revision,
        reference=make_reference(order, "sale", order.revision),
        content={
            **shown,
            "series_id": connection.series.get(draft.type),
            "auto_send": emails and not mail_after,
            "mail_after": mail_after,
            "send_gtu": connection.send_gtu,
            "description": describe(order),
        },
        total=draft.total,
        currency=draft.currency,
        planned_at=now,
        reason=wait,
        due_at=None if wait else first_due(order),
    )


def first_due(order: Order) -> datetime:
    """At once; but what only a list told of, without its buyer, waits: its message may be on the way."""
    return max(clock.now(), order.received_at + GRACE) if order.is_partial else clock.now()


def describe(order: Order) -> str:
    """The buyer's own number of the order; in two languages where the document is."""
    word = "Zamówienie" if order.sale["buyer"]["country"] == "PL" else "Zamówienie / Order"
    return f"{word} {order.number or order.external_id}"


def due(connection_id: int) -> Document | None:
    """The pending Document whose turn it is, the one that waits longest first."""
    return (
        Document.objects.filter(connection_id=connection_id, state=State.PENDING, due_at__lte=clock.now())
        .order_by("due_at", "id")
        .first()
    )


def send(document: Document, client: Client, held: Lease) -> bool:
    """Issue one Document. False when nothing was sent; raises LeaseLost when the lease is gone.

    Raises WfirmaError only of the look-ups before the claim: then the Document is as it was.
    """
    body = write(document, client, held)
    counted = clock.elapsed()
    attempt = claim(document, held) if body is not None else None
    if body is None or attempt is None:
        return False
    fresh = partial(lease.still_fresh, attempt.opened_at, counted)
    try:
        issued = client.invoice_add(body, before_wire=fresh)
    except Exception as error:
        if not isinstance(error, WfirmaError):
            log.exception("unforeseen error while sending document %s", document.pk)
        again = "goods.lost" if goods.are_lost(document, error) else ""
        record.failure(document, attempt, error, held, again=again)
        return True
    points.reach("issue.answered")
    issued = told_in_full(body, issued, client)
    record.issued(document, issued, compare(document, body, issued), attempt=attempt)
    connections.answered(document.connection_id)
    return True


def write(document: Document, client: Client, held: Lease) -> dict[str, Any] | None:
    """The body of the call, or None when the Document had to be held. Raises WfirmaError of a look-up, LeaseLost."""
    try:
        if document.kind == Document.Kind.CORRECTION:
            if not correction.freeze(document, client):
                return None
        else:
            vat_codes.freeze(document, client)
            goods.freeze(document, client, held)
        return document_to_payload(document)
    except LeaseLost:
        raise
    except payload.CannotExpress as error:
        hold(document, f"cannot_express.{error.code}", error.detail)
    except WfirmaError as error:
        # What is refused for this one look-up must not stop the documents that do without it.
        if not isinstance(error, Rejected) and error.code not in ("auth.scope", "auth.permission"):
            raise
        hold(document, f"cannot_express.{looked_up(document)}", error.detail)
    except Exception:  # a mistake of ours, with nothing sent: a person looks, the queue goes on
        log.exception("document %s cannot be written as a call", document.pk)
        hold(document, "cannot_express.internal")
    return None


def looked_up(document: Document) -> str:
    return "parent_gone" if document.kind == Document.Kind.CORRECTION else "vat_codes"


def told_in_full(body: Mapping[str, Any], issued: Issued, client: Client) -> Issued:
    """Most answers say what matters. A short one about a document abroad, or with a third party, is asked after once.

    Before the outcome is recorded: should the worker be lost here, the document is found and compared again.
    """
    if readback.is_telling(body, issued):
        return issued
    try:
        return client.invoice_get(issued.id)
    except Exception as error:  # it stands in wFirma whatever this says
        log.warning("document %s could not be read back: %s", issued.id, error)
        return issued


def compare(document: Document, body: Mapping[str, Any], issued: Issued) -> tuple[readback.Difference, ...]:
    if document.kind == Document.Kind.CORRECTION:
        return correction.compare(document, body, issued)
    rate = document.content["draft"].get("exchange_rate")
    nbp = date.fromisoformat(rate["date"]) if rate and rate["table"] == "NBP" else None
    return readback.differences(body, issued, vat_ids=vat_codes.frozen(document), exchange_date=nbp)


def document_to_payload(document: Document) -> dict[str, Any]:
    content = document.content
    if document.kind == Document.Kind.CORRECTION:
        return correction.to_payload(document)
    return payload.invoice_to_payload(
        form.sale_from_json(content["sale"]),
        form.draft_from_json(content["draft"]),
        reference=document.reference,
        issue_date=clock.warsaw_date(),
        auto_send=content["auto_send"],
        series_id=content["series_id"],
        description=content["description"],
        vat_ids=vat_codes.frozen(document),
        send_gtu=content.get("send_gtu", False),
        goods=goods.frozen(document),
    )


def claim(document: Document, held: Lease) -> Attempt | None:
    """pending → sending, and an Attempt is open. None when the Document is no longer pending."""
    with transaction.atomic():
        lease.fence(held)
        now = clock.now()
        claimed = Document.objects.filter(pk=document.pk, state=State.PENDING).update(
            state=State.SENDING, reason="", detail={}, epoch=held.epoch, tries=F("tries") + 1, due_at=now
        )
        if not claimed:
            return None
        document.refresh_from_db()
        attempt = Attempt.objects.create(
            document=document, action=Attempt.Action.ADD, epoch=held.epoch, opened_at=now
        )
    points.reach("issue.claimed")
    return attempt


def hold(document: Document, reason: str, said: str = "") -> None:
    """Before any wire: this cannot be sent as it is."""
    with transaction.atomic():
        moved = Document.objects.filter(pk=document.pk, state=State.PENDING).update(
            state=State.HELD, reason=reason, detail={"said": said} if said else {}, due_at=None
        )
        if moved:
            events.held(document.pk)
    points.reach("issue.held")


def release(document: Document) -> bool:
    """A person says: send it again. Only what wFirma certainly refused, or what never left, may go this way."""
    released = Document.objects.filter(
        pk=document.pk, state=State.HELD, wfirma_id="", reason__regex=RELEASABLE
    ).update(state=State.PENDING, reason="released", detail={}, due_at=clock.now())
    wake.tell()
    return bool(released)
