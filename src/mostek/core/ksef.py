"""What becomes of issued documents in KSeF: read from wFirma's list, a page for many documents at once.

wFirma sends to KSeF by itself and says so in three fields of the document. How its words for a state read is not
documented: a number means taken, a word that is not one of waiting means refused.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from mostek.core import connections, lease, mailing, wake
from mostek.core.lease import Lease
from mostek.core.models import Connection, Document, KsefEntry, KsefReading
from mostek.core.outgoing import events
from mostek.lib import clock, points
from mostek.tax import form
from mostek.tax.days import working_day_after
from mostek.wfirma.client import Client
from mostek.wfirma.errors import WfirmaError
from mostek.wfirma.listing import PAGE
from mostek.wfirma.values import Issued

log = logging.getLogger("mostek.ksef")

State = KsefEntry.State

FOLLOWED = ("required", "voluntary")
WAITING = frozenset({"", "ok", "new", "pending", "waiting", "sent", "processing", "in_progress", "queued"})
FIRST = timedelta(minutes=1)
# What a page may change of an entry.
COLUMNS = ("state", "number", "registered", "trouble", "said", "asked_at", "due_at")
# Age of an entry → how long until it is asked about again; after the last, nobody asks any more.
INTERVALS = (
    (timedelta(minutes=10), timedelta(minutes=2)),
    (timedelta(hours=2), timedelta(minutes=15)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=14), timedelta(hours=6)),
)
# At most thirty calls in any hour for one Connection, however many documents wait.
PAGE_COSTS = timedelta(seconds=150)


def goes_to_ksef(connection: Connection, document_content: dict[str, object]) -> bool:
    draft = document_content.get("draft")
    route = draft.get("ksef") if isinstance(draft, dict) else None
    return route in FOLLOWED and form.seller_from_json(connection.profile).ksef.enabled


def begin(document: Document, issued: Issued) -> None:
    """Follow an issued Document that goes to KSeF. Inside the transaction that records it."""
    if not goes_to_ksef(document.connection, document.content):
        return
    now = clock.now()
    day = issued.date or clock.warsaw_date()
    end = datetime.combine(working_day_after(day) + timedelta(days=1), time.min, clock.WARSAW)
    entry, _ = KsefEntry.objects.get_or_create(
        document=document,
        defaults={
            "connection_id": document.connection_id,
            "issued_on": day,
            "began_at": now,
            "late_at": end,
            "due_at": now + FIRST,
        },
    )
    if issued.ksef_number:
        _take(entry, issued, now)
        entry.save()
    _hurry(document.connection_id)


def _hurry(connection_id: int) -> None:
    """The next reading, not before the last one has been paid for."""
    reading, _ = KsefReading.objects.get_or_create(connection_id=connection_id)
    if reading.began_at is not None:
        return
    first = KsefEntry.objects.filter(connection_id=connection_id).aggregate(due=Min("due_at"))["due"]
    if first is not None and reading.not_before is not None:
        first = max(first, reading.not_before)
    KsefReading.objects.filter(pk=reading.pk, began_at=None).update(due_at=first)


def due(connection_id: int) -> KsefReading | None:
    return KsefReading.objects.filter(connection_id=connection_id, due_at__lte=clock.now()).first()


def read_page(reading: KsefReading, client: Client, held: Lease) -> None:
    """One page of one day, or the end of the reading. Stopped anywhere, it goes on there."""
    now = clock.now()
    if reading.began_at is None:
        reading.began_at, reading.calls, reading.day = now, 0, None
    if reading.day is None:
        reading.day, reading.page = _next_day(reading), 1
    if reading.day is None:
        _finish(reading, held)
        return
    try:
        listing = client.invoices_by_day(reading.day, reading.day, reading.page)
    except WfirmaError as error:
        with transaction.atomic():
            lease.fence(held)
            KsefReading.objects.filter(pk=reading.pk).update(due_at=now + PAGE_COSTS)
            connections.refused(reading.connection_id, error)
        points.reach("ksef.read_failed")
        return
    connections.answered(reading.connection_id)
    reading.calls += 1
    is_last = reading.page * PAGE >= listing.total
    with transaction.atomic():
        lease.fence(held)
        by_id = {one.id: one for one in listing.invoices}
        there = _sought(reading).filter(document__wfirma_id__in=list(by_id)).select_related("document")
        entries = list(there)
        for entry in entries:
            _weigh(entry, by_id[entry.document.wfirma_id], now)
        if is_last:  # what no page had: deleted, or re-dated by hand; it grows late like any other
            missing = list(_sought(reading).exclude(pk__in=[entry.pk for entry in entries]))
            for entry in missing:
                _wait_on(entry, now)
            entries += missing
        KsefEntry.objects.bulk_update(entries, COLUMNS)
        ends = is_last or not _sought(reading).exists()
        KsefReading.objects.filter(pk=reading.pk).update(
            began_at=reading.began_at,
            calls=reading.calls,
            day=None if ends else reading.day,
            page=1 if ends else reading.page + 1,
            due_at=now,
        )
    points.reach("ksef.page_read")


def _sought(reading: KsefReading) -> QuerySet[KsefEntry]:
    return _waiting(reading).filter(issued_on=reading.day) if reading.day else KsefEntry.objects.none()


def _waiting(reading: KsefReading) -> QuerySet[KsefEntry]:
    rows = KsefEntry.objects.filter(connection_id=reading.connection_id, due_at__lte=reading.began_at)
    return rows.filter(Q(asked_at=None) | Q(asked_at__lt=reading.began_at))


def _next_day(reading: KsefReading) -> date | None:
    first: date | None = _waiting(reading).aggregate(first=Min("issued_on"))["first"]
    return first


def _finish(reading: KsefReading, held: Lease) -> None:
    now = clock.now()
    with transaction.atomic():
        lease.fence(held)
        KsefReading.objects.filter(pk=reading.pk).update(
            began_at=None, day=None, page=0, due_at=None, not_before=now + PAGE_COSTS * max(reading.calls, 1)
        )
        _hurry(reading.connection_id)
    points.reach("ksef.reading_ended")


def _weigh(entry: KsefEntry, issued: Issued, now: datetime) -> None:
    """What wFirma says of the document → the state of the entry."""
    if issued.ksef_number:
        _take(entry, issued, now)
    elif issued.ksef_status.strip().lower() not in WAITING:
        if entry.state != State.REJECTED:
            log.error("document %s: ksef.rejected", entry.document_id)
        entry.state, entry.trouble, entry.said = State.REJECTED, "ksef.rejected", issued.ksef_status[:200]
        _wait_on(entry, now)  # mended in wFirma, it may still get its number
    else:
        entry.state, entry.said = State.PENDING, issued.ksef_status[:200]
        if entry.trouble == "ksef.rejected":
            entry.trouble = ""
        _wait_on(entry, now)


def _take(entry: KsefEntry, issued: Issued, now: datetime) -> None:
    entry.state, entry.number, entry.registered = State.NUMBERED, issued.ksef_number, issued.ksef_registered
    entry.trouble, entry.said, entry.due_at, entry.asked_at = "", "", None, now
    mailing.after_ksef(entry.document)
    events.numbered(entry.document_id, entry.number)
    log.info("document %s: KSeF number %s", entry.document_id, entry.number)


def _wait_on(entry: KsefEntry, now: datetime) -> None:
    age = now - entry.began_at
    pause = next((pause for until, pause in INTERVALS if age < until), None)
    entry.asked_at, entry.due_at = now, now + pause if pause is not None else None
    if pause is None and entry.state == State.PENDING:
        entry.state, entry.trouble = State.GIVEN_UP, "ksef.given_up"
        log.error("document %s: ksef.given_up", entry.document_id)
    elif now >= entry.late_at and not entry.trouble:
        entry.trouble = "ksef.late"
        log.error("document %s: ksef.late", entry.document_id)


def ask_again(entry: KsefEntry) -> None:
    """A person has mended it in wFirma: look at once, and follow it anew."""
    now = clock.now()
    KsefEntry.objects.filter(pk=entry.pk).exclude(state=State.NUMBERED).update(
        state=State.PENDING, trouble="", began_at=now, due_at=now, asked_at=None
    )
    _hurry(entry.connection_id)
    wake.tell()
