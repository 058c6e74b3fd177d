from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mostek.core import overlay
from mostek.tax.questions import QUESTIONS
from mostek.tax.questions_after import AFTER_QUESTIONS
from mostek.tax.sale import Buyer, Charge, Line, Sale

money = st.decimals("0.00", "9999.99", places=2)


@dataclass
class Answered:
    choice: str
    value: dict[str, Any] = field(default_factory=dict)
    question: str = ""


def sale(lines: list[Decimal], charges: list[Decimal], total: Decimal) -> Sale:
    return Sale(
        reference="A",
        currency="PLN",
        total=total,
        buyer=Buyer(country="PL"),
        lines=tuple(Line(name="Kurs", unit_price=price) for price in lines),
        charges=tuple(Charge(name="Opłata", amount=amount) for amount in charges),
    )


@given(
    lines=st.lists(money, min_size=1, max_size=5),
    charges=st.lists(st.decimals("-99.99", "99.99", places=2), max_size=3),
    paid=money,
)
def test_whatever_the_buyer_paid_the_sale_adds_up_to_it(lines, charges, paid):
    laid = overlay.lay(
        sale(lines, charges, Decimal(1)), [Answered("correct_sale", {"total": str(paid)})], {}
    ).sale
    assert overlay.listed(laid.lines, laid.charges) == laid.total == paid
    assert all(overlay.is_sound(line) for line in laid.lines)
    assert all(charge.amount >= 0 for charge in laid.charges)


def test_every_answer_of_every_question_has_its_sentence():
    elsewhere = {"complete_product", "change_profile", "wait", "ask_vies"}
    # What comes after the sale is not answered by laying something over the sale.
    of_sales = (row for code, row in QUESTIONS.items() if code not in AFTER_QUESTIONS)
    choices = {choice for _pl, _en, choices in of_sales for choice in choices} - elsewhere
    known = {key.partition(".")[0] for key in overlay.SENTENCES}
    assert choices <= known


def test_amounts_in_answers_are_written_in_the_language_of_the_sentence():
    said = overlay.sentence(Answered("correct_sale", {"total": "1234.50"}), "PLN")
    assert (said.pl, said.en) == ("Kupujący zapłacił 1 234,50 zł.", "The buyer paid 1,234.50 PLN.")
