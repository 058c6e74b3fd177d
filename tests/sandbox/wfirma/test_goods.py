from __future__ import annotations

from typing import Any

import pytest

from mostek.sandbox.wfirma.records import User
from tests.sandbox.wfirma.desk import COMPANY, SMALL_COMPANY, Desk, invoice, line

SCOPES = ["goods-read", "goods-write", "invoices-write", "invoices-read"]
COURSE = {
    "name": "Kurs fotografii",
    "code": "kurs-1",
    "unit": "usł.",
    "netto": "100.00",
    "type": "service",
    "vat_code": {"id": 222},
    "gtu": "GTU_12",
}


@pytest.fixture
def shelf(desk: Desk) -> Desk:
    """A caller with both scopes, in a company with the extended warehouse."""
    desk.books.ledger.companies[COMPANY].warehouse_type = "extended"
    desk.use("jan@demo.example", SCOPES)
    return desk


def add(desk: Desk, **changes: Any) -> dict[str, Any]:
    answer = desk.ask("/goods/add", {"goods": {"0": {"good": {**COURSE, **changes}}}})
    record: dict[str, Any] = answer["goods"]["0"]["good"]
    return record


def booked(desk: Desk, good: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The one line of a document that links the good."""
    record = desk.add(lines=[{"good": {"id": good["id"]}, "count": 1, **fields}])
    content: dict[str, Any] = record["invoicecontents"]["0"]["invoicecontent"]
    return content


def test_it_keeps_a_good_and_works_out_the_other_price(shelf: Desk) -> None:
    record = add(shelf)
    assert (record["netto"], record["brutto"], record["vat_code"]) == ("100.00", "123.00", {"id": "222"})
    assert (record["gtu"], record["count"], record["warehouse_type"]) == ("GTU_12", "0.0000", "extended")
    assert shelf.ask(f"/goods/get/{record['id']}")["goods"]["0"]["good"] == record
    other = add(shelf, price_type="brutto", brutto="123.00", netto="")
    assert other["netto"] == "100.00"


def test_goods_are_found_by_code_and_by_name(shelf: Desk) -> None:
    add(shelf)
    add(shelf, code="kurs-2", name="Kurs malarstwa")
    for field, value in (("code", "kurs-2"), ("Good.name", "Kurs malarstwa")):
        found = shelf.find((field, "eq", value), module="goods")["goods"]
        assert (found["0"]["good"]["code"], found["parameters"]["total"]) == ("kurs-2", "1")
    assert shelf.find(("code", "eq", "none"), module="goods") == {
        "goods": {"parameters": {"limit": "20", "page": "1", "total": "0"}},
        "status": {"code": "OK"},
    }
    assert shelf.find(("shelf", "eq", "1"), module="goods")["status"]["code"] == "INPUT ERROR"


def test_the_code_of_a_good_is_not_unique(shelf: Desk) -> None:
    """Nothing says that it is: whoever adds twice has two."""
    assert add(shelf)["id"] != add(shelf)["id"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("type", "course"), ("netto", "dużo"), ("gtu", "GTU_14"), ("price_type", "gross")],
)
def test_it_refuses_a_good_with_a_wrong_field_and_echoes_it(shelf: Desk, field: str, value: str) -> None:
    answer = shelf.ask("/goods/add", {"goods": {"0": {"good": {**COURSE, field: value}}}})
    record = answer["goods"]["0"]["good"]
    assert answer["status"]["code"] == "ERROR"
    assert record["errors"]["0"]["error"]["field"] == field
    assert "id" not in record
    assert not shelf.books.ledger.goods


def test_an_edit_changes_what_was_sent_and_leaves_the_rest(shelf: Desk) -> None:
    id = add(shelf)["id"]
    changed = shelf.ask(f"/goods/edit/{id}", {"goods": {"good": {"gtu": "07"}}})["goods"]["0"]["good"]
    assert (changed["gtu"], changed["name"], changed["netto"]) == ("07", "Kurs fotografii", "100.00")


def test_a_deleted_good_is_not_found_any_more(shelf: Desk) -> None:
    id = add(shelf)["id"]
    assert shelf.ask(f"/goods/delete/{id}")["goods"]["0"]["good"]["name"] == "Kurs fotografii"
    assert shelf.ask(f"/goods/get/{id}") == {"status": {"code": "NOT FOUND"}}
    assert shelf.find(module="goods")["goods"]["parameters"]["total"] == "0"


def test_goods_belong_to_their_company(shelf: Desk) -> None:
    id = add(shelf)["id"]
    there = {"company_id": str(SMALL_COMPANY)}
    assert shelf.ask(f"/goods/get/{id}", **there)["status"]["code"] == "NOT FOUND"
    assert shelf.ask("/goods/find", **there)["goods"]["parameters"]["total"] == "0"
    answer = shelf.ask("/invoices/add", invoice(type="bill", lines=[line(good={"id": id})]), **there)
    assert answer["status"]["code"] == "ERROR"


@pytest.mark.parametrize(
    ("scopes", "refused"), [(["goods-read"], "/goods/add"), (["goods-write"], "/goods/find")]
)
def test_it_wants_the_scope_of_the_module(desk: Desk, scopes: list[str], refused: str) -> None:
    desk.use("jan@demo.example", scopes)
    body = {"goods": {"0": {"good": COURSE}}}
    assert desk.ask(refused, body)["status"]["code"] == "DENIED SCOPE REQUESTED"


def test_gtu_needs_the_extended_warehouse(shelf: Desk) -> None:
    shelf.books.ledger.companies[COMPANY].warehouse_type = "simple"
    simple = add(shelf)
    assert (simple["gtu"], simple["warehouse_type"]) == ("", "simple")
    shelf.books.settings.good_gtu = "any"
    assert add(shelf)["gtu"] == "GTU_12"


def test_a_line_takes_over_what_it_leaves_out(shelf: Desk) -> None:
    content = booked(shelf, good := add(shelf))
    assert (content["name"], content["unit"], content["gtu"]) == ("Kurs fotografii", "usł.", "GTU_12")
    assert (content["brutto"], content["vat_code"], content["good"]) == (
        "123.00",
        {"id": "222"},
        {"id": good["id"]},
    )


def test_a_line_keeps_what_it_says_itself(shelf: Desk) -> None:
    content = booked(shelf, add(shelf), name="Kurs × 2", unit="szt.", price="50.00", vat="8")
    assert (content["name"], content["unit"], content["gtu"]) == ("Kurs × 2", "szt.", "GTU_12")
    assert (content["brutto"], content["vat_code"]) == ("50.00", {"id": "223"})


def test_a_good_may_override_its_line_by_switch(shelf: Desk) -> None:
    shelf.books.settings.linked_good = "overrides"
    content = booked(shelf, add(shelf), name="Inny kurs", price="50.00", vat="8")
    assert (content["name"], content["brutto"], content["vat_code"]) == (
        "Kurs fotografii",
        "123.00",
        {"id": "222"},
    )


def test_the_gtu_of_a_good_survives_what_drops_that_of_lines(shelf: Desk) -> None:
    good = add(shelf)
    shelf.faults.on("gtu_dropped", times=2)
    assert booked(shelf, good, gtu="GTU_12")["gtu"] == "GTU_12"
    assert shelf.add(lines=[line(gtu="GTU_12")])["invoicecontents"]["0"]["invoicecontent"]["gtu"] == ""
    shelf.books.settings.line_gtu = "ignored"
    assert booked(shelf, good, gtu="GTU_12")["gtu"] == "GTU_12"


def test_an_unknown_good_is_a_complaint_about_its_line_or_is_left_out_by_switch(shelf: Desk) -> None:
    wrong = [line(good={"id": 999})]
    content = shelf.add(lines=wrong)["invoicecontents"]["0"]["invoicecontent"]
    assert content["errors"]["0"]["error"]["field"] == "good_id"
    shelf.books.settings.unknown_good = "ignored"
    assert shelf.add(lines=wrong)["invoicecontents"]["0"]["invoicecontent"]["good"] == {"id": "0"}


def test_stock_counts_for_goods_and_not_for_services(shelf: Desk) -> None:
    mug = add(shelf, type="good", count="1")
    assert booked(shelf, mug)["good"] == {"id": mug["id"]}
    assert booked(shelf, mug)["errors"]["0"]["error"]["message"].startswith("Stan magazynowy")
    assert booked(shelf, add(shelf))["name"] == "Kurs fotografii"


def test_the_catalogue_has_a_page(shelf: Desk) -> None:
    add(shelf)
    user: User = shelf.books.ledger.users[min(shelf.books.ledger.users)]
    browser = shelf.app.test_client()
    browser.post("/panel/logowanie", data={"login": user.login, "password": user.password})
    shown = browser.get("/panel/magazyn").get_data(as_text=True)
    assert "Kurs fotografii" in shown
    assert "GTU_12" in shown
