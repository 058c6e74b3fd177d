"""The door: signature, ping, topics, and what a delivery is known by."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mostek.core.models import Event, Source
from mostek.lib import clock
from mostek.sources.adapter import BadBody, BadSignature, Ping
from mostek.sources.woocommerce.adapter import ADAPTER
from tests.sources.woocommerce.orders import order

SECRET = "Sekret_webhooka-42"
BODY = b'{"id":727,"status":"processing","total":"99.00","line_items":[]}'
# openssl dgst -sha256 -hmac Sekret_webhooka-42 -binary | base64
SIGNATURE = "K6Jrx0V6NTpMDVKR8ersk+ubuh/+cB9I1jvr7Lg3RtI="


@pytest.fixture
def source(connection: Any, noon: None) -> Source:
    return Source.objects.create(
        connection=connection, kind="woocommerce", name="Sklep", secret=SECRET, created_at=clock.now()
    )


def send(client: Any, source: Source, body: bytes, kind: str = "application/json", **headers: str) -> Any:
    return client.post(f"/in/{source.key}/", body, content_type=kind, headers=headers)


def test_the_signature_of_a_known_body_and_secret_is_known():
    ADAPTER.verify(SECRET, {"x-wc-webhook-signature": SIGNATURE}, BODY)
    for secret, body in ((SECRET, BODY + b" "), ("inny", BODY), ("", BODY)):
        with pytest.raises(BadSignature):
            ADAPTER.verify(secret, {"x-wc-webhook-signature": SIGNATURE}, body)


def test_the_ping_of_a_new_webhook_is_answered_and_leaves_nothing(client, source):
    answer = send(client, source, b"webhook_id=12", "application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not Event.objects.exists()
    source.refresh_from_db()
    assert source.refused == 0


@pytest.mark.parametrize(
    "body", [b"webhook_id=12&x=1", b"webhook_id=", b"webhook_id=12\n", b"webhook_id=" + b"9" * 30]
)
def test_what_only_looks_like_a_ping_is_turned_away(client, source, body):
    assert send(client, source, body).status_code == 401


def test_a_ping_with_a_signature_has_to_have_the_right_one():
    with pytest.raises(BadSignature):
        ADAPTER.verify(SECRET, {"x-wc-webhook-signature": "x"}, b"webhook_id=12")
    with pytest.raises(Ping):
        ADAPTER.verify("", {}, b"webhook_id=12")


def test_two_deliveries_of_one_second_that_share_an_id_are_two_events():
    headers = {"x-wc-webhook-delivery-id": "the-same"}
    bodies = [json.dumps(order(status=status)).encode() for status in ("processing", "completed")]
    assert len({ADAPTER.event_key(headers, body) for body in bodies}) == 2


def test_created_and_updated_with_the_same_body_are_one_event():
    body = json.dumps(order()).encode()
    topics = ({"x-wc-webhook-topic": "order.created"}, {"x-wc-webhook-topic": "order.updated"})
    assert len({ADAPTER.event_key(headers, body) for headers in topics}) == 1


def test_a_deleted_product_is_not_taken_for_an_order(client, source):
    """Both bodies are `{"id": …}`; only the header tells them apart."""
    body = b'{"id": 77}'
    with pytest.raises(BadBody) as raised:
        ADAPTER.event_key({"x-wc-webhook-resource": "product"}, body)
    assert raised.value.code == "woocommerce.other_topic"
