"""The rulings of the contract, by number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mostek.tax.decide import decide
from mostek.tax.sale import Buyer, Line, Location, Sale
from mostek.tax.seller import Seller
from tests.tax.cases import (
    COURSE,
    FIRM,
    GERMAN_FIRM,
    VIES_VALID,
    codes,
    decided,
    decided_example,
    example,
    held_by,
    kind_of,
    priced,
)

MUG = {"kind": "GOODS", "lump_sum_rate": "3"}
LIVE = {"kind": "LIVE_EVENT_ONLINE", "gtu": "GTU_12", "lump_sum_rate": "8.5"}
COACHING = {"kind": "CONSULTING", "lump_sum_rate": "8.5"}
TILL = {"cash_register": "online"}
WANTS = {"country": "PL", "name": "Anna", "wants_invoice": True}
EXEMPT = {"vat_status": "exempt_113", "exempt_basis": "art. 113 ust. 9"}
BELOW = {"oss": "below_threshold"}


def consumer(country, zip=""):
    return {"country": country, "name": "Kim", "zip": zip}


def facts(answer, *names):
    assert answer["decision"] == "issue", answer
    return tuple(answer["document"][name] for name in names)


def vats(answer):
    assert answer["decision"] == "issue", answer
    return [line["vat"] for line in answer["document"]["lines"]]


# 3


def test_a_partly_paid_order_is_held():
    assert held_by(decided_example(payment={"state": "partly"})) == "payment.partly"


@pytest.mark.parametrize("method", ["card", "PayPo", "", "przelew"])
def test_payment_methods_are_free_words(method):
    assert kind_of(decided_example(payment={"method": method})) == "receipt_normal"


def test_only_a_lump_sum_seller_has_lump_sum_rates():
    answer = decided_example(seller={"income_tax": "linear"}, product={"lump_sum_rate": None})
    assert answer["document"]["lines"][0]["lump_sum_rate"] is None
    assert codes(answer) == []


# 5


@pytest.mark.parametrize(
    ("location", "country"),
    [
        ({"billing": "DE"}, "DE"),
        ({"billing": None, "ip": "FR"}, "FR"),
        ({"billing": "DE", "ip": "DE"}, "DE"),
        ({"billing": "DE", "ip": "FR", "payment": "FR"}, "FR"),
        ({"billing": "DE", "ip": "DE", "payment": "DE", "phone": "PL"}, "DE"),
        ({"billing": None}, "DE"),
    ],
)
def test_evidence_that_agrees_shows_the_consumers_country(location, country):
    answer = decided_example(buyer=consumer("DE"), location=location)
    assert answer["document"]["oss"]["country"] == country


@pytest.mark.parametrize(
    "location",
    [
        {"billing": "DE", "ip": "PL"},
        {"billing": "DE", "ip": "FR", "payment": "PL"},
        {"billing": "DE", "ip": "DE", "payment": "PL", "phone": "PL"},
    ],
)
def test_evidence_that_does_not_agree_holds(location):
    assert held_by(decided_example(buyer=consumer("DE"), location=location)) == "place.evidence_differs"


def test_evidence_names_the_two_items_that_agree():
    location = {"billing": "DE", "ip": "FR", "payment": "FR"}
    answer = decided_example(buyer=consumer("DE"), location=location)
    assert answer["document"]["oss"] == {"country": "FR", "type": "SE", "evidence": ["B", "C"]}


def test_goods_go_by_where_they_are_delivered():
    answer = decided_example(
        buyer=consumer("DE"), product=MUG, ship_to={"country": "FR"}, location={"ip": "PL", "billing": "PL"}
    )
    assert answer["document"]["oss"] == {"country": "FR", "type": "WO", "evidence": ["F"]}


def test_greece_is_gr_in_data():
    answer = decided_example(buyer=consumer("GR"))
    assert vats(answer) == [{"country": "GR", "rate": "24"}]


# 6


@pytest.mark.parametrize(("price", "verdict"), [("61.50", "issue"), ("61.51", "hold"), ("123.00", "hold")])
def test_the_sale_that_crosses_the_threshold_is_taxed_abroad(price, verdict):
    seller = BELOW | {"eu_consumer_sales_net_pln": "41950.00"}
    answer = decided_example(seller=seller, buyer=consumer("FR"), lines=[priced(price)], total=price)
    assert answer["decision"] == verdict


def test_every_sale_after_it_is_taxed_abroad_too():
    seller = BELOW | {"eu_consumer_sales_net_pln": "42000.01"}
    answer = decided_example(seller=seller, buyer=consumer("FR"), lines=[priced("0.01")], total="0.01")
    assert held_by(answer) == "oss.threshold_crossed"


def test_foreign_money_is_counted_at_its_rate():
    seller = BELOW | {"eu_consumer_sales_net_pln": "41900.00"}
    patches = {"seller": seller, "buyer": consumer("FR"), "currency": "EUR"}
    lines = {"lines": [priced("30.75")], "total": "30.75"}
    assert decided_example(**patches, **lines, rate_pln="4.00")["decision"] == "issue"
    assert held_by(decided_example(**patches, **lines, rate_pln="4.01")) == "oss.threshold_crossed"
    assert "threshold.rate_missing" in codes(decided_example(**patches, **lines))


def test_the_threshold_is_announced_when_it_is_near():
    patches = {"buyer": consumer("FR"), "lines": [priced("123.00")], "total": "123.00"}
    for before, warned in [("33499.99", False), ("33500.00", True)]:
        answer = decided_example(seller=BELOW | {"eu_consumer_sales_net_pln": before}, **patches)
        assert ("threshold.near" in codes(answer)) is warned


def test_a_seller_outside_oss_is_held_when_other_vat_is_due():
    assert held_by(decided_example(seller={"oss": "none"}, buyer=consumer("FR"))) == "oss.registration_needed"


# 7


def test_consumers_invoices_go_to_ksef_only_where_the_seller_sends_them():
    for consumers, way in [(False, "outside"), (True, "voluntary")]:
        seller = {"ksef": {"consumers": consumers}}
        assert facts(decided_example(seller=seller, buyer=WANTS), "ksef") == (way,)
        assert facts(decided_example(seller=seller, buyer=consumer("DE")), "ksef") == (way,)


def test_a_required_invoice_stays_required_with_ksef_switched_off():
    answer = decided_example(seller={"ksef": {"enabled": False}}, buyer=FIRM)
    assert facts(answer, "ksef") == ("required",)
    assert codes(answer) == ["ksef.disabled"]


def test_receipts_and_pro_formas_are_outside_ksef():
    seller = {"ksef": {"consumers": True}}
    assert facts(decided_example(seller=seller), "ksef") == ("outside",)
    unpaid = decided_example(seller=seller, buyer=FIRM, payment={"state": "unpaid"})
    assert facts(unpaid, "type", "ksef", "issue_by") == ("proforma", "outside", None)


# 8


@pytest.mark.parametrize(
    ("price", "today", "kind", "annotations"),
    [
        ("450.00", "2026-12-31", "receipt_fiscal_normal", []),
        ("450.01", "2026-12-31", "normal", ["invoice_to_receipt"]),
        ("450.00", "2027-01-01", "normal", ["invoice_to_receipt"]),
    ],
)
def test_a_company_that_did_not_ask_gets_a_receipt_with_its_nip_up_to_450(price, today, kind, annotations):
    obj = example(
        seller=TILL, buyer=FIRM, lines=[priced(price)], total=price, paid_on=today, supplied_on=today
    )
    answer = decided(obj | {"today": today})
    assert facts(answer, "type", "annotations") == (kind, annotations)


@pytest.mark.parametrize(("price", "kind"), [("100.00", "receipt_fiscal_normal"), ("100.01", "normal")])
def test_the_limit_in_euro_is_100(price, kind):
    answer = decided_example(seller=TILL, buyer=FIRM, currency="EUR", lines=[priced(price)], total=price)
    assert kind_of(answer) == kind


def test_a_company_that_asks_gets_an_invoice():
    answer = decided_example(seller=TILL, buyer=FIRM | {"wants_invoice": True})
    assert facts(answer, "type", "annotations") == ("normal", [])


@pytest.mark.parametrize(
    ("buyer", "on_receipt", "price", "outcome"),
    [
        (FIRM, True, "450.00", "document.receipt_is_invoice"),
        (FIRM, True, "450.01", "normal"),
        (FIRM | {"wants_invoice": True}, False, "199.00", "document.receipt_without_nip"),
        (WANTS, False, "199.00", "normal"),
        (consumer("PL"), False, "199.00", "document.receipt_given"),
    ],
)
def test_a_receipt_that_was_given_decides_what_may_follow(buyer, on_receipt, price, outcome):
    receipt = {"number": "W12", "tax_id": on_receipt}
    answer = decided_example(seller=TILL, buyer=buyer, receipt=receipt, lines=[priced(price)], total=price)
    if outcome == "normal":
        assert facts(answer, "type", "annotations") == ("normal", ["invoice_to_receipt"])
    else:
        assert (answer["decision"], codes(answer, "reasons")[-1]) == ("nothing", outcome)


def test_a_receipt_with_a_nip_the_sale_lacks_is_held():
    receipt = {"number": "W12", "tax_id": True}
    answer = decided_example(seller=TILL, receipt=receipt, lines=[priced("500.00")], total="500.00")
    assert held_by(answer) == "document.receipt_nip_unknown"


def test_a_consumer_who_asks_at_the_till_gets_an_invoice_to_the_receipt():
    answer = decided_example(seller=TILL, buyer=WANTS)
    assert facts(answer, "type", "annotations") == ("normal", ["invoice_to_receipt"])
    assert codes(answer) == ["document.till_too"]


# 9


def test_a_polish_company_without_nip_is_held_only_if_it_asks():
    company = {"country": "PL", "company": True, "name": "Firma"}
    assert held_by(decided_example(buyer=company | {"wants_invoice": True})) == "buyer.nip_missing"
    assert kind_of(decided_example(buyer=company)) == "receipt_normal"


def test_a_nip_makes_a_business_of_any_buyer():
    buyer = {"country": "PL", "name": "Anna", "tax_id": "526-025-02-74"}
    assert facts(decided_example(buyer=buyer), "type", "ksef") == ("normal", "required")


@pytest.mark.parametrize(
    ("vies", "code"),
    [(None, "buyer.vies_not_asked"), ({"unavailable": True}, "buyer.vies_unavailable")],
)
def test_an_eu_company_is_held_until_vies_has_answered(vies, code):
    assert held_by(decided_example(buyer=GERMAN_FIRM | {"vies": vies})) == code


def test_a_mistyped_eu_number_is_asked_about_before_vies():
    buyer = GERMAN_FIRM | {"tax_id": "DE136695977"}
    assert held_by(decided_example(buyer=buyer)) == "buyer.number_wrong"


def test_a_number_of_another_country_is_held():
    buyer = GERMAN_FIRM | {"country": "FR", "vies": VIES_VALID}
    assert held_by(decided_example(buyer=buyer)) == "buyer.number_of_other_country"
    assert held_by(decided_example(buyer=FIRM | {"tax_id": "DE136695976"})) == "buyer.number_of_other_country"


def test_an_invalid_number_makes_a_consumer_for_services_and_a_business_for_goods():
    buyer = GERMAN_FIRM | {"vies": {"valid": False}}
    services = decided_example(buyer=buyer)
    assert vats(services) == [{"country": "DE", "rate": "19"}]
    assert facts(services, "ksef") == ("outside",)
    goods = decided_example(buyer=buyer, product=MUG)
    assert (vats(goods), *facts(goods, "type", "ksef")) == (["23"], "normal", "required")


def test_other_proof_of_business_gives_np_with_reverse_charge():
    buyer = GERMAN_FIRM | {"vies": {"valid": False}, "business_proof": "Wypis z rejestru"}
    answer = decided_example(buyer=buyer)
    assert (vats(answer), *facts(answer, "annotations")) == (["NP"], ["reverse_charge"])


BELFAST = {"country": "GB", "zip": "bt1 5gs", "company": True, "name": "Belfast Ltd", "tax_id": "XI980780684"}


def test_a_northern_irish_firm_is_outside_for_services_and_inside_for_goods():
    services = decided_example(buyer=BELFAST, currency="GBP")
    assert (vats(services), *facts(services, "annotations")) == (["NP"], ["reverse_charge"])
    assert held_by(decided_example(buyer=BELFAST, product=MUG)) == "buyer.vies_not_asked"
    goods = decided_example(buyer=BELFAST | {"vies": VIES_VALID}, product=MUG)
    assert vats(goods) == ["WDT"]
    assert vats(decided_example(buyer=BELFAST | {"tax_id": "GB980780684"}, product=MUG)) == ["23"]


# 10


@pytest.mark.parametrize("product", [COURSE, LIVE, COACHING])
def test_every_service_to_a_foreign_business_says_reverse_charge(product):
    for buyer in (GERMAN_FIRM | {"vies": VIES_VALID}, {"country": "US", "company": True, "name": "Inc"}):
        assert facts(decided_example(buyer=buyer, product=product), "annotations") == (["reverse_charge"],)


# 11


@pytest.mark.parametrize(
    ("country", "zip", "digital", "goods"),
    [
        ("ES", "35001", "NP", "EXP"),
        ("ES", "38001", "NP", "EXP"),
        ("ES", "51001", "NP", "EXP"),
        ("ES", "52001", "NP", "EXP"),
        ("ES", "28001", {"country": "ES", "rate": "21"}, {"country": "ES", "rate": "21"}),
        ("FI", "22100", "NP", "EXP"),
        ("AX", "22100", "NP", "EXP"),
        ("FR", "97400", "NP", "EXP"),
        ("FR", "98800", "NP", "EXP"),
        ("RE", "97400", "NP", "EXP"),
        ("DE", "78266", "NP", "EXP"),
        ("DE", "D-27498", "NP", "EXP"),
        ("IT", "23041", "NP", "EXP"),
        ("IT", "22061", "NP", "EXP"),
        ("GR", "630 86", "NP", "EXP"),
        ("AT", "6691", {"country": "AT", "rate": "19"}, {"country": "AT", "rate": "19"}),
        ("AT", "6992", {"country": "AT", "rate": "19"}, {"country": "AT", "rate": "19"}),
        ("MC", "98000", {"country": "FR", "rate": "20"}, {"country": "FR", "rate": "20"}),
        ("GB", "BT1 5GS", "NP", {"country": "XI", "rate": "20"}),
        ("GB", "SW1A 1AA", "NP", "EXP"),
        ("CH", "8001", "NP", "EXP"),
        ("GI", "", "NP", "EXP"),
    ],
)
def test_special_territories_are_acted_on_by_country_and_post_code(country, zip, digital, goods):
    ordinary = {("ES", "28001"), ("GB", "SW1A 1AA"), ("CH", "8001"), ("GI", "")}
    for product, vat in [(COURSE, digital), (MUG, goods)]:
        answer = decided_example(buyer=consumer(country, zip), product=product)
        assert vats(answer) == [vat]
        assert ("territory.special" in codes(answer)) is ((country, zip) not in ordinary)


@pytest.mark.parametrize("zip", ["9000-001", "9499-999", "9500-001", "9999"])
def test_madeira_and_the_azores_are_held(zip):
    assert held_by(decided_example(buyer=consumer("PT", zip))) == "oss.regional_rate"


def test_mainland_portugal_is_not():
    assert vats(decided_example(buyer=consumer("PT", "1000-001"))) == [{"country": "PT", "rate": "23"}]


def test_an_export_is_a_receipt_for_a_consumer_and_an_invoice_for_a_firm():
    assert kind_of(decided_example(buyer=consumer("CH"), product=MUG)) == "receipt_normal"
    firm = decided_example(
        buyer={"country": "CH", "company": True, "name": "AG", "tax_id": "CHE1"}, product=MUG
    )
    assert (vats(firm), *facts(firm, "type", "ksef", "annotations")) == (["EXP"], "normal", "required", [])


# 12


def test_gtu_stands_on_invoices_that_enter_jpk_and_nowhere_else():
    def gtu(**patches):
        return decided_example(**patches)["document"]["lines"][0]["gtu"]

    assert gtu(buyer=FIRM) == "GTU_12"
    assert gtu(buyer=GERMAN_FIRM | {"vies": VIES_VALID}) == "GTU_12"
    assert gtu(buyer={"country": "US", "company": True}) == "GTU_12"
    assert gtu(buyer=WANTS) == "GTU_12"
    assert gtu() is None
    assert gtu(buyer=consumer("DE")) is None
    assert gtu(seller=EXEMPT, buyer=FIRM | {"wants_invoice": True}) is None
    assert gtu(buyer=FIRM, payment={"state": "unpaid"}) is None


def test_a_missing_gtu_is_a_warning_on_invoices_of_services():
    assert codes(decided_example(buyer=FIRM, product={"lump_sum_rate": "8.5"})) == ["product.gtu_missing"]
    assert codes(decided_example(buyer=FIRM, product=MUG)) == []
    assert codes(decided_example(product={"lump_sum_rate": "8.5"})) == []


# 13, 14


def test_the_exchange_rate_of_a_sale_not_yet_supplied_is_of_its_issue():
    obj = example(buyer=FIRM, currency="EUR", paid_on="2026-11-30", supplied_on="2026-11-30")
    answer = decided(obj | {"today": "2026-11-23"})
    assert answer["document"]["exchange_rate"] == {"table": "NBP", "date": "2026-11-20"}


@pytest.mark.parametrize(
    ("currency", "rate"),
    [
        ("EUR", None),
        ("PLN", {"table": "ECB", "date": "2026-12-31"}),
        ("USD", {"table": "ECB", "date": "2026-12-31"}),
    ],
)
def test_oss_takes_the_ecb_rate_unless_it_is_in_euro_already(currency, rate):
    assert facts(decided_example(buyer=consumer("DE"), currency=currency), "exchange_rate") == (rate,)


@pytest.mark.parametrize(
    ("paid", "supplied", "last"),
    [("2026-11-23", "2026-11-23", "2026-12-15"), ("2026-12-02", "2026-11-30", "2026-12-15")],
)
def test_the_last_day_follows_the_month_of_supply_or_payment(paid, supplied, last):
    obj = example(buyer=FIRM, paid_on=paid, supplied_on=supplied)
    assert facts(decided(obj), "issue_by") == (last,)


def test_printed_books_to_a_business_have_60_days_unless_paid_before():
    book = {"kind": "BOOK", "vat_rate": "5", "lump_sum_rate": "3"}
    assert facts(decided_example(buyer=FIRM, product=book), "issue_by") == ("2027-01-22",)
    paid_before = decided_example(buyer=FIRM, product=book, paid_on="2026-11-20")
    assert facts(paid_before, "issue_by") == ("2026-12-15",)


def test_a_term_that_has_passed_is_a_warning():
    obj = example(buyer=FIRM, paid_on="2026-09-10", supplied_on="2026-09-10")
    assert codes(decided(obj)) == ["deadline.passed"]


# 17


def test_oss_beside_polish_vat_needs_two_documents():
    seller = {"default_product": COACHING}
    lines = [priced("100.00"), priced("100.00", product=None, name="Sesja")]
    answer = decided_example(seller=seller, buyer=consumer("DE"), lines=lines, total="200.00")
    assert held_by(answer) == "sale.two_documents"


def test_two_kinds_of_oss_need_two_documents():
    seller = {"default_product": MUG}
    lines = [priced("100.00"), priced("100.00", product=None, name="Kubek")]
    answer = decided_example(seller=seller, buyer=consumer("DE"), lines=lines, total="200.00")
    assert held_by(answer) == "sale.two_documents"


def test_np_beside_polish_vat_fits_on_one():
    seller = {"default_product": COACHING}
    lines = [priced("100.00"), priced("123.00", product=None, name="Sesja")]
    answer = decided_example(seller=seller, buyer=consumer("US"), lines=lines, total="223.00")
    assert vats(answer) == ["NP", "23"]


# 18


def test_a_lump_sum_seller_is_told_of_a_missing_rate():
    assert codes(decided_example(product={"gtu": "GTU_12"})) == ["product.lump_sum_missing"]


def test_a_multi_purpose_voucher_needs_nothing_when_sold():
    answer = decided_example(product={"kind": "VOUCHER_MPV"})
    assert (answer["decision"], codes(answer, "reasons")) == ("nothing", ["sale.voucher_mpv"])


def test_a_multi_purpose_voucher_beside_a_course_is_held():
    seller = {"default_product": {"kind": "VOUCHER_MPV"}}
    lines = [priced("100.00"), priced("100.00", product=None, name="Karta")]
    assert held_by(decided_example(seller=seller, lines=lines, total="200.00")) == "sale.two_documents"


@pytest.mark.parametrize("buyer", [GERMAN_FIRM | {"vies": VIES_VALID}, {"country": "US", "company": True}])
def test_an_exempt_seller_needs_vat_ue_for_a_service_to_a_foreign_firm(buyer):
    without = decided_example(seller=EXEMPT | {"vat_ue": False}, buyer=buyer)
    assert held_by(without) == "seller.vat_ue_needed"
    answer = decided_example(seller=EXEMPT | {"vat_ue": True}, buyer=buyer)
    assert facts(answer, "type", "annotations", "ksef") == ("bill", ["reverse_charge"], "required")
    assert vats(answer) == [None]


@pytest.mark.parametrize(
    ("patches", "kind"),
    [
        ({}, "receipt_bill"),
        ({"payment": {"state": "unpaid"}}, "proforma_bill"),
        ({"buyer": WANTS}, "bill"),
        ({"buyer": FIRM}, "receipt_bill"),
    ],
)
def test_an_exempt_seller_has_documents_without_vat(patches, kind):
    answer = decided_example(seller=EXEMPT, **patches)
    assert (kind_of(answer), vats(answer)) == (kind, [None])


def test_an_exempt_seller_with_a_till_gives_fiscal_receipts():
    assert kind_of(decided_example(seller=EXEMPT | TILL)) == "receipt_fiscal_bill"


def test_an_exempt_seller_owes_the_consumers_vat_through_oss_all_the_same():
    answer = decided_example(seller=EXEMPT, buyer=consumer("DE"))
    assert (kind_of(answer), vats(answer)) == ("normal", [{"country": "DE", "rate": "19"}])
    assert "oss.exempt_seller" in codes(answer)


# What the tables of the contract say beside the rulings


def test_on_request_means_nothing_unless_asked():
    seller = {"consumer_document": "on_request"}
    assert decided_example(seller=seller)["decision"] == "nothing"
    assert kind_of(decided_example(seller=seller, buyer=WANTS)) == "normal"
    assert decided_example(seller=seller, buyer=consumer("DE"))["decision"] == "nothing"
    assert kind_of(decided_example(seller=seller, buyer=FIRM)) == "normal"


def test_always_an_invoice_means_always():
    assert kind_of(decided_example(seller={"consumer_document": "invoice"})) == "normal"
    assert kind_of(decided_example(seller=EXEMPT | {"consumer_document": "invoice"})) == "bill"


def test_an_exempt_product_names_its_basis_on_invoices():
    product = {
        "vat_rate": "zw",
        "exempt_basis": "art. 43 ust. 1 pkt 29",
        "gtu": "GTU_12",
        "lump_sum_rate": "8.5",
    }
    wanted = decided_example(product=product, buyer=WANTS)
    assert facts(wanted, "annotations") == (["exempt:art. 43 ust. 1 pkt 29"],)
    assert facts(decided_example(product=product), "annotations") == ([],)


def test_an_exempt_product_without_a_basis_is_held_where_it_must_be_printed():
    product = {"vat_rate": "zw", "gtu": "GTU_12", "lump_sum_rate": "8.5"}
    assert held_by(decided_example(product=product, buyer=WANTS)) == "product.exempt_basis"
    assert codes(decided_example(product=product)) == ["product.exempt_basis_missing"]


def test_own_rates_of_a_product_win_over_the_standard_ones():
    product = {"kind": "EBOOK", "vat_rate": "5", "lump_sum_rate": "8.5", "oss_rate": {"DE": "7"}}
    german = decided_example(product=product, buyer=consumer("DE"))
    assert (vats(german), codes(german)) == ([{"country": "DE", "rate": "7"}], [])
    french = decided_example(product=product, buyer=consumer("FR"))
    assert (vats(french), codes(french)) == ([{"country": "FR", "rate": "20"}], ["oss.standard_rate"])


@pytest.mark.parametrize(
    ("place", "vat"), [("PL", "23"), ("DE", {"country": "DE", "rate": "19"}), ("CH", "NP")]
)
def test_an_event_is_taxed_where_it_is_held(place, vat):
    product = {"kind": "ONSITE_EVENT", "place": place, "lump_sum_rate": "8.5"}
    assert vats(decided_example(product=product)) == [vat]


def test_a_business_at_an_event_in_another_member_state_is_held():
    product = {"kind": "ONSITE_EVENT", "place": "DE"}
    assert held_by(decided_example(product=product, buyer=FIRM)) == "place.event_abroad"


def test_listed_services_to_consumers_outside_the_union_are_not_taxed():
    assert vats(decided_example(product=COACHING | {"art_28l": True}, buyer=consumer("US"))) == ["NP"]
    assert vats(decided_example(product=COACHING, buyer=consumer("US"))) == ["23"]


def test_goods_from_a_store_abroad_are_held():
    assert held_by(decided_example(product=MUG, shipped_from="DE")) == "place.shipped_from_abroad"
    assert vats(decided_example(product=MUG, shipped_from="PL")) == ["23"]


def test_without_vat_ue_goods_to_an_eu_firm_bear_the_polish_rate():
    buyer = GERMAN_FIRM | {"vies": VIES_VALID}
    assert vats(decided_example(seller={"vat_ue": False}, product=MUG, buyer=buyer)) == ["23"]


def test_split_payment_needs_annex_15_a_business_and_more_than_15000():
    def annotations(price, annex_15, buyer):
        product = MUG | {"annex_15": annex_15}
        patches = {"lines": [priced(price)], "total": price}
        return facts(decided_example(product=product, buyer=buyer, **patches), "annotations")[0]

    assert annotations("15000.01", True, FIRM) == ["split_payment"]
    assert annotations("15000.00", True, FIRM) == []
    assert annotations("15000.01", False, FIRM) == []
    assert annotations("15000.01", True, WANTS) == []


@pytest.mark.parametrize(
    ("payment", "product"),
    [
        ({"method": "cash"}, COURSE),
        ({"on_delivery": True}, MUG),
        ({"method": "card"}, MUG | {"needs_cash_register": True}),
    ],
)
def test_a_consumers_sale_that_needs_a_till_is_held_without_one(payment, product):
    assert held_by(decided_example(payment=payment, product=product)) == "document.till_needed"
    assert kind_of(decided_example(payment=payment, product=product, seller=TILL)) == "receipt_fiscal_normal"
    assert kind_of(decided_example(payment=payment, product=product, buyer=FIRM)) == "normal"


def test_what_is_taxed_abroad_needs_no_till():
    product = MUG | {"needs_cash_register": True}
    assert kind_of(decided_example(product=product, buyer=consumer("DE"))) == "normal"


def test_a_business_that_pays_for_a_later_month_is_held_for_an_advance_invoice():
    dates = {"paid_on": "2026-11-20", "supplied_on": "2026-12-10"}
    assert held_by(decided_example(buyer=FIRM, **dates)) == "document.advance"
    assert kind_of(decided_example(**dates)) == "receipt_normal"


def test_an_invoice_without_a_name_is_warned_about():
    buyer = {key: value for key, value in FIRM.items() if key != "name"}
    assert codes(decided_example(buyer=buyer)) == ["buyer.name_missing"]


# Sales that come from a platform and not through the form


def built(**values):
    sale = {
        "reference": "1",
        "currency": "PLN",
        "total": Decimal("10.00"),
        "buyer": Buyer(country="PL"),
        "lines": (Line(name="Kurs", unit_price=Decimal("10.00")),),
        "paid_on": date(2026, 11, 23),
    } | values
    return decide(Sale(**sale), Seller(vat_status="active"), {}, date(2026, 11, 23))


def test_a_country_that_does_not_exist_is_held_and_not_taken_for_a_third_country():
    for country in ("EL", "UK", "", "pl"):
        assert built(buyer=Buyer(country=country)).question.code == "place.country_unknown"


def test_evidence_that_is_no_country_says_nothing():
    decision = built(buyer=Buyer(country="PL"), location=Location(billing="PL", ip="T1", payment="XX"))
    assert decision.document.totals[0].vat == "23"


def test_a_product_that_nobody_described_is_held():
    line = Line(name="Kurs", unit_price=Decimal("10.00"), product="77")
    assert built(lines=(line,)).question.code == "product.unknown"


def test_a_line_of_nothing_is_held():
    line = Line(name="Kurs", unit_price=Decimal("10.00"), quantity=Decimal(0))
    assert built(lines=(line,)).question.code == "amounts.negative"
