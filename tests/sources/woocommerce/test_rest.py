"""The shop is asked: what changed, its refunds, its products; and told where its webhooks go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx2
import pytest

from mostek.lib import clock
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.woocommerce.app import create_app
from mostek.sandbox.woocommerce.order import Purchase
from mostek.sandbox.woocommerce.shop import Key, Shop
from mostek.sources import http
from mostek.sources.adapter import Access, Context, Incoming, NeedsYou, NotNow, Page
from mostek.sources.woocommerce import rest
from mostek.sources.woocommerce.adapter import ADAPTER

KEYS = {"consumer_key": "ck_consumer-key-of-the-test", "consumer_secret": "cs_consumer-secret-of-the-test"}
ADDRESS = "https://mostek.example.com/in/abc/"
SINCE = datetime(2026, 11, 1, tzinfo=UTC)


class Spy(httpx2.BaseTransport):
    """Notes what is asked, and lets a test act between two calls."""

    def __init__(self, shop: Shop) -> None:
        self.inner, self.asked = SandboxTransport(create_app(shop)), []
        self.after: Callable[[], None] = lambda: None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.inner.handle_request(request)
        self.after()
        return answer

    def paths(self, method: str = "GET") -> list[str]:
        return [one.url.path for one in self.asked if one.method == method]


@pytest.fixture
def shop(noon: None) -> Shop:
    made = Shop(transport=SandboxTransport(lambda environ, start: (start("200 OK", []), [b""])[1]))
    made.keys[KEYS["consumer_key"]] = Key(**KEYS)
    return made


@pytest.fixture
def spy(shop: Shop) -> Spy:
    return Spy(shop)


@pytest.fixture
def access(spy: Spy) -> Iterator[Access]:
    options = {"address": "https://woocommerce.sandbox"}
    with http.new_http(allow_private=False, transport=spy) as client:
        yield Access(client, "webhook-secret", KEYS, options, ADDRESS)


def sell(shop: Shop, count: int = 1) -> list[str]:
    return [str(shop.sell(Purchase(), tell=False)["id"]) for _ in range(count)]


def all_pages(access: Access) -> list[Page]:
    pages, cursor = [], ""
    while not pages or cursor:
        pages.append(rest.pull(access, SINCE, cursor))
        assert pages[-1].cursor != cursor or not cursor
        cursor = pages[-1].cursor
        assert len(pages) < 50
    return pages


def ids(pages: list[Page]) -> set[str]:
    return {found.key.partition(":")[0] for page in pages for found in page.found}


def test_many_orders_of_one_second_are_all_found(shop, access):
    """A bulk edit changes hundreds at once, and the stamp has no fractions."""
    sold = sell(shop, 3 * rest.PAGE + 2)
    assert ids(all_pages(access)) == set(sold)


def test_an_order_that_changes_while_the_pages_are_turned_hides_no_other(shop, access, spy):
    sold = []
    for _ in range(3 * rest.PAGE):
        clock.advance(timedelta(seconds=1))
        sold += sell(shop)
    early = iter(sold)

    def change() -> None:
        clock.advance(timedelta(seconds=1))
        for number in (next(early), next(early)):
            shop.change(int(number), tell=False, status="completed")

    spy.after = change
    assert ids(all_pages(access)) == set(sold)


def test_the_moment_goes_without_a_zone_and_is_said_to_be_utc(shop, access, spy):
    sell(shop)
    rest.pull(access, datetime(2026, 11, 23, 12, 0, tzinfo=clock.WARSAW), "")
    asked = dict(spy.asked[0].url.params)
    assert asked["modified_after"] == "2026-11-23T10:59:59"
    assert asked["dates_are_gmt"] == "true"


def test_what_changed_in_the_very_second_is_asked_for(shop, access):
    sold = sell(shop)
    page = rest.pull(access, clock.now(), "")
    assert ids([page]) == set(sold)
    assert page.newest == clock.now()


def test_a_shop_that_does_not_know_the_order_by_change_is_too_old(access, spy, monkeypatch):
    answer = httpx2.Response(400, json={"code": "rest_invalid_param"})
    spy.inner = httpx2.MockTransport(lambda _: answer)
    with pytest.raises(NeedsYou) as raised:
        rest.pull(access, SINCE, "")
    assert raised.value.code == "woocommerce.too_old"


def test_a_shop_that_ignores_the_moment_is_too_old_too(access, spy):
    old = [{"id": 1, "date_modified_gmt": "2020-01-01T00:00:00"}]
    spy.inner = httpx2.MockTransport(lambda _: httpx2.Response(200, json=old))
    with pytest.raises(NeedsYou) as raised:
        rest.pull(access, SINCE, "")
    assert raised.value.code == "woocommerce.too_old"


def test_a_page_of_html_is_trouble_of_the_moment(access, spy):
    spy.inner = httpx2.MockTransport(lambda _: httpx2.Response(200, text="<html>maintenance</html>"))
    with pytest.raises(NotNow) as raised:
        rest.pull(access, SINCE, "")
    assert raised.value.code == "pull.unreadable"


def test_refunds_come_with_their_days_and_lines(shop, access):
    (number,) = sell(shop)
    shop.refund(int(number), Decimal("50.00"), tell=False)
    (found,) = rest.pull(access, SINCE, "").found
    told = ADAPTER.parse(found.body, Context(clock.warsaw_date(), {}, "pull"))
    assert isinstance(told, Incoming)
    (refund,) = told.refunds
    assert (refund.amount, refund.on) == (Decimal("50.00"), clock.warsaw_date())
    assert [one.unit_price for one in refund.lines] == [Decimal("50.00")]


def test_keys_go_in_the_address_only_where_the_header_is_eaten(shop, access, spy):
    sell(shop)
    rest.pull(access, SINCE, "")
    assert not any("consumer_key" in str(one.url) for one in spy.asked)
    shop.settings = replace(shop.settings, drops_authorization=True)
    assert rest.pull(access, SINCE, "").found
    assert any("consumer_key" in str(one.url) for one in spy.asked)


@pytest.mark.parametrize("address", ["http://sklep.example.pl", "sklep.example.pl"])
def test_keys_do_not_travel_in_clear_text(access, spy, address):
    with pytest.raises(NeedsYou) as raised:
        rest.pull(replace(access, options={"address": address}), SINCE, "")
    assert raised.value.code == "woocommerce.no_https"
    assert not spy.asked


def test_without_keys_nobody_is_asked(access, spy):
    with pytest.raises(NeedsYou) as raised:
        rest.pull(replace(access, keys={}), SINCE, "")
    assert raised.value.code == "pull.key"
    assert not spy.asked


def test_the_webhooks_are_entered_once_and_again_does_no_harm(shop, access):
    for _ in range(2):
        assert rest.register(access, ADDRESS).code == "woocommerce.registered"
    assert sorted(one.topic for one in shop.webhooks.values()) == sorted(rest.TOPICS)
    assert {(one.delivery_url, one.secret, one.status) for one in shop.webhooks.values()} == {
        (ADDRESS, "webhook-secret", "active")
    }


def test_a_webhook_of_the_shop_that_is_not_ours_is_left_alone(shop, access):
    theirs = shop.add_webhook(
        name="ERP",
        topic="order.updated",
        delivery_url="https://erp.example.com/",
        secret="x",
        status="disabled",
    )
    rest.register(access, ADDRESS)
    rest.pull(access, SINCE, "")
    assert shop.webhooks[theirs.id] == theirs


def test_entering_needs_a_secret_and_the_right_to_write(shop, access):
    with pytest.raises(NeedsYou) as raised:
        rest.register(replace(access, secret=""), ADDRESS)
    assert raised.value.code == "woocommerce.no_secret"
    shop.keys[KEYS["consumer_key"]] = Key(**KEYS, permissions="read")
    with pytest.raises(NeedsYou) as raised:
        rest.register(access, ADDRESS)
    assert raised.value.code == "woocommerce.read_only"


def set_status(shop: Shop, status: str) -> None:
    shop.webhooks = {number: replace(one, status=status) for number, one in shop.webhooks.items()}


def codes(access: Access) -> list[tuple[str, bool]]:
    return [(one.code, one.ok) for one in rest.examine(access)]


def test_each_state_of_keys_and_webhooks_is_named(shop, access):
    reads = ("woocommerce.orders_read", True)
    assert codes(access) == [reads, ("woocommerce.webhook_missing", False)]
    rest.register(access, ADDRESS)
    assert codes(access) == [reads, ("woocommerce.webhooks_work", True)]
    for status in ("disabled", "paused"):
        set_status(shop, status)
        assert codes(access) == [reads, (f"woocommerce.webhook_{status}", False)]
    shop.keys.clear()
    assert codes(access) == [("woocommerce.key_refused", False)]
    shop.settings = replace(shop.settings, rest_status=404)
    assert codes(access) == [("woocommerce.no_rest", False)]


def test_examining_changes_nothing(shop, access, spy):
    rest.register(access, ADDRESS)
    set_status(shop, "disabled")
    spy.asked.clear()
    rest.examine(access)
    assert {one.method for one in spy.asked} == {"GET"}


def test_asking_switches_a_disabled_webhook_on_and_leaves_a_paused_one(shop, access):
    rest.register(access, ADDRESS)
    set_status(shop, "disabled")
    rest.pull(access, SINCE, "")
    assert {one.status for one in shop.webhooks.values()} == {"active"}
    set_status(shop, "paused")
    rest.pull(access, SINCE, "")
    assert {one.status for one in shop.webhooks.values()} == {"paused"}


def test_a_key_that_may_only_read_finds_orders_all_the_same(shop, access):
    rest.register(access, ADDRESS)
    set_status(shop, "disabled")
    shop.keys[KEYS["consumer_key"]] = Key(**KEYS, permissions="read")
    sold = sell(shop)
    assert ids([rest.pull(access, SINCE, "")]) == set(sold)


def test_products_have_the_codes_and_names_of_the_lines(access):
    assert rest.products(access) == {
        "90": "Kurs fotografii",
        "91:911": "Koszulka - Niebieska",
        "91:912": "Koszulka - Czerwona",
    }


@pytest.mark.parametrize("body", [None, {}, "text"], ids=repr)
def test_an_answer_that_is_no_list_is_trouble_of_the_moment(access, spy, body):
    spy.inner = httpx2.MockTransport(lambda _: httpx2.Response(200, json=body))
    for verb in (
        lambda: rest.pull(access, SINCE, ""),
        lambda: rest.examine(access),
        lambda: rest.products(access),
    ):
        with pytest.raises(NotNow) as raised:
            verb()
        assert raised.value.code == "pull.unreadable"


@pytest.mark.parametrize("rows", [[None, 1], [{"id": "x"}], [{"id": 5}], [{"id": True}]], ids=repr)
def test_strange_rows_make_nothing_stumble(access, spy, rows):
    spy.inner = httpx2.MockTransport(lambda _: httpx2.Response(200, json=rows))
    rest.pull(access, SINCE, "")
    rest.examine(access)
    rest.products(access)
