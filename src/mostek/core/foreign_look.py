"""Reading what others issued, under the lease, and what follows for our orders: one page a turn, then the conclusion.

A look is done only once everything that waited for it was settled, so that a worker that dies in between is followed by
one that settles it again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from mostek.core import connections, foreign, issue, lease, outcomes, receive, standing
from mostek.core.lease import Lease
from mostek.core.models import Document, ForeignDocument, ForeignLook
from mostek.core.models.foreign import SALE_KINDS
from mostek.lib import clock, points
from mostek.wfirma.client import Client
from mostek.wfirma.errors import AuthLost, OutcomeUnknown, Rejected, WfirmaError
from mostek.wfirma.values import Issued

log = logging.getLogger("mostek.foreign")

FIRST_PAUSE, LONGEST_PAUSE = 30.0, timedelta(hours=1)
# A buyer's name is kept while it may help to compare, not for ever.
NAMES_KEPT = timedelta(days=90)
KEPT = 50  # looks that are done, of one Connection

State = Document.State


def due(connection_id: int) -> ForeignLook | None:
    rows = ForeignLook.objects.filter(connection_id=connection_id, due_at__lte=clock.now())
    return rows.order_by("due_at", "pk").first()


def read_on(look: ForeignLook, client: Client, held: Lease) -> None:
    """The next page, or after the last one the conclusion."""
    if look.listed is not None and look.read >= look.listed:
        conclude(look, held)
        return
    began_at = look.began_at or clock.now()
    try:
        found = client.invoices_by_day(look.first, look.last, look.page)
    except WfirmaError as error:
        _trouble(look, error, held)
        return
    connections.answered(look.connection_id)
    if (look.listed is not None and found.total < look.listed) or (
        not found.invoices and look.read < found.total
    ):
        _save(look, held, page=1, read=0, listed=None, began_at=None)  # a document went: the pages have moved
        return
    foreign.keep(look.connection_id, found.invoices)
    read = look.read + len(found.invoices)
    _save(look, held, page=look.page + 1, read=read, listed=found.total, began_at=began_at, tries=0, error="")


def conclude(look: ForeignLook, held: Lease) -> None:
    began_at = look.began_at or look.asked_at
    rows = ForeignDocument.objects.filter(connection=look.connection_id, date__range=(look.first, look.last))
    rows.filter(seen_at__lt=began_at).delete()  # deleted in wFirma since, or of another date by now
    notice(rows)
    release(look)
    old = clock.now() - NAMES_KEPT
    ForeignDocument.objects.filter(connection=look.connection_id, seen_at__lt=old).update(
        buyer_name="", nip=""
    )
    _save(look, held, due_at=None, done_at=clock.now())
    done = ForeignLook.objects.filter(connection=look.connection_id).exclude(done_at=None).order_by("-pk")
    ForeignLook.objects.filter(pk__in=list(done.values_list("pk", flat=True)[KEPT:])).delete()


def hear(connection_id: int, found: Iterable[Issued]) -> int:
    """Somebody's documents that were read by the way: kept if they name an order of ours. How many do."""
    rows = [foreign.to_row(connection_id, one, clock.now()) for one in found if not foreign.is_ours(one)]
    named = {row.wfirma_id for row, _ in foreign.orders_of(rows)}
    return notice(foreign.keep(connection_id, (one for one in found if one.id in named))) if named else 0


def notice(rows: Iterable[ForeignDocument]) -> int:
    """A sale that somebody else documented gets nothing from us; one that has both is an alarm. How many name one."""
    pairs = foreign.orders_of(rows)
    for row, order in pairs:
        if row.order_id != order.pk:
            ForeignDocument.objects.filter(pk=row.pk).update(order=order)
        ours = order.documents.filter(kind__in=SALE_KINDS).exclude(state=State.CANCELLED).first()
        if ours is not None and ours.state == State.ISSUED:
            if row.order_id != order.pk:
                log.error("order %s was invoiced twice: %s and %s", order.pk, ours.number, row.number)
        elif ours is not None or order.verdict == order.Verdict.HOLD:
            receive.decide_again(order)
    return len(pairs)


def release(look: ForeignLook) -> None:
    """What waited for this look and was found with nobody else goes its way."""
    waiting = Document.objects.filter(
        connection=look.connection_id, state=State.PENDING, due_at=None, reason=standing.LOOK
    )
    for document in waiting.select_related("order__source__connection").order_by("pk"):
        order = document.order
        first, last = foreign.days_of(order)
        needed_from = standing.look_from(order, document.planned_at)
        is_seen = look.first <= first and look.last >= min(last, clock.warsaw_date(look.began_at))
        if not is_seen or look.began_at is None or look.began_at < needed_from:
            foreign.ask_about(order, needed_from)
        elif foreign.of(order):
            receive.decide_again(order)
        else:
            rows = Document.objects.filter(pk=document.pk, state=State.PENDING, due_at=None)
            rows.update(reason="", due_at=issue.first_due(order))


def _trouble(look: ForeignLook, error: WfirmaError, held: Lease) -> None:
    """Asked again until it is read: documents wait for it. A missing right to read stops nothing else."""
    if not isinstance(error, OutcomeUnknown | Rejected) and error.code not in (
        "auth.scope",
        "auth.permission",
    ):
        connections.refused(look.connection_id, error)
    soon = isinstance(error, AuthLost) and error.code == "auth.token"
    pause = timedelta(0) if soon else outcomes.backoff(look.tries + 1, FIRST_PAUSE, LONGEST_PAUSE)
    _save(look, held, tries=look.tries + 1, error=error.code, due_at=clock.now() + pause)
    log.warning("connection %s: documents of others: %s", look.connection_id, error.code)


def put_aside(look: ForeignLook) -> None:
    """A mistake of ours must not come round at once; what waits for the look goes on waiting."""
    ForeignLook.objects.filter(pk=look.pk).update(
        error="internal", tries=look.tries + 1, due_at=clock.now() + LONGEST_PAUSE
    )


def _save(look: ForeignLook, held: Lease, **columns: object) -> None:
    with transaction.atomic():
        lease.fence(held)
        ForeignLook.objects.filter(pk=look.pk).update(**columns)
    points.reach("foreign.saved")
