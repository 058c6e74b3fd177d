"""What is sold, and what has been said about it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from mostek.core import receive
from mostek.core.models import Order, Product
from mostek.tax import form as tax_form
from tests.panel.conftest import make_connection, make_source

LUMP = {"vat_status": "active", "income_tax": "lump_sum", "consumer_document": "receipt"}
ANSWERS = {"kind": "DIGITAL", "place": "PL", "vat_rate": "23", "gtu": "GTU_12", "exempt_basis": ""}


@pytest.fixture
def connection(anna):
    return make_connection(anna)


@pytest.fixture
def source(connection):
    return make_source(connection, kind="rest", name="REST")


@pytest.fixture
def course(connection):
    return connection.products.create(code="77:1", name="Kurs fotografii")


def sell(source, reference="A-1", price="199.00", **changes) -> Order:
    sale = {
        "reference": reference,
        "paid_on": "2026-11-23",
        "currency": "PLN",
        "total": price,
        "buyer": {"name": "Anna", "wants_invoice": True, "country": "PL"},
        "lines": [{"name": "Kurs fotografii", "product": "77:1", "unit_price": price}],
        **changes,
    }
    event, _ = receive.store(source, f"{reference}:{price}", json.dumps(sale).encode())
    receive.read(event)
    return Order.objects.get(source=source, external_id=reference)


def save(page, product, **changes):
    return page.post(f"/products/{product.pk}/", {**ANSWERS, **changes}, follow=True)


def described(product):
    product.refresh_from_db()
    return tax_form.product_from_json(product.description)


def warnings(order) -> list[str]:
    return [one["code"] for one in order.decision["warnings"]]


def test_before_the_first_sale_the_page_says_how_products_come(page, connection):
    assert "Jeszcze nic się nie sprzedało" in page.get("/products/").content.decode()


def test_a_product_appears_with_its_first_sale_counted(page, source):
    sell(source)
    sell(source, "A-2", "100.00")
    text = page.get("/products/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Kurs fotografii" in text
    assert "bez opisu" in text
    product = Product.objects.get()
    assert (product.sales, product.sold) == (2, {"PLN": "299.00"})
    assert "299,00 zł" in text


def test_a_sale_that_changes_is_counted_as_it_is_now(source):
    sell(source)
    sell(source, "A-1", "150.00")
    product = Product.objects.get()
    assert (product.sales, Decimal(product.sold["PLN"])) == (1, Decimal("150.00"))


def test_the_answers_become_the_product_that_the_rules_read(page, course):
    save(page, course, kind="EBOOK", vat_rate="5", gtu="none", oss_rate="DE 7, FR 5,5", art_28l="on")
    said = described(course)
    assert (said.kind, said.vat_rate, said.gtu, said.art_28l) == ("EBOOK", "5", None, True)
    assert said.oss_rate == {"DE": "7", "FR": "5.5"}
    text = page.get(f"/products/{course.pk}/").content.decode()
    assert 'value="DE 7, FR 5,5"' in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"vat_rate": "zw"}, "exempt_basis"),
        ({"vat_rate": "zw", "exempt_basis": "other"}, "other_basis"),
        ({"oss_rate": "US 7"}, "oss_rate"),
        ({"oss_rate": "siedem"}, "oss_rate"),
        ({"gtu": ""}, "gtu"),
        ({"kind": ""}, "kind"),
        ({"kind": "CAR"}, "kind"),
    ],
)
def test_a_mistake_stands_at_its_field_and_nothing_is_saved(changes, field, page, course):
    answer = save(page, course, **changes)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    course.refresh_from_db()
    assert not course.is_described


@pytest.mark.parametrize(
    ("changes", "basis"),
    [
        ({"exempt_basis": "art. 43 ust. 1 pkt 28"}, "art. 43 ust. 1 pkt 28"),
        (
            {"exempt_basis": "other", "other_basis": "art. 43 ust. 1 pkt 33 lit. a"},
            "art. 43 ust. 1 pkt 33 lit. a",
        ),
    ],
)
def test_an_exempt_product_keeps_its_basis(changes, basis, page, course):
    save(page, course, vat_rate="zw", **changes)
    assert described(course).exempt_basis == basis
    assert basis.replace("art.", "art.") in page.get(f"/products/{course.pk}/").content.decode()


def test_no_gtu_is_a_decision_and_silences_the_warning(page, source, course):
    save(page, course, gtu="none")
    order = sell(source)
    assert order.verdict == "issue"
    assert "product.gtu_missing" not in warnings(order)
    assert "GTU nierozstrzygnięte:" not in page.get("/products/").content.decode()


def test_gtu_not_decided_is_a_gap_and_a_warning(page, source, course):
    save(page, course, gtu="later")
    assert "product.gtu_missing" in warnings(sell(source))
    assert "GTU nierozstrzygnięte: 1" in page.get("/products/").content.decode()


def test_a_line_that_nobody_decided_about_keeps_its_warning(source, course):
    course.is_described, course.description = True, {"kind": "DIGITAL", "gtu": None}
    course.save()
    two = [
        {"name": "Kurs A", "product": "77:1", "unit_price": "100.00"},
        {"name": "Kurs B", "unit_price": "99.00"},
    ]
    found = [one["pl"] for one in sell(source, lines=two).decision["warnings"] if "gtu" in one["code"]]
    assert found == ["Produkt „Kurs B” nie ma kodu GTU."]


def test_a_lump_sum_seller_is_told_about_a_missing_rate(page, connection, course):
    connection.seller = LUMP
    connection.save()
    save(page, course)
    assert "bez stawki ryczałtu: 1" in page.get("/products/").content.decode()
    save(page, course, lump_sum_rate="8.5")
    assert "Wszystkie produkty są opisane." in page.get("/products/").content.decode()


def test_gaps_come_first_and_can_be_filtered(page, connection, course):
    done = {"kind": "DIGITAL", "vat_rate": "23", "gtu": None}
    connection.products.create(code="1", name="Opisany", is_described=True, description=done, sales=99)
    text = page.get("/products/").content.decode()
    assert text.index("Kurs fotografii") < text.index("Opisany")
    text = page.get("/products/", {"gap": "undescribed"}).content.decode()
    assert "Kurs fotografii" in text
    assert "Opisany" not in text


def test_an_exempt_seller_is_not_asked_about_gtu(page, connection, course):
    connection.seller = {"vat_status": "exempt_113", "income_tax": "scale"}
    connection.save()
    assert 'name="gtu"' not in page.get(f"/products/{course.pk}/").content.decode()
    answers = {key: value for key, value in ANSWERS.items() if key != "gtu"}
    page.post(f"/products/{course.pk}/", answers)
    course.refresh_from_db()
    assert course.is_described


def test_held_orders_with_the_product_are_decided_again_on_request(page, source, course):
    course.is_described, course.description = True, {"kind": "DIGITAL", "vat_rate": "zw"}
    course.save()
    order = sell(source)
    assert order.decision["question"]["code"] == "product.exempt_basis"
    text = page.get(f"/orders/{order.pk}/").content.decode()
    assert f'href="/products/{course.pk}/"' in text

    text = save(page, course, vat_rate="zw", exempt_basis="art. 43 ust. 1 pkt 28").content.decode()
    assert "1 zamówienie z tym produktem czeka na decyzję" in text
    text = page.post(f"/products/{course.pk}/decide/", follow=True).content.decode()
    assert "Rozstrzygnięto 1 zamówienie." in text
    order.refresh_from_db()
    assert order.verdict == "issue"
