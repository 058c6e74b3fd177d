"""The job: check, or import, slice after slice.

A slice is one transaction that names the claim: its Events, Orders and Documents, the counts and the place of the next
slice. A worker that dies between two slices is followed by one that goes on; one that was frozen finds its claim gone
and stores nothing. Within a slice nothing can be half done, so nothing is counted twice.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet

from mostek.core import receive
from mostek.core.importing import foresee, take
from mostek.core.importing.meet import CHANGED, FAILED, GONE, KNOWN, NEW, OF_REASONS, REVISED, SAME, Met, meet
from mostek.core.models import Event, Import, ImportRow, Source
from mostek.lib import clock, points
from mostek.sources.file.gather import Gathered, gather, group
from mostek.sources.file.mapping import Plan
from mostek.sources.file.table import BadFile, Table, read_table

log = logging.getLogger("mostek.import")

CLAIM = timedelta(minutes=2)  # outlives one slice by far
CHECKED_AT_ONCE = 100  # orders of a slice that stores nothing
STORED_AT_ONCE = 10  # orders of one that does: webhooks wait for its lock no longer than a moment
PREVIEW = 10  # sales
SAID = 2000  # rows of which something is said; the counts go on

Tell = Callable[[Import], None]


class ClaimLost(Exception):
    """Another worker has the Import now, or a person has changed its plan: stop, store nothing."""


def due() -> list[int]:
    return list(_free(clock.now()).order_by("pk").values_list("pk", flat=True))


def _free(now: datetime) -> QuerySet[Import]:
    rows = Import.objects.filter(
        state__in=[Import.State.CHECKING, Import.State.IMPORTING], source__is_on=True
    )
    return rows.filter(Q(claimed_until=None) | Q(claimed_until__lt=now))


def next_due(now: datetime) -> datetime | None:
    """When the claim of a worker ends that may have died."""
    rows = Import.objects.filter(
        state__in=[Import.State.CHECKING, Import.State.IMPORTING], claimed_until__gt=now
    )
    return rows.order_by("claimed_until").values_list("claimed_until", flat=True).first()


def run_due() -> None:
    """All of them, in this thread: for tests and small scripts."""
    for pk in due():
        run(pk)


def run(import_id: int, stop: threading.Event | None = None, tell: Tell | None = None) -> bool:
    """Until its end, or until `stop` is set. False: it is not due, or somebody has it."""
    now, claim = clock.now(), secrets.token_hex(16)
    if not _free(now).filter(pk=import_id).update(claim=claim, claimed_until=now + CLAIM):
        return False
    one = Import.objects.select_related("source__connection").get(pk=import_id)
    try:
        _go_on(one, claim, stop, tell)
    except ClaimLost:
        log.warning("import %s went to somebody else", import_id)
    except BadFile as error:  # what could be read when it was taken cannot be any more
        _mine(one, claim).update(state=Import.State.ASKING, error=error.code)
    finally:
        _mine(one, claim).update(claim="", claimed_until=None)
    return True


def _mine(one: Import, claim: str) -> QuerySet[Import]:
    return Import.objects.filter(pk=one.pk, claim=claim, state=one.state)


def _hold(one: Import, claim: str, **changes: object) -> None:
    """First statement of every transaction here. Raises ClaimLost."""
    if not _mine(one, claim).update(claimed_until=clock.now() + CLAIM, **changes):
        raise ClaimLost


def _go_on(one: Import, claim: str, stop: threading.Event | None, tell: Tell | None) -> None:
    plan, table = take.plan_of(one), read_table(bytes(one.content))
    groups = group(table, plan)
    _hold(one, claim, orders=len(groups))
    one.orders = len(groups)
    waiting = islice(gather(table, plan, groups, clock.warsaw_date()), one.position, None)
    known = foresee.of(one.source) if one.state == Import.State.CHECKING else None
    for slice_ in _slices(waiting, STORED_AT_ONCE if known is None else CHECKED_AT_ONCE):
        if stop is not None and stop.is_set():
            return
        if known is None:
            _import(one, claim, slice_, plan, table)
        else:
            _check(one, claim, slice_, plan, table, known)
        if tell is not None:
            tell(one)
    _finish(one, claim)


def _slices(orders: Iterator[Gathered], size: int) -> Iterator[list[Gathered]]:
    while slice_ := list(islice(orders, size)):
        yield slice_


def _check(
    one: Import, claim: str, orders: list[Gathered], plan: Plan, table: Table, known: foresee.Foresight
) -> None:
    """Count what would happen, and decide what would be decided."""
    met = meet(one.source, orders, plan.version)
    counts, preview = Counter(one.counts), list(one.preview)
    for each in met:
        _count(counts, each)
        incoming = each.gathered.incoming
        if incoming is not None and (each.outcome in (NEW, REVISED) or len(preview) < PREVIEW):
            decision = foresee.foresee(known, incoming)
            if each.outcome in (NEW, REVISED):
                counts[decision.decision] += 1
            if len(preview) < PREVIEW:
                shown = foresee.to_json(incoming, decision, each.gathered.rows)
                preview.append(shown | {"outcome": each.outcome})
    with transaction.atomic():
        _advance(one, claim, len(orders), counts, preview=preview)
        _say(one, met, table)
    _follow(one, len(orders), counts, preview=preview)
    points.reach("import.checked")


def _import(one: Import, claim: str, orders: list[Gathered], plan: Plan, table: Table) -> None:
    with transaction.atomic():
        _hold(one, claim)
        # One writer per Source: what is compared here must still hold when it is stored.
        Source.objects.select_for_update().get(pk=one.source_id)
        met = [_keep(one.source, each) for each in meet(one.source, orders, plan.version)]
        counts = Counter(one.counts)
        for each in met:
            _count(counts, each)
        _advance(one, claim, len(orders), counts)
        _say(one, met, table)
    _follow(one, len(orders), counts)
    points.reach("import.stored")


def _keep(source: Source, met: Met) -> Met:
    """Its Event, Order and Document, or none of them; the outcome is what reading made of it."""
    if not met.key:
        return met
    try:
        with transaction.atomic():
            event, _ = receive.store(source, met.key, met.body, Event.Leg.FILE)
            receive.read(event)
    except DatabaseError:
        raise
    except Exception as error:
        event, _ = receive.store(source, met.key, met.body, Event.Leg.FILE)
        receive.fail(event, error)
    event.refresh_from_db()
    outcome = OF_REASONS.get(event.reason, SAME)
    if event.state == Event.State.FAILED:
        outcome = FAILED
    return Met(met.gathered, outcome, met.key, met.body, event.order or met.order, met.changes)


def _count(counts: Counter[str], met: Met) -> None:
    counts[met.outcome] += 1
    counts["rows"] += len(met.gathered.rows)
    if met.outcome == FAILED:
        counts["failed_rows"] += len(met.gathered.rows)
    if met.gathered.passed:
        counts[f"passed.{met.gathered.passed}"] += 1


def _advance(one: Import, claim: str, orders: int, counts: Counter[str], **columns: object) -> None:
    """The place of the next slice, with what this one came to."""
    _hold(one, claim, position=one.position + orders, counts=dict(counts), **columns)


def _follow(one: Import, orders: int, counts: Counter[str], **columns: object) -> None:
    """The row in memory becomes what was committed."""
    one.position, one.counts = one.position + orders, dict(counts)
    for name, value in columns.items():
        setattr(one, name, value)


def _say(one: Import, met: list[Met], table: Table) -> None:
    """What a person has to look at, row by row."""
    rows = [row for each in met for row in _rows(one, each, table)]
    if rows and ImportRow.objects.filter(of=one).count() < SAID:
        ImportRow.objects.bulk_create(rows)


def _rows(one: Import, met: Met, table: Table) -> Iterator[ImportRow]:
    first, order = met.gathered.rows[0], met.gathered.order[:100]
    if met.outcome == FAILED:
        by_number = dict(zip(table.numbers, table.rows, strict=True))
        cells = [list(by_number[number]) for number in met.gathered.rows]
        for place, wrong in enumerate(met.gathered.wrong):
            yield ImportRow(
                of=one,
                outcome=FAILED,
                row=wrong.row,
                external_id=order,
                code=wrong.code,
                column=wrong.column[:120],
                value=wrong.value[:250],
                cells=cells if place == 0 else [],
            )
        if not met.gathered.wrong:
            yield ImportRow(
                of=one, outcome=FAILED, row=first, external_id=order, code="internal", cells=cells
            )
    elif met.outcome in (REVISED, CHANGED, KNOWN, GONE):
        changes = [list(change) for change in met.changes]
        yield ImportRow(
            of=one, outcome=met.outcome, row=first, external_id=order, order=met.order, changes=changes
        )


def _finish(one: Import, claim: str) -> None:
    if one.state == Import.State.CHECKING:
        _hold(one, claim, state=Import.State.CHECKED)
    else:
        # Its Events hold what was in it; the file itself is full of buyers, and of no further use.
        _hold(one, claim, state=Import.State.DONE, finished_at=clock.now(), content=b"")
    points.reach("import.finished")
