"""E-mails with issued documents, apart from the one that wFirma sends by itself while issuing.

wFirma has no key that would make `invoices/send` happen once. So what may have been sent is never repeated by itself:
a person sees it and may send it again.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from mostek.core import connections, lease, outcomes, wake
from mostek.core.lease import Lease
from mostek.core.models import Connection, Document, Mailing, User
from mostek.lib import clock, points
from mostek.wfirma.client import Client
from mostek.wfirma.errors import AuthLost, NotSent, Rejected, Throttled, WfirmaError

log = logging.getLogger("mostek.mailing")

State, Cause = Mailing.State, Mailing.Cause

# What a seller may write in a text, in either language, and the fact that takes its place.
WORDS = {
    "numer": "number",
    "number": "number",
    "zamówienie": "order",
    "order": "order",
    "kwota": "total",
    "total": "total",
    "ksef": "ksef",
}


def apart(connection: Connection, *, goes_to_ksef: bool) -> str:
    """When the e-mail leaves by a call of its own: "ksef", "issued", or "" where the call that issues asks for it."""
    if connection.email_when == "ksef" and goes_to_ksef:
        return "ksef"
    return "issued" if connection.email_subject or connection.email_text else ""


def after_issue(document: Document) -> None:
    """Inside the transaction that records the document as issued."""
    if document.content.get("mail_after") == "issued":
        _once(document)


def after_ksef(document: Document) -> None:
    """Inside the transaction that records the number."""
    if document.content.get("mail_after") == "ksef":
        _once(document)


def _once(document: Document) -> None:
    connection = document.connection
    Mailing.objects.get_or_create(
        document=document,
        cause=Cause.ISSUED,
        defaults={
            "email": document.order.buyer_email,
            "subject": connection.email_subject,
            "text": connection.email_text,
            "asked_at": clock.now(),
            "due_at": clock.now(),
        },
    )
    wake.tell()


def again(document: Document, email: str, *, who: User | None = None) -> Mailing | None:
    """A person, or the buyer (`who` None), wants it once more. None: one is on its way, or nothing is issued."""
    if document.state != Document.State.ISSUED or not document.wfirma_id:
        return None
    now = clock.now()
    try:
        with transaction.atomic():
            document.mailings.filter(looked_at=None).exclude(done_at=None).update(looked_at=now)
            asked = Mailing.objects.create(
                document=document,
                cause=Cause.PERSON if who is not None else Cause.BUYER,
                email=email,
                subject=document.connection.email_subject,
                text=document.connection.email_text,
                who=who,
                asked_at=now,
                due_at=now,
            )
    except IntegrityError:
        return None
    points.reach("mailing.asked")
    wake.tell()
    return asked


def due(connection_id: int) -> Mailing | None:
    rows = Mailing.objects.filter(document__connection_id=connection_id, due_at__lte=clock.now())
    return rows.select_related("document__order", "document__ksef_entry").order_by("due_at", "id").first()


def send(mailing: Mailing, client: Client, held: Lease) -> None:
    """One e-mail. One that a lost worker left in `sending` is not sent: nobody knows whether it went."""
    if mailing.state == State.SENDING:
        _close(mailing, held, State.UNKNOWN, "mailing.unknown")
        return
    sent_at, counted = clock.now(), clock.elapsed()
    _claim(mailing, held, sent_at)
    try:
        said = client.invoice_send(
            mailing.document.wfirma_id,
            mailing.email,
            subject=filled(mailing.subject, mailing.document),
            body=filled(mailing.text, mailing.document),
            before_wire=partial(lease.still_fresh, sent_at, counted),
        )
    except (NotSent, Throttled, AuthLost) as error:
        pause = outcomes.backoff(mailing.tries + 1, 30)
        _close(mailing, held, State.WAITING, error.code, error, due_at=clock.now() + pause)
    except Rejected as error:
        _close(mailing, held, State.REFUSED, error.code, error)
    except WfirmaError as error:
        _close(mailing, held, State.UNKNOWN, "mailing.unknown", error)
    else:
        connections.answered(mailing.document.connection_id)
        _close(mailing, held, State.ACCEPTED, "", said=said)


def _claim(mailing: Mailing, held: Lease, now: datetime) -> None:
    with transaction.atomic():
        lease.fence(held)
        Mailing.objects.filter(pk=mailing.pk).update(
            state=State.SENDING, sent_at=now, epoch=held.epoch, tries=mailing.tries + 1, due_at=now
        )
    points.reach("mailing.claimed")


def _close(
    mailing: Mailing,
    held: Lease,
    state: str,
    reason: str,
    error: WfirmaError | None = None,
    *,
    said: str = "",
    due_at: datetime | None = None,
) -> None:
    done_at = clock.now() if due_at is None else None
    with transaction.atomic():
        lease.fence(held)
        Mailing.objects.filter(pk=mailing.pk).update(
            state=state,
            reason=reason,
            said=(error.detail if error is not None else said)[:300],
            due_at=due_at,
            done_at=done_at,
        )
        if error is not None and not isinstance(error, Rejected):
            connections.refused(mailing.document.connection_id, error)
    points.reach("mailing.closed")
    if state in (State.REFUSED, State.UNKNOWN):
        log.error("document %s: e-mail: %s", mailing.document_id, reason)


def filled(text: str, document: Document) -> str:
    """The seller's words with the facts in their places."""
    entry = getattr(document, "ksef_entry", None)
    facts = {
        "number": document.number,
        "order": document.order.number or document.order.external_id,
        "total": f"{document.total} {document.currency}",
        "ksef": entry.number if entry is not None else "",
    }
    for word, fact in WORDS.items():
        text = text.replace(f"{{{word}}}", facts[fact])
    return text
