"""Publigo asked over REST: the shop of the sandbox answers as Publigo does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mostek.lib import clock
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.publigo.app import create_app
from mostek.sandbox.publigo.order import Buyer, CartItem, Checkout
from mostek.sandbox.publigo.shop import Shop
from mostek.sources import http
from mostek.sources.adapter import Access, Context, Ignored, Incoming, NeedsYou, NotNow
from mostek.sources.publigo import rest
from mostek.sources.publigo.adapter import ADAPTER

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
ANNA = Buyer(first_name="Anna", last_name="Przykładowa", email="anna@example.com")
ADDRESS = "https://mostek.example.pl/in/abc/"


@pytest.fixture
def shop() -> Iterator[Shop]:
    with clock.held(NOW):
        shop = Shop.seed()
        shop.key, shop.api_key = "demo-licence-key", "v2-key"
        yield shop


@pytest.fixture
def access(shop: Shop) -> Iterator[Access]:
    with http.new_http(allow_private=False, transport=SandboxTransport(create_app(shop))) as client:
        yield Access(client, shop.key, {"api_key": shop.api_key}, {"address": "http://publigo.sandbox/"})


def sell(shop: Shop, **changes: Any) -> int:
    given: dict[str, Any] = {"cart": (CartItem(id=77, price_id=2),), "buyer": ANNA} | changes
    return shop.place(Checkout(**given), deliveries=0).id


def told(access: Access, since: datetime = NOW - timedelta(days=1)) -> list[Any]:
    context = Context(NOW.date(), {}, "pull")
    return [ADAPTER.parse(one.body, context) for one in rest.pull(access, since, "").found]


def test_a_listed_order_is_a_sale_that_does_not_know_its_buyer(shop, access):
    number = sell(shop, fee=Decimal("13.99"))
    (one,) = told(access)
    assert isinstance(one, Incoming)
    assert (one.external_id, one.is_partial, one.asks) == (str(number), True, "buyer.not_told")
    assert one.sale.total == Decimal("312.99")
    assert [line.product for line in one.sale.lines] == ["77:2"]
    assert [(charge.name, charge.amount) for charge in one.sale.charges] == [
        ("Koszt dostawy", Decimal("13.99"))
    ]
    assert one.paid_at == NOW


def test_a_free_order_asks_nothing(shop, access):
    sell(shop, discount_code="GRATIS")
    (one,) = told(access)
    assert (one.sale.total, one.asks) == (Decimal("0.00"), "")


@pytest.mark.parametrize("status", ["pending", "failed", "abandoned"])
def test_what_is_not_paid_is_ignored_until_it_is(shop, access, status):
    number = sell(shop)
    shop.set_status(number, status)
    assert told(access) == [Ignored("publigo.not_paid", status)]
    before = {one.key for one in rest.pull(access, NOW, "").found}
    shop.set_status(number, "publish")
    after = {one.key for one in rest.pull(access, NOW, "").found}
    assert not before & after


def test_a_refund_is_found_whatever_the_age_of_its_order(shop, access):
    old = sell(shop, created=NOW - timedelta(days=400))
    assert told(access) == []
    shop.set_status(old, "refunded")
    (one,) = told(access)
    assert [(refund.external_id, refund.amount) for refund in one.refunds] == [(str(old), None)]


def test_revoked_access_is_no_refund(shop, access):
    shop.set_status(sell(shop), "revoked")
    (one,) = told(access)
    assert (one.refunds, one.sale.total) == ((), Decimal("299.00"))


def test_many_orders_come_in_pages_the_oldest_first(shop, access, monkeypatch):
    monkeypatch.setattr(rest, "PAGE", 4)
    sold = [sell(shop) for _ in range(10)]
    found, cursor = [], ""
    for _ in range(10):
        page = rest.pull(access, NOW - timedelta(days=1), cursor)
        assert len(page.found) <= 4
        found += [int(one.key.partition(":")[0]) for one in page.found]
        cursor = page.cursor
        if not cursor:
            break
    assert found == sold


def test_the_time_of_the_shop_is_warsaws(shop, access):
    sell(shop, created=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    page = rest.pull(access, datetime(2026, 7, 1, tzinfo=UTC), "")
    assert page.newest == datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert (
        ADAPTER.parse(page.found[0].body, Context(NOW.date(), {}, "pull")).sale.paid_on.isoformat()
        == "2026-07-02"
    )


def test_both_keys_are_tried_and_named(shop, access):
    assert [(one.code, one.ok) for one in rest.examine(access)] == [
        ("publigo.v2_works", True),
        ("publigo.v1_works", True),
    ]
    wrong = replace(access, secret="another", keys={"api_key": "another"})
    assert [(one.code, one.ok) for one in rest.examine(wrong)] == [
        ("publigo.key_v2", False),
        ("publigo.key_v1", False),
    ]


def test_a_plan_without_rest_is_said_as_a_refused_key(shop, access):
    shop.settings = replace(shop.settings, has_rest=False)
    with pytest.raises(NeedsYou) as caught:
        rest.pull(access, NOW, "")
    assert caught.value.code == "pull.key"


def test_products_have_the_names_of_their_variants_under_our_codes(access):
    names = rest.products(access)
    assert names["77:2"] == "Kurs fotografii - Z opieką prowadzącej"
    assert names["90"] == "E-book: Zdjęcia telefonem"


def test_the_token_of_v1_is_the_known_one():
    import hashlib

    assert hashlib.md5(b"a1b2c3d4demo-licence-key").hexdigest() == "ef98c7a553dbcc9542cd08bd59e8c27d"


def test_v1_is_asked_again_and_again_with_fresh_nonces(access):
    for _ in range(3):
        assert rest.products(access)


def test_the_webhook_is_entered_once(shop, access):
    assert rest.register(access, ADDRESS).code == "publigo.registered"
    assert [hook.url for hook in shop.webhooks()] == [ADDRESS]
    assert rest.register(access, ADDRESS).code == "publigo.registered_before"
    assert len(shop.webhooks()) == 1


def test_an_error_under_the_status_of_success_is_an_error(shop, access, monkeypatch):
    monkeypatch.setattr(rest, "ORDER_PAID", "order_payed")
    finding = rest.register(access, ADDRESS)
    # Publigo says "already exists" of an event it does not know, too: nothing tells the two apart.
    assert finding.code == "publigo.registered_before"
    assert not shop.webhooks()


def test_an_answer_that_is_no_list_is_trouble_of_the_moment(access):
    import httpx2

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"code": "weird"})

    with (
        http.new_http(allow_private=False, transport=httpx2.MockTransport(answer)) as client,
        pytest.raises(NotNow),
    ):
        rest.pull(replace(access, http=client), NOW, "")
