"""What became of an issued document: its number in KSeF, its e-mails, and what a person may do about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mostek.core import messages
from mostek.core.messages import Message
from mostek.core.models import Document, KsefEntry, Mailing, User
from mostek.panel.entry import Entry


@dataclass(frozen=True, slots=True)
class Delivery:
    """`email` is where the document goes if it is sent again; `is_open`: one is on its way already."""

    ksef: KsefEntry | None
    trouble: Message | None
    mailing: Mailing | None
    mail_trouble: Message | None
    email: str
    is_open: bool


def of_document(document: Document | None) -> Delivery | None:
    if document is None or document.state != Document.State.ISSUED:
        return None
    entry = KsefEntry.objects.filter(document=document).first()
    last = document.mailings.order_by("-pk").first()
    in_trouble = last is not None and last.state in (Mailing.State.UNKNOWN, Mailing.State.REFUSED)
    return Delivery(
        ksef=entry,
        trouble=messages.of(entry.trouble, said=entry.said) if entry is not None and entry.trouble else None,
        mailing=last,
        mail_trouble=mail_message(last) if last is not None and in_trouble else None,
        email=last.email if last is not None else document.order.buyer_email,
        is_open=last is not None and last.done_at is None,
    )


def mail_message(mailing: Mailing) -> Message:
    return messages.of("mailing.refused" if mailing.state == Mailing.State.REFUSED else "mailing.unknown")


def ksef_troubles(user: User) -> QuerySet[KsefEntry]:
    mine = Document.objects.visible_to(user)
    return KsefEntry.objects.exclude(trouble="").filter(document__in=mine)


def mail_troubles(user: User) -> QuerySet[Mailing]:
    """The last e-mail of a document, if it did not certainly leave."""
    mine = Document.objects.visible_to(user)
    rows = Mailing.objects.filter(state__in=[Mailing.State.UNKNOWN, Mailing.State.REFUSED], document__in=mine)
    return rows.filter(looked_at=None)


def entries(document: Document) -> Iterator[Entry]:
    """What happened after the document was issued, for the time-line of the order."""
    entry = KsefEntry.objects.filter(document=document).first()
    if entry is not None and entry.asked_at is not None:
        yield from _of_ksef(entry, entry.asked_at)
    for mailing in document.mailings.select_related("who").order_by("pk"):
        yield from _of_mailing(mailing)


def _of_ksef(entry: KsefEntry, at: datetime) -> Iterator[Entry]:
    if entry.state == KsefEntry.State.NUMBERED:
        yield Entry(at, "green", _("KSeF gave the number %(number)s.") % {"number": entry.number})
    elif entry.trouble:
        yield Entry(at, "orange", messages.of(entry.trouble).happened, theirs=entry.said)


def _of_mailing(mailing: Mailing) -> Iterator[Entry]:
    words = {"who": mailing.who, "email": mailing.email}
    if mailing.cause == Mailing.Cause.PERSON:
        yield Entry(mailing.asked_at, "grey", _("%(who)s had it sent to %(email)s.") % words)
    elif mailing.cause == Mailing.Cause.BUYER:
        yield Entry(mailing.asked_at, "grey", _("The buyer asked for it once more."))
    if mailing.done_at is None:
        return
    if mailing.state == Mailing.State.ACCEPTED:
        yield Entry(mailing.done_at, "green", _("wFirma sends it to %(email)s.") % words, theirs=mailing.said)
    else:
        yield Entry(mailing.done_at, "orange", mail_message(mailing).happened, theirs=mailing.said)
