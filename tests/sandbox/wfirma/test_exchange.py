from __future__ import annotations

from datetime import date

import pytest

from mostek.sandbox.wfirma.exchange import easter, is_working, table_before, table_label
from tests.sandbox.wfirma.desk import Desk


@pytest.mark.parametrize(
    ("year", "day"),
    [(2019, "04-21"), (2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2038, "04-25"), (2049, "04-18")],
)
def test_easter_falls_on_its_sunday(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


@pytest.mark.parametrize("year", range(1990, 2100))
def test_easter_is_a_sunday_of_spring(year: int) -> None:
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("day", "table"),
    [
        ("2026-11-23", "2026-11-20"),  # Monday
        ("2026-11-12", "2026-11-10"),  # after Independence Day
        ("2026-06-05", "2026-06-03"),  # after Corpus Christi
        ("2026-04-07", "2026-04-03"),  # after Easter Monday
        ("2026-01-07", "2026-01-05"),  # after Epiphany
        ("2025-12-29", "2025-12-23"),  # after Christmas, with the Eve a day off
        ("2024-12-27", "2024-12-24"),  # when it was not one yet
        ("2027-01-04", "2026-12-31"),  # across the year
    ],
)
def test_the_table_is_that_of_the_last_working_day_before(day: str, table: str) -> None:
    assert table_before(date.fromisoformat(day)) == date.fromisoformat(table)


def test_tables_are_numbered_through_the_year() -> None:
    assert table_label(date(2026, 1, 2)) == "001/A/NBP/2026"
    assert table_label(date(2026, 1, 7)) == "003/A/NBP/2026"


def test_days_off_are_no_working_days() -> None:
    free = ["01-01", "01-06", "04-06", "05-01", "05-03", "06-04", "08-15", "11-01", "11-11", "12-24", "12-25"]
    assert not any(is_working(date.fromisoformat(f"2026-{day}")) for day in free)
    assert is_working(date(2026, 4, 3)), "Good Friday is an ordinary day"


def test_a_document_in_a_foreign_currency_carries_that_table(desk: Desk) -> None:
    record = desk.add(currency="EUR", date="2026-11-12", disposaldate="2026-11-12")
    assert (record["currency_date"], record["currency_label"]) == ("2026-11-10", "219/A/NBP/2026")
