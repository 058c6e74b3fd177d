"""The state of the shop: price list, orders, webhooks, licence key. No HTTP but the webhook itself."""

from __future__ import annotations

import os
import secrets
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

import httpx2
from pydantic import TypeAdapter

from mostek.lib import clock
from mostek.sandbox.publigo import own_wfirma
from mostek.sandbox.publigo.order import Checkout, Order, Product, Status, WebhookCall
from mostek.sandbox.publigo.own_wfirma import Queued, Wfirma
from mostek.sandbox.publigo.payload import order_to_body
from mostek.sandbox.publigo.prices import CATALOGUE, price_cart
from mostek.sandbox.publigo.settings import Settings
from mostek.sandbox.publigo.webhook import deliver, sign

ORDER_PAID = "order_paid"


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    id: int
    url: str
    event: str = ORDER_PAID
    active: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class ShopState:
    """What is saved: everything a restart must not lose."""

    key: str
    settings: Settings
    products: tuple[Product, ...]
    webhooks: tuple[Webhook, ...]
    orders: tuple[Order, ...]
    last_order_id: int
    last_webhook_id: int
    api_key: str = ""
    queue: tuple[Queued, ...] = ()


_STATE = TypeAdapter(ShopState)


class Shop:
    """Thread-safe. The lock guards the state alone; no webhook is ever sent while it is held.

    `transport` carries the webhooks; leave it out for real sockets. `wfirma`: where its own integration issues, once
    the switch is on; `site`: what it calls itself in a description.
    """

    def __init__(
        self,
        *,
        key: str,
        products: tuple[Product, ...],
        transport: httpx2.BaseTransport | None = None,
        api_key: str = "",
    ) -> None:
        self.transport = transport
        self.wfirma: Wfirma | None = None
        self.site = "publigo.sandbox"
        self._queue: dict[int, Queued] = {}
        self._issued_at: datetime | None = None
        self._lock = threading.RLock()
        self._key = key
        self._api_key = api_key or secrets.token_hex(16)
        self._last_nonce = ""
        self._settings = Settings()
        self._products = {product.id: product for product in products}
        self._webhooks: dict[int, Webhook] = {}
        self._orders: dict[int, Order] = {}
        self._last_order_id = 4101
        self._last_webhook_id = 0

    @classmethod
    def seed(cls, transport: httpx2.BaseTransport | None = None) -> Shop:
        """A shop with three products, a fresh key and nobody listening."""
        return cls(key=secrets.token_hex(16), products=CATALOGUE, transport=transport)

    @property
    def key(self) -> str:
        return self._key

    @key.setter
    def key(self, key: str) -> None:
        with self._lock:
            self._key = key

    @property
    def api_key(self) -> str:
        """Of REST v2; the other one signs webhooks and opens v1."""
        return self._api_key

    @api_key.setter
    def api_key(self, key: str) -> None:
        with self._lock:
            self._api_key = key

    def is_fresh(self, nonce: str) -> bool:
        """v1 refuses the nonce of the call before."""
        with self._lock:
            fresh, self._last_nonce = nonce != self._last_nonce, nonce
            return fresh

    @property
    def settings(self) -> Settings:
        return self._settings

    @settings.setter
    def settings(self, settings: Settings) -> None:
        with self._lock:
            self._settings = settings

    def products(self) -> list[Product]:
        with self._lock:
            return list(self._products.values())

    def product(self, product_id: int) -> Product | None:
        with self._lock:
            return self._products.get(product_id)

    def webhooks(self) -> list[Webhook]:
        with self._lock:
            return list(self._webhooks.values())

    def add_webhook(self, url: str, *, active: bool = True) -> Webhook:
        """A URL that is already there is silently left as it is, as Publigo's form leaves it."""
        with self._lock:
            for webhook in self._webhooks.values():
                if webhook.url == url:
                    return webhook
            self._last_webhook_id += 1
            webhook = Webhook(id=self._last_webhook_id, url=url, active=active)
            self._webhooks[webhook.id] = webhook
            return webhook

    def set_webhook_active(self, webhook_id: int, active: bool) -> None:
        with self._lock:
            self._webhooks[webhook_id] = replace(self._webhooks[webhook_id], active=active)

    def remove_webhook(self, webhook_id: int) -> None:
        with self._lock:
            self._webhooks.pop(webhook_id, None)

    def replace_webhooks(self, *urls: str) -> None:
        with self._lock:
            self._webhooks.clear()
            for url in urls:
                self.add_webhook(url)

    def orders(self, *, before: int | None = None, limit: int | None = None) -> list[Order]:
        """Newest first; `before` is the order id at which the previous page ended."""
        with self._lock:
            newest_first = reversed(self._orders.values())
            chosen = (order for order in newest_first if before is None or order.id < before)
            return list(islice(chosen, limit))

    def order(self, order_id: int) -> Order | None:
        with self._lock:
            return self._orders.get(order_id)

    def place(self, checkout: Checkout, *, deliveries: int = 1) -> Order:
        """Take the order as paid and tell every active webhook before returning, as the payment request does.

        `deliveries`: 0 loses the webhook, 2 sends it twice. Raises CheckoutError.
        """
        with self._lock:
            order = self._record(checkout)
            if own_wfirma.is_due(order, self._settings):
                self._queue[order.id] = own_wfirma.queued(order)
        for _ in range(deliveries):
            order = self.notify(order.id)
        return order

    def set_status(self, order_id: int, status: Status) -> Order:
        """Refunds and the like are made by the seller. No webhook tells of them."""
        with self._lock:
            self._orders[order_id] = replace(self._orders[order_id], status=status)
            return self._orders[order_id]

    def notify(self, order_id: int) -> Order:
        """POST `order_paid` to every active URL, once each, one after the other. Never repeated by itself."""
        with self._lock:
            order, settings, key = self._orders[order_id], self._settings, self._key
            urls = [webhook.url for webhook in self._webhooks.values() if webhook.active]
            urls = [] if settings.lose_webhooks else urls
        body = order_to_body(order, settings)
        for url in urls:
            call = deliver(url, body, sign(body, key), self.transport)
            order = replace(order, calls=(*order.calls, call))
            self._remember(order_id, call)
        return order

    def queue(self) -> list[Queued]:
        """What its own integration has issued or is about to."""
        with self._lock:
            return list(self._queue.values())

    def visit(self) -> None:
        """Somebody opens a page: if a minute has passed, the next document of the queue goes out."""
        with self._lock:
            one = next((one for one in self._queue.values() if one.state == "pending"), None)
            settings, wfirma = self._settings, self.wfirma
            is_on = settings.wfirma or settings.wfirma_drains
            if one is None or wfirma is None or not is_on or not own_wfirma.is_turn(self._issued_at):
                return
            self._issued_at, order = clock.now(), self._orders[one.order]
            # Taken before the call: a second visitor meanwhile must not send it again.
            self._queue[one.order] = replace(one, state="error")
        done = own_wfirma.issue(wfirma, order, one, self.site, settings)
        with self._lock:
            self._queue[one.order] = done

    def reset(self) -> None:
        """Forget the orders. Webhooks, key and settings stay, and no order id is used twice."""
        with self._lock:
            self._orders.clear()
            self._queue.clear()

    def save(self, path: Path) -> None:
        with self._lock:
            state = ShopState(
                key=self._key,
                settings=self._settings,
                products=tuple(self._products.values()),
                webhooks=tuple(self._webhooks.values()),
                orders=tuple(self._orders.values()),
                last_order_id=self._last_order_id,
                last_webhook_id=self._last_webhook_id,
                api_key=self._api_key,
                queue=tuple(self._queue.values()),
            )
        written = path.with_name(path.name + ".new")
        written.write_bytes(_STATE.dump_json(state, indent=1))
        os.replace(written, path)

    @classmethod
    def load(cls, path: Path, transport: httpx2.BaseTransport | None = None) -> Shop:
        state = _STATE.validate_json(path.read_bytes())
        shop = cls(key=state.key, products=state.products, transport=transport, api_key=state.api_key)
        shop._settings = state.settings
        shop._webhooks = {webhook.id: webhook for webhook in state.webhooks}
        shop._orders = {order.id: order for order in state.orders}
        shop._queue = {one.order: one for one in state.queue}
        shop._last_order_id = state.last_order_id
        shop._last_webhook_id = state.last_webhook_id
        return shop

    def _record(self, checkout: Checkout) -> Order:
        lines = price_cart(checkout, self._products)
        total = sum((line.price for line in lines), start=checkout.fee)
        self._last_order_id += 1
        order = Order(
            id=self._last_order_id,
            user_id=1000 + self._last_order_id,
            created=checkout.created or clock.now(),
            currency=self._settings.currency,
            lines=lines,
            fee=checkout.fee,
            # Nothing to pay, no gateway asked, and no invoice offered.
            payment_method=checkout.payment_method if total else "manual",
            invoice=checkout.invoice if total and self._settings.invoices else None,
            buyer=checkout.buyer,
            shipping=checkout.shipping,
            comment=checkout.comment,
        )
        self._orders[order.id] = order
        return order

    def _remember(self, order_id: int, call: WebhookCall) -> None:
        with self._lock:
            order = self._orders.get(order_id)
            if order is not None:
                self._orders[order_id] = replace(order, calls=(*order.calls, call))
