"""One Stripe account with a memory: what was sold in it, what went back, and what it has told."""

from __future__ import annotations

import copy
import json
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from mostek.lib import clock
from mostek.sandbox.stripe import objects
from mostek.sandbox.stripe.objects import Json, Purchase
from mostek.sandbox.stripe.webhook import Call, deliver, sign

MONTH = 30 * 24 * 3600
MINIMUM = 1  # below it Stripe makes no payment


@dataclass
class Account:
    """`status`: what every REST call answers, 0 for the truth; `silent`: every message is lost."""

    key: str = "rk_live_sandbox"
    secret: str = "whsec_sandbox"  # noqa: S105
    livemode: bool = True
    url: str = ""
    silent: bool = False
    status: int = 0
    retry_after: int = 0
    may_write: bool = True
    tables: dict[str, dict[str, Json]] = field(default_factory=dict)
    keys: dict[str, tuple[str, Json]] = field(
        default_factory=dict
    )  # idempotency key → what was asked, the answer
    calls: list[Call] = field(default_factory=list)
    send: Callable[[str, bytes, str], Call] = deliver

    def __post_init__(self) -> None:
        self._lock, self._last = threading.RLock(), 0
        self.put("products", {"id": "prod_course", "object": "product", "name": "Kurs", "metadata": {}})

    def put(self, table: str, one: Json) -> Json:
        with self._lock:
            self.tables.setdefault(table, {})[one["id"]] = one
        return one

    def get(self, table: str, name: str) -> Json | None:
        return self.tables.get(table, {}).get(name)

    def rows(self, table: str) -> list[Json]:
        """The newest first, as Stripe lists them."""
        with self._lock:
            return list(reversed(self.tables.get(table, {}).values()))

    def _new(self, prefix: str) -> Json:
        with self._lock:
            self._last += 1
            name = f"{prefix}_{self._last:08d}{secrets.token_hex(4)}"
        return {"id": name, "created": self.seconds(), "livemode": self.livemode}

    def seconds(self) -> int:
        return int(clock.now().timestamp())

    def sell(self, sold: Purchase) -> Json:
        """A Checkout that was paid; the session. With `paid_later` the money is still under way."""
        intent = self._pay(sold) if sold.total >= MINIMUM and sold.mode == "payment" else None
        known = self._new("cs_live" if self.livemode else "cs_test")
        paid = "unpaid" if sold.paid_later else "paid" if sold.total >= MINIMUM else "no_payment_required"
        subscription = self._new("sub")["id"] if sold.mode == "subscription" else None
        made = objects.session(
            sold,
            **known,
            payment_status=paid,
            payment_intent=intent["id"] if intent else None,
            subscription=subscription,
            invoice=None,
        )
        self.put("sessions", made)
        items = [objects.line_item(one, n, sold.currency) for n, one in enumerate(sold.cart, 1)]
        self.put("session_lines", {"id": made["id"], "data": items})
        if subscription or sold.with_invoice:
            made["invoice"] = self.bill(sold, subscription, intent)["id"]
        self.tell("checkout.session.completed", made, sold.deliveries)
        return made

    def _pay(self, sold: Purchase) -> Json:
        charge = self.put("charges", objects.charge(sold, **self._new("ch")))
        intent = self.put("intents", objects.intent(sold, **self._new("pi"), latest_charge=charge["id"]))
        charge["payment_intent"] = intent["id"]
        if not sold.paid_later:
            self.tell("payment_intent.succeeded", intent, sold.deliveries)
        return intent

    def pay_alone(self, sold: Purchase) -> Json:
        """A payment through a form of the seller's own."""
        return self._pay(sold)

    def bill(self, sold: Purchase, subscription: str | None = None, intent: Json | None = None) -> Json:
        """A paid invoice. Which payment paid it stands in a list of its own."""
        if intent is None and sold.total >= MINIMUM:
            intent = self._pay(sold)
        now = self.seconds()
        period = (now, now + MONTH) if subscription else (now, now)
        lines = [objects.invoice_line(one, n, sold.currency, period) for n, one in enumerate(sold.cart, 1)]
        made = objects.invoice(
            sold,
            subscription=subscription,
            **self._new("in"),
            number=f"S-{self._last:04d}",
            lines={"object": "list", "data": lines[:10], "has_more": len(lines) > 10},
            status_transitions={"paid_at": now},
        )
        self.put("invoices", made)
        self.put("invoice_lines", {"id": made["id"], "data": lines})
        if intent:
            payment = {"type": "payment_intent", "payment_intent": intent["id"]}
            known = self._new("inpay") | {"object": "invoice_payment", "status": "paid"}
            self.put("invoice_payments", known | {"invoice": made["id"], "payment": payment})
        self.tell("invoice.paid", made, sold.deliveries)
        return made

    def settle(self, session: Json, deliveries: int = 1) -> None:
        """The money that was under way has come."""
        session["payment_status"] = "paid"
        self.tell("checkout.session.async_payment_succeeded", session, deliveries)

    def refund(self, intent_id: str, amount: int | None = None, deliveries: int = 1) -> Json:
        intent = self.tables["intents"][intent_id]
        charge = self.tables["charges"][intent["latest_charge"]]
        left = charge["amount"] - charge["amount_refunded"]
        known = {"object": "refund", "amount": left if amount is None else amount, "status": "succeeded"}
        known |= {"charge": charge["id"], "payment_intent": intent_id, "currency": charge["currency"]}
        made = self.put("refunds", self._new("re") | known | {"reason": "requested_by_customer"})
        charge["amount_refunded"] += made["amount"]
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.tell("charge.refunded", charge, deliveries)
        self.tell("refund.created", made, deliveries)
        return made

    def dispute(self, intent_id: str, status: str = "lost", deliveries: int = 1) -> Json:
        intent = self.tables["intents"][intent_id]
        known = {"object": "dispute", "amount": intent["amount"], "currency": intent["currency"]}
        known |= {"payment_intent": intent_id, "charge": intent["latest_charge"], "status": status}
        made = self.put("disputes", self._new("du") | known | {"reason": "fraudulent"})
        self.tell("charge.dispute.closed", made, deliveries)
        return made

    def tell(self, kind: str, about: Json, deliveries: int) -> Json:
        """The event holds the object as it is at this moment, and never what has to be asked for."""
        event = self._new("evt") | {"object": "event", "type": kind, "api_version": "2025-04-30.basil"}
        event |= {"data": {"object": copy.deepcopy(about)}, "pending_webhooks": 1, "request": None}
        self.put("events", event)
        for _ in range(0 if self.silent or not self.url else deliveries):
            body = to_body(event)
            self.calls.append(self.send(self.url, body, sign(body, self.secret)))
        return event

    def label(self, table: str, name: str, labels: dict[str, str]) -> Json | None:
        """Metadata is merged; no event that is listed here tells of it."""
        with self._lock:
            one = self.get(table, name)
            if one is not None:
                one["metadata"] = {**(one.get("metadata") or {}), **labels}
            return copy.deepcopy(one)

    def event_of(self, kind: str, name: str) -> Json:
        """The last one of this kind about the object with this id. Raises LookupError."""
        found = self.events((kind,))
        return next(one for one in found if one["data"]["object"]["id"] == name)

    def events(self, kinds: Iterable[str] = ()) -> list[Json]:
        wanted = set(kinds)
        return [one for one in self.rows("events") if not wanted or one["type"] in wanted]


def to_body(event: Json) -> bytes:
    return json.dumps(event, indent=2, ensure_ascii=False).encode()


def shown(account: Account) -> dict[str, Any]:
    return {
        "key": account.key,
        "secret": account.secret,
        "livemode": account.livemode,
        "url": account.url,
        "silent": account.silent,
        "events": len(account.rows("events")),
    }
