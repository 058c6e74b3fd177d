from __future__ import annotations

from typing import Any

import pytest

from mostek.sandbox.wfirma.validation import BAD_MOSS_TYPE
from tests.sandbox.wfirma.desk import BUYER, COMPANY, SMALL_COMPANY, Desk, invoice, line


def complaints(record: dict[str, Any]) -> dict[str, str]:
    return {e["error"]["field"]: e["error"]["message"] for e in record.get("errors", {}).values()}


def refuse(desk: Desk, **changes: Any) -> dict[str, Any]:
    answer = desk.raw("/invoices/add", invoice(**changes))
    assert answer.status_code == 200
    assert answer.json()["status"]["code"] == "ERROR"
    record: dict[str, Any] = answer.json()["invoices"]["0"]["invoice"]
    assert "id" not in record
    assert not desk.books.ledger.invoices
    assert not desk.books.ledger.contractors
    return record


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"name": ""}, "name", "Pole nie może być puste"),
        ({"city": ""}, "city", "Pole nie może być puste"),
        ({"zip": ""}, "zip", "Pole nie może być puste"),
        ({"zip": "00001"}, "zip", "Niepoprawny format kodu pocztowego."),
        ({"email": "biuro"}, "email", "Nieprawidłowy adres e-mail."),
        (
            {"nip": "1234567890"},
            "nip",
            "Nieprawidłowy NIP. Jeśli identyfikator nie jest polskim numerem NIP należy zmienić jego typ",
        ),
        ({"tax_id_type": "vat"}, "nip", "Nieprawidłowy prefiks kraju Unii Europejskiej"),
    ],
)
def test_it_complains_about_the_buyer_in_wfirmas_words(
    desk: Desk, change: dict[str, str], field: str, message: str
) -> None:
    assert complaints(refuse(desk, contractor={**BUYER, **change})["contractor"]) == {field: message}


def test_contractors_add_complains_alike(desk: Desk) -> None:
    answer = desk.ask("/contractors/add", {"contractors": {"0": {"contractor": {**BUYER, "zip": "1"}}}})
    assert answer["status"]["code"] == "ERROR"
    assert complaints(answer["contractors"]["0"]["contractor"]) == {
        "zip": "Niepoprawny format kodu pocztowego."
    }


@pytest.mark.parametrize(
    "change",
    [
        {"tax_id_type": "none", "nip": None},
        {"tax_id_type": "custom", "nip": "1234567890"},
        {"tax_id_type": "vat", "nip": "DE123456789", "country": "DE", "zip": "10115"},
        {"tax_id_type": "vat", "nip": "EL094259216", "country": "GR", "zip": "10431"},
    ],
)
def test_it_checks_the_polish_number_only_where_it_is_one(desk: Desk, change: dict[str, Any]) -> None:
    buyer = {name: value for name, value in {**BUYER, **change}.items() if value is not None}
    assert "id" in desk.add(contractor=buyer)


def test_a_private_person_without_tax_id_type_is_taken_for_a_company(desk: Desk) -> None:
    person = {"name": "Jan Kowalski", "zip": "30-002", "city": "Kraków"}
    assert set(complaints(refuse(desk, contractor=person)["contractor"])) == {"nip"}
    assert "id" in desk.add(type="receipt_normal", contractor=person)


def test_it_complains_about_dates_and_line_names(desk: Desk) -> None:
    record = refuse(desk, date="1.10.2026", lines=[line(), line(name="")])
    assert complaints(record) == {"date": "Data musi być w formacie RRRR-MM-DD"}
    lines = [one["invoicecontent"] for one in record["invoicecontents"].values()]
    assert [complaints(one) for one in lines] == [{}, {"name": "Treść nie moze być pusta"}]


@pytest.mark.parametrize("kind", ["bill", "receipt_bill"])
def test_a_vat_payer_cannot_use_the_other_family_of_documents(desk: Desk, kind: str) -> None:
    assert set(complaints(refuse(desk, type=kind))) == {"type"}


def test_a_company_that_pays_no_vat_issues_bills_without_vat(desk: Desk) -> None:
    body = invoice(type="bill", lines=[line(vat="23")])
    record = desk.ask("/invoices/add", body, company_id=str(SMALL_COMPANY))["invoices"]["0"]["invoice"]
    assert (record["fullnumber"], record["tax"], record["total"]) == ("RACH 1/10/2026", "0.00", "123.00")


def moss(**changes: str) -> dict[str, Any]:
    return {"vat_moss_detail": {"type": "SE", "evidence1_type": "A", "evidence2_type": "B", **changes}}


GERMAN = [{"name": "Kurs", "count": 1, "price": "119.00", "vat_code": {"id": 617}}]


def test_a_foreign_rate_needs_its_details(desk: Desk) -> None:
    record = desk.add(lines=GERMAN, vat_moss_details=moss(), currency="EUR")
    assert (record["netto"], record["tax"], record["total"]) == ("100.00", "19.00", "119.00")
    assert record["currency_exchange"] == "4.2500"


@pytest.mark.parametrize("details", [None, [moss()], moss(type="WSTO")])
def test_complaints_about_oss_stand_on_a_node_that_was_never_sent(desk: Desk, details: Any) -> None:
    record = refuse(desk, lines=GERMAN, vat_moss_details=details)
    assert complaints(record["vat_moss_detail"])["type"] == BAD_MOSS_TYPE


def test_oss_details_with_a_plain_rate_go_back_to_23_percent(desk: Desk) -> None:
    record = desk.add(lines=[line(vat="8")], vat_moss_details=moss())
    assert record["tax"] == "23.00"


def test_the_xml_form_of_oss_details_has_no_inner_element(desk: Desk) -> None:
    assert desk.add(lines=GERMAN, vat_moss_details=moss()["vat_moss_detail"])["tax"] == "19.00"


def test_a_receiver_by_id_alone_is_lost_without_a_word(desk: Desk) -> None:
    desk.add()
    receiver = {"contractor_receiver_id": 70010001}
    assert desk.add(**receiver)["contractor_receiver"] == {"id": 0}
    kept = desk.add(**receiver, contractor_detail_receiver={"name": "Oddział", "role": "2"})
    assert kept["contractor_receiver"] == {"id": 70010001}
    assert (kept["contractor_detail_receiver"]["name"], kept["contractor_detail_receiver"]["role"]) == (
        "Oddział",
        "2",
    )


def test_a_receiver_needs_a_role(desk: Desk) -> None:
    record = refuse(desk, contractor_receiver={"name": "Oddział", "zip": "00-001", "city": "Warszawa"})
    assert complaints(record["contractor_receiver"]) == {"role": "Pole nie moze byc puste."}


@pytest.mark.parametrize("role", ["receiver", "12", "0"])
def test_a_role_as_a_word_is_taken_on_a_pro_forma_and_refused_for_ksef(desk: Desk, role: str) -> None:
    desk.books.ledger.companies[COMPANY].ksef = True
    receiver = {"name": "Oddział", "zip": "00-001", "city": "Warszawa", "role": role}
    assert "id" in desk.add(type="proforma", contractor_receiver=receiver)
    answer = desk.ask("/invoices/add", invoice(contractor_receiver=receiver))
    assert answer["status"]["code"] == "ERROR"
    assert "Rola" in answer["status"]["message"]


@pytest.mark.parametrize("day", ["20261001", "2026-W40-4", "2026-13-01", "01-10-2026"])
def test_only_whole_dates_are_dates(desk: Desk, day: str) -> None:
    assert complaints(refuse(desk, disposaldate=day)) == {
        "disposaldate": "Data musi być w formacie RRRR-MM-DD"
    }


def test_the_discount_of_the_buyer_applies_unless_switched_off(desk: Desk) -> None:
    buyer = {**BUYER, "discount_percent": "50"}
    assert desk.add(contractor=buyer)["total"] == "61.50"
    assert desk.add(contractor=buyer, lines=[line(discount=0, discount_percent=0)])["total"] == "123.00"


def test_an_unknown_series_falls_back_in_silence_or_fails_by_switch(desk: Desk) -> None:
    assert desk.add(series={"id": 99999})["fullnumber"] == "FV 1/10/2026"
    desk.books.settings.unknown_series = "error"
    answer = desk.ask("/invoices/add", invoice(series={"id": 99999}))
    assert answer["status"]["code"] == "ERROR"


def test_a_series_of_another_company_is_unknown(desk: Desk) -> None:
    small = next(s for s in desk.books.ledger.series.values() if s.company_id == SMALL_COMPANY)
    assert desk.add(series={"id": small.id})["series"] == {"id": "72"}
    assert small.counters == {}


def test_a_series_can_be_chosen(desk: Desk) -> None:
    other = next(s for s in desk.books.ledger.series.values() if s.type == "margin")
    assert desk.add(series_id=other.id)["fullnumber"] == "FM 1/10/2026"


def test_the_print_takes_the_address_from_the_record_not_from_the_document(desk: Desk) -> None:
    first = desk.add()
    edited = {"contractors": {"0": {"contractor": {"street": "Nowa 2"}}}}
    desk.ask("/contractors/edit/70010001", edited)
    again = desk.add(contractor=None, contractor_id=70010001)
    streets = [record["contractor_detail"]["street"] for record in (first, again)]
    assert streets == ["Prosta 1", "Nowa 2"]


def test_objects_of_another_company_do_not_exist(desk: Desk) -> None:
    record = desk.add()
    other = str(SMALL_COMPANY)
    for path in (
        f"/invoices/get/{record['id']}",
        "/contractors/get/70010001",
        f"/invoices/send/{record['id']}",
    ):
        assert desk.ask(path, company_id=other) == {"status": {"code": "NOT FOUND"}}
    found = desk.ask("/invoices/find", company_id=other)["invoices"]["parameters"]["total"]
    assert found == "0"
    answer = desk.ask("/invoices/add", invoice(type="bill", contractor={"id": 70010001}), company_id=other)
    assert answer["status"]["code"] == "ERROR"


def test_a_document_is_paid_when_it_says_so(desk: Desk) -> None:
    states = [
        desk.add(**paid)["paymentstate"]
        for paid in ({}, {"alreadypaid_initial": "100"}, {"alreadypaid_initial": "123,00"}, {"paid": 1})
    ]
    assert states == ["unpaid", "unpaid", "paid", "paid"]
