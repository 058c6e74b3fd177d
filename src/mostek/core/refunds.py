"""What a Source says about money that went back: kept by itself, so that it may come before its Order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mostek.core.models import Event, Order, Refund, Source
from mostek.lib import clock
from mostek.sources import adapter
from mostek.tax.decision import Decision, Reason
from mostek.tax.sale import Line

CANCELLED = "cancelled"

REASONS = {
    Refund.Kind.REFUND: Reason(
        code="order.returned",
        pl="Cała kwota wróciła do kupującego, zanim powstał dokument. Nic nie jest wystawiane.",
        en="The whole amount went back to the buyer before a document was made. Nothing is issued.",
    ),
    Refund.Kind.CANCELLED: Reason(
        code="order.cancelled",
        pl="Zamówienie zostało anulowane, zanim powstał dokument. Nic nie jest wystawiane.",
        en="The order was cancelled before a document was made. Nothing is issued.",
    ),
}
UNDONE = frozenset(reason.code for reason in REASONS.values())


def keep(source: Source, told: adapter.Refund | adapter.Cancelled, event: Event | None = None) -> bool:
    """True for one that was not known. The order's transaction is the caller's."""
    values: dict[str, Any] = {
        "on": told.on,
        "reason": told.reason[:300],
        "event": event,
        "received_at": clock.now(),
    }
    if isinstance(told, adapter.Cancelled):
        refund_id = CANCELLED
        values |= {"kind": Refund.Kind.CANCELLED, "told_at": told.told_at}
    else:
        refund_id = told.refund_id
        values |= {"amount": told.amount, "currency": told.currency, "lines": list(map(to_json, told.lines))}
    row, is_new = Refund.objects.get_or_create(
        source=source, external_id=told.external_id, refund_id=refund_id, defaults=values
    )
    if not is_new and isinstance(told, adapter.Cancelled) and told.told_at and row.told_at:
        # Called off, taken back, called off again: the last time counts.
        is_new = told.told_at > row.told_at
        Refund.objects.filter(pk=row.pk, told_at__lt=told.told_at).update(told_at=told.told_at)
    return is_new


def to_json(line: Line) -> dict[str, str | None]:
    return {
        "name": line.name,
        "product": line.product,
        "quantity": str(line.quantity),
        "unit_price": str(line.unit_price),
        "discount": str(line.discount),
    }


def link(order: Order) -> None:
    """Those that came before their order belong to it from now on."""
    known = Refund.objects.filter(source_id=order.source_id, external_id=order.external_id)
    known.filter(order=None).update(order=order)


def standing(order: Order) -> list[Refund]:
    """All of this order, the oldest first; without a cancellation that a later telling of the sale took back."""
    rows = Refund.objects.filter(source_id=order.source_id, external_id=order.external_id).order_by("pk")
    return [row for row in rows if not (row.told_at and order.told_at and row.told_at < order.told_at)]


def whole(order: Order) -> Refund | None:
    """The refund or cancellation with which nothing of the sale was left; None while something is."""
    left = order.total
    for row in standing(order):
        if row.amount is None:
            return row
        if row.currency in ("", order.currency):
            left -= row.amount
        if left <= Decimal(0):
            return row
    return None


def verdict(order: Order) -> Decision | None:
    """Nothing is due for a sale that was undone before its document left."""
    last = whole(order)
    return Decision(decision="nothing", reasons=(REASONS[Refund.Kind(last.kind)],)) if last else None
