"""Take the buyers out of what is past its period: order by order, so that it may be stopped and begun again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from django.db import transaction

from mostek.core.models import Connection, Event, Import, Order, PrivacyRecord, Proof
from mostek.core.privacy import blank, periods
from mostek.lib import clock

BATCH = 200

ANONYMISED, OPEN, LONGER = "anonymised", "open", "kept_longer"


def run(
    before: date, *, dry: bool = False, progress: Callable[[int], None] = lambda done: None
) -> Counter[str]:
    """Counts by what became of the orders, and of `events` that belong to none. `before` is not later than the law."""
    if before > periods.latest_cutoff():
        raise ValueError("the periods of the law are not over")
    counts: Counter[str] = Counter({ANONYMISED: 0, OPEN: 0, LONGER: 0, "events": 0})
    try:
        last = 0
        while keys := _next(before, last):
            counts.update(_one(pk, dry=dry) for pk in keys)
            last = keys[-1]
            progress(sum(counts.values()))
        counts["events"] = _strays(before, dry=dry)
        if not dry:
            blank.imports(Import.objects.filter(finished_at__lt=periods.moment_of(before)))
            blank.proofs(Proof.objects.filter(month__lt=before))
    finally:
        if not dry and (counts[ANONYMISED] or counts["events"]):
            note(PrivacyRecord.Action.ANONYMISE, counts)
    return counts


def _next(before: date, last: int) -> list[int]:
    rows = periods.sold_before(before).filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _one(pk: int, *, dry: bool) -> str:
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=pk)
        documents = list(order.documents.order_by("pk"))
        if periods.is_open(order, documents):
            return OPEN
        if periods.keep_until(order, documents) >= clock.warsaw_date():
            return LONGER
        if not dry:
            blank.everything(order, documents)
    return ANONYMISED


def _strays(before: date, *, dry: bool) -> int:
    """Messages that became no order. One that nobody has read yet, or could read, stays: it may be a sale."""
    done = (Event.State.READ, Event.State.IGNORED)
    rows = Event.objects.filter(order=None, state__in=done, received_at__lt=periods.moment_of(before))
    rows = rows.exclude(body=b"")
    return rows.count() if dry else blank.bodies(rows)


def note(action: PrivacyRecord.Action, counts: Counter[str], connection: Connection | None = None) -> None:
    PrivacyRecord.objects.create(
        action=action,
        connection=connection,
        at=clock.now(),
        counts={key: n for key, n in counts.items() if n},
    )
