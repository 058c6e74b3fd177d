"""The page of a source: how both legs are, what to press, from when on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from mostek.core import pull
from mostek.core.models import Source
from mostek.lib import clock
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.publigo.app import create_app
from mostek.sandbox.publigo.shop import Shop
from tests.panel.conftest import make_connection, make_order, make_source, signed_in


@pytest.fixture
def door(noon: None) -> Iterator[Shop]:
    shop = Shop.seed()
    shop.key, shop.api_key = "v1-key-of-the-shop", "v2-key-of-the-shop"
    with pull.over(SandboxTransport(create_app(shop))):
        yield shop


@pytest.fixture
def source(anna: Any, door: Shop) -> Source:
    return make_source(
        make_connection(anna),
        secret="v1-key-of-the-shop",
        keys={"api_key": "v2-key-of-the-shop"},
        options={"address": "http://publigo.sandbox"},
        pull_due_at=clock.now() + timedelta(minutes=30),
    )


def text(page: Any, source: Source) -> str:
    return str(page.get(f"/sources/{source.pk}/").content.decode())


def test_saving_the_address_and_the_key_begins_the_asking(page, source):
    Source.objects.update(keys="", options={}, pull_due_at=None)
    assert "brakuje adresu sklepu i klucza" in text(page, source)
    data = {"name": "Szkoła", "address": "publigo.sandbox/sklep/", "api_key": " v2-key ", "is_on": "on"}
    page.post(f"/sources/{source.pk}/", data)
    source.refresh_from_db()
    assert source.options["address"] == "https://publigo.sandbox/sklep"
    assert source.keys == {"api_key": "v2-key"}
    assert source.pull_due_at == clock.now()
    assert source.issue_from == source.created_at


def test_an_empty_field_keeps_the_key_and_the_key_is_never_shown(page, source):
    data = {"name": "Szkoła", "address": "http://publigo.sandbox", "api_key": "", "is_on": "on"}
    page.post(f"/sources/{source.pk}/", data)
    source.refresh_from_db()
    assert source.keys == {"api_key": "v2-key-of-the-shop"}
    shown = text(page, source)
    assert "v2-key-of-the-shop" not in shown
    assert "••••shop" in shown


@pytest.mark.parametrize("typed", ["ftp://shop", "https://user:pass@shop.example.com", "https://"])
def test_what_is_no_address_is_said_at_the_field(page, source, typed):
    answer = page.post(f"/sources/{source.pk}/", {"name": "S", "address": typed, "is_on": "on"})
    assert answer.status_code == 422
    assert "Wpisz adres, na przykład" in answer.content.decode()


def test_check_now_makes_it_due_at_once(page, source):
    page.post(f"/sources/{source.pk}/pull/")
    source.refresh_from_db()
    assert source.pull_due_at == clock.now()


def test_the_keys_are_tested_and_the_answer_is_a_sentence(page, source, door):
    shown = page.post(f"/sources/{source.pk}/examine/", follow=True).content.decode()
    assert "Klucz API v1 działa." in shown
    assert "Klucz API v2 działa." in shown
    door.api_key = "another"
    shown = page.post(f"/sources/{source.pk}/examine/", follow=True).content.decode()
    assert "Publigo nie przyjmuje klucza API v2." in shown


def test_the_webhook_is_entered_by_a_button(page, source, door, settings):
    settings.MOSTEK_URL = "https://mostek.example.pl"
    shown = page.post(f"/sources/{source.pk}/register/", follow=True).content.decode()
    assert "Webhook jest w Publigo dodany." in shown
    assert [hook.url for hook in door.webhooks()] == [f"https://mostek.example.pl/in/{source.key}/"]


def test_lasting_trouble_stands_on_the_page_the_list_and_in_the_inbox(page, source):
    Source.objects.update(pull_trouble="pull.key", pull_code="pull.key", trouble_since=clock.now())
    for url in (f"/sources/{source.pk}/", "/sources/", "/inbox/"):
        assert "Platforma nie przyjmuje klucza." in page.get(url).content.decode()


def test_a_silent_push_is_in_the_inbox_with_the_next_step(page, source):
    Source.objects.update(push_missed=3)
    shown = page.get("/inbox/").content.decode()
    assert "Wiadomości o zamówieniach nie docierają." in shown
    assert "czy webhook jest włączony" in shown
    assert "nie docierają" in text(page, source)


def test_two_lost_messages_are_no_silence(page, source):
    Source.objects.update(push_missed=2)
    assert "nie docierają" not in page.get("/inbox/").content.decode()


def test_the_moment_is_warsaw_time_and_can_bring_history(page, source):
    answer = page.post(
        f"/sources/{source.pk}/cut-over/", {"issue_from": "2026-11-20T10:30", "since": "2026-10-01"}
    )
    assert answer.status_code == 302
    source.refresh_from_db()
    assert source.issue_from.isoformat() == "2026-11-20T09:30:00+00:00"
    assert source.pulled_until.isoformat() == "2026-09-30T22:00:00+00:00"
    assert 'value="2026-11-20T10:30"' in text(page, source)


def test_a_day_after_the_moment_is_refused(page, source):
    answer = page.post(
        f"/sources/{source.pk}/cut-over/", {"issue_from": "2026-11-20T10:30", "since": "2026-11-21"}
    )
    assert answer.status_code == 422
    assert "Ten dzień jest późniejszy" in answer.content.decode()


@pytest.mark.parametrize("verb", ["pull", "examine", "register", "cut-over"])
def test_the_neighbour_reaches_none_of_it(bogdan, source, verb):
    assert signed_in(bogdan).post(f"/sources/{source.pk}/{verb}/", {}).status_code == 404


def test_a_refund_is_shown_with_the_order(page, source):
    from mostek.core.models import Refund

    order = make_order(source)
    Refund.objects.create(
        source=source, external_id=order.external_id, refund_id="1", order=order, received_at=clock.now(),
        on=clock.warsaw_date(), reason="rezygnacja",
    )  # fmt: skip
    shown = page.get(f"/orders/{order.pk}/").content.decode()
    assert "Zwrócono" in shown
    assert "rezygnacja" in shown
    assert "całość" in shown
