"""Both sides of the comparison of shadow mode: sales that were kept back, and documents that others issued."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mostek.core import issue, shadow, shadow_compare
from mostek.core.models import Connection, Document, Order, Source
from mostek.core.proof.differ import NOT_SAID, their_vat, vat_name
from mostek.core.proof.ours import SALE_KINDS, Month
from mostek.core.shadow_compare import Paper, Row
from mostek.lib import clock
from mostek.wfirma.values import Issued

EARLIER = timedelta(days=31)  # a sale of the end of a month may have its document in the next


def is_wanted(connection: Connection) -> bool:
    return Source.objects.filter(connection=connection).exclude(shadow_spans=[]).exists()


def rows(connection: Connection, month: Month, theirs: tuple[Issued, ...]) -> list[dict[str, Any]]:
    """As they are kept with the Proof of the month; nothing where no Source was in shadow."""
    sources = list(Source.objects.filter(connection=connection).exclude(shadow_spans=[]))
    if not sources:
        return []
    planned = [order_to_paper(one) for one in kept_back(sources, month.first - EARLIER, month.last)]
    found = [one for one in map(issued_to_paper, theirs) if one is not None]
    compared = shadow_compare.compare(planned, [one for one in found if _matters(one, sources)])
    return [asdict(row) for row in compared if row.wfirma_id or row.on >= month.first.isoformat()]


def kept_back(sources: list[Source], first: date, last: date) -> list[Order]:
    kept = Order.objects.filter(source__in=sources).exclude(shadow={})
    days = (first.isoformat(), last.isoformat())
    return [one for one in kept.filter(paid_day__range=days).order_by("pk") if one.shadow.get("document")]


def _matters(one: Paper, sources: list[Source]) -> bool:
    """What a remark names is always looked at; the rest only of the days on which a Source was in shadow."""
    for source in sources:
        for begin, end in shadow.spans(source):
            last = clock.warsaw_date(end) if end else date.max
            if clock.warsaw_date(begin) <= one.on <= last:
                return True
    return False


def order_to_paper(order: Order) -> Paper:
    draft: dict[str, Any] = order.shadow["document"]
    buyer = order.sale["buyer"]
    return Paper(
        key=str(order.pk),
        kind=str(issue.KINDS[draft["type"]]),
        on=date.fromisoformat(order.paid_day or clock.warsaw_date(order.received_at).isoformat()),
        total=Decimal(draft["total"]),
        currency=draft["currency"],
        number=order.number or order.external_id,
        buyer=order.buyer_name,
        nip=buyer.get("tax_id") or "",
        tax=Decimal(draft["tax"]),
        vat=frozenset(vat_name(row["vat"]) for row in draft.get("totals") or ()),
        gtu=frozenset(line["gtu"] for line in draft["lines"] if line.get("gtu")),
    )


def issued_to_paper(found: Issued) -> Paper | None:
    """None for what is no document of a sale, is not valid any more, or is one of ours."""
    kind = issue.KINDS.get(found.type or "")
    is_ours = (found.id_external or "").casefold().startswith("mo-")
    if kind not in SALE_KINDS or found.cancelled or is_ours or found.date is None or found.total is None:
        return None
    vat = frozenset(their_vat(None, found) or {NOT_SAID})
    is_readable = NOT_SAID not in vat and not any(one.startswith("id ") for one in vat)
    lines = found.lines
    return Paper(
        key=found.id,
        kind=str(Document.Kind(kind)),
        on=found.date,
        total=found.total,
        currency=found.currency or "PLN",
        number=found.number,
        buyer=found.buyer_name,
        nip=found.buyer_nip,
        tax=found.tax,
        vat=vat if is_readable else None,
        gtu=None if lines is None else frozenset(line.gtu for line in lines if line.gtu),
        description=found.description or "",
    )


def of_source(stored: list[dict[str, Any]], source: Source) -> tuple[Row, ...]:
    """The rows of one Source, and what belongs to no sale at all."""
    read = tuple(map(shadow_compare.row_from_json, stored))
    orders = [row.order for row in read if row.order is not None]
    mine = set(source.orders.filter(pk__in=orders).values_list("pk", flat=True))
    return tuple(row for row in read if row.order is None or row.order in mine)
