"""`POST /api/v1/sales`: the answer says what was decided, and the same request again gets the same answer."""

from __future__ import annotations

from typing import Any

import pytest

from mostek.core import work
from mostek.core.models import Document, Event, Order
from tests.core.deliveries import deliver

SALE: dict[str, Any] = {
    "reference": "A-1001",
    "paid_on": "2026-11-23",
    "currency": "PLN",
    "total": "199.00",
    "buyer": {
        "name": "Anna Przykładowa",
        "wants_invoice": True,
        "country": "PL",
        "zip": "00-001",
        "city": "Warszawa",
        "street": "Testowa 1",
        "email": "anna@example.com",
    },
    "lines": [{"name": "Kurs fotografii", "unit_price": "199.00"}],
}


@pytest.fixture
def post(client, api_key):
    def send(sale: dict[str, Any] | bytes = SALE, key: str | None = "k-1", token: str = api_key):
        headers = {"authorization": f"Bearer {token}"} | ({"idempotency-key": key} if key else {})
        return client.post("/api/v1/sales", sale, content_type="application/json", headers=headers)

    return send


def test_a_sale_is_decided_at_once_and_issued_soon(post, client, api_key, wfirma):
    answer = post()
    assert answer.status_code == 201
    body = answer.json()
    assert (body["decision"], body["document"]["state"], body["document"]["kind"]) == (
        "issue",
        "pending",
        "invoice",
    )
    assert body["reasons"]

    work.step()
    shown = client.get("/api/v1/sales/A-1001", headers={"authorization": f"Bearer {api_key}"}).json()
    assert shown["document"]["state"] == "issued"
    assert shown["document"]["number"] == wfirma.documents[0].fullnumber


def test_the_same_key_and_body_get_the_same_answer(post, wfirma):
    first = post()
    work.step()
    again = post()
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert Event.objects.count() == Order.objects.count() == 1


def test_the_same_key_with_another_body_is_a_conflict(post):
    post()
    answer = post(SALE | {"reference": "A-1002"})
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key")
    assert Order.objects.count() == 1


def test_the_same_sale_under_another_key_is_the_same_order(post):
    post(key="k-1")
    answer = post(key="k-2")
    assert answer.status_code == 200
    assert Document.objects.count() == 1


def test_a_changed_sale_after_its_document_left_is_a_conflict(post):
    post(key="k-1")
    work.step()
    changed = SALE | {"total": "99.00", "lines": [{"name": "Kurs fotografii", "unit_price": "99.00"}]}
    answer = post(changed, key="k-2")
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_after_issue")


def test_wrong_fields_are_named_one_by_one_and_nothing_is_stored(post):
    answer = post(SALE | {"total": "a lot", "colour": "red"})
    assert answer.status_code == 422
    assert answer["content-type"] == "application/problem+json"
    errors = answer.json()["errors"]
    assert {one["path"] for one in errors} >= {"total", "colour"}
    assert all(one["pl"] and one["en"] for one in errors)
    assert not Event.objects.exists()


def test_a_body_that_is_not_json_says_so(post):
    assert post(b"{").json()["code"] == "body.not_json"
    assert post(b"[]").json()["code"] == "body.not_object"


def test_a_buyers_mistake_is_held_with_a_question_not_refused(post):
    buyer = SALE["buyer"] | {"company": True, "tax_id": "1111111112"}
    answer = post(SALE | {"buyer": buyer})
    assert answer.status_code == 201
    assert answer.json()["decision"] == "hold"
    assert answer.json()["question"]["choices"]


def test_only_a_known_key_comes_in(post, client, publigo):
    assert post(token="mostek_wrong").status_code == 401
    assert client.post("/api/v1/sales", SALE, content_type="application/json").status_code == 401
    assert deliver(client, publigo, b"{}", authorization="Bearer x").status_code == 200


def test_a_source_that_is_switched_off_says_so(post):
    from mostek.core.models import Source

    Source.objects.update(is_on=False)
    assert post().json()["code"] == "off"


def test_one_key_does_not_see_the_sales_of_another(post, client, connection):
    from mostek.core import api_keys
    from mostek.core.models import Source
    from mostek.lib import clock

    post()
    _, other = api_keys.make(
        Source.objects.create(connection=connection, kind="rest", name="B", created_at=clock.now()), "B"
    )
    answer = client.get("/api/v1/sales/A-1001", headers={"authorization": f"Bearer {other}"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"reference": "x" * 101}, "reference"),
        ({"number": "x" * 101}, "number"),
        ({"number": {"a": 1}}, "number"),
        ({"number": "a\x00b"}, "number"),
        ({"lines": [{"name": "Kurs", "unit_price": "199.00", "product": "x" * 101}]}, "lines[0].product"),
    ],
)
def test_what_is_too_long_to_keep_is_named_and_nothing_is_stored(post, change, path):
    answer = post(SALE | change)
    assert answer.status_code == 422
    assert [one["path"] for one in answer.json()["errors"]] == [path]
    assert not Event.objects.exists()


def test_a_reference_that_cannot_exist_is_not_found(client, api_key):
    answer = client.get("/api/v1/sales/%00", headers={"authorization": f"Bearer {api_key}"})
    assert answer.status_code == 404
