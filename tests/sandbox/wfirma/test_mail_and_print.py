from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.sandbox.wfirma.desk import BUYER, Desk, line


def read(content: bytes) -> str:
    assert content.startswith(b"%PDF-")
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace(
        "\u00a0", " "
    )


def test_the_print_carries_the_document_with_polish_letters(desk: Desk) -> None:
    buyer = {**BUYER, "name": "Zażółć gęślą jaźń", "street": "Ćmielowska 1"}
    record = desk.add(
        contractor=buyer,
        lines=[
            line(name="Śpiew w dżungli", count=9, price="490.00"),
            line(name="Książka", price="49", vat="5"),
        ],
        description="Zamówienie nr 1001",
        alreadypaid_initial="4459.00",
    )
    answer = desk.raw(f"/invoices/download/{record['id']}", outputFormat="pdf")
    assert "pdf" in answer.headers["content-type"]
    text = read(answer.content)
    for part in (
        "SANDBOX",
        "Faktura VAT",
        "FV 1/10/2026",
        "Zażółć gęślą jaźń",
        "Ćmielowska 1",
        "Śpiew w dżungli",
        "Książka",
        "1234563218",
        "9876543210",
        "4 410,00",
        "23%",
        "5%",
        "4 459,00 zł",
        "przelew",
        "Zamówienie nr 1001",
        "ORYGINAŁ",
    ):
        assert part in text


def test_a_copy_and_a_duplicate_are_marked(desk: Desk) -> None:
    record = desk.add()
    parameters = [{"name": "page", "value": "all"}, {"name": "duplicate", "value": "1"}]
    for shape in (
        [{"parameter": one} for one in parameters],
        {str(i): {"parameter": one} for i, one in enumerate(parameters)},
        {"parameter": parameters},
    ):
        answer = desk.raw(f"/invoices/download/{record['id']}", {"invoices": {"parameters": shape}})
        text = read(answer.content)
        assert "ORYGINAŁ · DUPLIKAT" in text
        assert "KOPIA · DUPLIKAT" in text


def test_a_long_document_takes_several_pages(desk: Desk) -> None:
    record = desk.add(lines=[line(name=f"Pozycja numer {number}") for number in range(1, 81)])
    answer = desk.raw(f"/invoices/download/{record['id']}")
    assert len(PdfReader(io.BytesIO(answer.content)).pages) > 1
    assert "Pozycja numer 80" in read(answer.content)


def test_a_missing_document_is_an_envelope_not_a_pdf(desk: Desk) -> None:
    answer = desk.raw("/invoices/download/1")
    assert (answer.status_code, answer.json()) == (200, {"status": {"code": "NOT FOUND"}})


def test_until_ksef_answers_the_print_is_a_confirmation(desk: Desk) -> None:
    desk.books.ledger.companies[111222].ksef = True
    record = desk.add()
    assert (record["ksef_status"], record["ksef_reference_number"]) == ("", "")
    assert "Potwierdzenie transakcji" in read(desk.raw(f"/invoices/download/{record['id']}").content)
    desk.pass_time(desk.books.settings.ksef_seconds)
    later = desk.ask(f"/invoices/get/{record['id']}")["invoices"]["0"]["invoice"]
    assert (later["ksef_status"], len(later["ksef_reference_number"])) == ("ok", 35)
    assert later["ksef_reference_number"] in read(desk.raw(f"/invoices/download/{record['id']}").content)


def test_without_ksef_authorisation_nothing_is_issued(desk: Desk) -> None:
    desk.books.ledger.companies[111222].ksef = True
    desk.books.settings.ksef_authorised = False
    answer = desk.ask(
        "/invoices/add",
        {
            "invoices": {
                "invoice": {
                    "type": "normal",
                    "contractor": BUYER,
                    "invoicecontents": {"0": {"invoicecontent": line()}},
                }
            }
        },
    )
    assert answer["status"]["code"] == "ERROR"
    assert answer["status"]["message"].startswith("Brak autoryzacji w KSeF 2.0.")
    assert not desk.books.ledger.invoices
    assert not desk.books.ledger.contractors


@pytest.mark.parametrize("value", [1, "1", True, "true"])
def test_auto_send_queues_one_mail_to_the_buyer(desk: Desk, value: Any) -> None:
    assert desk.add(auto_send=value)["auto_send"] == "1"
    assert [(mail.to, mail.origin) for mail in desk.books.ledger.emails] == [
        ("biuro@firma.example", "auto_send")
    ]


def test_auto_send_without_an_address_says_nothing(desk: Desk) -> None:
    buyer = {name: value for name, value in BUYER.items() if name != "email"}
    assert desk.add(auto_send=1, contractor=buyer)["auto_send"] == "1"
    assert not desk.books.ledger.emails


def test_send_queues_a_mail_and_says_so(desk: Desk) -> None:
    record = desk.add()
    parameters = [{"parameter": {"name": "email", "value": "x@y.example"}}]
    answer = desk.ask(f"/invoices/send/{record['id']}", {"invoices": {"parameters": parameters}})
    said = {"code": "OK", "message": "Dokument FV 1/10/2026 został zlecony do wysyłki."}
    assert answer == {"status": said}
    assert [mail.to for mail in desk.books.ledger.emails] == ["x@y.example"]
