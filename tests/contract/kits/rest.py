"""Our own REST: the sale is posted with an API key and read in the request; nothing is signed, nothing can be asked."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from tests.contract import kit
from tests.contract.kit import Push


class Kit(kit.Kit):
    kind = "rest"
    knows = frozenset({"change", "currency", "refund", "part"})
    pushes = frozenset({"sale", "change", "refund"})
    accepted = frozenset({200, 201})
    answers_at_once = True

    def __init__(self) -> None:
        self.sales: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.key = ""

    def columns(self) -> dict[str, Any]:
        return {}

    def admit(self, source: Any) -> None:
        from mostek.core import api_keys

        _, self.key = api_keys.make(source, "contract")

    def closed(self) -> dict[str, Any]:
        """Nobody has made a key yet."""
        from mostek.core.models import ApiKey

        ApiKey.objects.all().delete()
        return {"secret": ""}

    def sell(self, *, total: str = "199.00", currency: str = "PLN", named: bool = True) -> str:
        reference = f"C-{len(self.sales) + 1}"
        buyer: dict[str, Any] = {"country": "PL"}
        if named:
            buyer |= {"name": "Łucja Źdźbło", "wants_invoice": True, "email": "lucja@example.com"}
            buyer |= {"street": "Śliska 7", "zip": "00-127", "city": "Łódź"}
        self.sales[reference] = {
            "reference": reference,
            "currency": currency,
            "total": total,
            "paid_on": "2026-11-23",
            "buyer": buyer,
            "lines": [{"name": "Kurs", "unit_price": total}],
        }
        return reference

    def push(self, order: str, what: str = "sale") -> Push:
        told = self.refunds[order] if what == "refund" else self.sales[order]
        return self.signed(json.dumps(told).encode())

    def signed(self, body: bytes) -> Push:
        return Push(body, {"authorization": f"Bearer {self.key}"})

    def change(self, order: str, total: str) -> None:
        sale = self.sales[order]
        self.sales[order] = sale | {"total": total, "lines": [{"name": "Kurs", "unit_price": total}]}
        assert Decimal(total) >= 0

    def refund(self, order: str, amount: Decimal | None = None) -> None:
        self.refunds[order] = {"sale": order, "id": "R-1", "amount": str(amount) if amount else None}

    def send(self, client: Any, source: Any, push: Push) -> Any:
        return client.post(
            self.address(push.body), push.body, content_type=push.content_type, headers=dict(push.headers)
        )

    def address(self, body: bytes) -> str:
        told = [json.dumps(one).encode() for one in self.refunds.values()]
        return "/api/v1/refunds" if body in told else "/api/v1/sales"
