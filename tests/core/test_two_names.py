"""A company and a person in one order: a question, or a rule of the source."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mostek.core import answer, receive, work
from mostek.core.models import Order, User
from tests.core.deliveries import COMPANY, deliver

BOTH = json.loads(COMPANY)
BOTH["biling_address"] |= {"person_name": "Anna Przykładowa", "tax_id": "5260250274"}


@pytest.fixture
def order(client: Any, publigo: Any) -> Order:
    deliver(client, publigo, json.dumps(BOTH).encode())
    work.read_events()
    return Order.objects.get()


@pytest.fixture
def anna(db: None) -> User:
    return User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")


def test_two_names_are_a_question(order, wfirma):
    work.step()
    assert order.decision["question"]["code"] == "buyer.two_names"
    assert "Przykład sp. z o.o." in order.decision["question"]["pl"]
    assert "Anna Przykładowa" in order.decision["question"]["pl"]
    assert not wfirma.documents


@pytest.mark.parametrize(
    ("choice", "name", "tax_id"),
    [
        ("treat_as_company", "Przykład sp. z o.o.", "5260250274"),
        ("treat_as_consumer", "Anna Przykładowa", None),
    ],
)
def test_the_answer_is_who_buys(order, anna, wfirma, choice, name, tax_id):
    after = answer.give(order, anna, question="buyer.two_names", choice=choice, value={})
    assert after.verdict == Order.Verdict.ISSUE
    buyer = after.documents.get().content["sale"]["buyer"]
    assert (buyer["name"], buyer["tax_id"]) == (name, tax_id)


def test_always_makes_it_a_rule_that_serves_the_next_order(order, anna, client, publigo, wfirma):
    answer.give(order, anna, question="buyer.two_names", choice="treat_as_consumer", value={}, always=True)
    deliver(client, publigo, json.dumps(BOTH | {"id": 9999}).encode())
    work.read_events()
    assert Order.objects.get(external_id="9999").verdict == Order.Verdict.ISSUE


def test_taken_back_it_asks_again(order, anna, wfirma):
    after = answer.give(order, anna, question="buyer.two_names", choice="nothing", value={})
    assert after.verdict == Order.Verdict.NOTHING
    assert answer.take_back(after)
    after.refresh_from_db()
    assert after.decision["question"]["code"] == "buyer.two_names"
    receive.decide_again(after)
    after.refresh_from_db()
    assert after.verdict == Order.Verdict.HOLD
