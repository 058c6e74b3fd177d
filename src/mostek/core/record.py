"""What became of a call: the Attempt is closed and the Document moves on, by the lease or by evidence."""

from __future__ import annotations

import logging
from typing import Any

from django.db import IntegrityError, transaction

from mostek.core import connections, goods, ksef, lease, mailing, outcomes
from mostek.core.correct import owe
from mostek.core.correct import plan as correct_plan
from mostek.core.lease import Lease, LeaseLost
from mostek.core.models import Attempt, Document, Order
from mostek.core.outgoing import events
from mostek.lib import clock, points
from mostek.wfirma import readback
from mostek.wfirma.errors import Rejected, Throttled, WfirmaError
from mostek.wfirma.values import Issued

log = logging.getLogger("mostek.record")

State = Document.State

# States in which evidence from wFirma settles a Document, whoever brings it and however late.
OPEN = [State.SENDING, State.UNKNOWN, State.PENDING, State.HELD]


# The difference that is not one of a field: another document under the same reference.
SECOND = "document"


def failure(document: Document, attempt: Attempt, error: Exception, held: Lease, *, again: str = "") -> None:
    """Close the Attempt and move the Document on by the table of outcomes.

    `again`: the reason for which a refused Document, its cause out of the way, is sent once more at once.
    """
    then = (
        outcomes.Next(State.PENDING, again, outcomes.NOW) if again else outcomes.after(error, document.tries)
    )
    now = clock.now()
    with transaction.atomic():
        try:
            lease.fence(held)
        except LeaseLost:
            log.warning("document %s: the lease ended before the outcome came", document.pk)
            return  # the next writer has made it `unknown`, which is true whatever we know
        close(attempt, then.reason, error)
        mine = Document.objects.filter(pk=document.pk, state=State.SENDING, epoch=held.epoch)
        moved = mine.update(
            state=then.state,
            reason=then.reason,
            detail=facts(error),
            due_at=now + then.delay if then.delay is not None else None,
            unknown_since=now if then.state == State.UNKNOWN else None,
            absences=0,
        )
        if moved and then.state == State.HELD:
            events.held(document.pk)
        connections.refused(document.connection_id, error)
    points.reach("record.failed")
    log.info("document %s attempt %s: %s → %s", document.pk, attempt.pk, then.reason, then.state)


def issued(
    document: Document,
    found: Issued,
    differences: tuple[readback.Difference, ...],
    *,
    attempt: Attempt,
    reason: str | None = None,
) -> None:
    """Evidence that the Document stands in wFirma. It counts whoever brings it, also after the lease was lost.

    `reason` replaces that of the differences: a person has seen them.
    """
    columns: dict[str, Any] = {
        "state": State.ISSUED,
        "reason": alarm(differences) if reason is None else reason,
        "detail": {},
        "due_at": None,
        "unknown_since": None,
        "wfirma_id": found.id,
        "number": found.number,
        "issued_on": found.date,
        "issued_at": clock.now(),
        "email_requested": bool(found.auto_send),
        "differences": [{"field": d.field, "asked": d.asked, "got": d.got} for d in differences],
    }
    with transaction.atomic():
        # Who records a refund holds the same row: either of the two sees what the other has done.
        order = Order.objects.select_for_update().get(pk=document.order_id)
        close(attempt, "issued")
        try:
            with transaction.atomic():
                settled = Document.objects.filter(pk=document.pk, state__in=OPEN).update(**columns)
        except IntegrityError:  # wFirma named a document that is another one of ours
            hold_conflict(document, found)
            return
        if settled:
            document.wfirma_id, document.number = found.id, found.number
            ksef.begin(document, found)
            mailing.after_issue(document)
            events.issued(document.pk, ksef_number=found.ksef_number)
            owe.settle(document)
            correct_plan.plan(order)
        else:
            tell_of_second(document, found)
    points.reach("record.issued")
    goods.learn(document, found, differences)
    if differences:
        log.error(
            "document %s: wFirma stored something else than asked: %s",
            document.pk,
            [d.field for d in differences],
        )
    log.info("document %s attempt %s: issued as %s", document.pk, attempt.pk, found.number)


def hold_conflict(document: Document, found: Issued) -> None:
    moved = Document.objects.filter(pk=document.pk, state__in=OPEN).update(
        state=State.HELD,
        reason="found.twice",
        detail={"found": [{"id": found.id, "number": found.number, "total": str(found.total)}]},
        due_at=None,
    )
    if moved:
        events.held(document.pk)


def tell_of_second(document: Document, found: Issued) -> None:
    """The Document is settled already. If by another one in wFirma, there are two: nobody may overlook that."""
    stored = Document.objects.get(pk=document.pk)
    if stored.wfirma_id == found.id:
        return
    second = {"field": SECOND, "asked": stored.number, "got": found.number}
    if stored.reason == "found.twice" and second in stored.differences:
        return
    stored.differences = [*stored.differences, second]
    stored.reason = "found.twice"
    stored.save(update_fields=["differences", "reason"])
    log.error("document %s stands twice in wFirma: %s and %s", stored.pk, stored.wfirma_id, found.id)


def forget_second(document: Document) -> None:
    """wFirma holds one document of this sale and no other: the alarm about a second is over."""
    stored = Document.objects.get(pk=document.pk)
    if stored.reason != "found.twice" or stored.state == State.HELD:
        return
    stored.differences = [one for one in stored.differences if one["field"] != SECOND]
    stored.reason = "adopted" if stored.differences else ""
    stored.save(update_fields=["differences", "reason"])


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
