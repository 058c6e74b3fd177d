"""What a person does to a document on wFirma's own pages shows in the API at once."""

from __future__ import annotations

import pytest

from mostek.sandbox.control.app import create_app
from tests.sandbox.wfirma.desk import Desk, line
from tests.sandbox.wfirma.test_pages import Person


@pytest.fixture
def jan(desk: Desk) -> Person:
    return Person(desk)


def test_a_deleted_document_is_gone(desk: Desk, jan: Person) -> None:
    id = desk.add()["id"]
    assert "Brak dokumentów" in jan.post(f"/panel/przychody/{id}", act="delete").text
    assert desk.ask(f"/invoices/get/{id}")["status"]["code"] == "NOT FOUND"
    assert jan.open(f"/panel/przychody/{id}").status_code == 404


def test_a_cancelled_document_keeps_its_number(desk: Desk, jan: Person) -> None:
    added = desk.add()
    assert "(anulowana)" in jan.post(f"/panel/przychody/{added['id']}", act="cancel").text
    found = desk.ask(f"/invoices/get/{added['id']}")["invoices"]["0"]["invoice"]
    assert (found["schema_cancelled"], found["fullnumber"]) == ("1", added["fullnumber"])


def test_a_changed_total_still_adds_up(desk: Desk, jan: Person) -> None:
    id = desk.add()["id"]
    jan.post(f"/panel/przychody/{id}", act="change", total="246,00", name="Ktoś Inny", date="2026-10-05")
    found = desk.ask(f"/invoices/get/{id}")["invoices"]["0"]["invoice"]
    assert (found["netto"], found["tax"], found["total"]) == ("200.00", "46.00", "246.00")
    assert found["vat_contents"]["0"]["vat_content"]["brutto"] == "246.00"
    assert (found["contractor_detail"]["name"], found["date"]) == ("Ktoś Inny", "2026-10-05")


@pytest.mark.parametrize("wanted", [{"total": "-5"}, {"total": "x"}, {"date": "jutro"}])
def test_a_value_that_does_not_fit_changes_nothing(desk: Desk, jan: Person, wanted: dict[str, str]) -> None:
    added = desk.add()
    assert jan.post(f"/panel/przychody/{added['id']}", act="change", **wanted).status_code == 400
    assert desk.find()["invoices"]["0"]["invoice"]["total"] == added["total"]


def test_the_total_of_several_lines_is_not_guessed(desk: Desk, jan: Person) -> None:
    id = desk.add(lines=[line(), line()])["id"]
    assert jan.post(f"/panel/przychody/{id}", act="change", total="1.00").status_code == 400
    assert jan.post(f"/panel/przychody/{id}", act="change", total="246.00").status_code == 200


def test_another_like_it_has_the_next_number_and_the_same_reference(desk: Desk, jan: Person) -> None:
    desk.add(id_external="mo-abc")
    jan.post(f"/panel/przychody/{desk.find()['invoices']['0']['invoice']['id']}", act="copy")
    hits = desk.find(("id_external", "eq", "mo-abc"))["invoices"]
    assert hits["parameters"]["total"] == "2"
    assert hits["0"]["invoice"]["fullnumber"] != hits["1"]["invoice"]["fullnumber"]


def test_the_control_interface_does_the_same(desk: Desk) -> None:
    control = create_app(desk.books, desk.faults, desk.calls).test_client()
    id = desk.add()["id"]
    assert control.patch(f"/invoices/{id}", json={"cancelled": True}).get_json()["cancelled"] is True
    copied = control.patch(f"/invoices/{id}", json={"copy": True, "fullnumber": "FV 9"}).get_json()
    assert copied["fullnumber"] == "FV 9"
    assert control.patch(f"/invoices/{id}", json={"colour": "red"}).status_code == 422
    assert control.delete(f"/invoices/{id}").status_code == 200
    assert control.delete(f"/invoices/{id}").status_code == 404


def test_thousands_of_documents_are_found_by_day_in_order_page_by_page(desk: Desk) -> None:
    desk.add(date="2026-09-30")
    first = desk.add(date="2026-10-01")
    ledger = desk.books.ledger
    original = ledger.invoices[int(first["id"])]
    for number in range(1, 2000):
        ledger.invoices[original.id + number] = original.model_copy(update={"id": original.id + number})
    days = (("date", "ge", "2026-10-01"), ("date", "le", "2026-10-31"))
    seen: list[int] = []
    for page in range(1, 21):
        branch = desk.find(*days, limit="100", page=str(page), order=[{"asc": "id"}])["invoices"]
        assert branch["parameters"]["total"] == "2000"
        seen += [int(row["invoice"]["id"]) for name, row in branch.items() if name != "parameters"]
    assert seen == sorted(seen)
    assert len(set(seen)) == 2000
