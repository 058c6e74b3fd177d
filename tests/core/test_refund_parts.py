"""Which lines of a document a refund is of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mostek.core.correct.parts import named
from mostek.core.models import Refund
from mostek.lib import clock
from mostek.tax.correct import refunded_lines
from mostek.tax.correction import Refund as Told
from mostek.tax.decision import DraftLine
from mostek.tax.remainder import gross, line_amount

prices = st.integers(1, 99_999).map(lambda grosze: Decimal(grosze) / 100)
lines = st.lists(
    st.builds(
        DraftLine,
        name=st.sampled_from(["Kurs A", "Kurs B", "Album × 3", "E-book"]),
        quantity=st.integers(1, 5).map(Decimal),
        unit_price=prices,
        vat=st.sampled_from(["23", "5", "8"]),
    ),
    min_size=1,
    max_size=5,
).map(tuple)


def told(amount: str | None, *parts: tuple[str, str, str]) -> Refund:
    rows = [
        {"name": name, "quantity": quantity, "unit_price": price, "discount": "0"}
        for name, quantity, price in parts
    ]
    return Refund(amount=None if amount is None else Decimal(amount), lines=rows)


def line(name: str, quantity: str, price: str) -> DraftLine:
    return DraftLine(name=name, quantity=Decimal(quantity), unit_price=Decimal(price), vat="23")


@given(lines, st.data())
def test_pieces_that_came_back_take_exactly_their_money_off(left: Any, data: Any) -> None:
    position = data.draw(st.integers(0, len(left) - 1))
    one = left[position]
    pieces = data.draw(st.integers(1, int(one.quantity)))
    amount = one.unit_price * pieces
    found = named(told(f"{amount}", (one.name, str(pieces), str(one.unit_price))), left, "brutto")
    (part,) = found
    assert left[part.position].name == one.name
    if part.amount is not None and part.amount > line_amount(left[part.position]):
        return  # another line of this name, of less worth: the rules will ask
    after = refunded_lines(left, "brutto", Told(id="r", on=clock.warsaw_date(), lines=found))
    assert gross(left, "brutto") - gross(after, "brutto") == amount


def test_an_amount_that_is_more_than_the_lines_is_spread() -> None:
    left = (line("Kurs", "1", "100.00"),)
    assert named(told("110.00", ("Kurs", "1", "100.00")), left, "brutto") == ()


def test_a_line_that_is_not_on_the_document_is_not_guessed() -> None:
    left = (line("Kurs", "1", "100.00"),)
    assert named(told("50.00", ("Inny", "1", "50.00")), left, "brutto") == ()


def test_of_two_lines_of_one_name_the_one_of_the_same_price_is_meant() -> None:
    left = (line("Kurs", "1", "100.00"), line("Kurs", "1", "50.00"))
    (part,) = named(told("50.00", ("kurs ", "1", "50.00")), left, "brutto")
    assert (part.position, part.quantity) == (1, Decimal(1))


def test_with_net_prices_the_gross_amount_of_the_line_counts() -> None:
    left = (line("Kurs", "2", "100.00"),)
    (part,) = named(told("123.00", ("Kurs", "1", "123.00")), left, "netto")
    assert (part.quantity, part.amount) == (None, Decimal("123.00"))


def test_a_line_that_is_gone_takes_nothing_more() -> None:
    left = (line("Kurs", "0", "0.00"),)
    assert named(told("50.00", ("Kurs", "1", "50.00")), left, "brutto") == ()
