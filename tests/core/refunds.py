"""Refunds as a platform tells them, and what stands of a sale in wFirma's books."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from mostek.core import receive, work
from mostek.core.correct import approve
from mostek.core.models import Correction, Order, Source, User
from mostek.sources.adapter import Cancelled, Refund
from mostek.tax.sale import Line


def refund(
    source: Source,
    refund_id: str,
    amount: str | None = None,
    *names: str,
    order: str = "A-1001",
    **columns: Any,
) -> str:
    """The platform tells of it; `names`: the lines that came back, all at the same price."""
    each = Decimal(amount) / len(names) if amount is not None and names else None
    lines = tuple(Line(name=name, unit_price=each) for name in names) if each is not None else ()
    told = Refund(order, refund_id, Decimal(amount) if amount is not None else None, "PLN", lines=lines)
    return tell_back(source, told)


def tell_back(source: Source, told: Refund | Cancelled) -> str:
    with transaction.atomic():
        return receive.take_back(source, told, None)[1]


def plans(order: Order | None = None) -> list[Correction]:
    rows = Correction.objects.order_by("pk")
    return list(rows.filter(order=order) if order is not None else rows)


def states() -> list[tuple[str, str]]:
    return [(row.state, row.plan["action"]) for row in plans()]


def person() -> User:
    return User.objects.get_or_create(username="anna")[0]


def agree(row: Correction | None = None) -> bool:
    """A person approves what they see."""
    seen = row or Correction.objects.filter(state="waiting").order_by("pk")[0]
    return approve.approve(seen, person(), approve.seal(seen.plan))


def settle() -> None:
    for _ in range(4):
        work.step()


def balance(wfirma: Any) -> Decimal:
    """All that stands in the books, invoices and corrections together."""
    return sum((Decimal(one.total) for one in wfirma.documents), Decimal(0))
