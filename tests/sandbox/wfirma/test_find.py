from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.wfirma.desk import Desk, line

CONDITION = {"condition": {"field": "id_external", "operator": "eq", "value": "ref-2"}}


@pytest.fixture
def filled(desk: Desk) -> Desk:
    for number in (1, 2, 3):
        desk.add(id_external=f"ref-{number}", lines=[line(price=f"{number}00.00")])
    return desk


def references(answer: dict[str, Any]) -> list[str]:
    return [v["invoice"]["id_external"] for k, v in answer["invoices"].items() if k.isdigit()]


@pytest.mark.parametrize(
    "conditions",
    [
        CONDITION,
        [CONDITION],
        {"0": CONDITION},
        {"and": [CONDITION]},
        {"condition": {"field": "Invoice.id_external", "operator": "eq", "value": "REF-2"}},
    ],
)
def test_it_reads_every_spelling_of_conditions(filled: Desk, conditions: Any) -> None:
    answer = filled.ask("/invoices/find", {"invoices": {"parameters": {"conditions": conditions}}})
    assert references(answer) == ["ref-2"]


@pytest.mark.parametrize(
    ("operator", "value", "found"),
    [
        ("gt", "100", ["ref-2", "ref-3"]),
        ("ge", "200.00", ["ref-2", "ref-3"]),
        ("lt", "200", ["ref-1"]),
        ("le", "200", ["ref-1", "ref-2"]),
        ("eq", "300", ["ref-3"]),
        ("ne", "300", ["ref-1", "ref-2"]),
        ("in", "100.00, 300.00", ["ref-1", "ref-3"]),
        ("not in", "100.00,300.00", ["ref-2"]),
        ("like", "%00.00", ["ref-1", "ref-2", "ref-3"]),
        ("not like", "1%", ["ref-2", "ref-3"]),
        ("is null", "", []),
        ("is not null", "", ["ref-1", "ref-2", "ref-3"]),
    ],
)
def test_it_knows_the_operators(filled: Desk, operator: str, value: str, found: list[str]) -> None:
    assert references(filled.find(("total", operator, value))) == found


def test_it_groups_with_or_and_not(filled: Desk) -> None:
    tree = {
        "or": [
            {"condition": {"field": "id_external", "operator": "eq", "value": "ref-1"}},
            {"not": [{"condition": {"field": "id_external", "operator": "like", "value": "ref-_"}}]},
        ]
    }
    answer = filled.ask("/invoices/find", {"invoices": {"parameters": {"conditions": tree}}})
    assert references(answer) == ["ref-1"]


def test_it_answers_an_empty_find_with_parameters_alone(desk: Desk) -> None:
    assert desk.find(("id_external", "eq", "none")) == {
        "invoices": {"parameters": {"limit": "20", "page": "1", "total": "0"}},
        "status": {"code": "OK"},
    }


def test_it_pages_from_one_with_twenty_rows_and_at_most_a_hundred(desk: Desk) -> None:
    first = desk.ask("/vat_codes/find")["vat_codes"]
    assert (len(first) - 1, first["parameters"]["total"]) == (20, "144")
    parameters = {"vat_codes": {"parameters": {"limit": "500", "page": "2"}}}
    second = desk.ask("/vat_codes/find", parameters)["vat_codes"]
    assert (len(second) - 1, second["parameters"]["limit"]) == (44, "100")


def test_it_orders_as_asked(filled: Desk) -> None:
    answer = filled.find(order=[{"desc": "total"}])
    assert references(answer) == ["ref-3", "ref-2", "ref-1"]


def test_it_leaves_the_lines_out_unless_asked(filled: Desk) -> None:
    assert "invoicecontents" not in filled.find()["invoices"]["0"]["invoice"]
    fields = [{"field": "Invoice.fullnumber"}, {"field": "InvoiceContent.name"}]
    record = filled.find(fields=fields)["invoices"]["0"]["invoice"]
    assert set(record) == {"id", "fullnumber", "invoicecontents"}


def test_it_says_input_error_for_a_field_that_does_not_exist(desk: Desk) -> None:
    desk.add()
    assert desk.find(("reference", "eq", "x"))["status"]["code"] == "INPUT ERROR"


def test_it_matches_a_tax_number_literally(desk: Desk) -> None:
    desk.add()
    found = [desk.find(("nip", "eq", nip), module="contractors") for nip in ("1234563218", "123-456-32-18")]
    assert [answer["contractors"]["parameters"]["total"] for answer in found] == ["1", "0"]


def test_it_finds_german_rates_by_country_and_rate(desk: Desk) -> None:
    germany = desk.find(("code", "eq", "DE"), module="declaration_countries")
    country = germany["declaration_countries"]["0"]["declaration_country"]
    assert (country["id"], country["name"]) == ("146", "NIEMCY")
    rates = desk.find(("declaration_country_id", "eq", "146"), ("rate", "eq", "19"), module="vat_codes")
    code = rates["vat_codes"]["0"]["vat_code"]
    assert (code["id"], code["code"], code["declaration_country"]) == ("617", "", {"id": 146})
    assert code["vat_code_periods"]["1"]["vat_code_period"] == {"start": "2021-01-01", "stop": ""}
