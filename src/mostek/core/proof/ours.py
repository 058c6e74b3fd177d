"""Our side of a month: the sales that were paid in it, and the documents that carry its dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from mostek.core.correct import chain
from mostek.core.models import Answer, Connection, Correction, Document, Event, Order
from mostek.core.proof.value import Finding
from mostek.lib import clock

SALE_KINDS = (Document.Kind.INVOICE, Document.Kind.BILL, Document.Kind.RECEIPT)
AT_ONCE = 500

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of Warsaw."""

    first: date

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.replace(day=1))

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Month:
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def before(self) -> Month:
        return Month((self.first - timedelta(days=1)).replace(day=1))

    def has(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def moments(self) -> tuple[datetime, datetime]:
        """From the first on, up to but without the second."""
        begin, end = (datetime.combine(day, time.min, clock.WARSAW) for day in (self.first, self.next.first))
        return begin, end


@dataclass(slots=True)
class PaidSale:
    """A paid sale of the month and the documents of it that were not withdrawn, its sale kinds alone."""

    order: Order
    documents: list[Document] = field(default_factory=list)
    is_by_hand: bool = False

    @property
    def about(self) -> str:
        return self.order.number or self.order.external_id

    @property
    def document(self) -> Document | None:
        return self.documents[-1] if self.documents else None


@dataclass(slots=True)
class Ours:
    """`documents`: all that matter, by key; `dated`: those that were issued with a date of the month."""

    month: Month
    sales: list[PaidSale] = field(default_factory=list)
    documents: dict[int, Document] = field(default_factory=dict)
    dated: list[Document] = field(default_factory=list)
    unread: list[Event] = field(default_factory=list)
    owed: list[Correction] = field(default_factory=list)  # told of in the month, and not in wFirma yet

    def by_reference(self) -> dict[str, Document]:
        return {one.reference.casefold(): one for one in self.documents.values()}

    def by_wfirma_id(self) -> dict[str, Document]:
        return {one.wfirma_id: one for one in self.documents.values() if one.wfirma_id}


def load(connection: Connection, month: Month, references: Iterable[str], ids: Iterable[str]) -> Ours:
    """`references` and `ids`: what wFirma showed; a document of another month may stand behind one of them."""
    ours = Ours(month)
    mine = _slim(Document.objects.filter(connection=connection))
    ours.dated = list(
        mine.filter(state=Document.State.ISSUED, issued_on__range=(month.first, month.last)).order_by("pk")
    )
    ours.documents = {one.pk: one for one in ours.dated}
    ours.sales = list(_paid_sales(connection, month))
    for sale in ours.sales:
        ours.documents |= {one.pk: one for one in sale.documents}
    shown, known = set(references), ours.by_reference()
    for some in _chunks(sorted(shown - known.keys())):
        ours.documents |= {one.pk: one for one in mine.filter(reference__in=some)}
    known_ids = ours.by_wfirma_id()
    for some in _chunks(sorted(set(ids) - known_ids.keys())):
        ours.documents |= {one.pk: one for one in mine.filter(wfirma_id__in=some)}
    ours.unread = list(_unread(connection, month))
    ours.owed = list(_owed(connection, month))
    return ours


def _paid_sales(connection: Connection, month: Month) -> Iterator[PaidSale]:
    orders = list(_paid_orders(connection, month))
    found = {order.pk: PaidSale(order) for order in orders}
    for some in _chunks(list(found)):
        live = Document.objects.filter(order__in=some, kind__in=SALE_KINDS)
        for document in _slim(live.exclude(state=Document.State.CANCELLED)).order_by("pk"):
            found[document.order_id].documents.append(document)
        by_hand = Answer.objects.filter(order__in=some, taken_back_at=None, choice="issue_by_hand")
        for pk in by_hand.values_list("order_id", flat=True):
            found[pk].is_by_hand = True
    yield from found.values()


def _slim(documents: QuerySet[Document]) -> QuerySet[Document]:
    """With their orders, but without what is large there and not looked at here."""
    return documents.select_related("order").defer("order__sale", "order__decision")


def _paid_orders(connection: Connection, month: Month) -> Iterator[Order]:
    """Paid on a day of the month; a sale that names no day counts by its arrival."""
    begin, end = month.moments()
    orders = Order.objects.filter(source__connection=connection).defer("decision")
    orders = orders.annotate(paying=KT("sale__payment__state"))
    dated = Q(paid_day__range=(month.first.isoformat(), month.last.isoformat()))
    undated = Q(paid_day__isnull=True, received_at__gte=begin, received_at__lt=end)
    for rows in (orders.filter(dated), orders.filter(undated)):
        yield from (one for one in rows.order_by("pk") if one.paying != "unpaid")


def _unread(connection: Connection, month: Month) -> Iterator[Event]:
    """What came in the month and was not understood: there may be a sale in it."""
    begin, end = month.moments()
    events = Event.objects.filter(source__connection=connection, state=Event.State.FAILED)
    yield from events.filter(received_at__gte=begin, received_at__lt=end).defer("body").order_by("pk")


def _owed(connection: Connection, month: Month) -> Iterator[Correction]:
    """Refunds and mistakes whose correction is not decided, or not issued."""
    begin, end = month.moments()
    told = Correction.objects.filter(
        order__source__connection=connection, told_at__gte=begin, told_at__lt=end
    )
    issued = Document.State.ISSUED
    sent = Q(state=Correction.State.APPROVED) & (~Q(document__state=issued) | ~Q(replacement__state=issued))
    # A correction without a replacement has none to wait for.
    waits = sent & ~Q(document__state=issued, replacement=None)
    rows = told.filter(Q(state__in=chain.OPEN) | waits).select_related("order", "document", "replacement")
    yield from rows.order_by("pk")


def order_numbers(connection: Connection, month: Month) -> dict[str, int]:
    """Numbers of the orders around the month, as buyers know them → the order; those of two orders are left out."""
    around = (month.before.first.isoformat(), month.next.last.isoformat())
    orders = Order.objects.filter(source__connection=connection, paid_day__range=around)
    found: dict[str, set[int]] = {}
    for pk, number, external_id in orders.values_list("pk", "number", "external_id"):
        found.setdefault((number or external_id).casefold(), set()).add(pk)
    return {number: next(iter(orders)) for number, orders in found.items() if len(orders) == 1}


def _chunks(items: list[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def about_document(
    document: Document, code: str, *, changes: tuple[tuple[str, str, str], ...] = (), detail: str = ""
) -> Finding:
    order = document.order
    return Finding(
        code=code,
        order=order.pk,
        document=document.pk,
        wfirma_id=document.wfirma_id,
        number=document.number,
        about=order.number or order.external_id,
        on=document.issued_on,
        amount=document.total,
        currency=document.currency,
        changes=changes,
        detail=detail,
    )
