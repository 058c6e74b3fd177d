"""One sale by hand: what was shown is what is kept, and a form sent twice is one sale."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from mostek.core.models import Event, Order, Source
from tests.panel.conftest import make_connection, make_firm, signed_in

URL = reverse("panel:by_hand")
GIVEN = {
    "kind": "company",
    "name": "Firma Przykładowa",
    "tax_id": "526-025-02-74",
    "street": "Prosta 1",
    "zip": "00-838",
    "city": "Warszawa",
    "country": "PL",
    "paid_on": "2026-11-03",
    "payment": "transfer",
    "currency": "PLN",
    "name1": "Szkolenie",
    "quantity1": "2",
    "price1": "615,00",
}


@pytest.fixture
def connection(anna, noon):
    return make_connection(
        anna, seller={"vat_status": "active", "consumer_document": "receipt", "income_tax": "scale"}
    )


def token_of(page):
    text = page.get(URL).content.decode()
    return re.search(r'name="token" value="([^"]+)"', text)[1]


def show(page, given):
    text = page.post(URL, given).content.decode()
    return re.search(r'name="seen" value="(\w{64})"', text)[1], text


def test_it_is_shown_before_it_is_kept(page, connection):
    given = GIVEN | {"token": token_of(page)}
    seen, text = show(page, given)
    assert "faktura" in text
    assert not Order.objects.exists()

    answer = page.post(URL, given | {"seen": seen})
    order = Order.objects.get()
    assert answer.url == reverse("panel:order", args=[order.pk])
    assert (order.total, order.buyer_name, order.verdict) == (
        Decimal("1230.00"),
        "Firma Przykładowa",
        "issue",
    )
    assert order.source.kind == "hand"
    assert order.documents.get().kind == "invoice"


def test_a_form_that_is_sent_twice_is_one_sale(page, connection):
    given = GIVEN | {"token": token_of(page)}
    seen, _ = show(page, given)
    for _ in range(2):
        assert page.post(URL, given | {"seen": seen}).status_code == 302
    assert (Order.objects.count(), Event.objects.count(), Source.objects.count()) == (1, 1, 1)

    changed = given | {"price1": "1,00"}
    seen, _ = show(page, changed)
    assert page.post(URL, changed | {"seen": seen}).status_code == 302
    assert Order.objects.get().total == Decimal("1230.00")


def test_what_was_changed_after_it_was_shown_is_shown_anew(page, connection):
    given = GIVEN | {"token": token_of(page)}
    seen, _ = show(page, given)
    again, _ = show(page, given | {"price1": "100,00", "seen": seen})
    assert again != seen
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"tax_id": "5260250275"}, "tax_id"),
        ({"kind": "person"}, "tax_id"),
        ({"paid_on": "2026-12-24"}, "paid_on"),
        ({"currency": "XYZ"}, "currency"),
        ({"price1": ""}, "price1"),
        ({"name1": "", "price1": ""}, "name1"),
        ({"quantity1": "0"}, "quantity1"),
        ({"token": "short"}, "token"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(page, connection, wrong, field):
    answer = page.post(URL, GIVEN | {"token": token_of(page)} | wrong)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Order.objects.exists()


def test_nobody_sells_for_a_neighbour(anna, bogdan, connection):
    theirs = make_firm(bogdan, "Sąsiad").connection
    assert signed_in(anna).get(f"{URL}?company={theirs.pk}").status_code == 404
    assert signed_in(anna).post(f"{URL}?company={theirs.pk}", GIVEN).status_code == 404


def test_who_has_two_companies_chooses_one(page, anna, connection):
    other = make_connection(anna, name="Druga", company_name="Druga firma")
    assert "Druga firma" in page.get(URL).content.decode()
    assert page.get(f"{URL}?company={other.pk}").status_code == 200
