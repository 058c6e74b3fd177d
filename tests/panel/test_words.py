"""Amounts, quantities, moments and pasted texts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mostek.lib import clock
from mostek.panel.forms.fields import cleaned, masked
from mostek.panel.templatetags import mostek as filters

HARD = "\N{NO-BREAK SPACE}"
AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("1234.56", "PLN", "1 234,56 zł"),
        ("119", "EUR", "119,00 EUR"),
        ("0", "PLN", "0,00 zł"),
        ("1234567.8", "PLN", "1 234 567,80 zł"),
        ("-5.5", "PLN", "\N{MINUS SIGN}5,50 zł"),
        (None, "PLN", ""),
        ("x", "PLN", ""),
    ],
)
def test_amounts_are_written_as_people_here_write_them(amount, currency, written):
    assert filters.money(amount, currency) == written.replace(" ", HARD)


@given(AMOUNTS)
def test_an_amount_can_be_read_back_to_the_grosz(amount):
    written = filters.money(amount, "PLN").removesuffix(f"{HARD}zł")
    read = Decimal(written.replace(HARD, "").replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    assert read == amount


@pytest.mark.parametrize(
    ("value", "written"), [("1", "1"), ("2.00", "2"), ("1.50", "1,5"), ("100", "100"), ("8.5", "8,5")]
)
def test_quantities_carry_no_empty_decimals(value, written):
    assert filters.quantity(value) == written


def test_moments_are_those_of_warsaw_and_days_have_their_name():
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    with translation.override("pl"):
        assert filters.moment(late).replace(HARD, " ") == "23 lis 2026, 00:30"
        assert filters.day(date(2026, 11, 23)).replace(HARD, " ") == "pon., 23 lis 2026"
    with translation.override("en"):
        assert filters.day("2026-11-23").replace(HARD, " ") == "Mon, 23 Nov 2026"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=5), "przed chwilą"),
        (timedelta(minutes=1), "1 minutę temu"),
        (timedelta(minutes=22), "22 minuty temu"),
        (timedelta(minutes=25), "25 minut temu"),
        (timedelta(hours=5), "5 godzin temu"),
        (timedelta(days=2), "2 dni temu"),
        (-timedelta(minutes=5), "przed chwilą"),
    ],
)
def test_how_long_ago_is_said_in_good_polish(passed, said, noon):
    with translation.override("pl"):
        assert filters.ago(clock.now() - passed) == said


def test_pasted_keys_lose_what_nobody_can_see():
    assert cleaned("  3f9c\u200b1b\ufeff 7ad4\n") == ("3f9c1b7ad4", 4, 2)
    assert cleaned("3f9c1b7ad4") == ("3f9c1b7ad4", 0, 0)


@given(st.text())
def test_cleaning_accounts_for_every_character_and_is_done_at_once(text):
    kept, blanks, hidden = cleaned(text)
    assert len(kept) + blanks + hidden == len(text)
    assert cleaned(kept) == (kept, 0, 0)


@given(st.text(min_size=1))
def test_a_mask_shows_at_most_a_third_of_a_secret(secret):
    shown = masked(secret).removeprefix("••••")
    assert len(shown) * 3 <= len(secret)
