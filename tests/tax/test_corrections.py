from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mostek.tax.correction import BuyerMistake, Original, PricedLine, PriceMistake, Refund, RefundLine
from mostek.tax.seller import Ksef, Seller
from tests.tax.after import (
    ANNA,
    FIRM,
    RELIEF,
    SELLER,
    SOLD,
    TODAY,
    after,
    corrected,
    finnish,
    given_back,
    one,
    original,
    pieces,
    priced,
    reasons,
    refund,
    should_cost,
    sums,
)

CONSUMERS_TOO = Seller(vat_status="active", ksef=Ksef(consumers=True))


def wrong(buyer, **more):
    return BuyerMistake(id="b-1", on=TODAY, buyer=buyer, **more)


def test_a_full_refund_brings_every_line_to_zero():
    found = one(original(priced("199.00"), priced("49.00", "5", quantity="2")), refund())
    assert found.action == "correction"
    assert after(found) == [(0, "0", "0.00"), (1, "0", "0.00")]
    assert sums(found) == ("-255.12", "-41.88", "-297.00")
    assert found.remaining == 0
    assert found.description == "Zwrot zapłaty"


def test_a_refund_of_an_amount_lowers_the_price_of_the_line():
    found = one(original(), refund("50.00"))
    assert after(found) == [(0, "1", "149.00")]
    assert sums(found) == ("-40.65", "-9.35", "-50.00")
    assert found.remaining == Decimal("149.00")
    assert found.description == "Zwrot części zapłaty"


def test_an_amount_is_spread_over_the_lines_by_what_they_are_worth():
    found = one(original(priced("300.00"), priced("100.00", "5")), refund("40.00"))
    assert after(found) == [(0, "1", "270.00"), (1, "1", "90.00")]
    assert [row.gross for row in found.difference] == [-30, -10]


def test_pieces_that_came_back_leave_the_price_of_the_others():
    found = one(original(priced("123.00", quantity="2"), priced("49.00", "5")), pieces(0, "1"))
    assert after(found) == [(0, "1", "123.00")]
    assert sums(found) == ("-100.00", "-23.00", "-123.00")
    assert not found.warnings


def test_an_amount_of_one_line_leaves_the_other_lines_alone():
    found = one(original(priced("300.00"), priced("100.00", "5")), given_back((1, "10.00")))
    assert after(found) == [(1, "1", "90.00")]
    assert [row.vat for row in found.difference] == ["5"]


def test_an_amount_that_does_not_divide_makes_one_piece_and_says_so():
    found = one(original(priced("9.99", quantity="3", name="Szablon")), refund("10.00"))
    assert after(found) == [(0, "1", "19.97")]
    assert [warning.code for warning in found.warnings] == ["correction.quantity_joined"]
    assert found.description == "Zwrot części zapłaty; Szablon: cena za całość"


def test_the_second_refund_starts_where_the_first_ended():
    first, second, third = corrected(original(), refund("50.00"), refund("60.00", id="r-2"), refund(id="r-3"))
    assert (after(second), after(third)) == ([(0, "1", "89.00")], [(0, "0", "0.00")])
    assert sum(found.tax for found in (first, second, third)) == Decimal("-37.21")
    assert [found.remaining for found in (first, second, third)] == [149, 89, 0]


def test_the_same_refund_told_twice_counts_once():
    _, again = corrected(original(), refund("50.00"), refund("50.00"))
    assert (again.action, reasons(again)) == ("nothing", ["correction.done"])


def test_when_nothing_is_left_nothing_is_corrected():
    _, again = corrected(original(), refund(), refund(id="r-2"))
    assert (again.action, reasons(again)) == ("nothing", ["correction.nothing_left"])


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (refund("199.01"), "correction.too_much"),
        (given_back((0, "199.01")), "correction.too_much"),
        (pieces(0, "2"), "correction.quantity_gone"),
        (pieces(1, "1"), "correction.line_unknown"),
        (should_cost(3, "1.00"), "correction.line_unknown"),
    ],
)
def test_what_is_not_there_cannot_be_refunded(event, code):
    found = one(original(), event)
    assert (found.action, found.question.code) == ("hold", code)
    assert not found.lines


def test_net_prices_meet_the_gross_amount_or_a_person_is_asked():
    first = original(priced("300.00"), price_type="netto")
    found = one(first, refund("123.00"))
    assert (after(found), sums(found)) == ([(0, "1", "200.00")], ("-100.00", "-23.00", "-123.00"))
    # At 23% some gross amounts have no net one.
    held = [one(first, refund(f"0.{grosze:02}")) for grosze in range(1, 20)]
    assert {found.action for found in held} == {"correction", "hold"}
    for found in held:
        if found.action == "hold":
            assert found.question.code == "correction.net_prices"


def test_net_prices_of_several_rates_help_each_other():
    first = original(priced("300.00"), priced("100.00", "ZW"), price_type="netto")
    for grosze in range(1, 30):
        found = one(first, refund(f"0.{grosze:02}"))
        assert found.total == -Decimal(grosze) / 100


def test_rates_with_net_prices_only_ever_go_down():
    first = original(priced("300.00"), priced("0.10", "8"), priced("7.77", "5"), price_type="netto")
    for grosze in range(1, 60):
        found = one(first, refund(f"0.{grosze:02}"))
        assert all(row.net <= 0 and row.tax <= 0 for row in found.difference)


def test_a_line_with_net_prices_gives_no_more_than_it_has():
    """Split by weight, 0.21 net would fall to the first line, which has 0.20: the grosz goes to the other."""
    first = original(priced("0.20"), priced("14.90"), price_type="netto")
    found = one(first, given_back((0, "0.25"), (1, "0.53")))
    assert (after(found), found.total) == ([(0, "0", "0.00"), (1, "1", "14.46")], Decimal("-0.78"))


# KSeF, and when it counts


def test_a_structured_invoice_has_a_structured_correction_that_counts_when_issued():
    found = one(original(buyer=FIRM, in_ksef=True, ksef="required"), refund())
    assert (found.ksef, found.counts.rule, found.counts.period) == ("required", "issue", "2026-12")
    assert reasons(found) == ["correction.outside", "correction.in_ksef", "counts.issue"]


def test_a_consumers_invoice_outside_ksef_waits_for_the_confirmation():
    found = one(original(), refund("50.00"))
    assert (found.ksef, found.counts.rule, found.counts.period) == ("outside", "confirmation", None)


def test_a_consumers_invoice_in_ksef_stays_there_whatever_the_settings_say():
    found = one(original(in_ksef=True, ksef="voluntary"), refund())
    assert (found.ksef, found.counts.rule) == ("required", "issue")


def test_sellers_who_send_consumers_invoices_send_their_corrections():
    assert one(original(), refund(), seller=CONSUMERS_TOO).ksef == "voluntary"


def test_a_business_invoice_outside_ksef_is_corrected_in_it_but_for_the_relief():
    first = original(buyer=FIRM)
    assert reasons(one(first, refund()))[1] == "correction.to_ksef"
    assert one(first, refund(), seller=RELIEF).ksef == "outside"
    assert one(first, refund(), seller=RELIEF, today=date(2027, 1, 2)).ksef == "required"
    lost = replace(RELIEF, ksef=replace(RELIEF.ksef, relief_lost=True))
    assert one(first, refund(), seller=lost).ksef == "required"


def test_a_seller_without_ksef_is_warned():
    off = Seller(vat_status="active", ksef=Ksef(enabled=False))
    found = one(original(buyer=FIRM, in_ksef=True), refund(), seller=off)
    assert "ksef.disabled" in [warning.code for warning in found.warnings]


@pytest.mark.parametrize("vat", ["NP", "NPUE", "WDT", "EXP", "ZW"])
def test_an_invoice_without_tax_needs_no_confirmation(vat):
    found = one(original(priced("100.00", vat)), refund(), today=TODAY)
    assert (found.counts.rule, reasons(found)[-1]) == ("issue", "counts.without_tax")


def test_a_document_without_vat_changes_only_the_income():
    found = one(
        original(priced("199.00", None), type="bill"), refund(), seller=Seller(vat_status="exempt_113")
    )
    assert (found.action, found.counts.rule, found.tax) == ("correction", "none", 0)


# Sales abroad


def test_oss_in_a_later_quarter_names_the_old_quarter_and_the_country():
    found = one(finnish(), refund(on=date(2027, 2, 10)), today=date(2027, 2, 10))
    assert sums(found) == ("-79.68", "-20.32", "-100.00")
    counts = found.counts
    assert (counts.period, counts.corrected_period, counts.country) == ("2027-Q1", "2026-Q4", "FI")
    assert found.description == "Zwrot zapłaty / Refund"
    assert "Finlandia" in found.reasons[-1].pl
    assert "Finland" in found.reasons[-1].en


def test_oss_in_the_same_quarter_belongs_in_the_same_return():
    counts = one(finnish(), refund()).counts
    assert (counts.period, counts.corrected_period) == ("2026-Q4", None)


@pytest.mark.parametrize(("today", "late"), [(date(2030, 1, 31), False), (date(2030, 2, 1), True)])
def test_oss_returns_take_changes_for_three_years(today, late):
    found = one(finnish(), refund(on=today), today=today)
    assert ("correction.oss_too_late" in [warning.code for warning in found.warnings]) is late


# Without an invoice


@pytest.mark.parametrize(
    ("type", "why"),
    [
        ("receipt_normal", "correction.register"),
        ("receipt_fiscal_normal", "correction.fiscal_register"),
    ],
)
def test_without_an_invoice_the_refund_goes_into_a_register(type, why):
    found = one(original(type=type), refund(on=date(2026, 11, 30)))
    assert (found.action, reasons(found)[0], found.ksef) == ("register", why, "outside")
    assert sums(found) == ("-161.79", "-37.21", "-199.00")
    assert (found.counts.rule, found.counts.period) == ("refund", "2026-11")


def test_a_mistake_at_the_till_has_a_register_of_its_own():
    found = one(original(type="receipt_fiscal_normal"), should_cost(0, "99.00"))
    assert reasons(found)[0] == "correction.fiscal_mistake"


def test_a_fiscal_receipt_with_a_nip_is_an_invoice_and_a_person_corrects_it():
    found = one(original(type="receipt_fiscal_normal", buyer=FIRM), refund())
    assert found.question.code == "correction.simplified_invoice"


def test_an_invoice_to_a_receipt_reminds_of_the_receipt():
    found = one(original(annotations=("invoice_to_receipt",)), refund())
    assert [warning.code for warning in found.warnings] == ["correction.receipt_too"]


@pytest.mark.parametrize(
    ("first", "why"),
    [
        (original(type="proforma"), "correction.proforma"),
        (original(issued=False), "correction.before_issue"),
        (Original(draft=None, buyer=ANNA, sold_on=SOLD), "correction.no_document"),
    ],
)
def test_some_refunds_need_nothing(first, why):
    found = one(first, refund())
    assert (found.action, reasons(found)) == ("nothing", [why])


def test_a_partial_refund_before_issue_makes_the_document_smaller():
    first = original(priced("100.00"), priced("50.00", "5"), issued=False)
    found = one(first, pieces(1, "1"))
    assert found.action == "replan"
    assert [line.unit_price for line in found.replacement.lines] == [100]
    assert (found.replacement.total, found.replacement.tax) == (100, Decimal("18.70"))


def test_a_disputed_payment_waits_until_it_is_lost():
    assert one(original(), refund(why="dispute")).action == "nothing"
    assert one(original(), refund(why="chargeback")).description == "Obciążenie zwrotne karty"


# Mistakes


def test_a_wrong_nip_means_zero_and_a_new_invoice():
    first = original(buyer=FIRM, in_ksef=True, ksef="required")
    found = one(first, wrong(replace(FIRM, tax_id="PL 123-456-32-18")))
    assert found.action == "zero_and_new"
    assert sums(found) == ("-161.79", "-37.21", "-199.00")
    assert found.replacement == replace(first.draft, totals=found.replacement.totals)
    assert found.replacement.totals == first.draft.totals
    assert (found.buyer.tax_id, found.ksef) == ("PL 123-456-32-18", "required")


def test_after_a_partial_refund_the_new_invoice_has_what_is_left():
    _, found = corrected(
        original(buyer=FIRM, in_ksef=True, ksef="required"),
        refund("50.00"),
        wrong(replace(FIRM, tax_id="1234563218")),
    )
    assert (found.total, found.replacement.total) == (-149, 149)


def test_other_data_of_the_buyer_are_corrected_without_amounts():
    new = replace(FIRM, name="Firma Nowa sp. z o.o.", tax_id="PL5260250274")
    found = one(original(buyer=FIRM, in_ksef=True), wrong(new))
    assert (found.action, found.buyer, found.lines, found.total) == ("data", new, (), 0)
    assert (found.ksef, found.description) == ("required", "Pomyłka w danych nabywcy")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (FIRM, replace(FIRM, tax_id="5260250275"), "buyer.nip_wrong"),
        (FIRM, replace(FIRM, tax_id=None), "correction.buyer_class"),
        (ANNA, replace(ANNA, tax_id="5260250274"), "correction.buyer_class"),
        (ANNA, replace(ANNA, country="DE"), "correction.country_changed"),
        (FIRM, replace(FIRM, tax_id="DE136695976"), "correction.buyer_class"),
    ],
)
def test_what_may_change_the_tax_is_asked(old, new, code):
    found = one(original(buyer=old), wrong(new))
    assert (found.action, found.question.code) == ("hold", code)


@pytest.mark.parametrize(
    ("first", "new", "why"),
    [
        (original(), replace(ANNA, name=" Anna  Przykładowa", email="a@example.com"), "nothing_changed"),
        (original(type="receipt_normal"), replace(ANNA, name="Ada"), "data_on_record"),
    ],
)
def test_some_data_need_no_correction(first, new, why):
    found = one(first, wrong(new))
    assert (found.action, reasons(found)) == ("nothing", [f"correction.{why}"])


def test_a_receipt_without_a_nip_never_becomes_an_invoice_with_one():
    first = original(annotations=("invoice_to_receipt",))
    found = one(first, wrong(replace(ANNA, company=True, tax_id="5260250274")))
    assert (found.action, reasons(found)) == ("nothing", ["document.receipt_without_nip"])


def test_a_price_that_was_too_low_counts_in_the_month_of_the_sale():
    found = one(original(), should_cost(0, "246.00"))
    assert sums(found) == ("38.21", "8.79", "47.00")
    assert (found.counts.rule, found.counts.period) == ("origin", "2026-11")
    assert found.description == "Pomyłka w cenie"


def test_a_single_grosz_more_is_an_increase_too():
    assert one(original(), should_cost(0, "199.01")).counts.rule == "origin"


def test_a_price_that_was_too_high_counts_as_a_refund_does():
    found = one(original(), should_cost(0, "100.00", note="Rabat stałego klienta"))
    assert (found.counts.rule, found.total) == ("confirmation", -99)
    assert found.description == "Rabat stałego klienta"


def test_the_right_price_is_no_mistake():
    assert reasons(one(original(), should_cost(0, "199.00"))) == ["correction.nothing_changed"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: refund("0.00"),
        lambda: refund("-1.00"),
        lambda: refund("1.001"),
        lambda: RefundLine(position=0),
        lambda: RefundLine(position=0, quantity=Decimal(1), amount=Decimal(1)),
        lambda: RefundLine(position=-1, quantity=Decimal(1)),
        lambda: given_back((0, "1.00"), (0, "2.00")),
        lambda: Refund(
            id="r", on=TODAY, amount=Decimal(1), lines=(RefundLine(position=0, quantity=Decimal(1)),)
        ),
        lambda: PriceMistake(id="p", on=TODAY, lines=(PricedLine(position=0, unit_price=Decimal("-1")),)),
    ],
)
def test_values_that_cannot_be_are_not_built(make):
    with pytest.raises(ValueError, match=r"an? "):
        make()


def test_sellers_profile_is_needed_only_for_ksef():
    assert one(original(), refund(), seller=SELLER) == one(
        original(), refund(), seller=Seller(vat_status="active")
    )
