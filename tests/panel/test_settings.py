from __future__ import annotations

import pytest

from mostek.panel.forms.seller import SellerForm
from mostek.tax import form as tax_form
from tests.conftest import make_connection as make_working_connection
from tests.panel.conftest import make_connection

ANSWERS = {
    "vat_status": "active",
    "exempt_basis": "art. 113 ust. 1",
    "vat_ue": "yes",
    "oss": "registered",
    "consumer_document": "receipt",
    "cash_register": "none",
    "ksef": "on",
    "income_tax": "scale",
    "kind": "DIGITAL",
    "vat_rate": "23",
    "product_basis": "",
    "gtu": "",
    "lump_sum_rate": "",
}


@pytest.fixture
def connection(anna):
    return make_connection(anna)


def save_seller(page, connection, **changes):
    return page.post(f"/settings/seller/{connection.pk}/", {**ANSWERS, **changes})


def seller_of(connection):
    connection.refresh_from_db()
    return tax_form.seller_from_json(connection.seller)


def test_the_answers_become_the_seller_that_the_rules_read(page, connection):
    connection.seller = {**connection.seller, "ksef": {"relief_lost": True}}
    connection.save()
    save_seller(
        page, connection, income_tax="lump_sum", lump_sum_rate="8.5", gtu="GTU_12", oss="below_threshold"
    )
    seller = seller_of(connection)
    assert (seller.vat_status, seller.exempt_basis, seller.oss) == ("active", None, "below_threshold")
    assert seller.default_product.lump_sum_rate == "8.5"
    assert seller.default_product.gtu == "GTU_12"
    assert seller.ksef.relief_lost is True  # what is not asked here stays


def test_an_exempt_seller_keeps_the_basis_of_the_exemption(page, connection):
    save_seller(page, connection, vat_status="exempt_113", exempt_basis="art. 113 ust. 9", vat_ue="no")
    seller = seller_of(connection)
    assert (seller.vat_status, seller.exempt_basis, seller.vat_ue) == ("exempt_113", "art. 113 ust. 9", False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (name, value)
        for name, one in SellerForm.base_fields.items()
        for value, _ in getattr(one, "choices", [])
    ],
)
def test_every_answer_is_one_that_the_rules_understand(field, value, page, connection):
    answer = save_seller(page, connection, **{"product_basis": "art. 43 ust. 1 pkt 28", field: value})
    assert answer.status_code == 302
    seller_of(connection)


def test_an_exempt_rate_without_its_provision_is_not_saved(page, connection):
    before = connection.seller
    answer = save_seller(page, connection, vat_rate="zw")
    assert answer.status_code == 422
    assert "Stawka zwolniona wymaga podania przepisu" in answer.content.decode()
    connection.refresh_from_db()
    assert connection.seller == before


def test_what_was_never_answered_is_not_answered_for_the_seller(page, connection):
    form = page.get(f"/settings/seller/{connection.pk}/").context["form"]
    assert form["oss"].value() is None
    assert form["cash_register"].value() is None
    answer = page.post(f"/settings/seller/{connection.pk}/", {"vat_status": "active"})
    assert set(answer.context["form"].errors) >= {"oss", "vat_ue", "cash_register", "consumer_document"}
    text = answer.content.decode()
    assert "Wybierz odpowiedź." in text
    assert 'href="#id_oss"' in text
    assert '<fieldset class="field bad" id="id_oss"' in text


@pytest.mark.parametrize(("vat_status", "is_open"), [("active", False), ("exempt_113", True)])
def test_rare_questions_are_folded_unless_they_hold_for_the_seller(page, connection, vat_status, is_open):
    connection.seller = {"vat_status": vat_status}
    connection.save()
    form = page.get(f"/settings/seller/{connection.pk}/").context["form"]
    assert form.more_is_open is is_open


def test_the_integration_is_switched_apart_from_its_settings(page, connection):
    for on, text in (("0", "Integracja jest wyłączona."), ("1", "Integracja jest włączona.")):
        told = page.post(f"/settings/integrations/wfirma/{connection.pk}/switch/", {"on": on}, follow=True)
        connection.refresh_from_db()
        assert connection.is_on == (on == "1")
        assert text in told.content.decode()
        assert connection.client_id == "id-klienta"


def numbering(connection) -> str:
    return f"/settings/integrations/wfirma/{connection.pk}/numbering/"


@pytest.fixture
def working(anna, wfirma, noon):
    """Connected, and allowed to read series."""
    for application in wfirma.books.ledger.applications.values():
        application.scopes.append("series-read")
    one = make_working_connection(wfirma)
    one.members.add(anna)
    return one


def test_the_three_switches_of_the_help_page_are_there(page, working):
    text = page.get(numbering(working)).content.decode()
    for label in ("Automatyczna wysyłka faktur", "Automatyczna wysyłka paragonów", "Wystawiaj też paragony"):
        assert label in text


def test_switches_and_series_are_saved(page, working, wfirma):
    answer = page.get(numbering(working))
    choices = dict(answer.context["form"].fields["series_normal"].choices)
    chosen = next(key for key in choices if key)
    page.post(
        numbering(working), {"email_invoices": "on", "series_normal": chosen, "series_receipt_normal": ""}
    )
    working.refresh_from_db()
    assert (working.email_invoices, working.email_receipts) == (True, False)
    assert working.seller["consumer_document"] == "on_request"
    assert working.series == {"normal": chosen}


def test_only_series_of_the_right_kind_are_offered(page, working, wfirma):
    form = page.get(numbering(working)).context["form"]
    known = {str(one.id): one.type for one in wfirma.books.ledger.series.values()}
    assert {known[key] for key, _ in form.fields["series_normal"].choices if key} == {"normal"}


def test_without_wfirma_the_switches_can_be_saved_and_the_series_stay(page, working, wfirma):
    working.series = {"normal": "72"}
    working.save()
    wfirma.faults.on("maintenance", times=9)
    text = page.get(numbering(working)).content.decode()
    assert "wFirma ma przerwę techniczną." in text
    lost = page.post(numbering(working), {"series_normal": "73"})
    assert "Nic nie zapisano." in lost.content.decode()
    page.post(numbering(working), {"email_receipts": "on", "receipts": "on"})
    working.refresh_from_db()
    assert working.series == {"normal": "72"}
    assert (working.email_invoices, working.email_receipts) == (False, True)
    assert working.seller["consumer_document"] == "receipt"


def test_with_the_five_scopes_of_the_help_page_a_series_is_typed(page, anna, wfirma, noon):
    one = make_working_connection(wfirma)
    one.members.add(anna)
    text = page.get(numbering(one)).content.decode()
    assert "series-read" in text
    assert "wszystkie 5 pozycji" not in text
    assert page.post(numbering(one), {"series_normal": "FV"}).status_code == 422
    page.post(numbering(one), {"series_normal": " 72 "})
    one.refresh_from_db()
    assert one.series == {"normal": "72"}


def test_an_invoice_for_everybody_is_not_turned_into_nothing_by_saving_the_switches(page, connection):
    connection.seller = {**connection.seller, "consumer_document": "invoice"}
    connection.company_id = ""
    connection.save()
    page.post(numbering(connection), {"email_invoices": "on"})
    connection.refresh_from_db()
    assert connection.seller["consumer_document"] == "invoice"


@pytest.mark.parametrize(
    ("way", "enabled", "relief"), [("on", True, False), ("relief", True, True), ("off", False, False)]
)
def test_one_question_settles_the_way_to_ksef(way, enabled, relief, page, connection):
    save_seller(page, connection, ksef=way, ksef_consumers="on")
    ksef = seller_of(connection).ksef
    assert (ksef.enabled, ksef.monthly_relief, ksef.consumers) == (enabled, relief, True)


def test_a_typed_sum_holds_as_of_now_and_one_left_alone_goes_on(page, connection):
    save_seller(page, connection, oss="below_threshold", eu_sales="12 500,00", outside_ksef="0,00")
    assert str(seller_of(connection).eu_consumer_sales_net_pln) == "12500.00"
    assert set(connection.counted_from) == {"eu_consumer_net"}
    typed_at = connection.counted_from

    save_seller(page, connection, oss="below_threshold", eu_sales="12500,00", outside_ksef="0,00")
    connection.refresh_from_db()
    assert connection.counted_from == typed_at
    assert 'value="12500,00"' in page.get(f"/settings/seller/{connection.pk}/").content.decode()


def test_a_seller_of_courses_finds_the_usual_answers_filled_in(page, connection):
    form = page.get(f"/settings/seller/{connection.pk}/").context["form"]
    usual = {"kind": "DIGITAL", "vat_rate": "23", "gtu": "GTU_12", "lump_sum_rate": "8.5", "ksef": "on"}
    assert {name: form[name].value() for name in usual} == usual


def previewed(page, connection) -> list[tuple[str, str]]:
    outcomes = page.get(f"/settings/seller/{connection.pk}/preview/").context["outcomes"]
    rates = [[total["vat"] for total in one.draft.get("totals", [])] for one in outcomes]
    return [
        (one.document, *(vat if isinstance(vat, str) or vat is None else vat["country"] for vat in row))
        for one, row in zip(outcomes, rates, strict=True)
    ]


def test_the_preview_says_what_each_typical_sale_would_get(page, connection):
    save_seller(page, connection)
    assert previewed(page, connection) == [
        ("paragon (dowód sprzedaży)", "23"),
        ("faktura", "23"),
        ("faktura", "23"),
        ("faktura", "DE"),
        ("faktura", "NPUE"),
        ("paragon (dowód sprzedaży)", "NP"),
        ("bez dokumentu",),
    ]


def test_the_preview_follows_the_profile_and_keeps_nothing(page, connection):
    save_seller(page, connection, vat_status="exempt_113", oss="none", consumer_document="on_request")
    assert [row[0] for row in previewed(page, connection)] == [
        "bez dokumentu",
        "faktura bez VAT",
        "faktura bez VAT",
        "pytanie do Ciebie",
        "faktura bez VAT",
        "bez dokumentu",
        "bez dokumentu",
    ]
    assert not connection.products.exists()


def test_the_preview_says_when_the_profile_is_still_empty(page, connection):
    text = page.get(f"/settings/seller/{connection.pk}/preview/").content.decode()
    assert "Profil nie jest jeszcze wypełniony" in text
