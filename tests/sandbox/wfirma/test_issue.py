from __future__ import annotations

from tests.sandbox.wfirma.desk import Desk, invoice, line


def test_it_numbers_documents_by_the_series_of_their_type(desk: Desk) -> None:
    numbers = [
        desk.add()["fullnumber"],
        desk.add(date="2026-10-09")["fullnumber"],
        desk.add(date="2026-11-02")["fullnumber"],
    ]
    assert numbers == ["FV 1/10/2026", "FV 2/10/2026", "FV 1/11/2026"]
    assert desk.add(type="receipt_normal")["fullnumber"] == "PAR 1/10/2026"


def test_it_answers_with_the_odd_types_of_the_real_service(desk: Desk) -> None:
    record = desk.add(lines=[line(count=2)], alreadypaid_initial="246.00")
    assert record["id"] == "300100200"
    assert record["contractor"]["id"] == 70010001
    assert (record["netto"], record["tax"], record["total"]) == ("200.00", "46.00", "246.00")
    assert (record["paymentstate"], record["remaining"]) == ("paid", "0.00")
    content = record["invoicecontents"]["0"]["invoicecontent"]
    assert (content["count"], content["discount"], content["vat_code"]) == ("2.0000", "1", {"id": "222"})


def test_it_cuts_the_reference_at_32_characters_without_a_word(desk: Desk) -> None:
    record = desk.add(id_external="a" * 40)
    assert record["id_external"] == "a" * 32
    assert desk.find(("id_external", "eq", "a" * 40))["invoices"]["parameters"]["total"] == "0"
    assert desk.find(("id_external", "eq", "a" * 32))["invoices"]["parameters"]["total"] == "1"


def test_it_ignores_unknown_fields(desk: Desk) -> None:
    record = desk.add(payment_date="2026-12-01", sale_date="2026-12-01", total="1.00", date="2026-10-01")
    assert (record["paymentdate"], record["disposaldate"], record["total"]) == (
        "2026-10-01",
        "2026-10-01",
        "123.00",
    )


def test_it_turns_an_unknown_vat_into_23_percent(desk: Desk) -> None:
    content = desk.add(lines=[line(vat="25")])["invoicecontents"]["0"]["invoicecontent"]
    assert content["vat_code"] == {"id": "222"}


def test_it_refuses_a_record_without_its_module(desk: Desk) -> None:
    assert desk.ask("/invoices/add", {"invoice": invoice()["invoices"]["0"]["invoice"]}) == {
        "status": {"code": "INPUT ERROR"}
    }
