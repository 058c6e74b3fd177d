"""Moving over from a platform's own integration: what a person says and asks for on the way (decision 0016).

The minute parts the orders; until a person has switched the other one off nothing of the Source is sent; what was paid
by then is looked for in wFirma first, all together.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mostek.core import foreign, receive, shop, standing, wake
from mostek.core.models import Answer, Document, ForeignDocument, ForeignLook, Order, Source, User
from mostek.core.models.foreign import SALE_KINDS
from mostek.lib import clock, points
from mostek.sources import registry

log = logging.getLogger("mostek.cut_over")

AT_ONCE = 500  # orders that a person may have issued with one button

State = Document.State


def can_have_former(source: Source) -> bool:
    return source.kind in registry.KINDS and bool(registry.platform(source.kind).own_wfirma)


def begin(source: Source, moment: datetime, *, history: date | None = None) -> int:
    """Issue from `moment` on, and only once the former integration is off. Says how many orders changed sides.

    With `history`, orders since that day are asked for, and what wFirma has of them.
    """
    with transaction.atomic():
        rows = Source.objects.filter(pk=source.pk, former_since=None)
        if rows.update(former_since=clock.now()):
            planned = Document.objects.filter(order__source=source, state=State.PENDING, kind__in=SALE_KINDS)
            planned.filter(order__paid_at__gte=moment).update(reason=standing.TOGGLE, due_at=None)
    points.reach("cut_over.begun")
    moved = shop.cut_over(source, moment)
    if history is not None:
        begin_at = datetime(history.year, history.month, history.day, tzinfo=clock.WARSAW)
        shop.ask_now(source, since=begin_at)
        foreign.ask(source.connection_id, history - foreign.DAY, clock.warsaw_date())
    return moved


def confirm(source: Source, who: User, *, is_off: bool) -> bool:
    """A person says that the other integration is off (or is on after all). False: that was known.

    What waits is looked for once its last documents have come out, and issued if they are not there.
    """
    now = clock.now()
    rows = Source.objects.filter(pk=source.pk).exclude(former_since=None)
    waiting = Document.objects.filter(order__source=source, state=State.PENDING, due_at=None)
    with transaction.atomic():
        if not is_off:
            changed = rows.exclude(former_off_at=None).update(former_off_at=None, former_off_by=None)
            waiting.filter(reason=standing.LOOK).update(reason=standing.TOGGLE)
        elif changed := rows.filter(former_off_at=None).update(former_off_at=now, former_off_by=who):
            asked = waiting.filter(reason=standing.TOGGLE)
            first = asked.order_by("order__paid_at").values_list("order__paid_at", flat=True).first()
            asked.update(reason=standing.LOOK)
            begin_on = clock.warsaw_date(min(filter(None, (first, source.issue_from, now))))
            first_day, settled = begin_on - foreign.DAY, now + standing.SETTLED
            foreign.ask(source.connection_id, first_day, clock.warsaw_date(), settled)
    points.reach("cut_over.confirmed")
    wake.tell()
    return bool(changed)


def is_open(source: Source) -> bool:
    """The other integration may still be on: sales wait."""
    return source.former_since is not None and source.former_off_at is None


def open_sources() -> QuerySet[Source]:
    return Source.objects.filter(is_on=True, former_off_at=None).exclude(former_since=None)


def history(source: Source) -> QuerySet[Order]:
    """Orders paid before the cut-over, with `is_elsewhere` and `is_ours`."""
    live = Document.objects.filter(order=OuterRef("pk"), kind__in=SALE_KINDS)
    site = foreign.site_of(source)
    named = ForeignDocument.objects.filter(
        connection=source.connection_id, kind__in=SALE_KINDS, is_cancelled=False
    ).filter(
        Q(order_number=OuterRef("external_id")) | Q(order_number=OuterRef("number"), order_number__gt="")
    )
    if site:
        named = named.filter(site__in=("", site))
    rows = source.orders.filter(paid_at__lt=source.issue_from) if source.issue_from else source.orders.none()
    ours = live.exclude(state=State.CANCELLED)
    return rows.annotate(is_ours=Exists(ours), is_elsewhere=Exists(named)).order_by("-pk")


def without_document(source: Source) -> QuerySet[Order]:
    """Paid before the cut-over, worth something, not undone, and with no document that is known of."""
    rows = history(source).filter(Q(is_ours=False), Q(is_elsewhere=False), total__gt=0)
    whole = Q(refunds__kind="cancelled") | Q(refunds__amount__isnull=True, refunds__pk__isnull=False)
    return rows.exclude(pk__in=Order.objects.filter(whole, source=source).values("pk"))


def strangers(source: Source) -> QuerySet[ForeignDocument]:
    """Documents of this very shop whose order Mostek does not know: an older one, or numbers of another sort."""
    known = Order.objects.filter(Q(external_id=OuterRef("order_number")) | Q(number=OuterRef("order_number")))
    rows = ForeignDocument.objects.filter(connection=source.connection_id, kind__in=SALE_KINDS)
    rows = rows.exclude(order_number="").filter(is_cancelled=False)
    site = foreign.site_of(source)
    return rows.filter(~Exists(known.filter(source=source)), site__in=("", site) if site else ("",))


def looked_at(source: Source, first: date) -> datetime | None:
    """When wFirma was last read from `first` to the cut-over; None: not to the end yet."""
    last = clock.warsaw_date(source.issue_from) if source.issue_from else clock.warsaw_date()
    return foreign.looked_at(source.connection, first, last)


def is_looking(source: Source) -> bool:
    now = clock.now()
    return ForeignLook.objects.filter(connection=source.connection_id, done_at=None, due_at__lte=now).exists()


def issue_here(orders: Iterable[Order], who: User) -> int:
    """A person wants these from Mostek. Each is looked for once more before it is sent; says how many were taken."""
    taken = 0
    for order in list(orders)[:AT_ONCE]:
        with transaction.atomic():
            order = Order.objects.select_for_update().get(pk=order.pk)
            if not standing.is_before_cut_over(order) or standing.is_asked_for(order) or foreign.of(order):
                continue
            Answer.objects.create(
                order=order, question="cut_over", choice=standing.ISSUE_HERE, who=who, at=clock.now()
            )
            receive.decide_again(order)
            taken += 1
        points.reach("cut_over.asked")
    log.info("%s old orders are to be issued here", taken)
    return taken


def accept(row: ForeignDocument, who: User) -> bool:
    """A person says that this document and ours are both meant: no alarm any more."""
    rows = ForeignDocument.objects.filter(pk=row.pk, accepted_at=None)
    return bool(rows.update(accepted_at=clock.now(), accepted_by=who))


def look_again(row: ForeignDocument) -> None:
    """One of the two may have been deleted or cancelled in wFirma meanwhile."""
    if row.date is not None:
        foreign.ask(row.connection_id, row.date, row.date)
