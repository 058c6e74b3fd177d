from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.tax.amounts import split_by_weight, total_row
from mostek.tax.decision import ForeignRate
from tests.tax.cases import FIRM, codes, decided_example, held_by, priced

CHARGE = {"name": "Dostawa", "amount": "15.00"}
MUG = {"kind": "GOODS", "lump_sum_rate": "3"}
groszy = st.integers(0, 10**9).map(lambda n: Decimal(n) / 100)
rates = st.sampled_from(["23", "8", "5", "0", "ZW", "NP", None, ForeignRate(country="FI", rate="25.5")])


def lines_of(answer):
    return [(line["name"], line["quantity"], line["unit_price"]) for line in answer["document"]["lines"]]


@given(groszy, rates, st.sampled_from(["gross", "net"]))
def test_net_and_tax_are_the_gross_to_the_grosz(amount, vat, prices):
    row = total_row(vat, amount, prices)
    assert row.net + row.tax == row.gross
    assert (row.gross if prices == "gross" else row.net) == amount
    assert row.tax >= 0
    assert row.tax.as_tuple().exponent == -2


@given(groszy, st.lists(groszy, min_size=1, max_size=8))
def test_a_split_loses_no_grosz_and_is_fair_to_a_grosz(amount, weights):
    parts = split_by_weight(amount, weights)
    assert sum(parts) == amount
    if any(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - amount * weight / sum(weights)) <= Decimal("0.01")


def test_half_a_grosz_rounds_up():
    # 0.10 net at 5 % is 0.005 of tax.
    assert total_row("5", Decimal("0.10"), "net").tax == Decimal("0.01")


@pytest.mark.parametrize(
    ("total", "code"),
    [
        ("198.99", "amounts.do_not_add_up"),
        ("199.001", "amounts.decimals"),
        ("-199.00", "amounts.negative_total"),
        ("0.00", "amounts.do_not_add_up"),
    ],
)
def test_a_total_that_cannot_be_is_held(total, code):
    assert held_by(decided_example(total=total)) == code


def test_a_total_may_carry_idle_zeros():
    assert decided_example(total="199.0000")["document"]["total"] == "199.00"


def test_a_negative_charge_is_held():
    answer = decided_example(charges=[{"name": "Rabat", "amount": "-9.00"}], total="190.00")
    assert held_by(answer) == "amounts.negative_charge"


@pytest.mark.parametrize(
    "line", [priced("10.00", discount="10.01"), priced("-10.00"), priced("10.00", discount="-1.00")]
)
def test_a_line_below_zero_is_held(line):
    assert held_by(decided_example(lines=[line, priced("199.00")])) == "amounts.negative"


def test_net_prices_that_do_not_give_the_total_are_held():
    answer = decided_example(prices="net", buyer=FIRM, lines=[priced("100.00")], total="122.99")
    assert held_by(answer) == "amounts.do_not_add_up"
    assert "123,00" in answer["question"]["pl"]
    assert "122.99" in answer["question"]["en"]


@pytest.mark.parametrize(("price", "total"), [("100.00", "0.00"), ("0.00", "5.00")])
def test_net_prices_and_total_are_both_something_or_nothing(price, total):
    assert (
        held_by(decided_example(prices="net", lines=[priced(price)], total=total)) == "amounts.do_not_add_up"
    )


def test_a_discount_lowers_the_unit_price_where_it_divides():
    answer = decided_example(lines=[priced("10.00", "3", "6.00")], total="24.00")
    assert lines_of(answer) == [("Kurs", "3", "8.00")]


def test_where_it_does_not_divide_the_quantity_goes_into_the_name():
    answer = decided_example(lines=[priced("10.00", "3", "5.00")], total="25.00")
    assert lines_of(answer) == [("Kurs × 3", "1", "25.00")]


def test_a_fractional_quantity_is_fine():
    answer = decided_example(lines=[priced("120.00", "1.5")], total="180.00")
    assert lines_of(answer) == [("Kurs", "1.5", "120.00")]
    answer = decided_example(lines=[priced("9.99", "1.5")], total="14.99")
    assert lines_of(answer) == [("Kurs × 1,5", "1", "14.99")]


def test_a_quantity_finer_than_wfirma_keeps_goes_into_the_name():
    answer = decided_example(lines=[priced("100000.00", "1.00001")], total="100001.00")
    assert lines_of(answer) == [("Kurs × 1,00001", "1", "100001.00")]


def test_a_free_item_gets_no_line():
    answer = decided_example(lines=[priced("199.00"), priced("49.00", discount="49.00", name="Bonus")])
    assert lines_of(answer) == [("Kurs", "1", "199.00")]


def test_delivery_of_a_free_mug_has_the_vat_of_the_mug():
    line = priced("0.00", name="Kubek")
    answer = decided_example(product=MUG, lines=[line], charges=[CHARGE], total="15.00")
    assert lines_of(answer) == [("Dostawa", "1", "15.00")]
    assert answer["document"]["lines"][0]["vat"] == "23"


def test_delivery_follows_what_is_shipped_and_nothing_else():
    seller = {"default_product": {"kind": "BOOK", "vat_rate": "5", "lump_sum_rate": "3"}}
    lines = [priced("100.00"), priced("50.00", product=None, name="Książka")]
    answer = decided_example(seller=seller, lines=lines, charges=[CHARGE], total="165.00")
    assert [(row["vat"], row["gross"]) for row in answer["document"]["totals"]] == [
        ("23", "100.00"),
        ("5", "65.00"),
    ]


def test_a_fee_on_services_is_split_over_all_of_them():
    seller = {"default_product": {"kind": "EBOOK", "vat_rate": "5", "lump_sum_rate": "8.5"}}
    lines = [priced("100.00"), priced("50.00", product=None, name="E-book")]
    answer = decided_example(
        seller=seller, lines=lines, charges=[{"name": "Opłata", "amount": "1.00"}], total="151.00"
    )
    charged = answer["document"]["lines"][2:]
    assert [(line["name"], line["unit_price"], line["vat"]) for line in charged] == [
        ("Opłata", "0.67", "23"),
        ("Opłata", "0.33", "5"),
    ]
    assert [line["lump_sum_rate"] for line in charged] == ["8.5", "8.5"]


def test_a_net_charge_bears_vat_too():
    answer = decided_example(
        prices="net",
        buyer=FIRM,
        lines=[priced("100.00")],
        charges=[{"name": "Opłata", "amount": "10.00"}],
        total="135.30",
    )
    assert answer["document"]["totals"] == [{"vat": "23", "net": "110.00", "tax": "25.30", "gross": "135.30"}]


def test_the_vat_is_rounded_once_per_rate():
    answer = decided_example(
        prices="net", buyer=FIRM, lines=[priced("398.37"), priced("398.37")], total="979.99"
    )
    assert answer["document"]["tax"] == "183.25"


def test_a_free_order_needs_nothing_whoever_asks():
    answer = decided_example(lines=[priced("0.00")], total="0.00", buyer={**FIRM, "tax_id": "bad"})
    assert (answer["decision"], codes(answer, "reasons")) == ("nothing", ["sale.free"])
    assert "document" not in answer
    assert "question" not in answer


@pytest.mark.parametrize("prices", ["gross", "net"])
@pytest.mark.parametrize("rate_pln", ["9999999999.99999999", "0.00000001"])
def test_the_largest_amounts_the_form_takes_are_decided_too(prices, rate_pln):
    line = priced("9999999999.99999999", "99999999.999999")
    held = decided_example(
        prices=prices, lines=[line], total="9999999999.99", currency="EUR", rate_pln=rate_pln
    )
    assert held_by(held) == "amounts.do_not_add_up"
    seller = {"oss": "below_threshold", "eu_consumer_sales_net_pln": "9999999999.99"}
    patches = {"buyer": {"country": "FR"}, "currency": "EUR", "rate_pln": rate_pln, "prices": prices}
    line = priced("9999999999.99")
    crossed = decided_example(seller=seller, lines=[line], total="9999999999.99", **patches)
    assert held_by(crossed) == "oss.threshold_crossed"
