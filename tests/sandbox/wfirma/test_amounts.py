from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from mostek.sandbox.wfirma.amounts import PricedLine, document_amounts, line_amounts

CENT = Decimal("0.01")
prices = st.decimals(min_value=0, max_value=100_000, places=2)
lines = st.lists(
    st.builds(
        PricedLine,
        count=st.integers(0, 50).map(Decimal),
        price=prices,
        discount=st.sampled_from([Decimal(0), Decimal(10), Decimal("33.33")]),
        vat_code_id=st.sampled_from([222, 223, 224, 230, 233, 617]),
    ),
    min_size=1,
    max_size=8,
)


def one(count: str, price: str, vat_code_id: int = 222) -> PricedLine:
    return PricedLine(Decimal(count), Decimal(price), Decimal(0), vat_code_id)


def test_it_rounds_vat_once_per_rate_when_prices_are_net() -> None:
    sums, _ = document_amounts([one("1", "398.37"), one("1", "398.37")], "netto")
    assert (sums.netto, sums.tax, sums.brutto) == (Decimal("796.74"), Decimal("183.25"), Decimal("979.99"))
    assert line_amounts(one("1", "398.37"), "netto").brutto == Decimal("490.00")


def test_it_keeps_gross_prices_to_the_grosz() -> None:
    sums, _ = document_amounts([one("9", "490.00")], "brutto")
    assert sums.brutto == Decimal("4410.00")


def test_it_rounds_half_up() -> None:
    sums, _ = document_amounts([one("1", "0.50", 224)], "netto")
    assert sums.tax == Decimal("0.03")


@given(lines, st.sampled_from(["netto", "brutto"]))
def test_the_rows_of_a_document_add_up(drawn: list[PricedLine], price_type: str) -> None:
    sums, by_code = document_amounts(drawn, price_type)
    assert sums.netto + sums.tax == sums.brutto
    assert sum((s.brutto for s in by_code.values()), Decimal(0)) == sums.brutto
    assert {line.vat_code_id for line in drawn} == set(by_code)


@given(lines)
def test_gross_documents_total_what_their_lines_show(drawn: list[PricedLine]) -> None:
    sums, _ = document_amounts(drawn, "brutto")
    assert sums.brutto == sum((line_amounts(line, "brutto").brutto for line in drawn), Decimal(0))


@given(prices, st.sampled_from([222, 223, 224]))
def test_the_vat_of_a_gross_price_is_the_nearest_grosz(price: Decimal, code: int) -> None:
    rate = {222: 23, 223: 8, 224: 5}[code]
    sums, _ = document_amounts([PricedLine(Decimal(1), price, Decimal(0), code)], "brutto")
    assert sums.tax == (price * rate / (100 + rate)).quantize(CENT, ROUND_HALF_UP)
