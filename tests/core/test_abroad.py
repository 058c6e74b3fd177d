"""Sales abroad: wFirma's ids of foreign rates, and the alarm when it books something else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mostek.core import issue, lease, tokens, work
from mostek.core.models import Document, VatCodes
from mostek.lib import clock
from mostek.wfirma import readback
from tests.core.sales import FINN, GERMAN, POLE, POLISH_FIRM, SWEDE, line, sale, tell

SCHOOL = {"name": "Szkoła Podstawowa nr 1", "street": "Szkolna 1", "zip": "00-002", "city": "Warszawa"}


def sell(shop: Any, posted: dict[str, Any]) -> Document:
    order = tell(shop, posted)
    work.step()
    return Document.objects.get(order=order)


def rows(booked: Any) -> list[tuple[int, Decimal, Decimal, Decimal]]:
    return [(row.vat_code_id, row.netto, row.tax, row.brutto) for row in booked.vat_contents]


def fields(document: Document) -> set[str]:
    return {one["field"] for one in document.differences}


def test_the_first_sale_abroad_reads_the_rates_and_the_next_one_costs_one_call(shop, wfirma):
    first = sell(shop, sale(GERMAN))
    assert (first.state, first.reason) == ("issued", "")
    assert wfirma.calls.counts() == {
        "declaration_countries/find": 3,
        "vat_codes/find": 2,
        "invoices/add": 1,
    }
    sell(shop, sale(FINN, reference="A-1002"))
    assert wfirma.count("vat_codes/find") == 2
    assert wfirma.count("invoices/add") == 2


def test_rates_are_read_again_after_a_day(shop, wfirma):
    sell(shop, sale(GERMAN))
    clock.advance(timedelta(hours=25))
    sell(shop, sale(GERMAN, reference="A-1002"))
    assert wfirma.count("vat_codes/find") == 4


def test_a_sale_in_poland_reads_no_rates(shop, wfirma):
    sell(shop, sale(POLISH_FIRM))
    assert wfirma.calls.counts() == {"invoices/add": 1}


def test_a_rate_that_wfirma_does_not_list_holds_the_document_with_its_name(shop, wfirma):
    shop.connection.products.filter(code="course").update(
        description={"kind": "DIGITAL", "vat_rate": "23", "oss_rate": {"DE": "18.5"}}
    )
    document = sell(shop, sale(GERMAN))
    assert (document.state, document.reason) == ("held", "cannot_express.foreign_rate")
    assert document.detail == {"said": "DE 18.5%"}
    assert wfirma.documents == []


def test_a_rate_that_was_missing_is_looked_for_again_when_a_person_lets_it_go(shop, wfirma):
    sell(shop, sale(GERMAN))
    VatCodes.objects.update(codes=[])
    clock.advance(timedelta(minutes=2))
    assert sell(shop, sale(GERMAN, reference="A-1002")).state == "issued"
    assert wfirma.count("vat_codes/find") == 4


@pytest.mark.parametrize("fault", ["html_500", "reset_before", "maintenance"])
def test_rates_that_cannot_be_read_now_are_read_later_and_nothing_is_sent_meanwhile(shop, wfirma, fault):
    wfirma.faults.on(fault, match="vat_codes/find")
    document = sell(shop, sale(GERMAN))
    assert (document.state, document.tries) == ("pending", 0)
    clock.advance(timedelta(minutes=6))
    work.step()
    document.refresh_from_db()
    assert document.state == "issued"
    assert len(wfirma.documents) == 1


def test_rates_that_may_not_be_read_hold_that_document_alone(shop, wfirma):
    wfirma.faults.on("missing_scope", match="vat_codes/find", times=1)
    held = sell(shop, sale(GERMAN))
    assert (held.state, held.reason) == ("held", "cannot_express.vat_codes")
    assert sell(shop, sale(POLISH_FIRM, reference="A-1002")).state == "issued"
    assert issue.release(held)
    work.step()
    held.refresh_from_db()
    assert held.state == "issued"


def test_a_document_abroad_whose_reply_was_lost_is_found_and_compared_in_full(shop, wfirma):
    wfirma.faults.on("lost_reply", match="invoices/add")
    wfirma.faults.on("vat_dropped", match="invoices/add")
    document = sell(shop, sale(SWEDE))
    clock.advance(timedelta(seconds=10))
    work.step()
    document.refresh_from_db()
    assert (document.state, document.reason) == ("issued", "differs")
    assert {"field": "vat", "asked": "SE 25%", "got": "23"} in document.differences
    assert wfirma.count("invoices/get") == 1


def test_a_foreign_buyer_gets_both_languages_and_a_polish_one_does_not(shop, wfirma):
    sell(shop, sale(GERMAN))
    sell(shop, sale(POLISH_FIRM, reference="A-1002"))
    german, polish = wfirma.documents
    assert (german.translation_language_id, polish.translation_language_id) == (1, 0)
    assert german.description == "Zamówienie / Order A-1001"
    assert polish.description == "Zamówienie A-1002"


def test_a_plain_foreign_25_becomes_23_percent_and_the_alarm_rings(shop, wfirma):
    """What the payload never writes, written by hand: the trap itself."""
    order = tell(shop, sale(SWEDE))
    document = Document.objects.get(order=order)
    client = tokens.client(document.connection)
    with lease.held(document.connection_id) as held:
        body = issue.write(document, client, held)
    content = body["invoices"]["0"]["invoice"]["invoicecontents"]["0"]["invoicecontent"]
    del content["vat_code"]
    content["vat"] = "25"
    issued = client.invoice_add(body)
    assert rows(wfirma.documents[0])[0][0] == 222
    found = readback.differences(body, issued)
    assert readback.Difference("vat", "25", "23") in found


def test_a_rate_lost_on_the_way_becomes_23_percent_and_the_alarm_rings(shop, wfirma):
    wfirma.faults.on("vat_dropped", match="invoices/add")
    document = sell(shop, sale(SWEDE))
    assert (document.state, document.reason) == ("issued", "differs")
    assert rows(wfirma.documents[0]) == [(222, Decimal("96.75"), Decimal("22.25"), Decimal("119.00"))]
    assert {"field": "vat", "asked": "SE 25%", "got": "23"} in document.differences


def with_receiver(buyer: dict[str, Any] = POLISH_FIRM, **changes: Any) -> dict[str, Any]:
    return sale(buyer, recipient={**SCHOOL, "role": "8"}, **changes)


LUMP_SUM = {"kind": "DIGITAL", "vat_rate": "23", "gtu": "GTU_12", "lump_sum_rate": "8.5"}
SILENT = [
    ("receiver_dropped", with_receiver, {"contractor_receiver"}),
    ("reference_dropped", lambda: sale(POLISH_FIRM), {"id_external"}),
    ("payment_dropped", lambda: sale(POLISH_FIRM), {"paymentstate"}),
    ("auto_send_dropped", lambda: sale(POLISH_FIRM), {"auto_send"}),
    ("email_dropped", lambda: sale(POLISH_FIRM), {"contractor.email"}),
    ("currency_dropped", lambda: sale(POLISH_FIRM, currency="EUR"), {"currency"}),
    ("description_dropped", lambda: sale(POLISH_FIRM), {"description"}),
    ("language_dropped", lambda: sale(GERMAN), {"translation_language"}),
    ("lumpcode_dropped", lambda: sale(POLISH_FIRM, line("119.00", "lump")), {"lumpcode"}),
    ("sale_date_dropped", lambda: sale(POLISH_FIRM, supplied_on="2026-11-20"), {"disposaldate"}),
    ("vat_dropped", lambda: sale(POLISH_FIRM, line("105.00", "ebook")), {"vat", "vat.222", "vat.224"}),
]


@pytest.mark.parametrize(("fault", "posted", "expected"), SILENT, ids=[row[0] for row in SILENT])
def test_what_wfirma_drops_in_silence_is_named(shop, wfirma, fault, posted, expected):
    shop.connection.seller |= {"income_tax": "lump_sum"}
    shop.connection.save()
    shop.connection.products.create(code="lump", name="lump", is_described=True, description=LUMP_SUM)
    wfirma.faults.on(fault, match="invoices/add")
    document = sell(shop, posted())
    assert (document.state, document.reason) == ("issued", "differs")
    assert fields(document) == expected


def test_split_payment_that_wfirma_dropped_is_named(shop, wfirma):
    shop.connection.products.create(
        code="steel",
        name="steel",
        is_described=True,
        description={"kind": "GOODS", "vat_rate": "23", "annex_15": True},
    )
    wfirma.faults.on("marks_dropped", match="invoices/add")
    document = sell(shop, sale(POLISH_FIRM, line("20000.00", "steel", "Pręty")))
    assert (document.reason, fields(document)) == ("differs", {"schema"})
    assert "Mechanizm podzielonej płatności" in wfirma.documents[0].description


def test_an_answer_without_lines_is_asked_after_only_where_it_matters(shop, wfirma):
    wfirma.books.settings.add_with_lines = False
    sell(shop, sale(POLISH_FIRM))
    assert wfirma.count("invoices/get") == 0
    sell(shop, sale(GERMAN, reference="A-1002"))
    assert wfirma.count("invoices/get") == 1


def test_a_wrong_rate_is_seen_by_the_tax_alone(shop, wfirma):
    wfirma.books.settings.add_with_lines = False
    wfirma.faults.on("vat_dropped", match="invoices/add")
    document = sell(shop, sale(POLISH_FIRM, line("105.00", "ebook")))
    assert document.differences == [{"field": "tax", "asked": "5.00", "got": "19.63"}]


def test_a_gtu_code_that_wfirma_dropped_is_a_warning_and_no_alarm(shop, wfirma):
    wfirma.books.settings.line_gtu = "ignored"
    document = sell(shop, sale(POLISH_FIRM))
    assert (document.state, document.reason) == ("issued", "gtu_unconfirmed")
    assert document.differences == [{"field": "gtu", "asked": "GTU_12", "got": ""}]


def test_gtu_can_be_left_to_wfirma(shop, wfirma):
    shop.connection.send_gtu = False
    shop.connection.save()
    document = sell(shop, sale(POLISH_FIRM))
    assert (document.reason, wfirma.documents[0].lines[0].gtu) == ("", "")


def test_a_rate_of_another_day_is_an_alarm(shop, wfirma):
    """Paid on Friday: the law wants Thursday's table, and wFirma took Friday's."""
    wfirma.books.settings.exchange_before = "issue"
    document = sell(shop, sale(POLISH_FIRM, currency="EUR", paid_on="2026-11-20", supplied_on="2026-11-20"))
    assert document.differences == [
        {"field": "currency_date", "asked": "2026-11-19", "got": "2026-11-20"},
    ]


def test_the_rate_of_the_right_day_is_no_alarm(shop, wfirma):
    document = sell(shop, sale(POLE, currency="EUR", paid_on="2026-11-20", supplied_on="2026-11-20"))
    assert document.reason == ""
    assert wfirma.documents[0].currency_date.isoformat() == "2026-11-19"
