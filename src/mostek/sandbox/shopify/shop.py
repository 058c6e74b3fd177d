"""The state of the shop: orders, subscriptions, keys. No HTTP but the webhooks themselves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import httpx2
from pydantic import ConfigDict

from mostek.lib import clock
from mostek.sandbox.shopify.order import Order, Purchase, Return, Thing, order_to_webhook, return_to_webhook

TRIES = 8
TIMEOUT = 5.0
DOMAIN = "przyklad.myshopify.com"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """`lose_webhooks`: nothing is delivered, and nobody hears of it. `status`: what every call answers, 0 for the
    truth; `retry_after` goes with it. `throttled`: the bucket is empty. `page`: the most that one page holds.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    lose_webhooks: bool = False
    status: int = 0
    retry_after: int = 0
    throttled: bool = False
    page: int = 250
    scopes: tuple[str, ...] = ("read_orders", "read_products")
    hides_buyers: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    id: int
    topic: str
    uri: str
    failures: int = 0


class Shop:
    """Thread-safe. The lock guards the state alone; nothing is sent while it is held.

    `transport` carries the webhooks; leave it out for real sockets. Nothing outlives the process.
    """

    def __init__(self, transport: httpx2.BaseTransport | None = None, domain: str = DOMAIN) -> None:
        self.transport, self.domain = transport, domain
        self.settings = Settings()
        self.client_id, self.client_secret = secrets.token_hex(16), f"shpss_{secrets.token_hex(16)}"
        self.tokens = {f"shpat_{secrets.token_hex(16)}"}
        self.orders: dict[int, Order] = {}
        self.subscriptions: dict[int, Subscription] = {}
        self.metafields: dict[int, dict[str, str]] = {}  # of orders: `namespace.key` → value
        self._lock = threading.RLock()
        self._last = 7000

    def _next(self) -> int:
        self._last += 1
        return self._last

    def new_token(self) -> str:
        token = f"shpat_{secrets.token_hex(16)}"
        self.tokens.add(token)
        return token

    def subscribe(self, topic: str, uri: str) -> Subscription | None:
        """None if there is one like it."""
        with self._lock:
            if any((one.topic, one.uri) == (topic, uri) for one in self.subscriptions.values()):
                return None
            one = Subscription(id=self._next(), topic=topic, uri=uri)
            self.subscriptions[one.id] = one
            return one

    def sell(self, purchase: Purchase, *, tell: bool = True) -> Order:
        now = clock.now()
        with self._lock:
            number = self._next()
            order = Order(
                id=5_000_000_000_000 + number, number=number, bought=purchase, made_at=now, updated_at=now
            )
            order.paid_at = now if purchase.paid else None
            self.orders[order.id] = order
        if tell and purchase.paid:
            self._tell(order, "orders/paid")
        return order

    def pay(self, number: int) -> Order:
        order = self._touch(number)
        order.paid_at = order.updated_at
        self._tell(order, "orders/paid")
        return order

    def edit(self, number: int, things: tuple[Thing, ...], *, tell: bool = True) -> Order:
        """What the buyer is charged from now on, as if every line had been added anew."""
        order = self._touch(number)
        order.bought = replace(order.bought, things=things)
        if tell:
            self._tell(order, "orders/updated")
        return order

    def refund(self, number: int, amount: Decimal | None = None, *, tell: bool = True) -> Return:
        """An amount without goods, or all that is left with them."""
        order = self._touch(number)
        whole = (
            {place: order.current(place) for place in range(len(order.bought.things))}
            if amount is None
            else {}
        )
        left = order.current_total
        one = Return(
            id=self._next(),
            made_at=order.updated_at,
            amount=left if amount is None else amount,
            quantities=whole,
        )
        order.returns.append(one)
        if tell:
            self._notify("refunds/create", return_to_webhook(order, one), order)
            self._tell(order, "orders/updated")
        return one

    def cancel(self, number: int, *, tell: bool = True) -> Order:
        order = self._touch(number)
        order.cancelled_at = order.updated_at
        if tell:
            self._tell(order, "orders/cancelled", "orders/updated")
        return order

    def label(self, number: int, name: str, value: str) -> None:
        """The order counts as changed, and is told as such."""
        order = self._touch(number)
        with self._lock:
            self.metafields.setdefault(number, {})[name] = value
        self._tell(order, "orders/updated")

    def _touch(self, number: int) -> Order:
        """Raises KeyError."""
        order = self.orders[number]
        order.updated_at = clock.now()
        return order

    def _tell(self, order: Order, *topics: str) -> None:
        for topic in topics:
            self._notify(topic, order_to_webhook(order), order)

    def _notify(self, topic: str, payload: Mapping[str, Any], order: Order) -> None:
        if self.settings.lose_webhooks:
            return
        body, wanted = json.dumps(payload).encode(), topic.upper().replace("/", "_")
        for one in list(self.subscriptions.values()):
            if one.topic == wanted:
                self._count(one, self._post(one, body, self.headers(topic, body, test=order.bought.test)))

    def _count(self, one: Subscription, status: int) -> None:
        """Eight failures in a row, and the subscription is gone. Here each failed message counts for one try."""
        changed = replace(one, failures=0 if 200 <= status < 300 else one.failures + 1)
        with self._lock:
            if changed.failures >= TRIES:
                self.subscriptions.pop(one.id, None)
            elif one.id in self.subscriptions:
                self.subscriptions[one.id] = changed

    def _post(self, one: Subscription, body: bytes, headers: Mapping[str, str]) -> int:
        try:
            with httpx2.Client(timeout=TIMEOUT, trust_env=False, transport=self.transport) as client:
                return client.post(one.uri, content=body, headers=dict(headers)).status_code
        except (httpx2.HTTPError, httpx2.InvalidURL):
            return 0

    def headers(self, topic: str, body: bytes, *, test: bool = False) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": sign(body, self.client_secret),
            "X-Shopify-Shop-Domain": self.domain,
            "X-Shopify-API-Version": "2026-10",
            "X-Shopify-Webhook-Id": secrets.token_hex(16),
            "X-Shopify-Event-Id": secrets.token_hex(16),
            "X-Shopify-Triggered-At": clock.now().isoformat(),
            "X-Shopify-Test": "true" if test else "false",
        }


def sign(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode("ascii")
