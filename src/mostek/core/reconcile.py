"""The verb *reconcile*: settle a Document of unknown outcome by looking, never by sending.

Found and equal → issued. Found and different, or found twice → a person decides. Absent counts only on an account
whose look-up was proved, only after the settling delay and only twice: then, and only then, it is pending again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mostek.core import connections, issue, lease, outcomes, record
from mostek.core.lease import Lease
from mostek.core.models import Attempt, Connection, Document
from mostek.core.outgoing import events
from mostek.lib import clock, points
from mostek.wfirma import readback
from mostek.wfirma.client import Client
from mostek.wfirma.errors import OutcomeUnknown, WfirmaError
from mostek.wfirma.values import Issued

log = logging.getLogger("mostek.reconcile")

State = Document.State

# Evidence that it is there counts at once, so looking early costs little and often ends the matter.
BETWEEN_LOOKS = timedelta(seconds=30)
ABSENCES_NEEDED = 2
NOW = timedelta(0)
WRITTEN_BEFORE = timedelta(minutes=5)  # look-ups may lie between the writing of a body and its claim
TRIES = 5  # sent that often, unclear and absent each time: sending on would not end by itself
UNPROVED = "absent.unproved"

# What makes a found document the one that was sent.
IDENTITY = {"id_external", "type", "total", "currency", "contractor.name", "contractor.nip", "date"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look brought: "issued", "absent", "found.…", or the code of an error."""

    outcome: str
    found: tuple[Issued, ...] = ()


def due(connection_id: int) -> Document | None:
    return (
        Document.objects.filter(connection_id=connection_id, state=State.UNKNOWN, due_at__lte=clock.now())
        .order_by("due_at", "id")
        .first()
    )


def settling(connection: Connection) -> timedelta:
    """How long an absence means nothing. Where wFirma was seen to list late, twice as long as it then took."""
    seen = timedelta(seconds=2 * (connection.lookup_delay or 0))
    return max(lease.SETTLE, lease.LEASE + lease.CALL_LIMIT + seen)


def settled_from(document: Document) -> datetime:
    """The moment from which an absence counts for this Document."""
    sent = document.attempts.filter(action=Attempt.Action.ADD).order_by("-pk")
    last = sent.values_list("opened_at", flat=True).first()
    return (document.unknown_since or last or document.planned_at) + settling(document.connection)


def settle(document: Document, client: Client, held: Lease, purpose: str = Attempt.Purpose.WORK) -> Seen:
    """Look once and draw the conclusion that the evidence allows. A look that was asked for counts no absence."""
    attempt = open_look(document, held, purpose)
    try:
        # Whatever carries our reference is evidence; of another type, it is one for a person to look at.
        found = client.invoices_by_reference(document.reference, None)
    except WfirmaError as error:
        look_again(document, attempt, error, held)
        return Seen(error.code)
    points.reach("reconcile.looked")
    connections.answered(document.connection_id)
    if not found:
        record_absence(document, attempt, held)
        points.reach("reconcile.absent")
        return Seen("absent")
    return weigh(document, found, client, attempt, held)


def open_look(document: Document, held: Lease, purpose: str) -> Attempt:
    with transaction.atomic():
        lease.fence(held)
        # A look whose worker was lost: nobody else will close it.
        document.attempts.filter(closed_at=None).update(closed_at=clock.now(), outcome="worker_lost")
        attempt = Attempt.objects.create(
            document=document,
            action=Attempt.Action.LOOK,
            purpose=purpose,
            epoch=held.epoch,
            opened_at=clock.now(),
        )
    points.reach("reconcile.opened")
    return attempt


def weigh(
    document: Document, found: tuple[Issued, ...], client: Client, attempt: Attempt, held: Lease
) -> Seen:
    """What wFirma holds under our reference → the state that follows from it."""
    if document.state in (State.ISSUED, State.CANCELLED):
        outcome = record_surplus(document, attempt, found)
    elif len(found) == 1 and is_ours(differences := compare(document, found[0], client)):
        record.issued(document, found[0], differences, attempt=attempt)
        points.reach("reconcile.adopted")
        outcome = "issued"
    else:
        outcome = record_conflict(document, attempt, found, held)
        points.reach("reconcile.conflict")
    return Seen(outcome, found)


def look_again(document: Document, attempt: Attempt, error: WfirmaError, held: Lease) -> None:
    """The look failed: nothing is known better than before."""
    with transaction.atomic():
        lease.fence(held)
        record.close(attempt, error.code, error)
        if attempt.purpose == Attempt.Purpose.WORK:
            looks = document.attempts.filter(action=Attempt.Action.LOOK, purpose=attempt.purpose).count()
            pause = outcomes.backoff(looks, BETWEEN_LOOKS.total_seconds())
            _update(document, due_at=clock.now() + pause)
        if not isinstance(
            error, OutcomeUnknown
        ):  # a look that cannot be read says nothing of the next document
            connections.refused(document.connection_id, error)
    points.reach("reconcile.look_failed")


def record_absence(document: Document, attempt: Attempt, held: Lease) -> None:
    now = clock.now()
    with transaction.atomic():
        lease.fence(held)
        record.close(attempt, "absent")
        if document.state in (State.ISSUED, State.CANCELLED) or attempt.purpose != Attempt.Purpose.WORK:
            return
        settled_at = settled_from(document)
        if attempt.opened_at < settled_at:  # when it was asked, however late it is recorded
            _update(document, due_at=next_look(now, settled_at))
            return
        absences = document.absences + 1
        if absences < ABSENCES_NEEDED:
            _update(document, absences=absences, due_at=now + BETWEEN_LOOKS)
            return
        if document.connection.lookup_proved_at is None:
            pause = outcomes.backoff(absences, BETWEEN_LOOKS.total_seconds())
            _update(document, reason=UNPROVED, absences=absences, due_at=now + pause)
            return
        if document.tries >= TRIES:
            if _update(document, state=State.HELD, reason="absent.again", absences=0, due_at=None):
                events.held(document.pk)
            return
        _update(
            document,
            state=State.PENDING,
            reason="absent",
            detail={},
            absences=0,
            unknown_since=None,
            due_at=now,
        )
    log.info("document %s: twice absent, pending again", document.pk)


def next_look(now: datetime, settled_at: datetime) -> datetime:
    """Half a minute later while wFirma may still be busy with it; then the moment from which absence counts."""
    later = now + BETWEEN_LOOKS
    return later if later < settled_at - BETWEEN_LOOKS else settled_at


def record_conflict(document: Document, attempt: Attempt, found: tuple[Issued, ...], held: Lease) -> str:
    reason = "found.twice" if len(found) > 1 else "found.different"
    with transaction.atomic():
        lease.fence(held)
        record.close(attempt, reason)
        open_ = [State.UNKNOWN, State.PENDING, State.HELD]
        moved = Document.objects.filter(pk=document.pk, state__in=open_).update(
            state=State.HELD, reason=reason, detail={"found": [snapshot(one) for one in found]}, due_at=None
        )
        if moved:
            events.held(document.pk)
    return reason


def record_surplus(document: Document, attempt: Attempt, found: tuple[Issued, ...]) -> str:
    """The Document is settled. Anything else under its reference is one too many; none is the end of an alarm."""
    others = [one for one in found if one.id != document.wfirma_id]
    if others:
        record.close(attempt, "found.twice")
        for one in others:
            record.tell_of_second(document, one)
        return "found.twice"
    record.close(attempt, "found.once")
    record.forget_second(document)
    return "found.once"


def snapshot(one: Issued) -> dict[str, str]:
    """What a person compares: the page of an undecided document has no more."""
    return {
        "id": one.id,
        "number": one.number,
        "type": one.type or "",
        "total": str(one.total) if one.total is not None else "",
        "currency": one.currency or "",
        "date": one.date.isoformat() if one.date else "",
        "buyer": one.buyer_name or "",
        "nip": one.buyer_nip or "",
        "reference": one.id_external or "",
    }


def _update(document: Document, **columns: object) -> bool:
    """Only a Document that is still unknown: a late answer of the first call may have settled it."""
    return bool(Document.objects.filter(pk=document.pk, state=State.UNKNOWN).update(**columns))


def compare(document: Document, found: Issued, client: Client) -> tuple[readback.Difference, ...]:
    """All differences between what was asked and what was found; the day may be any on which it was sent."""
    asked = issue.document_to_payload(document)
    whole = issue.told_in_full(asked, found, client)
    others = [one for one in issue.compare(document, asked, whole) if one.field != "date"]
    sent = document.attempts.filter(action=Attempt.Action.ADD).values_list("opened_at", flat=True)
    # The body is written before the claim: around midnight it may bear the day before.
    days = {
        clock.warsaw_date(moment - early).isoformat() for moment in sent for early in (WRITTEN_BEFORE, NOW)
    }
    if found.date is not None and found.date.isoformat() not in days:
        others.append(readback.Difference("date", ", ".join(sorted(days)), found.date.isoformat()))
    return tuple(others)


def is_ours(differences: tuple[readback.Difference, ...]) -> bool:
    """A document with our reference and another total, buyer or day is not adopted; other differences are alarms."""
    return not any(one.field in IDENTITY for one in differences)
