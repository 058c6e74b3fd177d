"""The verb *issue*: plan what is owed, claim it, send it, record what came of it.

One call per document. `sending` is committed before the call, the outcome after it, and nothing outside is called
inside a transaction.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from mostek.core import connections, lease, outcomes, vat_codes
from mostek.core.lease import Lease, LeaseLost
from mostek.core.models import Attempt, Document, Order
from mostek.lib import clock
from mostek.tax import form
from mostek.tax.decision import Draft
from mostek.wfirma import payload, readback
from mostek.wfirma.client import Client
from mostek.wfirma.errors import NotSent, Rejected, Throttled, WfirmaError
from mostek.wfirma.values import Issued

log = logging.getLogger("mostek.issue")

State = Document.State

# States in which evidence from wFirma settles a Document, whoever brings it and however late.
OPEN = [State.SENDING, State.UNKNOWN, State.PENDING, State.HELD]

# Certainly not in wFirma: read and refused, never written as a call, or looked for and absent each time.
RELEASABLE = r"^(rejected|cannot_express|absent)"

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


def make_reference(order: Order, role: str, revision: int) -> str:
    """What wFirma will keep as `id_external`: 29 ASCII characters, the same for the same sale for ever."""
    text = f"{order.source.uid}|{order.external_id}|{role}|{revision}"
    digest = hashlib.sha256(text.encode()).digest()
    return "mo-" + base64.b32encode(digest)[:26].decode("ascii").lower()


def plan(order: Order, draft: Draft) -> Document:
    """Freeze what is owed for the order. Called inside the transaction that records the order."""
    connection = order.source.connection
    kind = KINDS[draft.type]
    emails = connection.email_receipts if kind == Document.Kind.RECEIPT else connection.email_invoices
    return Document.objects.create(
        order=order,
        connection=connection,
        kind=kind,
        revision=order.revision,
        reference=make_reference(order, "sale", order.revision),
        content={
            "sale": order.sale,
            "draft": form.draft_to_json(draft),
            "series_id": connection.series.get(draft.type),
            "auto_send": emails and bool(order.buyer_email),
            "send_gtu": connection.send_gtu,
            "description": describe(order),
        },
        total=draft.total,
        currency=draft.currency,
        planned_at=clock.now(),
        due_at=clock.now(),
    )


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
    body = write(document, client)
    attempt = claim(document, held) if body is not None else None
    if body is None or attempt is None:
        return False
    claimed_at = clock.now()

    def still_fresh() -> None:
        # A process that was frozen between its claim and the wire must not wake up and send.
        if clock.now() - claimed_at > lease.START_WITHIN:
            raise NotSent("not_sent.stale")

    try:
        issued = client.invoice_add(body, before_wire=still_fresh)
    except Exception as error:
        if not isinstance(error, WfirmaError):
            log.exception("unforeseen error while sending document %s", document.pk)
        record_failure(document, attempt, error, held)
        return True
    issued = told_in_full(body, issued, client)
    record_issued(document, issued, compare(document, body, issued), attempt=attempt)
    connections.answered(document.connection_id)
    return True


def write(document: Document, client: Client) -> dict[str, Any] | None:
    """The body of the call, or None when the Document had to be held. Raises WfirmaError of a look-up."""
    try:
        vat_codes.freeze(document, client)
        return document_to_payload(document)
    except payload.CannotExpress as error:
        hold(document, f"cannot_express.{error.code}", error.detail)
    except WfirmaError as error:
        # What is refused for this one look-up must not stop the documents that do without it.
        if not isinstance(error, Rejected) and error.code not in ("auth.scope", "auth.permission"):
            raise
        hold(document, "cannot_express.vat_codes", error.detail)
    except Exception:  # a mistake of ours, with nothing sent: a person looks, the queue goes on
        log.exception("document %s cannot be written as a call", document.pk)
        hold(document, "cannot_express.internal")
    return None


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
    rate = document.content["draft"].get("exchange_rate")
    nbp = date.fromisoformat(rate["date"]) if rate and rate["table"] == "NBP" else None
    return readback.differences(body, issued, vat_ids=vat_codes.frozen(document), exchange_date=nbp)


def document_to_payload(document: Document) -> dict[str, Any]:
    content = document.content
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
        return Attempt.objects.create(
            document=document, action=Attempt.Action.ADD, epoch=held.epoch, opened_at=now
        )


def record_failure(document: Document, attempt: Attempt, error: Exception, held: Lease) -> None:
    """Close the Attempt and move the Document on by the table of outcomes."""
    then = outcomes.after(error, document.tries)
    now = clock.now()
    with transaction.atomic():
        try:
            lease.fence(held)
        except LeaseLost:
            log.warning("document %s: the lease ended before the outcome came", document.pk)
            return  # the next writer has made it `unknown`, which is true whatever we know
        close(attempt, then.reason, error)
        Document.objects.filter(pk=document.pk, state=State.SENDING, epoch=held.epoch).update(
            state=then.state,
            reason=then.reason,
            detail=facts(error),
            due_at=now + then.delay if then.delay is not None else None,
            unknown_since=now if then.state == State.UNKNOWN else None,
            absences=0,
        )
        connections.refused(document.connection_id, error)
    log.info("document %s attempt %s: %s → %s", document.pk, attempt.pk, then.reason, then.state)


def record_issued(
    document: Document,
    issued: Issued,
    differences: tuple[readback.Difference, ...],
    *,
    attempt: Attempt,
) -> None:
    """Evidence that the Document stands in wFirma. It counts whoever brings it, also after the lease was lost."""
    columns: dict[str, Any] = {
        "state": State.ISSUED,
        "reason": alarm(differences),
        "detail": {},
        "due_at": None,
        "unknown_since": None,
        "wfirma_id": issued.id,
        "number": issued.number,
        "issued_on": issued.date,
        "issued_at": clock.now(),
        "email_requested": bool(issued.auto_send),
        "differences": [{"field": d.field, "asked": d.asked, "got": d.got} for d in differences],
    }
    with transaction.atomic():
        close(attempt, "issued")
        try:
            with transaction.atomic():
                settled = Document.objects.filter(pk=document.pk, state__in=OPEN).update(**columns)
        except IntegrityError:  # wFirma named a document that is another one of ours
            hold_conflict(document, issued)
            return
        if not settled:
            tell_of_second(document, issued)
    if differences:
        log.error(
            "document %s: wFirma stored something else than asked: %s",
            document.pk,
            [d.field for d in differences],
        )
    log.info("document %s attempt %s: issued as %s", document.pk, attempt.pk, issued.number)


def hold_conflict(document: Document, issued: Issued) -> None:
    Document.objects.filter(pk=document.pk, state__in=OPEN).update(
        state=State.HELD,
        reason="found.twice",
        detail={"found": [{"id": issued.id, "number": issued.number, "total": str(issued.total)}]},
        due_at=None,
    )


def tell_of_second(document: Document, issued: Issued) -> None:
    """The Document is settled already. If by another one in wFirma, there are two: nobody may overlook that."""
    stored = Document.objects.get(pk=document.pk)
    if stored.wfirma_id == issued.id:
        return
    stored.differences = [
        *stored.differences,
        {"field": "document", "asked": stored.number, "got": issued.number},
    ]
    stored.reason = "found.twice"
    stored.save(update_fields=["differences", "reason"])
    log.error("document %s stands twice in wFirma: %s and %s", stored.pk, stored.wfirma_id, issued.id)


def alarm(differences: tuple[readback.Difference, ...]) -> str:
    """A GTU code that wFirma did not confirm is a warning: the document is right, the register needs a look."""
    if not differences:
        return ""
    return "gtu_unconfirmed" if all(one.field == "gtu" for one in differences) else "differs"


def close(attempt: Attempt, outcome: str, error: Exception | None = None) -> None:
    attempt.closed_at = clock.now()
    attempt.outcome = outcome
    attempt.detail = error.detail if isinstance(error, WfirmaError) else type(error).__name__ if error else ""
    attempt.http_status = error.http_status if isinstance(error, WfirmaError) else None
    attempt.save(update_fields=["closed_at", "outcome", "detail", "http_status"])


def facts(error: Exception) -> dict[str, object]:
    """What the sentence about the reason needs. wFirma's own words go under `said`."""
    known: dict[str, object] = {}
    if isinstance(error, WfirmaError) and error.detail:
        known["said"] = error.detail
    if isinstance(error, Rejected) and error.fields:
        known["fields"] = [{"path": f.path, "field": f.field, "message": f.message} for f in error.fields]
    if isinstance(error, Throttled):
        known["wait"] = int(error.wait)
    return known


def hold(document: Document, reason: str, said: str = "") -> None:
    """Before any wire: this cannot be sent as it is."""
    Document.objects.filter(pk=document.pk, state=State.PENDING).update(
        state=State.HELD, reason=reason, detail={"said": said} if said else {}, due_at=None
    )


def release(document: Document) -> bool:
    """A person says: send it again. Only what wFirma certainly refused, or what never left, may go this way."""
    released = Document.objects.filter(
        pk=document.pk, state=State.HELD, wfirma_id="", reason__regex=RELEASABLE
    ).update(state=State.PENDING, reason="released", detail={}, due_at=clock.now())
    return bool(released)
