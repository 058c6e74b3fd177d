from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from mostek.tax.decision import ForeignRate
from mostek.tax.sale import Payment, Recipient
from mostek.wfirma.readback import Difference, differences
from mostek.wfirma.values import Issued

from .examples import issued
from .fakes import Wire, client, ok
from .sales import GERMAN, OSS, draft, line, payload, sale

AS_ASKED: dict[str, Any] = {
    "id_external": "mst-0001",
    "date": "2026-11-23",
    "disposaldate": "2026-11-22",
    "description": "Zamówienie 4102",
}


def answer(**changes: Any) -> Issued:
    return client(Wire(ok("invoices", [issued(**AS_ASKED | changes)]))).invoice_get("300100200")


def row(vat_id: str, netto: str, tax: str, brutto: str) -> dict[str, Any]:
    return {"vat_content": {"netto": netto, "tax": tax, "brutto": brutto, "vat_code": {"id": vat_id}}}


def content(vat_id: str) -> dict[str, Any]:
    return {"invoicecontent": {"id": "1", "name": "x", "vat_code": {"id": vat_id}}}


def fields(found: tuple[Difference, ...]) -> list[str]:
    return [difference.field for difference in found]


def test_a_document_as_asked_has_no_differences():
    assert differences(payload(), answer()) == ()


def test_what_the_answer_does_not_carry_is_not_a_difference():
    assert differences(payload(), Issued(id="1", number="FV 1")) == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"id_external": ""}, Difference("id_external", "mst-0001", "")),
        ({"type": "bill"}, Difference("type", "normal", "bill")),
        ({"currency": "EUR"}, Difference("currency", "PLN", "EUR")),
        ({"date": "2026-11-24"}, Difference("date", "2026-11-23", "2026-11-24")),
        ({"total": "245.99"}, Difference("total", "246.00", "245.99")),
        ({"series": {"id": "1"}}, Difference("series", "72", "1")),
        ({"auto_send": "0"}, Difference("auto_send", "1", "0")),
        ({"auto_send": False}, Difference("auto_send", "1", "0")),
        ({"paymentstate": "unpaid"}, Difference("paymentstate", "paid", "unpaid")),
        ({"contractor_receiver": {"id": 9}}, Difference("contractor_receiver", "absent", "present")),
        (
            {"contractor_detail": {"name": "Kto Inny", "nip": "1234563218"}},
            Difference("contractor.name", "Firma Testowa sp. z o.o.", "Kto Inny"),
        ),
        (
            {"contractor_detail": {"name": "Firma Testowa sp. z o.o.", "nip": ""}},
            Difference("contractor.nip", "1234563218", ""),
        ),
    ],
)
def test_each_thing_that_stands_otherwise_is_named(change: dict[str, Any], expected: Difference):
    assert differences(payload(), answer(**change)) == (expected,)


def test_case_and_spaces_of_a_name_are_not_a_difference():
    detail = {"name": "FIRMA TESTOWA  SP. Z O.O.", "nip": "123 456 32 18"}
    assert differences(payload(), answer(contractor_detail=detail)) == ()


def test_a_foreign_rate_that_became_23_percent_is_seen():
    sent = payload(
        sale(GERMAN),
        draft(line(ForeignRate(country="DE", rate="19")), oss=OSS),
        vat_ids={("DE", "19"): "617"},
    )
    german = {"name": "Max Muster", "nip": ""}
    found = differences(sent, answer(contractor_detail=german))
    assert fields(found) == ["vat", "vat.222", "vat.617"]
    assert found[0] == Difference("vat", "617", "23")
    kept = answer(
        contractor_detail=german,
        invoicecontents={"0": content("617")},
        vat_contents={"0": row("617", "206.72", "39.28", "246.00")},
    )
    assert differences(sent, kept) == ()


def test_an_exemption_that_became_23_percent_is_seen():
    assert "vat" in fields(differences(payload(None, draft(line("ZW"))), answer()))


def test_the_rows_of_two_rates_are_compared_one_by_one():
    sent = payload(
        None,
        draft(
            line(price="49.00", quantity="1", vat="5"), line(price="500.00", quantity="1"), total=Decimal(549)
        ),
    )
    rows = {"0": row("224", "46.67", "2.33", "49.00"), "1": row("222", "406.50", "93.50", "500.00")}
    lines = {"0": content("222"), "1": content("224")}
    kept = {"total": "549.00", "invoicecontents": lines, "vat_contents": rows}
    assert differences(sent, answer(**kept)) == ()
    rows["0"] = row("224", "45.37", "3.63", "49.00")
    assert fields(differences(sent, answer(**kept))) == ["vat.224.tax"]


def test_net_prices_are_taxed_once_per_rate():
    sent = payload(None, draft(line(price="398.37"), price_type="netto"))
    kept = {
        "price_type": "netto",
        "total": "979.99",
        "paymentstate": "unpaid",
        "vat_contents": {"0": row("222", "796.74", "183.25", "979.99")},
    }
    assert differences(sent, answer(**kept)) == ()
    assert fields(differences(sent, answer(**kept | {"total": "980.00"}))) == ["total"]


def test_a_receiver_that_was_lost_is_seen():
    sent = payload(sale(recipient=Recipient(name="Oddział")))
    assert differences(sent, answer()) == (Difference("contractor_receiver", "present", "absent"),)
    detail = {"id": "5", "name": "Oddział"}
    assert differences(sent, answer(contractor_detail_receiver=detail)) == ()


def test_an_unpaid_sale_must_not_stand_as_paid():
    sent = payload(sale(payment=Payment(state="unpaid")))
    assert fields(differences(sent, answer())) == ["paymentstate"]


def test_documents_without_vat_are_compared_by_their_total():
    sent = payload(None, draft(line(None), type="bill"))
    assert differences(sent, answer(type="bill")) == ()
    assert fields(differences(sent, answer(type="bill", total="1.00"))) == ["total"]


def test_the_reference_is_compared_as_wfirma_keeps_it():
    sent = payload()
    sent["invoices"]["0"]["invoice"]["id_external"] = "r" * 40
    assert differences(sent, answer(id_external="r" * 32)) == ()


GTU = {"send_gtu": True, "goods": {0: "7"}}


def booked(**shown: Any) -> Issued:
    """The one line, shown with these fields; one that is `None` is not shown."""
    record = {"id": "1", "name": "Kurs online", "vat_code": {"id": "222"}, "good": {"id": "7"}} | shown
    kept = {name: value for name, value in record.items() if value is not None}
    return answer(invoicecontents={"0": {"invoicecontent": kept}})


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"gtu": "GTU_12"}, []),
        ({"gtu": "12"}, []),
        ({}, []),  # not shown at all: the linked good carries it
        ({"gtu": ""}, ["gtu"]),
        ({"gtu": "GTU_07"}, ["gtu"]),
        ({"good": {"id": "0"}}, ["gtu"]),
        ({"good": None}, ["gtu"]),
        ({"gtu": "GTU_12", "name": "Kurs z katalogu"}, ["name"]),
        ({"gtu": "GTU_12", "name": "KURS  online"}, []),
    ],
)
def test_a_gtu_counts_that_the_line_or_its_good_shows_and_the_name_stays(
    shown: dict[str, Any], expected: list[str]
):
    asked = payload(None, draft(line(gtu="GTU_12")), **GTU)
    assert fields(differences(asked, booked(**shown))) == expected


def test_names_are_not_compared_where_no_good_is_linked():
    asked = payload(None, draft(line(gtu="GTU_12")), send_gtu=True)
    assert fields(differences(asked, booked(gtu="GTU_12", name="Inna nazwa"))) == []
