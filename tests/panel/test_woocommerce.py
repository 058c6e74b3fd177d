"""Connecting a shop on WooCommerce: its own page for keys, the keys that it posts, the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from django.db import connection as database
from django.test import Client

from mostek.core import pull
from mostek.core.models import Source
from mostek.lib import clock
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.woocommerce.app import create_app
from mostek.sandbox.woocommerce.shop import Shop
from tests.panel.conftest import make_connection, make_source, signed_in

GIVEN = {"key_id": 1, "consumer_key": "ck_" + "a1" * 20, "consumer_secret": "cs_" + "b2" * 20}


class Mostek(httpx2.BaseTransport):
    """What the shop posts, to the keys' door and to the webhook's."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        kind = request.headers["content-type"]
        said = {name: value for name, value in request.headers.items() if name != "host"}
        answer = Client(enforce_csrf_checks=True).post(
            request.url.path, request.read(), content_type=kind, headers=said
        )
        return httpx2.Response(answer.status_code)


@pytest.fixture
def shop(noon: None, settings: Any) -> Iterator[Shop]:
    settings.MOSTEK_URL, settings.IS_HTTPS = "https://mostek.example.com", True
    made = Shop(transport=Mostek())
    with pull.over(SandboxTransport(create_app(made))):
        yield made


@pytest.fixture
def source(anna: Any, shop: Shop) -> Source:
    address = {"address": "https://woocommerce.sandbox"}
    return make_source(make_connection(anna), kind="woocommerce", name="Sklep", secret="", options=address)


def link(page: Any, source: Source) -> str:
    """The address that the button leads to."""
    answer = page.post(f"/sources/{source.pk}/woocommerce/")
    assert answer.status_code == 200
    return str(answer.context["url"])


def state_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["user_id"][0]


def post(state: str, **changes: Any) -> Any:
    body = json.dumps({**GIVEN, "user_id": state, "key_permissions": "read_write", **changes})
    return Client(enforce_csrf_checks=True).post(
        "/connect/woocommerce/keys/", body, content_type="application/json;charset=UTF-8"
    )


def approve(shop: Shop, url: str, button: str = "Zatwierdź") -> str:
    """What a person does in the shop; the address to which the browser comes back."""
    store = create_app(shop).test_client()
    asked = urlsplit(url)
    text = store.get(f"{asked.path}?{asked.query}").get_data(as_text=True)
    href = text.split(f'">{button}</a>')[0].rpartition('href="')[2].replace("&amp;", "&")
    if button == "Odmów":
        return href
    answer = store.get(href)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def back(page: Any, address: str) -> str:
    parts = urlsplit(address)
    return str(page.get(f"{parts.path}?{parts.query}", follow=True).content.decode())


def test_one_click_in_the_shop_brings_keys_secret_and_webhooks(page, shop, source):
    text = back(page, approve(shop, link(page, source)))
    source.refresh_from_db()
    (key,) = shop.keys.values()
    assert source.keys == {"consumer_key": key.consumer_key, "consumer_secret": key.consumer_secret}
    assert len(shop.webhooks) == 4
    assert {one.secret for one in shop.webhooks.values()} == {source.secret}
    assert {one.delivery_url for one in shop.webhooks.values()} == {
        f"https://mostek.example.com/in/{source.key}/"
    }
    assert source.pull_due_at == clock.now()
    for sentence in ("Webhooki są w sklepie dodane.", "Klucze działają.", "Webhooki są włączone."):
        assert sentence in text


def test_the_shop_is_asked_for_exactly_what_it_needs(page, source):
    url = link(page, source)
    asked = {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}
    assert url.startswith("https://woocommerce.sandbox/wc-auth/v1/authorize?")
    assert (asked["app_name"], asked["scope"]) == ("Mostek", "read_write")
    assert asked["callback_url"] == "https://mostek.example.com/connect/woocommerce/keys/"
    assert asked["return_url"] == f"https://mostek.example.com/sources/{source.pk}/woocommerce/back/"


def test_the_keys_are_encrypted_and_nowhere_on_the_page(page, shop, source, caplog):
    caplog.set_level("DEBUG")
    state = state_of(link(page, source))
    assert post(state).status_code == 200
    with database.cursor() as cursor:
        cursor.execute("SELECT keys, secret FROM core_source WHERE id = %s", [source.pk])
        stored = str(cursor.fetchone())
    text = page.get(f"/sources/{source.pk}/").content.decode()
    source.refresh_from_db()
    for hidden in (GIVEN["consumer_key"], GIVEN["consumer_secret"], source.secret, state):
        assert hidden not in text + caplog.text + stored + repr(source)


def test_a_state_works_once(page, source):
    state = state_of(link(page, source))
    assert post(state).status_code == 200
    assert post(state, consumer_key="ck_" + "ff" * 20).status_code == 403
    source.refresh_from_db()
    assert source.keys["consumer_key"] == GIVEN["consumer_key"]


def test_a_state_ends_after_an_hour(page, source):
    state = state_of(link(page, source))
    clock.advance(timedelta(hours=1, seconds=1))
    assert post(state).status_code == 403
    source.refresh_from_db()
    assert "consumer_key" not in source.keys


def test_a_new_state_ends_the_one_before(page, source):
    before = state_of(link(page, source))
    after = state_of(link(page, source))
    assert post(before).status_code == 403
    assert post(after).status_code == 200


def test_nobody_can_hand_over_keys_that_were_not_asked_for(page, source):
    right = state_of(link(page, source))
    source.refresh_from_db()
    before = source.keys
    guesses = [f"{source.pk}.{'x' * 32}", f"{source.pk + 1}.{right.partition('.')[2]}", "", "1", right + "x"]
    assert {post(guess).status_code for guess in guesses} <= {400, 403}
    source.refresh_from_db()
    assert source.keys == before


def test_a_source_that_never_asked_takes_no_keys(source):
    assert post(f"{source.pk}.{'x' * 32}").status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"consumer_key": ""},
        {"consumer_key": "x" * 43},
        {"consumer_secret": None},
        {"consumer_secret": "cs_<b>"},
        {"user_id": 7},
    ],
)
def test_what_is_no_key_is_refused(page, source, changes):
    state = state_of(link(page, source))
    assert post(state, **changes).status_code == 400
    assert post(state).status_code == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b"{", b"x" * 20_000])
def test_any_other_body_is_refused(source, body):
    answer = Client().post("/connect/woocommerce/keys/", body, content_type="application/json")
    assert answer.status_code in (400, 413)


def test_keys_are_only_posted(source):
    assert Client().get("/connect/woocommerce/keys/").status_code == 405


def test_the_secret_that_signs_stays_when_the_shop_is_connected_again(page, shop, source):
    back(page, approve(shop, link(page, source)))
    source.refresh_from_db()
    secret = source.secret
    back(page, approve(shop, link(page, source)))
    source.refresh_from_db()
    assert source.secret == secret
    assert len(shop.webhooks) == 4


def test_a_refusal_in_the_shop_is_said_and_changes_nothing(page, shop, source):
    text = back(page, approve(shop, link(page, source), "Odmów"))
    assert "Sklep nie dał Mostkowi dostępu." in text
    source.refresh_from_db()
    assert "consumer_key" not in source.keys
    assert not shop.webhooks


def test_a_way_back_without_keys_is_said(page, shop, source):
    state = state_of(link(page, source))
    text = back(page, f"https://x/sources/{source.pk}/woocommerce/back/?success=1&user_id={state}")
    assert "Sklep nie przekazał kluczy." in text
    assert not shop.webhooks


def test_a_way_back_that_this_browser_did_not_begin_does_nothing(page, anna, shop, source):
    url = link(page, source)
    came = approve(shop, url)
    back(signed_in(anna), came)
    back(page, came.replace(state_of(url), "1.another"))
    assert not shop.webhooks
    back(page, came)
    assert len(shop.webhooks) == 4


def test_without_https_nothing_begins_and_the_way_by_hand_is_told(page, source, settings):
    settings.IS_HTTPS = False
    text = page.post(f"/sources/{source.pk}/woocommerce/", follow=True).content.decode()
    assert "Mostek działa bez https" in text
    source.refresh_from_db()
    assert source.keys == {}


@pytest.mark.parametrize(
    ("address", "said"), [("", "Pod adresem sklepu"), ("http://sklep.example.pl", "nie zaczyna się od https")]
)
def test_an_address_that_will_not_do_is_said(page, source, address, said):
    Source.objects.filter(pk=source.pk).update(options={"address": address})
    assert said in page.post(f"/sources/{source.pk}/woocommerce/", follow=True).content.decode()


def test_a_neighbour_can_neither_begin_nor_come_back(bogdan, source):
    theirs = signed_in(bogdan)
    assert theirs.post(f"/sources/{source.pk}/woocommerce/").status_code == 404
    assert theirs.get(f"/sources/{source.pk}/woocommerce/back/?success=1").status_code == 404


def test_saving_the_settings_in_between_keeps_what_was_begun(page, source):
    state = state_of(link(page, source))
    data = {"name": "Sklep", "address": "https://woocommerce.sandbox", "is_on": "on", "country": "PL"}
    page.post(f"/sources/{source.pk}/", data)
    assert post(state).status_code == 200


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_page_of_a_new_shop_says_what_is_first(anna, source, language):
    Source.objects.filter(pk=source.pk).update(options={})
    text = signed_in(anna, language).get(f"/sources/{source.pk}/").content.decode()
    assert {"pl": "Najpierw wpisz niżej adres sklepu", "en": "First enter the address"}[language] in text
    assert f"/sources/{source.pk}/woocommerce/" not in text
