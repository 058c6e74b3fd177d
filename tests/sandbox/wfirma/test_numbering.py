from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mostek.sandbox.wfirma.numbering import fill, next_number
from mostek.sandbox.wfirma.records import Series

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("template", "number"),
    [
        ("FV [numer]/[miesiąc]/[rok]", "FV 7/3/2026"),
        ("FV [numer:zera_wiodące=4]/[miesiąc:zera_wiodące=2]/[rok:format_dwucyfrowy]", "FV 0007/03/26"),
        ("[numer]/[dzień]/[kwartał]/[dzień_roku]", "7/5/1/64"),
        ("[numer] [nieznany]", "7 [nieznany]"),
    ],
)
def test_it_fills_the_template(template: str, number: str) -> None:
    assert fill(template, 7, DAY) == number


@pytest.mark.parametrize(
    ("reset", "next_day", "next_month", "next_year"),
    [("yearly", 2, 3, 1), ("monthly", 2, 1, 1), ("daily", 1, 1, 1)],
)
def test_it_starts_again_with_each_period(reset: str, next_day: int, next_month: int, next_year: int) -> None:
    series = Series.model_validate(
        {"id": 1, "company_id": 1, "name": "", "template": "[numer]", "type": "normal", "reset": reset}
        | {"created": datetime(2026, 1, 1, tzinfo=UTC)}
    )
    days = [DAY, date(2026, 3, 6), date(2026, 4, 6), date(2027, 4, 6)]
    assert [next_number(series, day) for day in days] == [1, next_day, next_month, next_year]
