"""`/api/v1/products`: what the seller says about what is sold, by the contract's own form."""

from __future__ import annotations

import pytest

from mostek.core.models import Product
from tests.api.test_sales import SALE

EBOOK = {"kind": "EBOOK", "vat_rate": "5", "gtu": None}


def test_what_was_sold_is_listed_with_its_gaps(caller):
    line = {"name": "Kurs fotografii", "product": "course-77", "unit_price": "199.00"}
    caller.post("sales", SALE | {"lines": [line]})
    (product,) = caller.get("products").json()["products"]
    assert product == {
        "code": "course-77",
        "name": "Kurs fotografii",
        "description": None,
        "gaps": ["undescribed"],
        "sales": 1,
        "sold": {"PLN": "199.00"},
    }


def test_a_description_holds_from_the_next_sale_on(caller):
    answer = caller.put("products/book-1", {"name": "Poradnik", "description": EBOOK})
    assert (answer.status_code, answer.json()["gaps"]) == (201, [])
    line = {"name": "Poradnik", "product": "book-1", "unit_price": "199.00"}
    caller.post("sales", SALE | {"lines": [line]})
    from mostek.core.models import Document

    assert Document.objects.get().content["draft"]["lines"][0]["vat"] == "5"


def test_the_same_again_was_there_and_keeps_its_name(caller):
    caller.put("products/a/b", {"name": "Poradnik", "description": EBOOK})
    again = caller.put("products/a/b", {"description": EBOOK | {"vat_rate": "23"}})
    assert (again.status_code, again.json()["name"]) == (200, "Poradnik")
    assert caller.get("products/a/b").json()["description"]["vat_rate"] == "23"
    assert Product.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "description"),
        ({"description": {"kind": "CAR"}}, "description.kind"),
        ({"description": {"colour": "red"}}, "description.colour"),
        ({"description": {"vat_rate": 23}}, "description.vat_rate"),
        ({"description": {}, "price": "1"}, "price"),
        ({"description": {}, "name": ""}, "name"),
        ({"description": {}, "name": "x" * 301}, "name"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_nothing_is_kept(caller, body, path):
    answer = caller.put("products/x", body)
    assert answer.status_code == 422
    assert path in [one["path"] for one in answer.json()["errors"]]
    assert not Product.objects.exists()


def test_a_code_that_is_too_long_is_refused(caller):
    assert caller.put(f"products/{'x' * 101}", {"description": {}}).status_code == 422
    assert caller.get(f"products/{'x' * 101}").status_code == 404


def test_two_companies_describe_the_same_code_each_for_itself(caller, neighbour):
    caller.put("products/77", {"description": EBOOK})
    assert neighbour.get("products/77").status_code == 404
    neighbour.put("products/77", {"description": {"kind": "GOODS"}})
    assert caller.get("products/77").json()["description"] == EBOOK
