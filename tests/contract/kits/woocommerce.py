"""WooCommerce: the sandbox's shop. It pushes everything that it knows, each telling with the time of its version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import httpx2

from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.woocommerce.app import create_app
from mostek.sandbox.woocommerce.order import Buyer, Purchase, Thing
from mostek.sandbox.woocommerce.shop import Key, Shop, Webhook, headers
from tests.contract import kit
from tests.contract.kit import Push

LUCJA = Buyer(
    first_name="Łucja",
    last_name="Źdźbło",
    email="lucja@example.com",
    street="Śliska 7",
    postcode="00-127",
    city="Łódź",
)
NOBODY = Buyer(first_name="", last_name="", email="", street="", postcode="", city="", country="")
KNOWN = frozenset({"refund", "part", "change", "cancel"})


class Kit(kit.Kit):
    kind = "woocommerce"
    knows = KNOWN | {"currency"}
    pushes = KNOWN | {"sale"}
    stamps = True
    keys = {"consumer_key": "ck_contract-consumer-key", "consumer_secret": "cs_contract-consumer-secret"}
    options = {"address": "https://woocommerce.sandbox"}

    def __init__(self) -> None:
        self.shop = Shop()
        key = Key(consumer_key=self.keys["consumer_key"], consumer_secret=self.keys["consumer_secret"])
        self.shop.keys[key.consumer_key] = key

    def sell(self, *, total: str = "199.00", currency: str = "PLN", named: bool = True) -> str:
        purchase = Purchase(
            things=(Thing(price=Decimal(total)),),
            buyer=LUCJA if named else NOBODY,
            wants_invoice=True if named else None,
            currency=currency,
        )
        return str(self.shop.sell(purchase)["id"])

    def push(self, order: str, what: str = "sale") -> Push:
        return self.signed(json.dumps(self.shop.order(int(order))).encode())

    def signed(self, body: bytes) -> Push:
        hook = Webhook(id=1, name="Mostek", topic="order.updated", delivery_url="", secret=self.secret)
        said = headers(hook, body)
        kept = ("X-WC-Webhook-Signature",)
        return Push(body, {name: said[name] for name in kept})

    def refund(self, order: str, amount: Decimal | None = None) -> None:
        self.shop.refund(int(order), amount)

    def change(self, order: str, total: str) -> None:
        line = self.shop.order(int(order))["line_items"][0]
        priced = {"subtotal": total, "subtotal_tax": "", "total": total, "total_tax": ""}
        self.shop.change(int(order), total=total, line_items=[{**line, **priced}])

    def cancel(self, order: str) -> None:
        self.shop.change(int(order), status="cancelled")

    def transport(self) -> httpx2.BaseTransport:
        return SandboxTransport(create_app(self.shop))

    def fail(self, status: int, retry_after: int = 0) -> None:
        self.shop.settings = replace(self.shop.settings, rest_status=status, rest_retry_after=retry_after)

    def lock_out(self) -> None:
        self.shop.keys.clear()

    def written(self, order: str) -> tuple[Mapping[str, str], tuple[str, ...]]:
        metas = self.shop.order(int(order))["meta_data"]
        notes = self.shop.notes.get(int(order), [])
        labels = {one["key"]: one["value"] for one in metas if one["key"].startswith("mostek")}
        assert len(labels) == sum(one["key"].startswith("mostek") for one in metas)
        return labels, tuple(one["note"] for one in notes)

    def forbid_writing(self) -> None:
        self.shop.keys = {name: replace(one, permissions="read") for name, one in self.shop.keys.items()}
