from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from mostek.sandbox.publigo.control import create_app
from mostek.sandbox.publigo.shop import Shop
from tests.sandbox.publigo.conftest import Receiver


@pytest.fixture
def control(shop: Shop) -> FlaskClient:
    return create_app(shop).test_client()


def test_it_points_the_only_webhook_and_sets_the_key(control: FlaskClient, shop: Shop) -> None:
    answer = control.put("/webhook", json={"url": "https://other.example/hook", "key": "nowy"})
    assert [webhook["url"] for webhook in answer.json["webhooks"]] == ["https://other.example/hook"]
    assert shop.key == "nowy"
    assert control.put("/webhook", json={"url": None}).json["webhooks"] == []
    assert shop.key == "nowy"


def test_an_order_needs_nothing_and_tells_what_was_delivered(
    control: FlaskClient, receiver: Receiver
) -> None:
    answer = control.post("/orders", json={})
    assert answer.status_code == 201
    [call] = answer.json["calls"]
    assert (call["outcome"], call["status"]) == ("accepted", 200)
    assert call["body"].encode() == receiver.requests[0].content
    assert json.loads(call["body"])["id"] == answer.json["id"]
    assert answer.json["total"] == "49.00"


def test_an_order_can_say_everything(control: FlaskClient, receiver: Receiver) -> None:
    answer = control.post(
        "/orders",
        json={
            "buyer": {"first_name": "Anna", "last_name": "Przykładowa", "email": "anna@example.com"},
            "cart": [
                {"id": 77, "price_id": 2, "discount": "49.00"},
                {"id": 90, "quantity": 2, "price": "12.34"},
            ],
            "invoice": {"company_name": "Przykład", "nip": "1111111111", "apartment_number": "5A"},
            "payment_method": "stripe",
            "fee": "13.99",
            "created": "2026-07-31T22:30:00Z",
        },
    )
    payload = json.loads(receiver.requests[0].content)
    assert answer.json["total"] == "288.67"
    assert payload["total"] == 288.67
    assert payload["date_completed"] == "2026-08-01 00:30:00"
    assert payload["payment_method"] == "stripe"
    assert payload["biling_address"]["apartment_number"] == 5


@pytest.mark.parametrize("times", [0, 1, 2])
def test_the_webhook_can_be_lost_or_doubled(control: FlaskClient, receiver: Receiver, times: int) -> None:
    answer = control.post("/orders", json={"deliveries": times})
    assert len(answer.json["calls"]) == len(receiver.requests) == times


def test_the_same_webhook_can_be_sent_again_later(control: FlaskClient, receiver: Receiver) -> None:
    order_id = control.post("/orders", json={"deliveries": 0}).json["id"]
    assert len(control.post(f"/orders/{order_id}/webhook", json={}).json["calls"]) == 1
    assert control.get(f"/orders/{order_id}").json["calls"][0]["outcome"] == "accepted"


def test_orders_are_listed_newest_first_in_pages(control: FlaskClient) -> None:
    ids = [control.post("/orders", json={"deliveries": 0}).json["id"] for _ in range(3)]
    page = control.get("/orders?limit=2").json["orders"]
    assert [order["id"] for order in page] == [ids[2], ids[1]]
    rest = control.get(f"/orders?before={ids[1]}").json["orders"]
    assert [order["id"] for order in rest] == [ids[0]]


def test_settings_change_one_by_one(control: FlaskClient, shop: Shop) -> None:
    control.patch("/settings", json={"foreign_sale": True})
    control.patch("/settings", json={"currency": "EUR"})
    assert (shop.settings.foreign_sale, shop.settings.currency) == (True, "EUR")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/orders", {"delivery": 1}),
        ("/orders", {"cart": [{"id": 90, "qty": 2}]}),
        ("/orders", {"invoice": {"tax_id": "1"}}),
        ("/orders", {"created": "2026-01-01T00:00:00"}),
        ("/orders", {"deliveries": 11}),
        ("/orders", {"cart": [{"id": 1}]}),
        ("/orders", {"cart": []}),
    ],
)
def test_a_misspelled_or_impossible_wish_is_refused(
    control: FlaskClient, shop: Shop, path: str, body: dict[str, Any]
) -> None:
    answer = control.post(path, json=body)
    assert answer.status_code == 422
    assert answer.json["error"]
    assert shop.orders() == []


def test_an_unknown_switch_is_refused(control: FlaskClient) -> None:
    assert control.patch("/settings", json={"kolor": "zielony"}).status_code == 422


@pytest.mark.parametrize("path", ["/orders", "/reset"])
def test_a_form_on_a_foreign_page_cannot_command_the_shop(control: FlaskClient, path: str) -> None:
    assert control.post(path, data="{}", content_type="text/plain").status_code == 415


def test_an_order_that_is_not_there_is_not_found(control: FlaskClient) -> None:
    assert control.get("/orders/1").status_code == 404
    assert control.post("/orders/1/webhook", json={}).status_code == 404


def test_reset_forgets_orders_and_keeps_the_connection(control: FlaskClient, shop: Shop) -> None:
    control.post("/orders", json={})
    control.post("/reset", json={})
    assert control.get("/orders").json["orders"] == []
    assert (len(shop.webhooks()), shop.key) == (1, "demo-licence-key")
