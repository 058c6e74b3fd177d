"""A held order asks; a person's answer is laid over the sale, and it is decided again."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from mostek.core import answer, receive, work
from mostek.core.models import Document, Order, Source, User
from mostek.lib import clock
from tests.core.deliveries import deliver, private_sale


@pytest.fixture
def anna(db) -> User:
    return User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")


def company(tax_id: str = "5260250275", **changes: Any) -> bytes:
    """A company whose NIP has a wrong check digit."""
    body = json.loads(private_sale(**changes))
    body["biling_address"] |= {"company_name": "Akademia Sp. z o.o.", "tax_id": tax_id, "person_name": ""}
    return json.dumps(body).encode()


def item(price: Any, number: int = 77) -> dict[str, Any]:
    return {"name": f"Kurs {number}", "id": number, "price_id": 1, "quantity": 1, "discount": 0} | {
        "subtotal": price,
        "price": price,
    }


def take(client, source, body: bytes) -> Order:
    deliver(client, source, body)
    work.read_events()
    return Order.objects.latest("pk")


def question(order: Order) -> str:
    order.refresh_from_db()
    return (order.decision.get("question") or {}).get("code", "")


def give(order: Order, who: User, choice: str, **value: str) -> Order:
    return answer.give(order, who, question=question(order), choice=choice, value=value)


def test_a_corrected_nip_goes_on_the_invoice_and_the_sale_stays_as_it_came(client, publigo, wfirma, anna):
    order = take(client, publigo, company())
    assert question(order) == "buyer.nip_wrong"

    order = give(order, anna, "correct_number", tax_id="5260250274")
    work.step()

    assert order.verdict == "issue"
    assert order.sale["buyer"]["tax_id"] == "5260250275"
    assert wfirma.documents[0].contractor_detail.nip == "5260250274"
    (kept,) = order.answers.all()
    assert (kept.who, kept.at, kept.value) == (anna, clock.now(), {"tax_id": "5260250274"})
    assert order.decision["reasons"][0]["pl"] == "Poprawny numer: 5260250274."


def test_a_company_can_be_treated_as_a_consumer(client, publigo, wfirma, anna):
    order = give(take(client, publigo, company()), anna, "treat_as_consumer")
    work.step()
    assert order.verdict == "issue"
    assert wfirma.documents[0].contractor_detail.tax_id_type == "none"


@pytest.mark.parametrize(
    ("paid", "lines", "charges", "discounts"),
    [
        ("199.00", ["250.00", "50.00"], [], "101.00"),  # less than the lines: a discount
        ("300.00", ["250.00", "50.00"], [], "0.00"),  # the lines are right
        ("310.50", ["250.00", "50.00"], ["10.50"], "0.00"),  # more: a charge
    ],
)
def test_what_the_buyer_paid_settles_amounts_that_do_not_add_up(
    paid, lines, charges, discounts, client, connection, wfirma, anna
):
    source = Source.objects.create(connection=connection, kind="rest", name="REST", created_at=clock.now())
    sale = {
        "reference": "A-1",
        "paid_on": "2026-11-23",
        "currency": "PLN",
        "total": "1.00",
        "buyer": {"country": "PL", "name": "Anna", "wants_invoice": True},
        "lines": [{"name": f"Kurs {price}", "unit_price": price} for price in lines],
    }
    order = rest_order(source, sale)
    assert question(order) == "amounts.do_not_add_up"
    give(order, anna, "correct_sale", total=paid)
    content = Document.objects.get().content["sale"]
    assert content["total"] == paid
    assert [charge["amount"] for charge in content["charges"]] == charges
    assert sum(Decimal(line["discount"]) for line in content["lines"]) == Decimal(discounts)
    work.step()
    assert Decimal(wfirma.documents[0].total) == Decimal(paid)


def rest_order(source: Source, sale: dict[str, Any]) -> Order:
    event, _ = receive.store(source, sale["reference"], json.dumps(sale).encode())
    receive.read(event)
    return Order.objects.get(external_id=sale["reference"])


REST_SALE: dict[str, Any] = {
    "reference": "A-1",
    "paid_on": "2026-11-23",
    "currency": "PLN",
    "total": "100.00",
    "buyer": {"country": "PL", "name": "Anna", "wants_invoice": True},
    "lines": [{"name": "Kurs", "unit_price": "100.00"}],
}


@pytest.fixture
def rest(connection) -> Source:
    return Source.objects.create(connection=connection, kind="rest", name="REST", created_at=clock.now())


@pytest.mark.parametrize(
    ("changes", "asked", "choice", "value"),
    [
        ({"payment": {"state": "partly"}}, "payment.partly", "correct_sale", {"total": "100.00"}),
        ({"total": "100.001"}, "amounts.decimals", "correct_sale", {"total": "100.00"}),
        (
            {
                "total": "90.00",
                "lines": [
                    {"name": "Kurs", "unit_price": "100.00"},
                    {"name": "Kupon", "unit_price": "-10.00"},
                ],
            },
            "amounts.negative",
            "correct_sale",
            {"total": "90.00"},
        ),
        (
            {"total": "90.00", "charges": [{"name": "Kupon", "amount": "-10.00"}]},
            "amounts.negative_charge",
            "correct_sale",
            {"total": "90.00"},
        ),
        (
            {"buyer": {"country": "PL", "name": "Firma", "company": True, "wants_invoice": True}},
            "buyer.nip_missing",
            "correct_number",
            {"tax_id": "5260250274"},
        ),
        (
            {"buyer": {"country": "DE", "name": "GmbH", "company": True, "wants_invoice": True}},
            "buyer.number_missing",
            "confirm_business",
            {"proof": "Handelsregister HRB 1"},
        ),
        (
            {
                "buyer": {
                    "country": "DE",
                    "name": "GmbH",
                    "company": True,
                    "wants_invoice": True,
                    "tax_id": "DE111111111",
                }
            },
            "buyer.number_wrong",
            "confirm_business",
            {"proof": "Handelsregister HRB 1"},
        ),
        (
            {
                "buyer": {
                    "country": "PL",
                    "name": "X",
                    "company": True,
                    "wants_invoice": True,
                    "tax_id": "DE136695976",
                }
            },
            "buyer.number_of_other_country",
            "correct_sale",
            {"country": "DE"},
        ),
        (
            {"location": {"billing": "PL", "ip": "DE"}},
            "place.evidence_differs",
            "choose_country",
            {"country": "PL"},
        ),
        (
            {
                "buyer": {"country": "PL", "company": True, "tax_id": "5260250274"},
                "supplied_on": "2026-12-05",
            },
            "document.advance",
            "correct_sale",
            {"supplied_on": "2026-11-23"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_every_question_has_an_answer_that_leads_on(changes, asked, choice, value, rest, anna):
    order = rest_order(rest, {**REST_SALE, **changes})
    assert question(order) == asked
    order = give(order, anna, choice, **value)
    left = question(order)
    assert left != asked
    # A number of another country, once its country is right, still has to be asked about at VIES.
    assert left == ("buyer.vies_not_asked" if asked == "buyer.number_of_other_country" else "")


def test_goods_from_abroad_can_be_said_to_leave_from_poland(rest, anna):
    rest.connection.seller = {**rest.connection.seller, "default_product": {"kind": "GOODS"}}
    rest.connection.save()
    order = rest_order(rest, {**REST_SALE, "shipped_from": "CN"})
    assert question(order) == "place.shipped_from_abroad"
    assert give(order, anna, "correct_sale", shipped_from="PL").verdict == "issue"


@pytest.mark.parametrize("choice", ["issue_by_hand", "nothing"])
def test_a_sale_settled_without_a_document_can_be_taken_up_again(choice, rest, anna):
    order = rest_order(rest, {**REST_SALE, "total": "1.00"})
    order = give(order, anna, choice)
    assert (order.verdict, order.decision["reasons"][0]["code"]) == ("nothing", f"person.{choice}")
    assert not Document.objects.exists()

    assert answer.take_back(order)
    order.refresh_from_db()
    assert question(order) == "amounts.do_not_add_up"
    assert order.answers.get().taken_back_at == clock.now()


def test_an_answer_cannot_be_taken_back_once_its_document_is_planned(client, publigo, wfirma, anna):
    order = give(take(client, publigo, company()), anna, "treat_as_consumer")
    assert answer.take_back(order) is None
    assert Document.objects.get().state == "pending"


def test_two_people_cannot_answer_the_same_question(client, publigo, wfirma, anna):
    order = take(client, publigo, company())
    asked = question(order)
    give(order, anna, "treat_as_consumer")
    with pytest.raises(answer.Outdated):
        answer.give(order, anna, question=asked, choice="nothing", value={})
    assert Document.objects.count() == 1


def test_only_what_the_question_offers_is_taken(client, publigo, wfirma, anna):
    order = take(client, publigo, company())
    with pytest.raises(answer.Outdated):
        give(order, anna, "choose_country", country="DE")


def test_an_answer_outlives_a_change_of_something_else(rest, anna):
    firm = {"country": "PL", "name": "Firma", "company": True, "wants_invoice": True}
    order = give(
        rest_order(rest, {**REST_SALE, "buyer": firm, "total": "1.00"}), anna, "correct_sale", total="100.00"
    )
    order = give(order, anna, "correct_number", tax_id="5260250274")
    assert order.verdict == "issue"

    changed = {**REST_SALE, "buyer": firm, "total": "80.00", "lines": [{"name": "Kurs", "unit_price": "80"}]}
    event_again(rest, changed)
    order.refresh_from_db()
    assert order.verdict == "issue"
    document = Document.objects.exclude(state="cancelled").get()
    assert (document.total, document.content["sale"]["buyer"]["tax_id"]) == (Decimal("80.00"), "5260250274")
    assert [one.choice for one in order.answers.filter(taken_back_at=None)] == ["correct_number"]


def event_again(source: Source, sale: dict[str, Any]) -> None:
    event, _ = receive.store(source, "again", json.dumps(sale).encode())
    receive.read(event)


def test_what_a_person_issues_by_hand_is_not_issued_again_when_the_sale_changes(rest, anna):
    order = give(rest_order(rest, {**REST_SALE, "total": "1.00"}), anna, "issue_by_hand")
    event_again(rest, REST_SALE)
    order.refresh_from_db()
    assert (order.verdict, order.changed_after_issue) == ("nothing", True)
    assert not Document.objects.exists()


def test_a_rule_answers_for_the_sales_that_wait_and_for_those_that_come(rest, anna):
    firm = {"country": "PL", "name": "Firma", "company": True, "wants_invoice": True}
    first = rest_order(rest, {**REST_SALE, "buyer": firm})
    waiting = rest_order(rest, {**REST_SALE, "reference": "A-2", "buyer": firm})
    answer.give(first, anna, question="buyer.nip_missing", choice="treat_as_consumer", value={}, always=True)
    rest.refresh_from_db()
    later = rest_order(rest, {**REST_SALE, "reference": "A-3", "buyer": firm})
    waiting.refresh_from_db()
    assert [waiting.verdict, later.verdict] == ["issue", "issue"]
    assert later.decision["reasons"][0]["code"] == "rule.consumer_without_nip"
    assert not later.answers.exists()


def test_a_rule_turns_negative_charges_into_discounts(client, publigo, wfirma):
    publigo.options = {"rules": ["charge_as_discount"]}
    publigo.save()
    order = take(client, publigo, private_sale(total=250, items=[item(199), item(100, 78)]))
    work.step()
    assert order.verdict == "issue"
    assert Decimal(wfirma.documents[0].total) == Decimal("250.00")


def test_a_rule_leaves_sales_alone_that_do_not_add_up_anyway(rest):
    rest.options = {"rules": ["charge_as_discount"]}
    rest.save()
    charged = {**REST_SALE, "total": "77.00", "charges": [{"name": "Kupon", "amount": "-10.00"}]}
    assert question(rest_order(rest, charged)) == "amounts.negative_charge"
