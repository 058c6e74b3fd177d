"""Our own REST: the sale is posted with an API key and read in the request; nothing is signed, nothing can be asked."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from mostek.sources import rest
from tests.contract import kit
from tests.contract.kit import Push

KEY, DIGEST = rest.new_api_key()


class Kit(kit.Kit):
    kind = "rest"
    knows = frozenset({"change", "currency"})
    pushes = frozenset({"sale", "change"})
    accepted = frozenset({200, 201})
    answers_at_once = True

    def __init__(self) -> None:
        self.sales: dict[str, dict[str, Any]] = {}

    def columns(self) -> dict[str, Any]:
        return {"api_key_digest": DIGEST}

    def closed(self) -> dict[str, Any]:
        return {"api_key_digest": ""}

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
        return self.signed(json.dumps(self.sales[order]).encode())

    def signed(self, body: bytes) -> Push:
        return Push(body, {"authorization": f"Bearer {KEY}"})

    def change(self, order: str, total: str) -> None:
        sale = self.sales[order]
        self.sales[order] = sale | {"total": total, "lines": [{"name": "Kurs", "unit_price": total}]}
        assert Decimal(total) >= 0

    def send(self, client: Any, source: Any, push: Push) -> Any:
        return client.post(
            "/api/v1/sales", push.body, content_type=push.content_type, headers=dict(push.headers)
        )
