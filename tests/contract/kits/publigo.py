"""Publigo: the sandbox's shop. It pushes sales alone, and lists refunds without saying who bought."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx2

from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.publigo.app import create_app
from mostek.sandbox.publigo.order import Buyer, CartItem, Checkout, InvoiceData
from mostek.sandbox.publigo.payload import order_to_body
from mostek.sandbox.publigo.shop import Shop
from mostek.sandbox.publigo.webhook import SIGNATURE_HEADER, sign
from tests.contract import kit
from tests.contract.kit import Push

INVOICE = InvoiceData(
    person_name="Łucja Źdźbło", street="Śliska", building_number="7", postcode="00-127", city="Łódź"
)


class Kit(kit.Kit):
    kind = "publigo"
    knows = frozenset({"refund", "currency"})
    keys = {"api_key": "contract-api-key"}
    # Without the rule, each order that only the pull finds is held with a question.
    options = {"address": "http://publigo.sandbox", "rules": ["private_when_not_told"]}

    def __init__(self) -> None:
        self.shop = Shop.seed()
        self.shop.key, self.shop.api_key = self.secret, self.keys["api_key"]

    def sell(self, *, total: str = "199.00", currency: str = "PLN", named: bool = True) -> str:
        self._set(currency=currency)
        someone = Buyer(first_name="Łucja", last_name="Źdźbło", email="lucja@example.com")
        checkout = Checkout(
            cart=(CartItem(id=90, price=Decimal(total)),),
            buyer=someone if named else Buyer(first_name="", last_name="", email=""),
            invoice=INVOICE if named else None,
        )
        return str(self.shop.place(checkout, deliveries=0).id)

    def push(self, order: str, what: str = "sale") -> Push:
        found = self.shop.order(int(order))
        assert found is not None
        return self.signed(order_to_body(found, self.shop.settings))

    def signed(self, body: bytes) -> Push:
        return Push(body, {SIGNATURE_HEADER: sign(body, self.secret)}, "application/json; charset=utf-8")

    def refund(self, order: str, amount: Decimal | None = None) -> None:
        self.shop.set_status(int(order), "refunded")

    def transport(self) -> httpx2.BaseTransport:
        return SandboxTransport(create_app(self.shop))

    def fail(self, status: int, retry_after: int = 0) -> None:
        self._set(rest_status=status, rest_retry_after=retry_after)

    def lock_out(self) -> None:
        self.shop.api_key = "another"

    def _set(self, **changes: Any) -> None:
        from dataclasses import replace

        self.shop.settings = replace(self.shop.settings, **changes)
