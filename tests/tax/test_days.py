from __future__ import annotations

from datetime import date

import pytest

from mostek.tax.days import easter, ecb_day_of_quarter, fifteenth_after, working_day_before


@pytest.mark.parametrize(
    ("day", "table"),
    [
        ("2026-11-23", "2026-11-20"),
        ("2026-11-12", "2026-11-10"),
        ("2026-11-02", "2026-10-30"),
        ("2026-12-28", "2026-12-23"),
        ("2024-12-27", "2024-12-24"),  # 24 December became a day off in 2025
        ("2026-04-07", "2026-04-03"),  # Easter Monday
        ("2026-06-05", "2026-06-03"),  # Corpus Christi
        ("2027-01-04", "2026-12-31"),
        ("2026-01-07", "2026-01-05"),
    ],
)
def test_the_nbp_table_is_of_the_working_day_before(day, table):
    assert working_day_before(date.fromisoformat(day)) == date.fromisoformat(table)


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        ("2026-11-23", "2026-12-31"),
        ("2026-01-01", "2026-03-31"),
        ("2026-06-30", "2026-06-30"),
        ("2028-09-30", "2028-10-02"),  # a Saturday
        ("2024-02-01", "2024-04-02"),  # the 31st is Easter Sunday, and Easter Monday follows
        ("2028-12-05", "2029-01-02"),  # a Sunday, and New Year follows
    ],
)
def test_oss_takes_the_ecb_rate_of_the_end_of_the_quarter(day, rate):
    assert ecb_day_of_quarter(date.fromisoformat(day)) == date.fromisoformat(rate)


@pytest.mark.parametrize(
    ("day", "last"),
    [("2026-11-23", "2026-12-15"), ("2026-12-01", "2027-01-15"), ("2027-01-31", "2027-02-15")],
)
def test_the_15th_of_the_next_month_is_not_moved(day, last):
    assert fifteenth_after(date.fromisoformat(day)) == date.fromisoformat(last)


@pytest.mark.parametrize("sunday", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"])
def test_easter(sunday):
    assert easter(int(sunday[:4])) == date.fromisoformat(sunday)
