"""What can be wrong at a Connection: each a query of the rows as they stand. One more is one more entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from mostek.core import reconcile, vies_check
from mostek.core.models import Connection, Document, Event, KsefEntry, Order, Proof, Source, ViesCheck
from mostek.core.silence import SILENT_AFTER
from mostek.lib import clock

NEAR = timedelta(days=3)  # before the last legal day of an invoice
DUE_DAY = 15  # of the month after the payment (art. 106i ust. 1)
UNSETTLED = timedelta(hours=1)  # an unknown outcome settles in minutes, unless wFirma cannot be asked
SLOW = timedelta(hours=6)
REFUSED_LATELY = timedelta(days=1)

State = Document.State
# What is not held has a time for its next step, and with it an index: a million issued ones are not looked at.
SCHEDULED = {"due_at__isnull": False}
OPEN = (State.PENDING, State.SENDING, State.UNKNOWN, State.HELD)


@dataclass(frozen=True, slots=True)
class Found:
    """`about`: the code of the message that says more. `since`: when it began, where the rows know."""

    connection_id: int
    count: int
    since: datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """`code` is that of the message with the next step, and the link to where it is done."""

    code: str
    find: Callable[[datetime], Iterable[Found]]


def needs_you(now: datetime) -> Iterator[Found]:
    rows = Connection.objects.filter(is_on=True, health=Connection.Health.NEEDS_YOU)
    for pk, since, code in rows.values_list("pk", "health_since", "health_code"):
        yield Found(pk, 1, since, code)


def held(now: datetime) -> Iterator[Found]:
    """Documents and orders with a question, and messages that could not be read."""
    counts: Counter[int] = Counter()
    live = Document.objects.filter(order=OuterRef("pk"), kind__in=("invoice", "bill", "receipt"))
    patient = ViesCheck.objects.filter(vies_check.still_patient(), order=OuterRef("pk"))
    orders = Order.objects.filter(verdict=Order.Verdict.HOLD)
    orders = orders.filter(~Exists(live.exclude(state=State.CANCELLED)), ~Exists(patient))
    events = Event.objects.filter(state=Event.State.FAILED)
    counts.update(_counted(Document.objects.filter(state=State.HELD), "connection_id"))
    counts.update(_counted(orders, "source__connection_id"))
    counts.update(_counted(events, "source__connection_id"))
    yield from _found(counts)


def unknown(now: datetime) -> Iterator[Found]:
    """Those that do not settle by themselves: a person has to say, or wFirma could not be asked for an hour."""
    rows = Document.objects.filter(connection__in=_on(), state=State.UNKNOWN, **SCHEDULED)
    stuck = rows.filter(Q(reason=reconcile.UNPROVED) | Q(unknown_since__lte=now - UNSETTLED))
    for row in _by_connection(stuck, "unknown_since"):
        yield Found(*row)


def waiting(now: datetime) -> Iterator[Found]:
    """Connected, and still nothing was sent for hours: wFirma does not answer, or the worker is at a loss."""
    ready = _on().filter(health=Connection.Health.READY)
    rows = Document.objects.filter(connection__in=ready, state=State.PENDING, **SCHEDULED)
    rows = rows.filter(planned_at__lte=now - SLOW)
    # What a person has just released is old and will go in a moment.
    for row in _by_connection(rows.exclude(reason="released"), "planned_at"):
        yield Found(*row)


def near(now: datetime) -> Iterator[Found]:
    today = clock.warsaw_date(now)
    yield from _found(_owed(today, today + NEAR))


def late(now: datetime) -> Iterator[Found]:
    yield from _found(_owed(None, clock.warsaw_date(now) - timedelta(days=1)))


def silent(now: datetime) -> Iterator[Found]:
    """Sales come by asking alone, or the platform does not let itself be asked."""
    rows = Source.objects.filter(is_on=True).filter(Q(push_missed__gte=SILENT_AFTER) | ~Q(pull_trouble=""))
    for row in _by_connection(rows, "trouble_since"):
        yield Found(*row)


def refused(now: datetime) -> Iterator[Found]:
    """Its messages are turned away, and none has come through since: most often a wrong key."""
    newest = Event.objects.filter(source=OuterRef("pk")).order_by("-id").values("received_at")[:1]
    rows = Source.objects.filter(is_on=True, last_refused_at__gte=now - REFUSED_LATELY)
    rows = rows.annotate(heard_at=Subquery(newest))
    rows = rows.filter(Q(heard_at=None) | Q(heard_at__lt=F("last_refused_at")))
    for row in _by_connection(rows, "last_refused_at"):
        yield Found(*row)


def proof(now: datetime) -> Iterator[Found]:
    """A month whose proof is not zero, and that nobody has signed off."""
    rows = Proof.objects.filter(to_look_at__gt=0, is_current=True, signed_at=None)
    grouped = rows.values_list("connection_id").annotate(Sum("to_look_at"), Min("finished_at"))
    for pk, count, since in grouped.order_by("connection_id"):
        yield Found(pk, count, since)


def ksef(now: datetime) -> Iterator[Found]:
    """KSeF refused an invoice, or it has no number though its time is over."""
    for row in _by_connection(KsefEntry.objects.exclude(trouble=""), "began_at"):
        yield Found(*row)


# Most urgent first: the order of the digest.
CONDITIONS = (
    Condition("alert.needs_you", needs_you),
    Condition("alert.late", late),
    Condition("alert.near", near),
    Condition("alert.ksef", ksef),
    Condition("alert.held", held),
    Condition("alert.unknown", unknown),
    Condition("alert.waiting", waiting),
    Condition("alert.refused", refused),
    Condition("alert.silent", silent),
    Condition("alert.proof", proof),
)
ORDER = {one.code: place for place, one in enumerate(CONDITIONS)}


def _owed(first: date | None, last: date) -> Counter[int]:
    """Invoices not yet issued whose last legal day lies in these days, by Connection.

    A draft knows its day. An order that waits for an answer has none: it is taken for the usual one.
    """
    drafts = Document.objects.filter(connection__in=_on(), kind__in=("invoice", "bill"))
    drafts = drafts.annotate(issue_by=Cast(KT("content__draft__issue_by"), TextField()))
    asked = Order.objects.filter(verdict=Order.Verdict.HOLD, source__connection__in=_on())
    asked = asked.filter(paid_day__lte=paid_until(last).isoformat())
    if first is not None:
        asked = asked.filter(paid_day__gt=paid_until(first - timedelta(days=1)).isoformat())
        drafts = drafts.filter(issue_by__gte=first.isoformat())
    counts: Counter[int] = Counter()
    for state in OPEN:  # each by itself, for the sake of the index
        when = {} if state == State.HELD else SCHEDULED
        counts.update(
            _counted(drafts.filter(state=state, **when, issue_by__lte=last.isoformat()), "connection_id")
        )
    live = Document.objects.filter(order=OuterRef("pk")).exclude(state=State.CANCELLED)
    counts.update(_counted(asked.filter(~Exists(live)), "source__connection_id"))
    return counts


def paid_until(day: date) -> date:
    """The last day of payment of the invoices that must be there by `day`."""
    this_month = day.replace(day=1)
    if day.day < DUE_DAY:
        this_month = (this_month - timedelta(days=1)).replace(day=1)
    return this_month - timedelta(days=1)


def _on() -> QuerySet[Connection]:
    return Connection.objects.filter(is_on=True)


def _counted(rows: QuerySet[Any], column: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(column).annotate(Count("pk")))


def _found(counts: Counter[int]) -> Iterator[Found]:
    on = set(_on().filter(pk__in=counts).values_list("pk", flat=True))
    for pk, count in sorted(counts.items()):
        if pk in on:
            yield Found(pk, count)


def _by_connection(rows: QuerySet[Any], moment: str) -> Iterator[tuple[int, int, datetime | None]]:
    grouped = rows.filter(connection__is_on=True).order_by("connection_id")
    yield from grouped.values_list("connection_id").annotate(Count("pk"), Min(moment))
