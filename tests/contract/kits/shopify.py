"""Shopify: the sandbox's shop. It pushes everything that it knows, each telling with the time of its version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import httpx2

from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.shopify.app import create_app
from mostek.sandbox.shopify.order import Buyer, Purchase, Thing, order_to_webhook, return_to_webhook
from mostek.sandbox.shopify.shop import Shop
from tests.contract import kit
from tests.contract.kit import Push

LUCJA = Buyer(
    first_name="Łucja",
    last_name="Źdźbło",
    email="lucja@example.com",
    street="Śliska 7",
    zip="00-127",
    city="Łódź",
)
KNOWN = frozenset({"refund", "part", "change", "cancel"})


class Kit(kit.Kit):
    kind = "shopify"
    knows = KNOWN | {"currency"}
    pushes = KNOWN | {"sale"}
    stamps = True
    keys = {"access_token": "shpat_contract-token"}
    options = {"address": "https://contract.myshopify.com"}

    def __init__(self) -> None:
        self.shop = Shop(domain="contract.myshopify.com")
        scopes = (*self.shop.settings.scopes, "write_orders")
        self.shop.settings = replace(self.shop.settings, scopes=scopes)
        self.shop.client_secret, self.shop.tokens = self.secret, set(self.keys.values())

    def sell(self, *, total: str = "199.00", currency: str = "PLN", named: bool = True) -> str:
        purchase = Purchase(
            things=(Thing(price=Decimal(total)),),
            buyer=LUCJA if named else None,
            attributes={"Faktura": "tak"} if named else {},
            currency=currency,
        )
        return str(self.shop.sell(purchase).id)

    def push(self, order: str, what: str = "sale") -> Push:
        found = self.shop.orders[int(order)]
        if what in ("refund", "part"):
            return self.signed(
                json.dumps(return_to_webhook(found, found.returns[-1])).encode(), "refunds/create"
            )
        topic = {"sale": "orders/paid", "cancel": "orders/cancelled"}.get(what, "orders/updated")
        return self.signed(json.dumps(order_to_webhook(found)).encode(), topic)

    def signed(self, body: bytes, topic: str = "orders/updated") -> Push:
        said = self.shop.headers(topic, body)
        kept = ("X-Shopify-Hmac-Sha256", "X-Shopify-Topic", "X-Shopify-Shop-Domain", "X-Shopify-Test")
        return Push(body, {name.lower(): said[name] for name in kept})

    def refund(self, order: str, amount: Decimal | None = None) -> None:
        self.shop.refund(int(order), amount)

    def change(self, order: str, total: str) -> None:
        self.shop.edit(int(order), (Thing(price=Decimal(total)),))

    def cancel(self, order: str) -> None:
        self.shop.cancel(int(order))

    def transport(self) -> httpx2.BaseTransport:
        return SandboxTransport(create_app(self.shop))

    def fail(self, status: int, retry_after: int = 0) -> None:
        self.shop.settings = replace(self.shop.settings, status=status, retry_after=retry_after)

    def lock_out(self) -> None:
        self.shop.tokens.clear()

    def written(self, order: str) -> tuple[Mapping[str, str], tuple[str, ...]]:
        fields = self.shop.metafields.get(int(order), {})
        return {name.replace(".", "_"): value for name, value in fields.items()}, ()

    def forbid_writing(self) -> None:
        self.shop.settings = replace(self.shop.settings, scopes=("read_orders", "read_products"))
