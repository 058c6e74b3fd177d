"""The stand-in for Stripe, commanded and asked over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from mostek.sandbox.stripe.account import Account
from mostek.sandbox.stripe.app import create_app, create_control
from mostek.sandbox.stripe.objects import Purchase
from mostek.sandbox.stripe.webhook import Call, sign


@pytest.fixture
def sent() -> list[tuple[str, bytes, str]]:
    return []


@pytest.fixture
def account(sent: list[Any]) -> Account:
    def send(url: str, body: bytes, signature: str) -> Call:
        sent.append((url, body, signature))
        return Call(url, 200)

    return Account(url="https://mostek.example.com/in/x/", send=send)


def test_a_sale_is_told_with_a_signature_unless_it_is_lost(account, sent):
    control = create_control(account).test_client()
    assert control.post("/checkouts", json={}).status_code == 201
    assert len(sent) == 2
    assert all(signature == sign(body, account.secret) for _, body, signature in sent)
    control.post("/checkouts", json={"deliveries": 0})
    control.patch("/settings", json={"silent": True})
    control.post("/checkouts", json={})
    assert len(sent) == 2
    assert len(account.events()) == 6


def test_a_form_cannot_command_it_and_a_typo_is_refused(account):
    control = create_control(account).test_client()
    assert control.post("/checkouts", data={"mode": "payment"}).status_code == 415
    assert control.post("/checkouts", json={"mod": "payment"}).status_code == 422
    assert control.post("/payments/pi_none/refund", json={}).status_code == 404


def test_events_are_listed_newest_first_page_by_page_for_the_right_key_alone(account):
    for _ in range(5):
        account.bill(Purchase())
    rest = create_app(account).test_client()
    assert rest.get("/v1/events").status_code == 401
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        query = {"limit": "2", "types[]": "invoice.paid", **after}
        page = rest.get("/v1/events", query_string=query, headers=bearer(account)).get_json()
        seen += [one["id"] for one in page["data"]]
        if not page["has_more"]:
            break
        after = {"starting_after": seen[-1]}
    assert seen == [one["id"] for one in account.events(("invoice.paid",))]
    assert len(set(seen)) == 5


def bearer(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.key}"}
