"""From the sale to wFirma's books: what the law wants is what stands there, read back from the books themselves."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mostek.core import work
from mostek.core.models import Document, Order
from mostek.lib import clock
from mostek.sandbox.wfirma.vat_codes import vat_codes
from mostek.tax import command
from tests.core.sales import (
    FINN,
    GERMAN,
    GREEK_FIRM,
    POLE,
    POLISH_FIRM,
    line,
    sale,
    tell,
)

GERMAN_FIRM = GERMAN | {
    "name": "Muster GmbH",
    "company": True,
    "wants_invoice": True,
    "tax_id": "DE136695976",
}
MUNICIPALITY = POLISH_FIRM | {"name": "Gmina Przykładowa", "street": "Rynek 1"}
SCHOOL = {
    "name": "Szkoła Podstawowa nr 1",
    "street": "Szkolna 1",
    "zip": "00-002",
    "city": "Warszawa",
    "role": "8",
}


def issued(shop: Any, wfirma: Any, posted: dict[str, Any]) -> Any:
    """The one document in wFirma's books; ours is issued and nothing in it differs."""
    tell(shop, posted)
    work.step()
    document = Document.objects.get(order__external_id=posted["reference"])
    assert (document.state, document.reason, document.differences) == ("issued", "", [])
    return next(one for one in wfirma.documents if str(one.id) == document.wfirma_id)


def rows(booked: Any) -> dict[str, tuple[str, str, str]]:
    """The VAT table of the books: code or country and rate → net, tax, gross."""
    found = {}
    for row in booked.vat_contents:
        code = vat_codes()[row.vat_code_id]
        name = code.code or f"{code.country} {code.rate.normalize():f}"
        found[name] = (str(row.netto), str(row.tax), str(row.brutto))
    return found


def sums(booked: Any) -> tuple[Decimal, Decimal, Decimal]:
    return Decimal(booked.netto), Decimal(booked.tax), Decimal(booked.total)


def test_a_polish_firm_gets_an_invoice_with_its_nip_and_gtu_12(shop, wfirma):
    booked = issued(shop, wfirma, sale(POLISH_FIRM, line("1230.00")))
    assert (booked.type, booked.contractor_detail.nip) == ("normal", "5260250274")
    assert rows(booked) == {"23": ("1000.00", "230.00", "1230.00")}
    assert [one.gtu for one in booked.lines] == ["GTU_12"]
    assert booked.paymentstate == "paid"
    assert wfirma.calls.counts() == {"invoices/add": 1}


def test_an_ebook_and_a_course_stand_on_one_invoice_with_their_rates(shop, wfirma):
    booked = issued(
        shop, wfirma, sale(POLISH_FIRM, line("49.00", "ebook", "E-book"), line("500.00"), total="549.00")
    )
    assert rows(booked) == {"5": ("46.67", "2.33", "49.00"), "23": ("406.50", "93.50", "500.00")}
    assert [(one.name, one.gtu) for one in booked.lines] == [("E-book", ""), ("Kurs fotografii", "GTU_12")]
    assert sums(booked) == (Decimal("453.17"), Decimal("95.83"), Decimal("549.00"))


@pytest.mark.parametrize("currency", ["EUR", "PLN"])
@pytest.mark.parametrize(
    ("buyer", "code", "net", "tax"),
    [(GERMAN, "DE 19", "100.00", "19.00"), (FINN, "FI 25.5", "94.82", "24.18")],
    ids=["germany", "finland"],
)
def test_a_recorded_course_bears_the_vat_of_the_consumers_country(
    shop, wfirma, currency, buyer, code, net, tax
):
    booked = issued(shop, wfirma, sale(buyer, currency=currency))
    assert (booked.type, booked.currency) == ("normal", currency)
    assert rows(booked) == {code: (net, tax, "119.00")}
    assert booked.contractor_detail.tax_id_type == "none"
    assert booked.contractor_detail.country == buyer["country"]
    assert booked.translation_language_id == 1
    assert [one.gtu for one in booked.lines] == [""]


def test_a_greek_firm_with_a_valid_number_accounts_for_the_vat_itself(shop, wfirma):
    booked = issued(shop, wfirma, sale(GREEK_FIRM))
    assert rows(booked) == {"NPUE": ("119.00", "0.00", "119.00")}
    assert (booked.contractor_detail.tax_id_type, booked.contractor_detail.nip) == ("vat", "EL094259216")
    assert booked.contractor_detail.country == "GR"
    assert "odwrotne obciążenie" in booked.description.lower()
    assert [one.gtu for one in booked.lines] == ["GTU_12"]
    proof = Order.objects.get().sale["buyer"]["vies"]["proof"]
    assert proof.startswith("WAPI")


def test_a_firm_whose_number_vies_does_not_know_pays_as_a_consumer(shop, wfirma):
    wfirma.vies.set_number("DE136695976", "INVALID")
    booked = issued(shop, wfirma, sale(GERMAN_FIRM))
    assert rows(booked) == {"DE 19": ("100.00", "19.00", "119.00")}
    assert booked.contractor_detail.nip == ""


def test_while_vies_is_down_nothing_is_issued_and_later_the_right_thing_is(shop, wfirma):
    wfirma.vies.set_down("*", "MS_UNAVAILABLE")
    tell(shop, sale(GERMAN_FIRM))
    for _ in range(5):
        work.step()
        clock.advance(timedelta(minutes=10))
    assert (Order.objects.get().verdict, wfirma.documents) == ("hold", [])
    wfirma.vies.set_down("*", "")
    clock.advance(timedelta(hours=3))
    work.step()
    (booked,) = wfirma.documents
    assert rows(booked) == {"NPUE": ("119.00", "0.00", "119.00")}
    assert Document.objects.get().differences == []


def test_a_seller_exempt_from_vat_issues_a_bill_with_the_legal_basis(shop, wfirma):
    connection = shop.connection
    company = next(one for one in wfirma.books.ledger.companies.values() if not one.vat_payer)
    connection.company_id = str(company.id)
    connection.seller = {"vat_status": "exempt_113", "exempt_basis": "art. 113 ust. 1", "income_tax": "scale"}
    connection.save()
    booked = issued(shop, wfirma, sale(POLE | {"wants_invoice": True}))
    assert booked.type == "bill"
    assert sums(booked) == (Decimal("119.00"), Decimal(0), Decimal("119.00"))
    assert "art. 113 ust. 1" in booked.description


def test_a_sale_in_euros_stays_in_euros_at_the_rate_of_the_day_before(shop, wfirma):
    booked = issued(shop, wfirma, sale(POLISH_FIRM, line("123.00"), currency="EUR"))
    assert (booked.currency, rows(booked)) == ("EUR", {"23": ("100.00", "23.00", "123.00")})
    assert booked.currency_date.isoformat() == "2026-11-20"
    draft = Document.objects.get().content["draft"]
    assert draft["exchange_rate"] == {"table": "NBP", "date": "2026-11-20"}


def test_a_school_is_the_recipient_of_the_municipalitys_invoice(shop, wfirma):
    booked = issued(shop, wfirma, sale(MUNICIPALITY, recipient=SCHOOL))
    assert booked.contractor_detail.name == "Gmina Przykładowa"
    assert (booked.receiver_detail.name, booked.receiver_detail.role) == ("Szkoła Podstawowa nr 1", "8")


def test_an_exempt_product_carries_its_provision(shop, wfirma):
    describe_one(
        shop, "nauka", {"kind": "CONSULTING", "vat_rate": "zw", "exempt_basis": "art. 43 ust. 1 pkt 28"}
    )
    booked = issued(shop, wfirma, sale(POLISH_FIRM, line("300.00", "nauka", "Lekcja")))
    assert rows(booked) == {"ZW": ("300.00", "0.00", "300.00")}
    assert "art. 43 ust. 1 pkt 28" in booked.description


def test_split_payment_is_marked_and_said(shop, wfirma):
    describe_one(shop, "stal", {"kind": "GOODS", "vat_rate": "23", "annex_15": True})
    booked = issued(shop, wfirma, sale(POLISH_FIRM, line("18450.00", "stal", "Pręty")))
    assert booked.schema_name == "split_payment"
    assert "Mechanizm podzielonej płatności" in booked.description


def test_an_invoice_to_a_fiscal_receipt_is_marked_as_one(shop, wfirma):
    receipt = {"number": "W001/2026", "tax_id": True}
    booked = issued(shop, wfirma, sale(POLISH_FIRM, line("615.00"), receipt=receipt))
    assert booked.schema_bill == "1"
    assert "W001/2026" in booked.description


def test_goods_to_a_consumer_abroad_bear_the_vat_of_the_country(shop, wfirma):
    describe_one(shop, "album", {"kind": "GOODS", "vat_rate": "23"})
    booked = issued(shop, wfirma, sale(GERMAN, line("119.00", "album", "Album")))
    assert rows(booked) == {"DE 19": ("100.00", "19.00", "119.00")}


def test_below_the_threshold_a_sale_abroad_bears_polish_vat_and_its_mark(shop, wfirma):
    shop.connection.seller |= {"oss": "below_threshold", "consumer_document": "invoice"}
    shop.connection.save()
    booked = issued(shop, wfirma, sale(GERMAN, line("123.00")))
    assert rows(booked) == {"23": ("100.00", "23.00", "123.00")}
    assert booked.type_of_sale == "WSTO_EE"


def test_a_lump_sum_rate_stands_on_its_line(shop, wfirma):
    shop.connection.seller |= {"income_tax": "lump_sum"}
    shop.connection.save()
    describe_one(shop, "konsultacja", {"kind": "CONSULTING", "vat_rate": "23", "lump_sum_rate": "15"})
    booked = issued(shop, wfirma, sale(POLE, line("246.00", "konsultacja", "Konsultacja")))
    assert [one.lumpcode for one in booked.lines] == ["15"]


def test_a_firm_outside_the_union_gets_an_invoice_outside_vat_in_two_languages(shop, wfirma):
    swiss = GERMAN | {
        "name": "Beispiel AG",
        "company": True,
        "wants_invoice": True,
        "tax_id": "CHE-123.456.788",
        "country": "CH",
    }
    booked = issued(shop, wfirma, sale(swiss))
    assert rows(booked) == {"NP": ("119.00", "0.00", "119.00")}
    assert (booked.contractor_detail.tax_id_type, booked.translation_language_id) == ("custom", 1)
    assert "reverse charge" in booked.description
    assert wfirma.vies.asked == []


SAME_AS_COMMAND = {
    "firm": lambda: sale(POLISH_FIRM, line("1230.00")),
    "two rates": lambda: sale(POLISH_FIRM, line("49.00", "ebook", "E-book"), line("500.00")),
    "private": lambda: sale(POLE),
    "germany": lambda: sale(GERMAN, currency="EUR"),
    "finland": lambda: sale(FINN),
    "vies": lambda: sale(GREEK_FIRM),
    "recipient": lambda: sale(MUNICIPALITY, recipient=SCHOOL),
    "wrong nip": lambda: sale(POLISH_FIRM | {"tax_id": "5260250275"}),
    "does not add up": lambda: sale(POLE, total="1.00"),
}


@pytest.mark.parametrize("name", SAME_AS_COMMAND)
def test_the_command_and_the_pipeline_decide_alike(shop, wfirma, name):
    order = tell(shop, SAME_AS_COMMAND[name]())
    work.step()
    order.refresh_from_db()
    connection = order.source.connection
    whole = {
        "today": clock.warsaw_date().isoformat(),
        "seller": connection.seller,
        "products": {one.code: one.description for one in connection.products.all()},
        "sale": order.sale,
    }
    out = io.StringIO()
    assert command.run("-", False, io.StringIO(json.dumps(whole)), out) == 0
    assert json.loads(out.getvalue()) == order.decision


def describe_one(shop: Any, code: str, description: dict[str, Any]) -> None:
    shop.connection.products.create(
        code=code, name=code, is_described=True, description=description, first_sold_at=clock.now()
    )
