"""Stripe: a Checkout without its lines by push, the same event with them by pull."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx2

from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.stripe.account import Account, to_body
from mostek.sandbox.stripe.app import create_app
from mostek.sandbox.stripe.objects import CartItem, Purchase
from mostek.sandbox.stripe.webhook import HEADER, sign
from tests.contract import kit
from tests.contract.kit import Push

ADDRESS = {"line1": "Śliska 7", "line2": None, "postal_code": "00-127", "city": "Łódź", "country": "PL"}


class Kit(kit.Kit):
    kind = "stripe"
    secret = "whsec_contract"
    knows = frozenset({"refund", "part", "currency"})
    pushes = frozenset({"sale", "refund"})
    keys = {"api_key": "rk_live_contract"}
    options: dict[str, Any] = {"api": "http://stripe.sandbox", "invoice_for_all": True}
    completes = True

    def __init__(self) -> None:
        self.account = Account(key=self.keys["api_key"], secret=self.secret)
        self.told: dict[str, str] = {}  # order → session

    def sell(self, *, total: str = "199.00", currency: str = "PLN", named: bool = True) -> str:
        amount = int(Decimal(total) * 100)
        bought = (CartItem(amount=amount),)
        who = {"name": "Łucja Źdźbło", "email": "lucja@example.com", "address": ADDRESS}
        nobody = {"name": None, "email": None, "address": None}
        given = who if named else nobody
        session = self.account.sell(Purchase(cart=bought, currency=currency.lower(), **given))
        order = str(session["payment_intent"] or session["id"])
        self.told[order] = session["id"]
        return order

    def push(self, order: str, what: str = "sale") -> Push:
        if what == "refund":
            return self.signed(to_body(self.account.events(("refund.created",))[0]))
        return self.signed(to_body(self.account.event_of("checkout.session.completed", self.told[order])))

    def signed(self, body: bytes) -> Push:
        return Push(body, {HEADER: sign(body, self.secret)}, "application/json; charset=utf-8")

    def again(self, push: Push) -> Push:
        return self.signed(push.body)

    def refund(self, order: str, amount: Decimal | None = None) -> None:
        self.account.refund(order, None if amount is None else int(amount * 100))

    def transport(self) -> httpx2.BaseTransport:
        return SandboxTransport(create_app(self.account))

    def fail(self, status: int, retry_after: int = 0) -> None:
        self.account.status, self.account.retry_after = status, retry_after

    def lock_out(self) -> None:
        self.account.key = secrets.token_hex(8)

    def written(self, order: str) -> tuple[Mapping[str, str], tuple[str, ...]]:
        found = self.account.get("intents", order) or {}
        labels = found.get("metadata") or {}
        return {name: value for name, value in labels.items() if name.startswith("mostek")}, ()

    def forbid_writing(self) -> None:
        self.account.may_write = False
