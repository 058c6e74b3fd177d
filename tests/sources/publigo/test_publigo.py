"""What Publigo says and what it means."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.sources.adapter import BadBody, BadSignature, Context, Ignored, Incoming
from mostek.sources.publigo.adapter import ADAPTER
from tests.core.deliveries import COMPANY, PRIVATE, private_sale

CONTEXT = Context(received_on=date(2026, 3, 14))


def parse(body: bytes, **options: Any) -> Incoming:
    incoming = ADAPTER.parse(body, Context(received_on=date(2026, 3, 14), options=options))
    assert isinstance(incoming, Incoming)
    return incoming


def changed(**changes: Any) -> bytes:
    return json.dumps(json.loads(COMPANY) | changes).encode()


def test_the_signature_of_a_known_body_and_key_is_known():
    body = b'{"id":101,"status":"Zako\\u0144czone","total":123}'
    ADAPTER.verify(
        "demo-licence-key", {"x-wpidea-signature": "qFmND+j0cu3Wt7vnCt6lobE8RDhbONI/LP8xbCjFoxM="}, body
    )
    with pytest.raises(BadSignature):
        ADAPTER.verify("demo-licence-key", {"x-wpidea-signature": "qFmND+j0cu3Wt7vnCt6lobE8RDhbONI="}, body)


def test_a_company_sale_is_read_with_all_its_traps():
    sale = parse(COMPANY).sale
    assert sale.total == Decimal("361.99")
    assert [(one.name, one.amount) for one in sale.charges] == [("Koszt dostawy", Decimal("13.99"))]
    course, album = sale.lines
    assert (course.product, course.unit_price, course.discount) == (
        "77:2",
        Decimal("299.00"),
        Decimal("49.00"),
    )
    assert (album.product, album.quantity, album.unit_price) == ("81", Decimal(2), Decimal("49.00"))
    buyer = sale.buyer
    assert (buyer.company, buyer.wants_invoice, buyer.tax_id) == (True, True, "1111111111")
    assert (buyer.street, buyer.zip, buyer.city, buyer.country) == (
        "Testowa 12a/5",
        "00-001",
        "Warszawa",
        "PL",
    )


def test_without_billing_data_nobody_asked_for_an_invoice():
    buyer = parse(PRIVATE).sale.buyer
    assert (buyer.name, buyer.company, buyer.wants_invoice) == ("Jan Testowy", False, False)


def test_the_day_of_payment_is_the_day_of_arrival():
    assert parse(COMPANY).sale.paid_on == date(2026, 3, 14)
    assert parse(changed(date_completed="2026-02-01 10:00:00")).sale.paid_on == date(2026, 3, 14)


def test_a_company_and_a_person_both_named_is_a_question():
    billing = json.loads(COMPANY)["biling_address"] | {"person_name": "Anna Przykładowa"}
    told = parse(changed(biling_address=billing))
    assert (told.asks, told.other_name) == ("buyer.two_names", "Anna Przykładowa")
    assert (told.sale.buyer.company, told.sale.buyer.name) == (True, "Przykład sp. z o.o.")
    del billing["person_name"]
    assert parse(changed(biling_address=billing)).asks == ""


def test_a_firm_that_carries_the_persons_name_is_one_buyer():
    billing = json.loads(COMPANY)["biling_address"] | {"person_name": "Jan Testowy"}
    told = parse(changed(biling_address=billing | {"company_name": "Pracownia JAN TESTOWY"}))
    assert (told.asks, told.sale.buyer.company) == ("", True)


def test_the_name_of_the_extra_charge_is_the_sellers():
    assert parse(COMPANY, charge_name="Wysyłka").sale.charges[0].name == "Wysyłka"


def test_a_missing_rest_is_a_negative_charge_for_the_rules_to_hold():
    assert parse(changed(total=340)).sale.charges[0].amount == Decimal("-8.00")


def test_a_line_that_does_not_divide_keeps_its_value_and_says_its_quantity():
    item = {
        "name": "Kubek",
        "id": 5,
        "price_id": None,
        "quantity": 3,
        "discount": 0,
        "subtotal": 100,
        "price": 100,
    }
    (line,) = parse(private_sale(total=100, items=[item])).sale.lines
    assert (line.name, line.quantity, line.unit_price) == ("Kubek (3 szt.)", Decimal(1), Decimal("100.00"))


def test_a_float_of_php_is_read_to_the_grosz():
    body = COMPANY.replace(b"361.99", b"361.99000000000001")
    assert parse(body).sale.total == Decimal("361.99")


@pytest.mark.parametrize("status", ["Porzucone", "W toku", "Zwrócone", "Refunded", "odwołane"])
def test_an_order_that_is_not_paid_is_ignored(status):
    assert isinstance(ADAPTER.parse(changed(status=status), CONTEXT), Ignored)


@pytest.mark.parametrize("status", ["Zakończone", "Complete", "Fertig"])
def test_a_paid_label_in_any_language_counts(status):
    assert isinstance(ADAPTER.parse(changed(status=status), CONTEXT), Incoming)


def test_an_empty_php_object_is_no_billing_data():
    assert not parse(changed(biling_address=[])).sale.buyer.wants_invoice


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "body.not_json"),
        (b"[]", "body.not_object"),
        (b'a:10:{s:2:"id";i:1;}', "publigo.php_serialized"),
        (b'{"course":"x"}', "publigo.other_event"),
        (b'{"id":"x","total":1,"items":[]}', "body.fields"),
        (b'{"id":1,"total":"abc","items":[]}', "body.fields"),
        (b'{"id":1,"total":true,"items":[]}', "body.fields"),
        (b'{"id":1,"total":1e999,"items":[]}', "body.fields"),
        (b'{"id":1,"total":NaN,"items":[]}', "body.fields"),
    ],
)
def test_a_bad_body_has_a_reason(body, code):
    with pytest.raises(BadBody) as caught:
        ADAPTER.parse(body, CONTEXT)
    assert caught.value.code == code


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: json.dumps({"id": text}).encode()))
def test_whatever_comes_there_is_an_answer_and_no_crash(body):
    try:
        ADAPTER.event_key({}, body)
        ADAPTER.parse(body, CONTEXT)
    except BadBody:
        pass


@given(
    prices=st.lists(st.integers(1, 10_000_00), min_size=1, max_size=5),
    quantity=st.integers(1, 9),
    fee=st.integers(0, 5000),
)
def test_lines_and_charges_always_add_up_to_the_total(prices, quantity, fee):
    items = [
        {"name": "x", "id": n, "price_id": None, "quantity": quantity, "discount": 0}
        | {"subtotal": price / 100, "price": price / 100}
        for n, price in enumerate(prices)
    ]
    total = round((sum(prices) + fee) / 100, 2)
    sale = parse(private_sale(total=total, items=items)).sale
    lines = sum(line.quantity * line.unit_price - line.discount for line in sale.lines)
    assert lines + sum(charge.amount for charge in sale.charges) == sale.total


def test_both_generations_of_the_payload_say_the_same():
    newer = {
        "user_id": 15,
        "url_params": [{"product_id": 77, "details": "Kurs", "external_id": None}],
        "delivery": {"type": "courier", "city": "Łódź"},
    }
    assert parse(changed(**newer)) == parse(COMPANY)
