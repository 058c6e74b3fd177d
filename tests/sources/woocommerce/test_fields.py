"""The NIP and the wish for an invoice, from wherever a plug-in keeps them."""

from __future__ import annotations

import re

import pytest

from mostek.sources.woocommerce.fields import INVOICE, NIP
from tests.docs.pages import DOCS
from tests.sources.woocommerce.orders import metas, order, sold

NUMBER = "1234563218"


def buyer_of(values: dict, company: str = "", **options):
    billing = {**order()["billing"], "company": company}
    return sold(order(meta_data=metas(**values), billing=billing), **options).sale.buyer


@pytest.mark.parametrize("key", [one.key for one in NIP])
def test_a_nip_is_found_under_each_known_key(key):
    buyer = buyer_of({key: NUMBER})
    assert (buyer.tax_id, buyer.company, buyer.wants_invoice) == (NUMBER, True, True)


@pytest.mark.parametrize("key", [one.key for one in INVOICE])
@pytest.mark.parametrize("value", ["1", 1, True, "yes", "Tak", "on"])
def test_a_wish_is_found_under_each_known_key(key, value):
    buyer = buyer_of({key: value})
    assert (buyer.wants_invoice, buyer.company, buyer.tax_id) == (True, False, None)
    assert buyer.name == "Anna Przykładowa"


@pytest.mark.parametrize(
    "key",
    [
        "_wc_billing/polski/nip",
        "_wc_other/polski/nip",
        "_wc_billing/devikit-fakturownia/billing_nip",
        "_wc_other/sklep/vat-number",
    ],
)
def test_a_nip_of_the_block_checkout_is_found_whatever_plug_in_asked_for_it(key):
    assert buyer_of({key: NUMBER}).tax_id == NUMBER


def test_a_wish_of_the_block_checkout_is_found():
    assert buyer_of({"_wc_other/sklep/chce-fakture": True}).wants_invoice


def test_the_number_of_the_delivery_address_is_not_the_buyers():
    assert buyer_of({"_wc_shipping/polski/nip": NUMBER}).tax_id is None


@pytest.mark.parametrize("value", ["0", 0, False, "no", "nie", "paragon"])
def test_who_said_no_is_a_private_buyer_whatever_number_the_form_remembers(value):
    buyer = buyer_of({"_billing_faktura": value, "_billing_nip": NUMBER}, company="Przykład")
    assert (buyer.company, buyer.wants_invoice, buyer.tax_id) == (False, False, None)
    assert buyer.name == "Anna Przykładowa"


@pytest.mark.parametrize("value", ["", None, [], {"a": 1}, "może"])
def test_an_answer_that_is_none_leaves_it_to_the_nip(value):
    assert buyer_of({"_billing_faktura": value, "_billing_nip": NUMBER}).wants_invoice
    assert not buyer_of({"_billing_faktura": value}).wants_invoice


def test_a_company_without_a_nip_is_a_company_that_did_not_ask():
    buyer = buyer_of({}, company="Przykład")
    assert (buyer.name, buyer.company, buyer.wants_invoice) == ("Przykład", True, False)


@pytest.mark.parametrize("value", ["", "-", "brak", "nie dotyczy", None, ["1234563218"]])
def test_what_is_no_number_is_no_nip(value):
    assert buyer_of({"_billing_nip": value}).tax_id is None


def test_an_empty_field_does_not_hide_the_filled_one_after_it():
    assert buyer_of({"_billing_nip": "", "_billing_vat_number": NUMBER}).tax_id == NUMBER


def test_the_sellers_own_fields_come_first():
    values = {"_moje_nip": NUMBER, "_billing_nip": "9999999999", "_moja_faktura": "tak"}
    buyer = buyer_of(values, nip_keys="_inne, _moje_nip", invoice_keys="_moja_faktura")
    assert (buyer.tax_id, buyer.wants_invoice) == (NUMBER, True)


def test_the_country_of_an_order_without_one_is_the_sellers_choice():
    billing = {**order()["billing"], "country": ""}
    assert sold(order(billing=billing)).sale.buyer.country == "PL"
    assert sold(order(billing=billing), country="cz").sale.buyer.country == "CZ"


def test_the_country_of_the_connection_is_evidence_where_it_is_known():
    assert sold(order(meta_data=metas(_customer_ip_country="DE"))).sale.location.ip == "DE"
    assert sold(order(meta_data=metas(_customer_ip_country="??"))).sale.location.ip is None


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_page_lists_the_keys_that_the_code_knows(language):
    text = (DOCS / language / "platforms" / "woocommerce.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| (?:\[(.+?)\]\((.+?)\)|[^|]+) \|$", text, re.MULTILINE)
    known = [
        (one.key, *((one.by, one.source) if "://" in one.source else ("", ""))) for one in (*NIP, *INVOICE)
    ]
    assert listed == known
