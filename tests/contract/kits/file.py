"""A file that a person brings. The bringing is tested in tests/core/importing; here, that its bodies are as all are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from mostek.sources import stored
from mostek.sources.adapter import Incoming
from mostek.tax.sale import Buyer, Line, Location, Sale
from tests.contract import kit
from tests.contract.kit import Push


class Kit(kit.Kit):
    kind = "file"
    knows = frozenset({"change", "currency", "cancel"})
    is_brought = True

    def __init__(self) -> None:
        self.sales: dict[str, Incoming] = {}

    def sell(self, *, total: str = "199.00", currency: str = "PLN", named: bool = True) -> str:
        order = f"C-{len(self.sales) + 1}"
        buyer = Buyer(country="PL", name="Łucja Źdźbło" if named else "", wants_invoice=named)
        day = date(2026, 11, 23)
        line = Line(name="Kurs", unit_price=Decimal(total), product="Kurs")
        sale = Sale(
            reference=f"file-{order}",
            currency=currency,
            total=Decimal(total),
            buyer=buyer,
            lines=(line,),
            paid_on=day,
            supplied_on=day,
            location=Location(billing="PL"),
        )
        self.sales[order] = Incoming(order, sale, paid_at=datetime(2026, 11, 22, 23, tzinfo=UTC))
        return order

    def push(self, order: str, what: str = "sale") -> Push:
        if what == "cancel":
            return Push(stored.gone_to_body(order, "refunded"))
        return Push(stored.sale_to_body(self.sales[order], mapping=1))

    def signed(self, body: bytes) -> Push:
        return Push(body)

    def change(self, order: str, total: str) -> None:
        told = self.sales[order]
        lines = (replace(told.sale.lines[0], unit_price=Decimal(total)),)
        self.sales[order] = replace(told, sale=replace(told.sale, total=Decimal(total), lines=lines))
