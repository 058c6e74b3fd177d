"""From the shop to wFirma, each through its stand-in: most messages arrive, some are lost, the pull finds the rest."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from django.test import Client

from mostek.core import issue, pull, work
from mostek.core.models import Order, Source
from mostek.lib import clock
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.shopify.app import create_app
from mostek.sandbox.shopify.order import Purchase, Thing
from mostek.sandbox.shopify.shop import DOMAIN, Shop

SALES = 20


def to_mostek(request: httpx2.Request) -> httpx2.Response:
    answer: Any = Client().post(
        request.url.path,
        request.content,
        content_type=request.headers["content-type"],
        headers={name: value for name, value in request.headers.items() if name.startswith("x-")},
    )
    return httpx2.Response(answer.status_code)


@pytest.fixture
def shop() -> Shop:
    return Shop(transport=httpx2.MockTransport(to_mostek))


@pytest.fixture
def source(connection, shop):
    options = {"address": f"https://{DOMAIN}", "client_id": shop.client_id}
    return Source.objects.create(
        connection=connection,
        kind="shopify",
        name="Sklep",
        created_at=clock.now(),
        secret=shop.client_secret,
        options=options,
    )


def settle() -> None:
    work.read_events()
    clock.advance(issue.GRACE)
    for _ in range(SALES + 5):
        work.step()


def test_of_sales_whose_messages_are_partly_lost_each_has_one_document(shop, source, wfirma, settings):
    settings.MOSTEK_URL = "https://mostek.example.com"
    chance, hook = random.Random(7), f"https://mostek.example.com/in/{source.key}/"
    for topic in ("ORDERS_PAID", "ORDERS_UPDATED", "ORDERS_CANCELLED", "REFUNDS_CREATE"):
        shop.subscribe(topic, hook)
    sold = []
    for number in range(SALES):
        shop.settings = replace(shop.settings, lose_webhooks=chance.random() < 0.3)
        sold.append(shop.sell(Purchase(things=(Thing(price=Decimal(10 + number)),))))
    work.read_events()
    assert 0 < Order.objects.count() < SALES
    with pull.over(SandboxTransport(create_app(shop))):
        assert pull.schedule(source)
        pull.run(source.pk)
        settle()
        assert len(wfirma.documents) == SALES
        assert sum(Decimal(one.total) for one in wfirma.documents) == sum(one.total for one in sold)
        clock.advance(timedelta(minutes=5))
        # One refund by its message, one by the pull alone.
        shop.settings = replace(shop.settings, lose_webhooks=False)
        shop.refund(sold[0].id)
        shop.settings = replace(shop.settings, lose_webhooks=True)
        shop.refund(sold[1].id, Decimal("3.00"))
        pull.schedule(source)
        pull.run(source.pk)
        settle()
    refunded = Order.objects.filter(refunds__isnull=False).order_by("external_id")
    assert [one.external_id for one in refunded] == sorted([str(sold[0].id), str(sold[1].id)])
    assert [one.corrections.get().plan["total"] for one in refunded] == ["-10.00", "-3.00"]
    assert len(wfirma.documents) == SALES
