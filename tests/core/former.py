"""A Publigo shop whose own integration issues in the same wFirma, and the Source that takes over from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from mostek.core import foreign, pull, work
from mostek.core.models import Document, Order, Source
from mostek.lib import clock
from mostek.sandbox.app import own_wfirma
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.publigo.app import create_app
from mostek.sandbox.publigo.order import Buyer, CartItem, Checkout, InvoiceData
from mostek.sandbox.publigo.payload import order_to_body
from mostek.sandbox.publigo.shop import Shop
from tests.core.deliveries import deliver

FIRM = InvoiceData(
    company_name="Żuraw sp. z o.o.",
    nip="5260250274",
    street="Śliska",
    building_number="7",
    postcode="00-127",
    city="Łódź",
)
PERSON = replace(FIRM, company_name="", nip="", person_name="Łucja Źdźbło")


@dataclass
class Former:
    """`shop` sells; `switch` is the toggle of its own integration; `minutes` go by with visitors on its pages."""

    shop: Shop
    wfirma: Any
    source: Any = None
    client: Any = None

    def switch(self, on: bool, **settings: Any) -> None:
        self.shop.settings = replace(self.shop.settings, wfirma=on, wfirma_receipts=True, **settings)

    def sell(self, total: str = "199.00", invoice: InvoiceData | None = None, *, pushed: bool = True) -> int:
        cart = (CartItem(id=90, price=Decimal(total)),)
        buyer = Buyer(first_name="Łucja", last_name="Źdźbło", email="lucja@example.com")
        order = self.shop.place(Checkout(cart=cart, buyer=buyer, invoice=invoice), deliveries=0)
        if pushed and self.source is not None:
            assert (
                deliver(self.client, self.source, order_to_body(order, self.shop.settings)).status_code == 200
            )
        return order.id

    def minutes(self, count: int) -> None:
        for _ in range(count):
            self.shop.visit()
            clock.advance(timedelta(minutes=1))

    def connect(self, connection: Any, client: Any) -> Any:
        self.client = client
        self.source = Source.objects.create(
            connection=connection,
            kind="publigo",
            name="Publigo",
            secret="demo-licence-key",
            keys={"api_key": self.shop.api_key},
            options={"address": "http://kursy.example.pl", "rules": ["private_when_not_told"]},
            created_at=clock.now(),
        )
        return self.source

    def work(self, turns: int = 3) -> None:
        """The worker, until nothing moves any more."""
        for _ in range(turns):
            self.source.refresh_from_db()
            before = None
            while before != (before := self._state()):
                work.step()

    def _state(self) -> tuple[Any, ...]:
        documents = Document.objects.order_by("pk").values_list("pk", "state", "reason")
        looks = self.source.connection.foreign_looks.order_by("pk").values_list("pk", "page", "done_at")
        return (*documents, *looks, Order.objects.count())

    def documents_of(self) -> Counter[str]:
        """How many documents in wFirma name each order, whoever issued them."""
        named: Counter[str] = Counter()
        for one in self.wfirma.documents:
            site, number = foreign.named(one.description)
            named[number if site else one.description.split()[-1]] += 1
        return named


@contextmanager
def former_shop(wfirma: Any) -> Iterator[Former]:
    shop = Shop.seed()
    shop.key = "demo-licence-key"
    shop.wfirma = own_wfirma(wfirma.books, wfirma.app)
    app = create_app(shop)
    with pull.over(SandboxTransport(app)):
        shop.site = "kursy.example.pl"
        yield Former(shop, wfirma)
