"""Cells: what is certain is read, what is not is refused."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.lib.clock import WARSAW
from mostek.sources.file.values import (
    BadValue,
    read_amount,
    read_country,
    read_currency,
    read_flag,
    read_moment,
    read_quantity,
)

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
BLANK = st.sampled_from([" ", "\u00a0", "\u202f", "\u2009"])


@given(AMOUNTS, BLANK, st.sampled_from(["", " zł", "\u00a0PLN", "PLN"]))
def test_an_amount_written_as_in_poland_is_read_to_the_grosz(amount, blank, unit):
    written = f"{amount:,.2f}".replace(",", blank).replace(".", ",") + unit
    assert read_amount(written) == (amount, "PLN" if unit else "")


@given(AMOUNTS, st.sampled_from([("", "."), (",", "."), (".", ","), ("'", "."), ("", ",")]))
def test_an_amount_with_two_decimals_has_one_meaning_whatever_the_marks(amount, marks):
    thousands, point = marks
    written = f"{amount:,.2f}".translate({ord(","): thousands, ord("."): point})
    assert read_amount(written)[0] == amount


@given(st.text(max_size=12))
def test_no_text_makes_it_stumble_or_gives_more_than_two_decimals(text):
    try:
        amount, unit = read_amount(text)
    except BadValue:
        return
    assert amount == round(amount, 2)
    assert unit == "" or len(unit) == 3


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("199", "199", ""),
        ("1 234,56 zł", "1234.56", "PLN"),
        ("€1.234,50", "1234.50", "EUR"),
        ("EUR 12.5", "12.50", "EUR"),
        ("-5,00", "-5.00", ""),
        ("1,234,567.00", "1234567.00", ""),
        ("1.234.567", "1234567", ""),
        ("0,000", "0", ""),
        ("1234.500", "1234.50", ""),
    ],
)
def test_amounts_of_many_hands(text, amount, unit):
    assert read_amount(text) == (Decimal(amount), unit)


@pytest.mark.parametrize(
    "text", ["1,234", "12.345", "1 234,5 67", "12 34", "abc", "1,2,3", "$5", "1e5", "5 PLN EUR", "", "٣"]
)
def test_what_has_two_meanings_or_none_is_refused(text):
    with pytest.raises(BadValue):
        read_amount(text)


def test_dates_and_hours_of_warsaw():
    assert read_moment("2026-11-03") == (date(2026, 11, 3), None)
    assert read_moment("03.11.2026")[0] == date(2026, 11, 3)
    day, moment = read_moment("3.11.2026 14:05")
    assert (day, moment) == (date(2026, 11, 3), datetime(2026, 11, 3, 14, 5, tzinfo=WARSAW))
    # Late in the evening in UTC is the next day in Warsaw.
    assert read_moment("2026-11-03 23:30:00 +0000")[0] == date(2026, 11, 4)
    assert read_moment("2026-11-03 23:30", zone="UTC")[0] == date(2026, 11, 4)
    assert read_moment("9/6/2026 6:29:00 PM", order="mdy")[0] == date(2026, 9, 6)
    assert read_moment("25/12/2025")[0] == date(2025, 12, 25)


@pytest.mark.parametrize(
    "text", ["03/11/2026", "31.02.2026", "jutro", "2026-11-03 25:00", "1899-01-01", "45000"]
)
def test_a_date_of_two_meanings_or_none_is_refused(text):
    with pytest.raises(BadValue):
        read_moment(text)


def test_countries_currencies_words():
    assert [read_country(text) for text in ("pl", "Polska", "Germany", "EL", "UK")] == [
        "PL",
        "PL",
        "DE",
        "GR",
        "GB",
    ]
    assert [read_currency(text) for text in ("zł", "pln", "€")] == ["PLN", "PLN", "EUR"]
    assert [read_flag(text) for text in ("TAK", "no", "1")] == [True, False, True]
    assert str(read_quantity("2")) == "2"
    assert read_quantity("1,5") == Decimal("1.5")
    for reader, text in (
        (read_country, "Polandia"),
        (read_currency, "XYZ"),
        (read_flag, "może"),
        (read_quantity, "0"),
    ):
        with pytest.raises(BadValue):
            reader(text)
