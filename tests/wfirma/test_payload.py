from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.tax.decision import ForeignRate
from mostek.tax.sale import Buyer, FiscalReceipt, Location, Payment, Recipient
from mostek.wfirma.payload import CannotExpress, good_to_payload

from .sales import FIRM, GERMAN, OSS, PERSON, draft, invoice, line, payload, sale


def test_a_paid_sale_to_a_firm_becomes_one_whole_body():
    assert payload() == {
        "invoices": {
            "0": {
                "invoice": {
                    "type": "normal",
                    "price_type": "brutto",
                    "currency": "PLN",
                    "date": "2026-11-23",
                    "disposaldate": "2026-11-22",
                    "paymentmethod": "payment_card",
                    "paymentdate": "2026-11-22",
                    "alreadypaid_initial": "246.00",
                    "id_external": "mst-0001",
                    "auto_send": 1,
                    "series": {"id": 72},
                    "description": "Zamówienie 4102",
                    "contractor": {
                        "name": "Firma Testowa sp. z o.o.",
                        "tax_id_type": "nip",
                        "nip": "1234563218",
                        "street": "Prosta 1",
                        "zip": "00-001",
                        "city": "Warszawa",
                        "country": "PL",
                        "email": "biuro@firma.example",
                    },
                    "invoicecontents": {
                        "0": {
                            "invoicecontent": {
                                "name": "Kurs online",
                                "unit": "szt.",
                                "count": "2",
                                "price": "123.00",
                                "vat": "23",
                                "discount": 0,
                                "discount_percent": 0,
                            }
                        }
                    },
                }
            }
        }
    }


def test_a_private_person_without_an_address_gets_fillers_and_no_number():
    contractor = invoice(sale(PERSON), draft(type="receipt_normal"))["contractor"]
    assert contractor == {
        "name": "Jan Kowalski",
        "tax_id_type": "none",
        "street": "-",
        "zip": "00-000",
        "city": "-",
        "country": "PL",
        "email": "jan@example.pl",
    }


@pytest.mark.parametrize(
    ("country", "tax_id", "kind", "nip"),
    [
        ("PL", "PL 123-456-32-18", "nip", "1234563218"),
        ("PL", "1234563218-00001", "custom", "1234563218-00001"),
        ("DE", "DE 136 695 976", "vat", "DE136695976"),
        ("DE", "136695976", "vat", "DE136695976"),
        ("GR", "094259216", "vat", "EL094259216"),
        ("GR", "EL094259216", "vat", "EL094259216"),
        ("GR", "GR 094259216", "vat", "EL094259216"),
        ("AT", "U12345678", "vat", "ATU12345678"),
        ("FR", "XX123456789", "vat", "FRXX123456789"),
        ("GB", "XI 123 4567", "custom", "XI 123 4567"),
        ("US", "12-3456789", "custom", "12-3456789"),
    ],
)
def test_the_kind_of_tax_number_follows_the_country(country: str, tax_id: str, kind: str, nip: str):
    buyer = Buyer(country=country, name="Firma", company=True, tax_id=tax_id)
    contractor = invoice(sale(buyer))["contractor"]
    assert (contractor["tax_id_type"], contractor["nip"]) == (kind, nip)


@pytest.mark.parametrize(
    ("country", "zip", "sent"),
    [
        ("PL", "00001", "00-001"),
        ("PL", "00 001", "00-001"),
        ("PL", "00-001", "00-001"),
        ("PL", "", "00-000"),
        ("PL", "123", "123"),
        ("DE", "10115", "10115"),
        ("DE", "", "-"),
        ("GB", "SW1A 1AA", "SW1A 1AA"),
    ],
)
def test_only_polish_post_codes_are_given_a_dash(country: str, zip: str, sent: str):
    assert invoice(sale(Buyer(country=country, name="A", zip=zip)))["contractor"]["zip"] == sent


def test_an_invoice_for_nobody_cannot_be_written_but_a_receipt_can():
    nobody = sale(Buyer(country="PL"))
    with pytest.raises(CannotExpress) as caught:
        invoice(nobody)
    assert caught.value.code == "buyer_name"
    assert invoice(nobody, draft(type="receipt_normal"))["contractor"]["name"] == "Klient detaliczny"


def test_the_fillers_of_an_unpaid_sale_say_nothing_about_payment():
    unpaid = sale(payment=Payment(method="przelew", state="unpaid"), paid_on=None, supplied_on=None)
    document = invoice(unpaid, due_date=date(2026, 12, 7))
    assert "alreadypaid_initial" not in document
    assert document["paymentdate"] == "2026-12-07"
    assert document["disposaldate"] == "2026-11-23"


@pytest.mark.parametrize(
    ("method", "sent"),
    [
        ("card", "payment_card"),
        ("Karta płatnicza", "payment_card"),
        ("stripe", "payment_card"),
        ("transfer", "transfer"),
        ("przelewy24", "transfer"),
        ("", "transfer"),
        ("cash", "cash"),
        ("cash on delivery", "cod"),
        ("cod", "cod"),
        ("kompensata", "compensation"),
    ],
)
def test_payment_words_become_one_of_five(method: str, sent: str):
    assert invoice(sale(payment=Payment(method=method)))["paymentmethod"] == sent


def test_what_is_paid_on_delivery_is_cod_whatever_the_word():
    assert invoice(sale(payment=Payment(method="card", on_delivery=True)))["paymentmethod"] == "cod"


def test_mail_is_asked_for_only_where_there_is_an_address():
    assert invoice(auto_send=False)["auto_send"] == 0
    assert invoice(sale(Buyer(country="PL", name="A")), draft(type="receipt_normal"))["auto_send"] == 0


def test_a_fiscal_receipt_has_its_own_way_to_mail_and_no_remarks():
    document = invoice(sale(PERSON), draft(type="receipt_fiscal_normal"))
    assert document["ereceipt_integration_receipt"] == {"email_to_auto_send": "jan@example.pl"}
    assert "auto_send" not in document
    assert "description" not in document


def test_annotations_become_flags_and_words():
    document = invoice(
        sale(receipt=FiscalReceipt(number="P/12/2026", tax_id=False)),
        draft(
            annotations=("reverse_charge", "split_payment", "invoice_to_receipt", "exempt:art. 113 ust. 1")
        ),
    )
    assert document["schema"] == "split_payment"
    assert document["schema_bill"] == 1
    assert document["description"].splitlines() == [
        "Zamówienie 4102",
        "Odwrotne obciążenie / reverse charge",
        "Mechanizm podzielonej płatności",
        "Faktura do paragonu P/12/2026",
        "Zwolnienie: art. 113 ust. 1 ustawy o VAT",
    ]


def test_an_exemption_by_another_act_keeps_its_words():
    text = invoice(None, draft(annotations=("exempt:§ 3 ust. 1 pkt 14 rozporządzenia",)))["description"]
    assert text.endswith("Zwolnienie: § 3 ust. 1 pkt 14 rozporządzenia")


@pytest.mark.parametrize("annotation", ["exempt:", "margin", ""])
def test_an_annotation_without_a_place_is_not_dropped(annotation: str):
    with pytest.raises(CannotExpress):
        invoice(None, draft(annotations=(annotation,)))


def test_a_line_without_vat_names_none():
    content = invoice(None, draft(line(None), type="bill"))["invoicecontents"]["0"]["invoicecontent"]
    assert "vat" not in content
    assert "vat_code" not in content


def test_the_lump_sum_rate_goes_on_the_line_and_gtu_only_when_asked():
    the_draft = draft(line(lump_sum_rate="8.5", gtu="GTU_12"))
    content = invoice(None, the_draft)["invoicecontents"]["0"]["invoicecontent"]
    assert content["lumpcode"] == "8.5"
    assert "gtu" not in content
    asked = invoice(None, the_draft, send_gtu=True)
    assert asked["invoicecontents"]["0"]["invoicecontent"]["gtu"] == "GTU_12"


def test_a_good_is_linked_beside_what_the_line_says_itself():
    the_draft = draft(line(gtu="GTU_12"), line())
    lines = invoice(None, the_draft, send_gtu=True, goods={0: "20300401"})["invoicecontents"]
    first, second = (lines[number]["invoicecontent"] for number in ("0", "1"))
    assert first["good"] == {"id": 20300401}
    assert {"name", "price", "vat", "gtu"} <= set(first)
    assert "good" not in second


def test_a_good_says_of_itself_what_the_line_says():
    good = good_to_payload("mo-12-abc", "Kurs", "GTU_12", line("8"), "netto")
    assert good["price_type"] == "netto"
    assert (good["netto"], good["vat"], good["type"]) == ("123.00", "8", "service")


@pytest.mark.parametrize("vat", ["25", "zw", "oo", ""])
def test_a_code_that_would_become_23_percent_is_never_sent(vat: str):
    with pytest.raises(CannotExpress) as caught:
        invoice(None, draft(line(vat)))
    assert caught.value.code == "vat_code"


def test_a_foreign_rate_travels_by_id_with_one_object_of_details():
    document = invoice(
        sale(GERMAN, location=Location(billing="DE", ip="DE")),
        draft(line(ForeignRate(country="DE", rate="19.00")), oss=OSS, currency="EUR"),
        vat_ids={("DE", "19"): "617"},
    )
    content = document["invoicecontents"]["0"]["invoicecontent"]
    assert content["vat_code"] == {"id": 617}
    assert "vat" not in content
    assert document["vat_moss_details"] == {
        "vat_moss_detail": {
            "type": "SE",
            "evidence1_type": "A",
            "evidence1_description": "Hauptstr. 5, 10115 Berlin, DE",
            "evidence2_type": "B",
            "evidence2_description": "Kraj adresu IP: DE",
        }
    }


def test_a_consumer_under_oss_keeps_a_refused_tax_number_off_the_document():
    firm = Buyer(country="DE", name="Muster", company=True, tax_id="DE000000000")
    document = invoice(
        sale(firm), draft(line(ForeignRate(country="DE", rate="19")), oss=OSS), vat_ids={("DE", "19"): "617"}
    )
    assert document["contractor"]["tax_id_type"] == "none"


def test_a_single_piece_of_evidence_is_joined_by_what_the_order_says():
    one = draft(
        line(ForeignRate(country="DE", rate="19")),
        oss=replace(OSS, evidence=("A",)),
    )
    detail = invoice(sale(GERMAN), one, vat_ids={("DE", "19"): "617"})["vat_moss_details"]["vat_moss_detail"]
    assert (detail["evidence1_type"], detail["evidence2_type"]) == ("A", "F")
    assert detail["evidence2_description"] == "Kraj podany w zamówieniu: DE"


@pytest.mark.parametrize(
    ("the_draft", "code"),
    [
        (draft(line(ForeignRate(country="DE", rate="19")), oss=OSS), "foreign_rate"),
        (draft(line(ForeignRate(country="DE", rate="19"))), "oss"),
        (draft(oss=OSS), "oss"),
        (draft(type="correction"), "type"),
        (draft(type="normal_draft"), "type"),
        (draft(line(price="NaN")), "amount"),
    ],
)
def test_what_wfirma_would_book_as_something_else_is_refused(the_draft, code: str):
    with pytest.raises(CannotExpress) as caught:
        invoice(sale(GERMAN), the_draft)
    assert caught.value.code == code


@pytest.mark.parametrize("reference", ["", " ", "x" * 33, "zamówienie", "a\nb"])
def test_a_reference_that_wfirma_would_change_is_refused(reference: str):
    with pytest.raises(CannotExpress):
        invoice(reference=reference)


def test_a_third_party_travels_with_a_numeric_role():
    party = Recipient(name="Oddział", tax_id="5260250274", zip="30002", city="Kraków")
    receiver = invoice(sale(recipient=party))["contractor_receiver"]
    assert receiver == {
        "name": "Oddział",
        "tax_id_type": "nip",
        "nip": "5260250274",
        "street": "-",
        "zip": "30-002",
        "city": "Kraków",
        "country": "PL",
        "receiver": 1,
        "role": "2",
    }


def test_marks_of_the_register_are_a_word_or_a_list_in_a_text():
    assert invoice(None, draft(marks=("WSTO_EE",)))["type_of_sale"] == "WSTO_EE"
    assert invoice(None, draft(marks=("TP", "WSTO_EE")))["type_of_sale"] == '["TP", "WSTO_EE"]'


@given(
    st.decimals("0.0001", "99999", places=4),
    st.decimals("0.01", "999999", places=4),
)
def test_quantities_and_prices_arrive_digit_for_digit(quantity: Decimal, price: Decimal):
    content = invoice(None, draft(line(price=str(price), quantity=str(quantity))))["invoicecontents"]["0"]
    sent = json.loads(json.dumps(content))["invoicecontent"]
    assert Decimal(sent["count"]) == quantity
    assert Decimal(sent["price"]) == price
    assert "E" not in sent["count"] + sent["price"]
    assert len(sent["price"].partition(".")[2]) >= 2


@given(st.text(max_size=20), st.text(max_size=12), st.sampled_from(["PL", "DE", "GR", "US"]))
def test_any_buyer_can_be_written(tax_id: str, zip: str, country: str):
    buyer = Buyer(country=country, name=FIRM.name, company=True, tax_id=tax_id, zip=zip)
    contractor = invoice(sale(buyer))["contractor"]
    assert contractor["zip"]
    assert (contractor["tax_id_type"] == "none") == ("nip" not in contractor)
