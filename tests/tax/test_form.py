from __future__ import annotations

import json
from copy import deepcopy

import pytest

from mostek.tax import form
from tests.tax.cases import DATA, EXAMPLE, decided, example

BARE = {
    "today": "2026-11-23",
    "seller": {"vat_status": "active"},
    "sale": {
        "reference": "1",
        "currency": "PLN",
        "total": "10.00",
        "paid_on": "2026-11-23",
        "buyer": {"country": "PL"},
        "lines": [{"name": "Kurs", "unit_price": "10.00"}],
    },
}


def errors_of(obj):
    with pytest.raises(form.BadInput) as caught:
        form.read(obj)
    return [(error.code, error.path) for error in caught.value.errors]


def changed(path, value):
    """The example with one value set, or removed when `value` is `...`."""
    obj = deepcopy(EXAMPLE)
    *parents, last = path
    target = obj
    for step in parents:
        target = target[step]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return obj


def test_the_example_gives_exactly_the_example_output():
    assert decided(EXAMPLE) == json.loads((DATA / "example_output.json").read_text(encoding="utf-8"))


def test_the_defaults_are_those_of_the_example():
    found = form.read(BARE)
    assert found.seller == form.read(changed(["seller", "default_product"], {})).seller
    assert found.sale.location.billing == "PL"
    assert (found.sale.prices, found.sale.payment.state, found.sale.lines[0].quantity) == ("gross", "paid", 1)
    assert decided(BARE)["document"]["type"] == "receipt_normal"


def test_billing_country_is_the_buyers_unless_said_otherwise():
    buyer = {"country": "DE"}
    assert form.read(example(buyer=buyer)).sale.location.billing == "DE"
    assert form.read(example(buyer=buyer, location={"ip": "FR"})).sale.location.billing == "DE"
    assert form.read(example(buyer=buyer, location={"billing": None})).sale.location.billing is None


@pytest.mark.parametrize(
    ("path", "where"),
    [
        (["extra"], "extra"),
        (["seller", "extra"], "seller.extra"),
        (["seller", "ksef", "extra"], "seller.ksef.extra"),
        (["products", "77:2", "extra"], "products.77:2.extra"),
        (["sale", "extra"], "sale.extra"),
        (["sale", "buyer", "extra"], "sale.buyer.extra"),
        (["sale", "lines", 0, "extra"], "sale.lines[0].extra"),
        (["sale", "charges", 0, "extra"], "sale.charges[0].extra"),
        (["sale", "location", "extra"], "sale.location.extra"),
        (["sale", "payment", "extra"], "sale.payment.extra"),
    ],
)
def test_unknown_keys_are_named_with_their_path(path, where):
    assert errors_of(changed(path, 1)) == [("unknown_key", where)]


@pytest.mark.parametrize(
    ("path", "where"),
    [
        (["today"], "today"),
        (["seller"], "seller"),
        (["seller", "vat_status"], "seller.vat_status"),
        (["sale"], "sale"),
        (["sale", "reference"], "sale.reference"),
        (["sale", "currency"], "sale.currency"),
        (["sale", "total"], "sale.total"),
        (["sale", "lines"], "sale.lines"),
        (["sale", "lines", 0, "name"], "sale.lines[0].name"),
        (["sale", "lines", 0, "unit_price"], "sale.lines[0].unit_price"),
        (["sale", "buyer"], "sale.buyer"),
        (["sale", "buyer", "country"], "sale.buyer.country"),
        (["sale", "paid_on"], "sale.paid_on"),
    ],
)
def test_what_is_required_and_missing_is_named(path, where):
    assert errors_of(changed(path, ...)) == [("missing", where)]


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (["sale", "total"], 199.0, "wrong_type"),
        (["sale", "total"], True, "wrong_type"),
        (["sale", "total"], "199,00", "bad_amount"),
        (["sale", "total"], "1e3", "bad_amount"),
        (["sale", "total"], " 199", "bad_amount"),
        (["sale", "total"], "١٩٩", "bad_amount"),
        (["sale", "total"], "99999999999", "bad_amount"),
        (["sale", "total"], 10**30, "bad_amount"),
        (["sale", "total"], None, "wrong_type"),
        (["sale", "lines", 0, "quantity"], "two", "bad_amount"),
        (["sale", "lines", 0, "quantity"], "0", "bad_value"),
        (["sale", "lines", 0, "quantity"], "-1", "bad_amount"),
        (["sale", "lines", 0, "quantity"], 1.5, "wrong_type"),
        (["sale", "lines", 0, "name"], " ", "bad_value"),
        (["sale", "lines", 0, "name"], "\ud800", "bad_value"),
        (["sale", "lines", 0, "product"], "78", "unknown_product"),
        (["sale", "lines"], [], "bad_value"),
        (["sale", "lines"], {}, "wrong_type"),
        (["sale", "lines", 0], "Kurs", "wrong_type"),
        (["sale", "paid_on"], "23.11.2026", "bad_date"),
        (["sale", "paid_on"], "2026-02-30", "bad_date"),
        (["sale", "paid_on"], "20261123", "bad_date"),
        (["sale", "paid_on"], 20261123, "wrong_type"),
        (["sale", "paid_on"], None, "missing"),
        (["sale", "currency"], "zł", "bad_value"),
        (["sale", "prices"], "brutto", "bad_value"),
        (["sale", "buyer", "country"], "EL", "bad_country"),
        (["sale", "buyer", "country"], "pl", "bad_country"),
        (["sale", "buyer", "company"], "yes", "wrong_type"),
        (["sale", "buyer", "vies"], {"valid": True, "unavailable": True}, "bad_value"),
        (["sale", "rate_pln"], "0", "bad_value"),
        (["seller", "vat_status"], "payer", "bad_value"),
        (["seller", "oss"], ["registered"], "wrong_type"),
        (["products", "77:2", "kind"], "COURSE", "bad_value"),
        (["products", "77:2", "vat_rate"], "ZW", "bad_value"),
        (["products", "77:2", "vat_rate"], 23, "wrong_type"),
        (["products", "77:2", "gtu"], "GTU_14", "bad_value"),
        (["products", "77:2", "oss_rate"], {"DE": "7%"}, "bad_value"),
        (["products", "77:2", "oss_rate"], {"XX": "7"}, "bad_country"),
    ],
)
def test_wrong_values_are_refused_with_their_path(path, value, code):
    found = errors_of(changed(path, value))
    assert [error_code for error_code, _ in found] == [code]
    where = found[0][1].replace("[", ".").replace("]", "").split(".")
    assert where[: len(path)] == [str(step) for step in path]


def test_vies_has_to_say_something():
    obj = changed(["sale", "buyer", "vies"], {"checked_on": "2026-11-23"})
    assert errors_of(obj) == [("missing", "sale.buyer.vies.valid")]


def test_all_field_errors_come_at_once_in_reading_order():
    obj = changed(["sale", "total"], 1.5)
    obj["sale"]["buyer"]["country"] = "??"
    obj["sale"]["lines"][0] |= {"qty": "1", "unit_price": None}
    assert errors_of(obj) == [
        ("wrong_type", "sale.total"),
        ("bad_country", "sale.buyer.country"),
        ("unknown_key", "sale.lines[0].qty"),
        ("wrong_type", "sale.lines[0].unit_price"),
    ]


def test_several_unknown_keys_are_all_named_in_the_first_sentence():
    with pytest.raises(form.BadInput) as caught:
        form.read(EXAMPLE | {"foo": 1, "bar": 2})
    assert "foo, bar" in caught.value.pl
    assert "foo, bar" in caught.value.en


def test_whole_numbers_are_amounts_too():
    assert form.read(changed(["sale", "total"], 199)).sale.total == 199


def test_an_unpaid_sale_needs_no_day_of_payment():
    obj = changed(["sale", "payment"], {"state": "unpaid"})
    obj["sale"] |= {"paid_on": None, "supplied_on": None}
    assert form.read(obj).sale.paid_on is None


def test_a_sale_alone_has_paths_without_a_root_or_with_one():
    sale = deepcopy(EXAMPLE["sale"])
    assert form.sale_from_json(sale) == form.read(EXAMPLE).sale
    del sale["lines"][0]["name"]
    for root, path in [("", "lines[0].name"), ("sale", "sale.lines[0].name")]:
        with pytest.raises(form.BadInput) as caught:
            form.sale_from_json(sale, root)
        assert caught.value.path == path


def test_input_that_is_no_object_is_refused():
    for obj in (None, [], "x", 1):
        assert errors_of(obj) == [("wrong_type", "")]
