"""Lines and charges always add up to what was paid, whatever the shop rounds."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from mostek.tax.amounts import line_amount
from tests.sources.woocommerce.orders import item, order, sold

GROSZ = Decimal("0.01")


def row(total: str, tax: str = "", name: str = "Opłata"):
    return {"id": 9, "name": name, "method_title": name, "total": total, "total_tax": tax}


def sale_of(total: str, *lines, shipping=(), fees=(), **options):
    body = order(line_items=list(lines), shipping_lines=list(shipping), fee_lines=list(fees), total=total)
    return sold(body, **options).sale


def listed(sale) -> Decimal:
    return sum(map(line_amount, sale.lines), Decimal(0)) + sum(
        (one.amount for one in sale.charges), Decimal(0)
    )


def test_net_prices_become_gross():
    sale = sale_of("123.00", item("100.00", "23.00"))
    assert [one.unit_price for one in sale.lines] == [Decimal("123.00")]
    assert sale.prices == "gross"


def test_a_sale_without_tax_is_what_was_paid():
    sale = sale_of("100.00", item("100.00"))
    assert [one.unit_price for one in sale.lines] == [Decimal("100.00")]


def test_a_price_that_does_not_divide_is_one_piece_with_the_quantity_in_its_name():
    (line,) = sale_of("36.94", item("30.03", "6.91", quantity=3)).lines
    assert (line.name, line.quantity, line.unit_price) == ("Kurs × 3", Decimal(1), Decimal("36.94"))


def test_half_a_kilogram_is_half_a_piece():
    (line,) = sale_of("10.00", item("10.00", quantity=0.5)).lines
    assert (line.quantity, line.unit_price) == (Decimal("0.5"), Decimal("20.00"))


def test_a_grosz_of_rounding_goes_to_the_dearest_line():
    sale = sale_of("150.00", item("100.01"), item("50.00"))
    assert [line_amount(one) for one in sale.lines] == [Decimal("100.00"), Decimal("50.00")]
    assert not sale.charges


def test_a_negative_fee_lowers_the_lines_by_their_weight():
    sale = sale_of("135.00", item("100.00"), item("50.00"), fees=[row("-15.00")])
    assert [one.discount for one in sale.lines] == [Decimal("10.00"), Decimal("5.00")]
    assert listed(sale) == sale.total


def test_a_negative_line_is_a_discount_too():
    sale = sale_of("90.00", item("100.00"), item("-10.00"))
    assert [(one.unit_price, one.discount) for one in sale.lines] == [(Decimal("100.00"), Decimal("10.00"))]


def test_a_fee_is_a_charge_by_its_name():
    sale = sale_of("105.00", item("100.00"), fees=[row("4.07", "0.93", "Pakowanie")])
    assert [(one.name, one.amount) for one in sale.charges] == [("Pakowanie", Decimal("5.00"))]


def test_what_no_line_explains_is_a_charge_or_a_question():
    more = sale_of("120.00", item("100.00"), charge_name="Dopłata")
    assert [(one.name, one.amount) for one in more.charges] == [("Dopłata", Decimal("20.00"))]
    less = sale_of("80.00", item("100.00"))  # a gift card
    assert [one.amount for one in less.charges] == [Decimal("-20.00")]


def test_a_discount_above_the_lines_is_a_question():
    sale = sale_of("5.00", item("10.00"), shipping=[row("15.00")], fees=[row("-20.00")])
    assert [one.amount for one in sale.charges] == [Decimal("15.00"), Decimal("-10.00")]


def test_an_order_of_a_fee_alone_has_a_line():
    sale = sale_of("50.00", fees=[row("50.00", name="Darowizna")])
    assert [(one.name, one.product, one.unit_price) for one in sale.lines] == [
        ("Darowizna", None, Decimal("50.00"))
    ]


def test_a_line_without_a_product_has_a_name_all_the_same():
    (line,) = sale_of("10.00", item("10.00", name="", product_id=0)).lines
    assert (line.name, line.product) == ("Produkt", None)


def test_shipping_for_nothing_is_no_charge():
    assert not sale_of("10.00", item("10.00"), shipping=[row("0.00")]).charges


money = st.integers(1, 500_000).map(lambda groszy: groszy * GROSZ)


@given(
    prices=st.lists(
        st.tuples(money, st.integers(1, 7), st.sampled_from([0, 5, 8, 23])), min_size=1, max_size=5
    ),
    shipping=money,
    off=st.integers(0, 100),
    digits=st.sampled_from([2, 3, 4]),
)
def test_it_adds_up_whatever_is_sold(prices, shipping, off, digits):
    """Gross prices as a shop splits them, each part rounded for itself."""

    def split(gross, rate):
        net = gross * 100 / (100 + rate)
        places = Decimal(1).scaleb(-digits)
        return str(net.quantize(places, ROUND_HALF_UP)), str((gross - net).quantize(places, ROUND_HALF_UP))

    lines = [item(*split(price * count, rate), quantity=count) for price, count, rate in prices]
    whole = sum((price * count for price, count, _ in prices), Decimal(0))
    less = (whole * off / 100).quantize(GROSZ)
    fees = [row(*(f"-{part}" for part in split(less, 23)))] if less else []
    sale = sale_of(str(whole + shipping - less), *lines, shipping=[row(*split(shipping, 23))], fees=fees)
    assert listed(sale) == sale.total
    assert all(one.discount >= 0 and one.unit_price >= 0 and line_amount(one) >= 0 for one in sale.lines)
    assert all(one.amount >= 0 for one in sale.charges)
