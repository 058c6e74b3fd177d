"""GTU codes that wFirma drops: what the seller is told, and the two switches."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from mostek.core import connect
from mostek.core.models import Connection
from mostek.lib import clock
from mostek.wfirma.oauth import GOODS_SCOPES, SCOPES
from tests.panel.conftest import make_connection


@pytest.fixture
def linked(noon, anna, wfirma):
    return make_connection(anna, gtu_dropped_at=clock.now())


def shown(page: Any, connection: Connection) -> str:
    return read(page, "connection", connection)


def read(page: Any, name: str, connection: Connection) -> str:
    answer = page.get(reverse(f"panel:{name}", args=[connection.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def save(page: Any, connection: Connection, **boxes: str) -> None:
    url = reverse("panel:connection_numbering", args=[connection.pk])
    answer = page.post(url, {"send_gtu": "on", **boxes})
    assert answer.status_code == 302


def test_the_page_of_the_connection_says_since_when_and_what_mostek_does(page, linked):
    assert "Od 23.11.2026 wFirma nie zapisuje kodu GTU" in shown(page, linked)
    assert "Mostek łączy odtąd takie pozycje z wpisem w katalogu" in shown(page, linked)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"goods_refused": "goods.scope"}, "dodaj aplikacji zakresy goods-read i goods-write"),
        ({"goods_refused": "goods.gtu_not_kept"}, "tylko dla magazynu rozszerzonego"),
        ({"goods_refused": "goods.rejected"}, "spróbuje znowu następnego dnia"),
        ({"goods_refused": "goods.scope", "gtu_by_good": False}, "są wyłączone w ustawieniach"),
    ],
)
def test_what_keeps_goods_from_helping_is_said_with_its_step(page, linked, columns, said):
    Connection.objects.update(**columns)
    assert said in shown(page, linked)


@pytest.mark.parametrize("columns", [{"gtu_dropped_at": None}, {"send_gtu": False}])
def test_nothing_is_said_where_nothing_was_dropped_or_sent(page, linked, columns):
    Connection.objects.update(**columns)
    assert "GTU" not in shown(page, linked)


def test_the_two_scopes_are_asked_for_only_by_choice(page, linked):
    assert connect.scopes(linked) == SCOPES
    save(page, linked, gtu_by_good="on", goods_scopes="on")
    linked.refresh_from_db()
    assert connect.scopes(linked) == (*SCOPES, *GOODS_SCOPES)
    listed = read(page, "connect_application", linked)
    assert all(f"<code>{scope}</code>" in listed for scope in GOODS_SCOPES)


def test_switching_goods_off_and_on_tries_them_again(page, linked):
    Connection.objects.update(goods_refused="goods.no_effect")
    save(page, linked)
    save(page, linked, gtu_by_good="on")
    linked.refresh_from_db()
    assert (linked.gtu_by_good, linked.goods_refused) == (True, "")


def test_api_keys_know_no_scopes(page, linked):
    Connection.objects.update(auth=Connection.Auth.API_KEYS)
    body = read(page, "connection_numbering", linked)
    assert "gtu_by_good" in body
    assert "goods_scopes" not in body
