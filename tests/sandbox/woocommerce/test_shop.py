"""The shop as a receiver of its webhooks and a reader of its REST sees it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from mostek.lib import clock
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.woocommerce.app import create_app
from mostek.sandbox.woocommerce.control import create_app as create_control
from mostek.sandbox.woocommerce.order import Purchase
from mostek.sandbox.woocommerce.shop import FAILURES, Shop

ASKED = {
    "app_name": "Mostek",
    "scope": "read_write",
    "user_id": "1.state",
    "return_url": "https://mostek.example.com/back/",
    "callback_url": "https://mostek.example.com/keys/",
}


class Receiver(httpx2.BaseTransport):
    def __init__(self) -> None:
        self.status, self.got = 200, []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.got.append(request)
        return httpx2.Response(self.status)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def shop(receiver: Receiver) -> Any:
    with clock.held(datetime(2026, 11, 23, 11, 0, tzinfo=UTC)):
        yield Shop(transport=receiver)


def add(shop: Shop, topic: str = "order.updated") -> int:
    address = "https://mostek.example.com/in/x/"
    return shop.add_webhook(name="M", topic=topic, delivery_url=address, secret="s3cret", status="active").id


def rest(shop: Shop) -> httpx2.Client:
    key = shop.add_key()
    return httpx2.Client(
        transport=SandboxTransport(create_app(shop)),
        base_url="https://shop/wp-json/wc/v3",
        auth=(key.consumer_key, key.consumer_secret),
    )


def test_a_new_webhook_is_announced_by_an_unsigned_ping(shop, receiver):
    number = add(shop)
    (ping,) = receiver.got
    assert ping.content == f"webhook_id={number}".encode()
    assert "x-wc-webhook-signature" not in ping.headers


def test_a_delivery_is_signed_over_its_bytes(shop, receiver):
    add(shop)
    shop.sell(Purchase())
    sent = receiver.got[-1]
    digest = hmac.new(b"s3cret", sent.content, hashlib.sha256).digest()
    assert sent.headers["x-wc-webhook-signature"] == base64.b64encode(digest).decode()
    assert (sent.headers["x-wc-webhook-topic"], sent.headers["x-wc-webhook-resource"]) == (
        "order.updated",
        "order",
    )


def test_a_webhook_is_switched_off_after_more_than_five_failures_and_nothing_is_repeated(shop, receiver):
    number = add(shop)
    receiver.status, before = 500, len(receiver.got)
    for _ in range(FAILURES + 1):
        shop.sell(Purchase())
    assert shop.webhooks[number].status == "active"
    shop.sell(Purchase())
    assert shop.webhooks[number].status == "disabled"
    shop.sell(Purchase())
    assert len(receiver.got) - before == FAILURES + 2


def test_a_success_in_between_forgets_the_failures(shop, receiver):
    number = add(shop)
    for status in (500, 500, 302, 500):
        receiver.status = status
        shop.sell(Purchase())
    assert shop.webhooks[number].failures == 1


def test_a_refund_is_an_update_of_the_order(shop, receiver):
    add(shop)
    number = shop.sell(Purchase())["id"]
    shop.refund(number)
    told = json.loads(receiver.got[-1].content)
    assert (told["status"], told["refunds"][0]["total"]) == ("refunded", "-199.00")


def test_the_bin_tells_the_number_alone_and_hides_the_order(shop, receiver):
    add(shop, "order.deleted")
    number = shop.sell(Purchase())["id"]
    shop.trash(number)
    assert json.loads(receiver.got[-1].content) == {"id": number}
    assert rest(shop).get("/orders").json() == []


def test_lost_webhooks_leave_no_trace(shop, receiver):
    number = add(shop)
    shop.settings = replace(shop.settings, lose_webhooks=True)
    shop.sell(Purchase())
    assert len(receiver.got) == 1
    assert shop.webhooks[number].failures == 0


def test_pages_and_moments_are_those_of_wordpress(shop):
    for _ in range(5):
        shop.sell(Purchase())
        clock.advance(timedelta(seconds=10))
    query = {
        "modified_after": "2026-11-23T11:00:10",
        "dates_are_gmt": "true",
        "orderby": "modified",
        "order": "asc",
    }
    answer = rest(shop).get("/orders", params={**query, "per_page": 2, "page": 2})
    assert [one["date_modified_gmt"] for one in answer.json()] == ["2026-11-23T11:00:40"]
    assert (answer.headers["x-wp-total"], answer.headers["x-wp-totalpages"]) == ("3", "2")
    assert rest(shop).get("/orders", params={"orderby": "price"}).status_code == 400


def test_a_key_may_stand_in_the_address_and_a_wrong_one_opens_nothing(shop):
    key = shop.add_key("read")
    client = httpx2.Client(
        transport=SandboxTransport(create_app(shop)), base_url="https://shop/wp-json/wc/v3"
    )
    shown = {"consumer_key": key.consumer_key, "consumer_secret": key.consumer_secret}
    assert client.get("/orders", params=shown).status_code == 200
    assert client.get("/orders", params={**shown, "consumer_secret": "x"}).status_code == 401
    assert client.get("/orders").status_code == 401
    assert client.post("/webhooks", params=shown, json={"topic": "order.updated"}).status_code == 401


def test_the_keys_go_to_the_callback_and_are_taken_back_if_it_fails(shop, receiver):
    store = create_app(shop).test_client()
    answer = store.get("/wc-auth/v1/access_granted", query_string=ASKED)
    assert answer.headers["Location"] == "https://mostek.example.com/back/?success=1&user_id=1.state"
    given = json.loads(receiver.got[-1].content)
    assert given["user_id"] == "1.state"
    assert given["consumer_key"] in shop.keys
    receiver.status = 500
    assert store.get("/wc-auth/v1/access_granted", query_string=ASKED).status_code == 401
    assert len(shop.keys) == 1


@pytest.mark.parametrize(
    "wrong", [{"scope": "all"}, {"user_id": ""}, {"callback_url": "http://mostek.example.com/"}]
)
def test_a_faulty_request_for_keys_is_refused(shop, wrong):
    store = create_app(shop).test_client()
    assert store.get("/wc-auth/v1/authorize", query_string={**ASKED, **wrong}).status_code == 401


def test_everything_can_be_driven_in_json(shop):
    control = create_control(shop).test_client()
    made = control.post("/orders", json={"things": [{"price": "50.00", "quantity": 2}], "nip": "1234563218"})
    assert (made.status_code, made.json["total"]) == (201, "100.00")
    number = made.json["id"]
    assert control.put(f"/orders/{number}/status", json={"status": "completed"}).json["date_completed_gmt"]
    assert control.post(f"/orders/{number}/refunds", json={"amount": "10.00"}).status_code == 201
    assert control.patch("/settings", json={"lose_webhooks": True}).json["lose_webhooks"]
    assert control.post("/keys", json={}).json["consumer_key"].startswith("ck_")
    assert control.delete(f"/orders/{number}").status_code == 200
    assert control.post("/orders", json={"pirce": 1}).status_code == 422
    assert control.get("/").json["settings"]["rest_status"] == 0
    assert control.post("/reset").status_code == 200
    assert control.get("/orders").json == {"orders": []}
