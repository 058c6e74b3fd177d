"""From the stand-in's shop to documents in wFirma: messages lost, refunds by either leg, a door that was shut."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from django.test import Client

from mostek.core import pull, shop, work
from mostek.core.models import Source
from mostek.lib import clock
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.woocommerce.app import create_app
from mostek.sandbox.woocommerce.order import Buyer, Purchase, Thing
from mostek.sandbox.woocommerce.shop import Key, Shop

KEYS = {"consumer_key": "ck_consumer-key-of-the-test", "consumer_secret": "cs_consumer-secret-of-the-test"}
COMPANY = Buyer(company="Przykład sp. z o.o.")


class Door(httpx2.BaseTransport):
    """The shop's webhooks reach Mostek in this process. `shut`: Mostek is away."""

    def __init__(self) -> None:
        self.shut = False

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if self.shut:
            raise httpx2.ConnectError("refused", request=request)
        kind = request.headers["content-type"]
        answer = Client().post(
            request.url.path, request.read(), content_type=kind, headers=dict(request.headers)
        )
        return httpx2.Response(answer.status_code)


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def woo(door: Door, connection: Any, wfirma: Any) -> Iterator[Shop]:
    made = Shop(transport=door)
    made.keys[KEYS["consumer_key"]] = Key(**KEYS)
    source = Source.objects.create(
        connection=connection,
        kind="woocommerce",
        name="Sklep",
        secret="webhook-secret",
        keys=KEYS,
        options={"address": "https://woocommerce.sandbox"},
        created_at=clock.now(),
    )
    with pull.over(SandboxTransport(create_app(made))):
        assert shop.register(source).ok
        yield made


def ask() -> None:
    source = Source.objects.get(kind="woocommerce")
    assert pull.schedule(source)
    pull.run(source.pk)


def finish(wfirma: Any, count: int) -> None:
    while work.read_events():
        pass
    for _ in range(count + 20):
        work.step()
        if len(wfirma.documents) >= count:
            return


def test_the_ping_came_and_all_four_webhooks_stand(woo):
    assert len(woo.webhooks) == 4
    assert {one.status for one in woo.webhooks.values()} == {"active"}


def test_of_thirty_per_cent_lost_messages_none_is_missing(woo, wfirma):
    chance, sold = random.Random(4), []
    for place in range(40):
        clock.advance(timedelta(seconds=chance.randint(0, 40)))
        woo.settings = replace(woo.settings, lose_webhooks=chance.random() < 0.3)
        price = Decimal(chance.randint(100, 60_000)) / 100
        purchase = Purchase(
            things=(
                Thing(price=price, quantity=chance.randint(1, 3)),
                Thing(product_id=91, variation_id=911),
            ),
            shipping=Decimal("14.99") if place % 2 else Decimal(0),
            fee=Decimal("-5.00") if place % 3 == 0 else Decimal(0),
            nip="1234563218" if place % 4 == 0 else "",
            buyer=COMPANY if place % 4 == 0 else Buyer(),
            wants_invoice=True,
        )
        sold.append(woo.sell(purchase))
    while work.read_events():
        pass
    source = Source.objects.get(kind="woocommerce")
    told = source.orders.count()
    assert 20 < told < 40
    ask()
    finish(wfirma, 40)
    assert source.orders.count() == len(wfirma.documents) == 40
    paid = sum(Decimal(one["total"]) for one in sold)
    assert sum(Decimal(str(one.total)) for one in wfirma.documents) == paid
    source.refresh_from_db()
    assert source.pulled_new == 40 - told


@pytest.mark.parametrize("lost", [False, True], ids=["push", "pull"])
def test_a_refund_after_the_document_is_known_by_either_leg(woo, wfirma, lost):
    number = woo.sell(Purchase(wants_invoice=True))["id"]
    finish(wfirma, 1)
    clock.advance(timedelta(minutes=5))
    woo.settings = replace(woo.settings, lose_webhooks=lost)
    woo.refund(number, Decimal("50.00"))
    if lost:
        ask()
    while work.read_events():
        pass
    found = Source.objects.get(kind="woocommerce").orders.get(external_id=str(number))
    refund = found.refunds.get()
    assert (refund.amount, found.corrections.count()) == (Decimal("50.00"), 1)
    assert (refund.on is not None) is lost  # only the shop's list of refunds says the day
    assert len(wfirma.documents) == 1


def test_both_legs_telling_the_same_refund_tell_one(woo, wfirma):
    number = woo.sell(Purchase())["id"]
    woo.refund(number)
    for _ in range(2):
        clock.advance(timedelta(minutes=1))
        ask()
        while work.read_events():
            pass
    assert Source.objects.get(kind="woocommerce").refunds.count() == 1
    finish(wfirma, 1)
    assert not wfirma.documents


def test_an_order_paid_later_is_issued_once_it_is_paid(woo, wfirma):
    number = woo.sell(Purchase(status="on-hold", payment_method="bacs"))["id"]
    finish(wfirma, 1)
    assert not wfirma.documents
    clock.advance(timedelta(days=2))
    woo.change(number, status="processing")
    finish(wfirma, 1)
    woo.change(number, status="completed")
    finish(wfirma, 1)
    assert len(wfirma.documents) == 1
    order = Source.objects.get(kind="woocommerce").orders.get()
    assert not order.changed_after_issue
    assert order.sale["paid_on"] == "2026-11-25"


def test_an_order_taken_out_of_the_bin_is_issued_all_the_same(woo, wfirma):
    number = woo.sell(Purchase())["id"]
    while work.read_events():
        pass
    clock.advance(timedelta(minutes=1))
    woo.trash(number)
    while work.read_events():
        pass
    order = Source.objects.get(kind="woocommerce").orders.get()
    assert order.verdict == "nothing"
    clock.advance(timedelta(minutes=1))
    woo.change(number, status="processing")
    finish(wfirma, 1)
    assert len(wfirma.documents) == 1


def test_after_an_outage_the_pull_finds_the_orders_and_switches_the_webhooks_on(woo, wfirma, door):
    door.shut = True
    for _ in range(8):
        woo.sell(Purchase())
    assert "disabled" in {one.status for one in woo.webhooks.values()}
    door.shut = False
    ask()
    finish(wfirma, 8)
    assert len(wfirma.documents) == 8
    assert {one.status for one in woo.webhooks.values()} == {"active"}
    woo.sell(Purchase())
    finish(wfirma, 9)
    assert len(wfirma.documents) == 9
