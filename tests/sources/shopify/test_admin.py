"""The GraphQL Admin API, through the stand-in: paging, throttling, rights, webhooks that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx2
import pytest

from mostek.lib import clock
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.shopify.app import create_app
from mostek.sandbox.shopify.order import Purchase, Thing, order_to_webhook
from mostek.sandbox.shopify.shop import DOMAIN, TRIES, Shop
from mostek.sources import http
from mostek.sources.adapter import Access, Context, NeedsYou, NotNow
from mostek.sources.body import read_object
from mostek.sources.shopify import admin
from mostek.sources.shopify.adapter import ADAPTER, order_to_told, read_order

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = "https://mostek.example.com/in/abc/"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.held(NOON):
        yield


@pytest.fixture
def shop() -> Shop:
    return Shop(transport=httpx2.MockTransport(lambda _: httpx2.Response(500)))


@pytest.fixture
def access(shop: Shop) -> Iterator[Access]:
    with http.new_http(allow_private=False, transport=SandboxTransport(create_app(shop))) as client:
        options = {"address": f"https://{DOMAIN}", "client_id": shop.client_id}
        yield Access(client, shop.client_secret, {}, options, HERE)


def pull_all(access: Access, since: datetime = NOON - timedelta(hours=1)) -> list[str]:
    keys, cursor = [], ""
    while True:
        page = ADAPTER.pull(access, since, cursor)
        keys += [one.key for one in page.found]
        cursor = page.cursor
        if not cursor:
            return keys


def test_every_order_comes_once_over_many_pages(access, shop):
    shop.settings = replace(shop.settings, page=3)
    for _ in range(10):
        shop.sell(Purchase())
        clock.advance(timedelta(seconds=1))
    keys = pull_all(access)
    assert len(keys) == len(set(keys)) == 10
    assert keys == sorted(keys)


def test_only_what_changed_since_comes(access, shop):
    old, changed = shop.sell(Purchase()), shop.sell(Purchase())
    clock.advance(timedelta(hours=5))
    shop.edit(changed.id, (Thing(price=Decimal("5.00")),))
    assert pull_all(access, clock.now() - timedelta(hours=1)) == [f"{changed.id}:2026-11-23T17:00:00Z"]
    assert old.id != changed.id


def test_both_legs_tell_the_same_sale_with_everything_in_it(access, shop):
    bought = Purchase(
        things=tuple(
            Thing(price=Decimal(f"{n}.99"), quantity=n, discount=Decimal("0.33")) for n in range(1, 8)
        ),
        attributes={"NIP": "1234563218"},
        shipping=Decimal("14.99"),
        tip=Decimal("5.00"),
    )
    order = shop.sell(bought)
    shop.refund(order.id, Decimal("3.00"))
    shop.settings = replace(shop.settings, page=2)  # the lines come in pages, too
    (found,) = ADAPTER.pull(access, NOON - timedelta(hours=1), "").found
    context = Context(NOON.date(), {"address": f"https://{DOMAIN}"})
    pulled = order_to_told(read_order(read_object(found.body)), context, "")
    pushed = order_to_told(read_order(order_to_webhook(order)), context, "")
    assert pulled == pushed
    assert len(pushed.sale.lines) == 7


def test_an_empty_bucket_is_waited_for(access, shop):
    shop.settings = replace(shop.settings, throttled=True)
    with pytest.raises(NotNow) as told:
        ADAPTER.pull(access, NOON, "")
    assert (told.value.code, told.value.wait) == ("pull.throttled", 4.0)


def test_a_secret_that_is_not_right_any_more_needs_a_person(access, shop):
    shop.client_secret = "another"
    with pytest.raises(NeedsYou) as told:
        ADAPTER.pull(access, NOON, "")
    assert told.value.code == "pull.key"


def test_without_any_key_a_person_is_asked_for_one(access):
    with pytest.raises(NeedsYou) as told:
        ADAPTER.pull(replace(access, options={"address": f"https://{DOMAIN}"}), NOON, "")
    assert told.value.code == "shopify.no_key"


def test_rights_that_are_missing_are_named(access, shop):
    shop.settings = replace(shop.settings, scopes=("read_products",))
    (finding,) = ADAPTER.examine(access)
    assert (finding.code, finding.ok, finding.facts) == ("shopify.scopes", False, {"detail": "read_orders"})
    with pytest.raises(NeedsYou) as told:
        ADAPTER.pull(access, NOON, "")
    assert told.value.code == "shopify.scopes"


def test_a_buyer_whom_the_app_may_not_see_is_asked_about(access, shop):
    shop.settings = replace(shop.settings, hides_buyers=True)
    shop.sell(Purchase())
    (found,) = ADAPTER.pull(access, NOON, "").found
    told = ADAPTER.parse(found.body, Context(NOON.date(), leg="pull"))
    assert (told.is_partial, told.asks, told.sale.total) == (True, "buyer.not_told", Decimal("199.00"))


def test_registering_enters_what_is_missing_and_once_more_does_no_harm(access, shop):
    assert [one.code for one in ADAPTER.examine(access)] == ["shopify.works", "shopify.webhooks_missing"]
    assert ADAPTER.register(access, HERE).code == "shopify.registered"
    assert ADAPTER.register(access, HERE).code == "shopify.registered_before"
    assert sorted(one.topic for one in shop.subscriptions.values()) == sorted(admin.TOPICS)
    assert all(one.ok for one in ADAPTER.examine(access))


def test_an_address_that_shopify_does_not_take_needs_a_person(access):
    with pytest.raises(NeedsYou) as told:
        ADAPTER.register(access, "http://mostek.example.com/in/abc/")
    assert told.value.code == "shopify.not_registered"


def test_a_webhook_that_shopify_deleted_is_noticed_and_entered_again(access, shop, caplog):
    ADAPTER.register(access, HERE)
    for _ in range(TRIES):
        shop.sell(Purchase())
    assert "ORDERS_PAID" not in {one.topic for one in shop.subscriptions.values()}
    assert ADAPTER.examine(access)[-1].code == "shopify.webhooks_missing"
    pull_all(access)
    assert "ORDERS_PAID" in {one.topic for one in shop.subscriptions.values()}
    assert "ORDERS_PAID was gone and is back" in caplog.text


def test_products_have_the_codes_of_lines_and_names_with_their_variants(access):
    assert ADAPTER.products(access) == {
        "90:901": "Kurs fotografii",
        "91:911": "Koszulka - Niebieska",
        "91:912": "Koszulka - Czerwona",
    }
