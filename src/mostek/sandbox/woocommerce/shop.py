"""The state of the shop: orders, refunds, webhooks, keys. No HTTP but the webhooks themselves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import httpx2
from pydantic import ConfigDict

from mostek.lib import clock
from mostek.sandbox.woocommerce.order import PAID, Purchase, order_to_json, split, stamps

FAILURES = 5
TIMEOUT = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """`lose_webhooks`: nothing is delivered, and nobody hears of it. `rest_status`: what every REST call answers, 0
    for the truth; `rest_retry_after` goes with 429 and 503. `drops_authorization`: the server eats that header.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    lose_webhooks: bool = False
    rest_status: int = 0
    rest_retry_after: int = 0
    drops_authorization: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    consumer_key: str
    consumer_secret: str = field(repr=False)
    permissions: str = "read_write"


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    id: int
    name: str
    topic: str
    delivery_url: str
    secret: str = field(repr=False)
    status: str = "active"
    failures: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    id: int
    name: str
    variants: Mapping[int, str] = field(default_factory=dict)


CATALOGUE = (
    Product(id=90, name="Kurs fotografii"),
    Product(id=91, name="Koszulka", variants={911: "Niebieska", 912: "Czerwona"}),
)


class Shop:
    """Thread-safe. The lock guards the state alone; nothing is sent while it is held.

    `transport` carries the webhooks; leave it out for real sockets. Nothing outlives the process.
    """

    def __init__(self, transport: httpx2.BaseTransport | None = None) -> None:
        self.transport = transport
        self.settings = Settings()
        self.products = CATALOGUE
        self.keys: dict[str, Key] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.orders: dict[int, dict[str, Any]] = {}
        self.refunds: dict[int, list[dict[str, Any]]] = {}
        self.notes: dict[int, list[dict[str, Any]]] = {}
        self._lock = threading.RLock()
        self._last = {"order": 7000, "refund": 8000, "webhook": 0, "note": 0}

    def _next(self, what: str) -> int:
        self._last[what] += 1
        return self._last[what]

    def add_key(self, permissions: str = "read_write") -> Key:
        key = Key(
            consumer_key=f"ck_{secrets.token_hex(20)}",
            consumer_secret=f"cs_{secrets.token_hex(20)}",
            permissions=permissions,
        )
        with self._lock:
            self.keys[key.consumer_key] = key
        return key

    def add_webhook(self, *, name: str, topic: str, delivery_url: str, secret: str, status: str) -> Webhook:
        """A new one is announced by a ping, unsigned."""
        with self._lock:
            number = self._next("webhook")
            hook = Webhook(
                id=number, name=name, topic=topic, delivery_url=delivery_url, secret=secret, status=status
            )
            self.webhooks[number] = hook
        self._post(
            hook, f"webhook_id={number}".encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        )
        return hook

    def sell(self, purchase: Purchase, *, tell: bool = True) -> dict[str, Any]:
        with self._lock:
            number = self._next("order")
            self.orders[number] = order_to_json(number, purchase, clock.now())
        return self._told(number, "order.created", "order.updated") if tell else self.order(number)

    def order(self, number: int) -> dict[str, Any]:
        """A copy. Raises KeyError."""
        with self._lock:
            copy: dict[str, Any] = json.loads(json.dumps(self.orders[number]))
            return copy

    def change(self, number: int, *, tell: bool = True, **changes: Any) -> dict[str, Any]:
        """Fields of the order, `status` among them; the shop sets the days that go with a status."""
        now = clock.now()
        with self._lock:
            order = self.orders[number]
            status = changes.get("status", order["status"])
            if status in PAID and not order["date_paid_gmt"]:
                changes |= stamps("date_paid", now)
            if status == "completed" and order["status"] != "completed":
                changes |= stamps("date_completed", now)
            self.orders[number] = {**order, **changes, **stamps("date_modified", now)}
        return self._told(number, "order.updated") if tell else self.order(number)

    def refund(self, number: int, amount: Decimal | None = None, *, tell: bool = True) -> dict[str, Any]:
        """Of a part, or of what is left; then the status follows."""
        with self._lock:
            order = self.orders[number]
            left = Decimal(order["total"]) + sum(
                (Decimal(one["total"]) for one in order["refunds"]), Decimal(0)
            )
            amount = left if amount is None else amount
            refund_id, net = self._next("refund"), split(amount, 23)
            first = order["line_items"][0]
            line = {**first, "quantity": -1, "total": f"-{net[0]}", "total_tax": f"-{net[1]}"}
            full = {"id": refund_id, "amount": f"{amount:.2f}", "reason": "Zwrot", "line_items": [line]}
            self.refunds.setdefault(number, []).append({**full, **stamps("date_created", clock.now())})
            short = {"id": refund_id, "reason": "Zwrot", "total": f"-{amount:.2f}"}
            changes: dict[str, Any] = {"refunds": [*order["refunds"], short]}
        if amount == left:
            changes["status"] = "refunded"
        return self.change(number, tell=tell, **changes)

    def add_note(self, number: int, text: str, for_customer: bool) -> dict[str, Any]:
        with self._lock:
            note = {"id": self._next("note"), "author": "WooCommerce", "note": text}
            note |= {"customer_note": for_customer, **stamps("date_created", clock.now())}
            self.notes.setdefault(number, []).append(note)
        return note

    def trash(self, number: int) -> None:
        """All that the webhook says is the number."""
        self.change(number, tell=False, status="trash")
        self._notify("order.deleted", {"id": number})

    def reset(self) -> None:
        """Forget orders; webhooks, keys and settings stay, and no number is used twice."""
        with self._lock:
            self.orders.clear()
            self.refunds.clear()
            self.notes.clear()

    def _told(self, number: int, *topics: str) -> dict[str, Any]:
        order = self.order(number)
        for topic in topics:
            self._notify(topic, order)
        return order

    def _notify(self, topic: str, payload: Mapping[str, Any]) -> None:
        if self.settings.lose_webhooks:
            return
        body = json.dumps(payload).encode()
        for hook in list(self.webhooks.values()):
            if hook.topic == topic and hook.status == "active":
                self._count(hook, self._post(hook, body, headers(hook, body)))

    def _count(self, hook: Webhook, status: int) -> None:
        """After more than five failures in a row the webhook is switched off. Nothing is sent a second time."""
        if 200 <= status < 303:
            changed = replace(hook, failures=0)
        elif hook.failures > FAILURES:
            changed = replace(hook, status="disabled")
        else:
            changed = replace(hook, failures=hook.failures + 1)
        with self._lock:
            self.webhooks[hook.id] = changed

    def _post(self, hook: Webhook, body: bytes, said: Mapping[str, str]) -> int:
        try:
            with httpx2.Client(timeout=TIMEOUT, trust_env=False, transport=self.transport) as client:
                return client.post(hook.delivery_url, content=body, headers=dict(said)).status_code
        except (httpx2.HTTPError, httpx2.InvalidURL):
            return 0


def headers(hook: Webhook, body: bytes) -> dict[str, str]:
    resource, _, event = hook.topic.partition(".")
    return {
        "Content-Type": "application/json",
        "X-WC-Webhook-Source": "https://woocommerce.sandbox/",
        "X-WC-Webhook-Topic": hook.topic,
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": sign(body, hook.secret),
        "X-WC-Webhook-ID": str(hook.id),
        # Made of the webhook and the second, as WooCommerce makes it: it does not name one delivery.
        "X-WC-Webhook-Delivery-ID": hashlib.md5(
            f"{hook.id}{int(clock.now().timestamp())}".encode(), usedforsecurity=False
        ).hexdigest(),
    }


def sign(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode("ascii")
