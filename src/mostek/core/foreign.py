"""Documents that somebody else issued in wFirma, and the orders that their descriptions name.

They are read by days, page by page, by the writer of the Connection (`foreign_look`); what was read is kept in a table,
and everything here asks that table alone. Publigo's own integration writes `<site> #<order>` into the description.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q, QuerySet

from mostek.core import wake
from mostek.core.models import Connection, Document, ForeignDocument, ForeignLook, Order, Source
from mostek.core.models.foreign import SALE_KINDS
from mostek.lib import clock
from mostek.wfirma.values import Issued

OURS = "mo-"
# The whole word behind the sign: #12 does not name order 123, nor #12/2026 order 12.
NAMED = re.compile(r"(?:(?P<site>[^\s#]+)\s+)?#\s?(?P<number>[^\W_][\w/-]*)")
DAY = timedelta(days=1)
OF_BUYERS = ("buyer_name", "nip")
COLUMNS = (
    *OF_BUYERS,
    *("number", "type", "kind", "date", "total", "currency", "description"),
    *("is_cancelled", "seen_at", "site", "order_number"),
)


def find(connection: Connection, first: date, last: date) -> list[ForeignDocument]:
    """What others issued with a date from `first` to `last`, as the last look saw it. `ask` has it read anew."""
    rows = ForeignDocument.objects.filter(connection=connection, date__range=(first, last))
    return list(rows.order_by("date", "pk"))


def looked_at(connection: Connection, first: date, last: date) -> datetime | None:
    """When these days were last read from wFirma, from the first page to the last. None: never."""
    whole = ForeignLook.objects.filter(connection=connection, first__lte=first, last__gte=last)
    return whole.exclude(done_at=None).order_by("-began_at").values_list("began_at", flat=True).first()


def ask(connection_id: int, first: date, last: date, due_at: datetime | None = None) -> None:
    """Have the writer read these days, at `due_at` or now. One that has not begun yet takes these days along."""
    now = clock.now()
    due_at = max(due_at or now, now)
    waiting = ForeignLook.objects.filter(connection_id=connection_id, began_at=None, done_at=None)
    together = waiting.filter(Q(due_at__lte=now) if due_at <= now else Q(due_at=due_at))
    known = together.order_by("pk").first()
    if known is None or not _widen(known, first, last):
        ForeignLook.objects.create(
            connection_id=connection_id, first=first, last=last, asked_at=now, due_at=due_at
        )
    wake.tell()


def _widen(look: ForeignLook, first: date, last: date) -> bool:
    days = {"first": min(look.first, first), "last": max(look.last, last)}
    rows = ForeignLook.objects.filter(pk=look.pk, began_at=None, first=look.first, last=look.last)
    return bool(rows.update(**days))


def ask_about(order: Order, due_at: datetime | None = None) -> None:
    """The days on which a document of this order may bear its date."""
    ask(order.source.connection_id, *days_of(order), due_at)


def days_of(order: Order) -> tuple[date, date]:
    """From the day before it was paid: the shop's clock may be behind ours."""
    return clock.warsaw_date(order.paid_at or order.received_at) - DAY, clock.warsaw_date()


def of(order: Order) -> list[ForeignDocument]:
    """Documents of others that name this order and count as documents of a sale."""
    numbers = {order.external_id, order.number} - {""}
    rows = ForeignDocument.objects.filter(
        connection_id=order.source.connection_id, order_number__in=numbers, kind__in=SALE_KINDS
    )
    return [row for row in rows.filter(is_cancelled=False).order_by("pk") if is_about(row, order)]


def is_about(row: ForeignDocument, order: Order) -> bool:
    """The site decides. Where one side does not know it and two sources have this number, the amount has to agree."""
    site = site_of(order.source)
    if row.site and site:
        return row.site == site
    others = Order.objects.filter(source__connection=row.connection_id, external_id=row.order_number)
    return not others.exclude(source=order.source_id).exists() or row.total == order.total


def orders_of(rows: Iterable[ForeignDocument]) -> list[tuple[ForeignDocument, Order]]:
    """Each document that counts, with the order it names; those that name none of ours are left out."""
    counting = [row for row in rows if row.order_number and row.counts]
    if not counting:
        return []
    numbers = {row.order_number for row in counting}
    known: dict[str, list[Order]] = {}
    for some in _chunks(sorted(numbers)):
        orders = Order.objects.filter(source__connection=counting[0].connection_id)
        orders = orders.filter(Q(external_id__in=some) | Q(number__in=some)).select_related("source")
        for order in orders.order_by("pk"):
            for number in {order.external_id, order.number}:
                known.setdefault(number, []).append(order)
    found = ((row, order) for row in counting for order in known.get(row.order_number, ()))
    return [(row, order) for row, order in found if is_about(row, order)]


def keep(connection_id: int, found: Iterable[Issued]) -> list[ForeignDocument]:
    """Store what wFirma shows and is not of ours; the rows as they stand now."""
    now = clock.now()
    rows = {one.id: to_row(connection_id, one, now) for one in found if not is_ours(one)}
    # A proof reads without the buyers of strangers; what was known of them before stays.
    is_slim = not any(row.buyer_name or row.nip for row in rows.values())
    ForeignDocument.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["connection", "wfirma_id"],
        update_fields=[name for name in COLUMNS if not (is_slim and name in OF_BUYERS)],
    )
    return list(ForeignDocument.objects.filter(connection_id=connection_id, wfirma_id__in=list(rows)))


def is_ours(one: Issued) -> bool:
    return (one.id_external or "").casefold().startswith(OURS)


def to_row(connection_id: int, one: Issued, seen_at: datetime) -> ForeignDocument:
    site, number = named(one.description or "")
    return ForeignDocument(
        connection_id=connection_id,
        wfirma_id=one.id,
        number=one.number[:100],
        type=(one.type or "")[:30],
        kind=kind_of(one.type or ""),
        date=one.date,
        total=one.total,
        currency=(one.currency or "")[:3],
        buyer_name=(one.buyer_name or "")[:300],
        nip=(one.buyer_nip or "")[:30],
        description=(one.description or "")[:1000],
        is_cancelled=bool(one.cancelled),
        seen_at=seen_at,
        site=site[:200],
        order_number=number[:100],
    )


def named(description: str) -> tuple[str, str]:
    """Site and order number; either may be empty."""
    match = NAMED.search(description)
    if match is None:
        return "", ""
    site = match["site"] or ""
    return (plain(site) if "." in site or ":" in site else ""), match["number"].rstrip("/-")


def site_of(source: Source) -> str:
    """As the shop writes it about itself: without the scheme."""
    address = urlsplit(str(source.options.get("address") or ""))
    return plain(address.netloc + address.path)


def plain(site: str) -> str:
    return site.casefold().strip("/").removeprefix("www.")


def kind_of(type: str) -> str:
    """wFirma's type → our kind. What is no document of a sale, or unknown, counts for nothing."""
    if type.startswith("receipt"):
        return Document.Kind.RECEIPT
    if type.startswith("proforma"):
        return Document.Kind.PROFORMA
    known: Mapping[str, str] = {
        "normal": Document.Kind.INVOICE,
        "margin": Document.Kind.INVOICE,
        "bill": Document.Kind.BILL,
        "correction": Document.Kind.CORRECTION,
    }
    return known.get(type, "other")


def doubled() -> QuerySet[ForeignDocument]:
    """Documents of others for a sale that has one of ours as well, and nobody has said that both are meant."""
    mine = Document.objects.filter(order=OuterRef("order"), kind__in=SALE_KINDS, state=Document.State.ISSUED)
    rows = ForeignDocument.objects.filter(kind__in=SALE_KINDS, is_cancelled=False, accepted_at=None)
    return rows.exclude(order=None).filter(Exists(mine))


def ours_beside(connection_id: int) -> dict[str, Document]:
    """Of each document that is one too many, by its id in wFirma, ours of the same sale."""
    rows = list(doubled().filter(connection=connection_id))
    mine = Document.objects.filter(
        order__in=[row.order_id for row in rows], kind__in=SALE_KINDS, state=Document.State.ISSUED
    )
    by_order = {one.order_id: one for one in mine.select_related("order")}
    return {row.wfirma_id: by_order[row.order_id] for row in rows if row.order_id in by_order}


def differs(row: ForeignDocument, order: Order) -> bool:
    """Publigo bills every currency as PLN: the number is what has to agree."""
    return row.total != Decimal(order.total)


def _chunks(items: list[str]) -> Iterable[list[str]]:
    for start in range(0, len(items), 500):
        yield items[start : start + 500]
