from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import duty27_eu_vat as other
import pytest

from mostek.tax.countries import ISO_CODES, MEMBERS
from mostek.tax.rates import OSS_BEGAN, STANDARD, standard_rate

# The law reference, state of 23 November 2026.
NOW = """
    AT 20, BE 21, BG 20, CY 19, CZ 21, DE 19, DK 25, EE 24, GR 24, ES 21, FI 25.5, FR 20, HR 25, HU 27, IE 23,
    IT 22, LT 21, LU 17, LV 21, MT 18, NL 21, PL 23, PT 23, RO 21, SE 25, SI 22, SK 23, XI 20
"""


def test_the_rates_of_today():
    expected = dict(pair.split() for pair in NOW.split(","))
    assert {country: standard_rate(country, date(2026, 11, 23)) for country in STANDARD} == expected


@pytest.mark.parametrize(
    ("country", "day", "before", "after"),
    [
        ("EE", "2024-01-01", "20", "22"),
        ("EE", "2025-07-01", "22", "24"),
        ("RO", "2025-08-01", "19", "21"),
        ("FI", "2024-09-01", "24", "25.5"),
        ("SK", "2025-01-01", "20", "23"),
        ("LU", "2023-01-01", "17", "16"),
        ("LU", "2024-01-01", "16", "17"),
    ],
)
def test_a_change_holds_from_its_day(country, day, before, after):
    since = date.fromisoformat(day)
    eve = date.fromordinal(since.toordinal() - 1)
    assert (standard_rate(country, eve), standard_rate(country, since)) == (before, after)


def test_the_table_says_nothing_of_the_time_before_oss_or_of_others():
    assert standard_rate("DE", date(2021, 6, 30)) is None
    assert standard_rate("US", date(2026, 1, 1)) is None


def test_every_member_has_a_rate_within_the_directive():
    assert set(STANDARD) == {*MEMBERS, "XI"}
    for first, changes in STANDARD.values():
        rates = [first, *(rate for _, rate in changes)]
        assert all(Decimal(15) <= Decimal(rate) <= Decimal(27) for rate in rates)
        days = [since for since, _ in changes]
        assert days == sorted(days)


def test_there_are_249_countries_and_kosovo():
    assert len(ISO_CODES) == 250
    assert set(MEMBERS) < ISO_CODES


# What the other table lawfully lacks, with the reason. There is no rate on which the two differ.
NOT_A_MEMBER = {
    "XI": "Northern Ireland: in the Union's VAT for goods only, at the rate of the United Kingdom"
}


def days_that_matter(country):
    """The first day of the scheme, the last day the other table knows, and both sides of every change."""
    changes = [since for since, _ in STANDARD[country][1]]
    changes += [window.effective_from for window in other.get_rate_history(country)]
    days = {OSS_BEGAN, other.DATA_AS_OF, *changes, *(day - timedelta(days=1) for day in changes)}
    return sorted(day for day in days if OSS_BEGAN <= day <= other.DATA_AS_OF)


@pytest.mark.parametrize("country", sorted({*STANDARD} - {*NOT_A_MEMBER}))
def test_an_independent_table_says_the_same_of_every_day(country):
    for day in days_that_matter(country):
        ours = standard_rate(country, day)
        assert ours is not None
        assert Decimal(ours) == other.get_standard_rate(country, day), day


def test_the_independent_table_has_the_same_countries():
    theirs = {"GR" if one.code == "EL" else one.code for one in other.list_countries()}
    assert theirs == {*STANDARD} - {*NOT_A_MEMBER}


def test_both_tables_know_the_changes_of_the_last_years():
    """Else the comparison would compare nothing."""
    changed = {country for country in STANDARD if STANDARD[country][1]}
    assert changed == {"EE", "FI", "LU", "RO", "SK"}
    assert sum(len(days_that_matter(country)) for country in changed) > 20
    assert date(2026, 10, 1) <= other.DATA_AS_OF
