"""Exchange rates: which table of the NBP a document takes. The rates themselves are made up and never change."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

# Rates of no particular day: what matters is that they are there and that they are not 1.
EXCHANGE = {
    code: Decimal(rate)
    for code, rate in {
        "PLN": "1",
        "EUR": "4.2500",
        "USD": "3.9000",
        "GBP": "4.9500",
        "CHF": "4.5500",
        "CZK": "0.1720",
        "DKK": "0.5700",
        "SEK": "0.3800",
        "NOK": "0.3600",
        "HUF": "0.0108",
        "RON": "0.8400",
        "CAD": "2.7500",
        "AUD": "2.5500",
        "UAH": "0.0940",
    }.items()
}
# Days off by the act of 18 January 1951; all Sundays are, too.
FIXED = {(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26)}
CHRISTMAS_EVE_FROM = 2025
AFTER_EASTER = (0, 1, 49, 60)  # Easter Sunday and Monday, Whit Sunday, Corpus Christi


def table_before(day: date) -> date:
    """The last day before this one on which the NBP published a table A."""
    day -= timedelta(days=1)
    while not is_working(day):
        day -= timedelta(days=1)
    return day


def table_label(day: date) -> str:
    """Tables are numbered through the year: one each working day."""
    first = date(day.year, 1, 1)
    number = sum(is_working(first + timedelta(days=i)) for i in range((day - first).days + 1))
    return f"{number:03}/A/NBP/{day.year}"


def is_working(day: date) -> bool:
    return day.weekday() < 5 and not is_holiday(day)


def is_holiday(day: date) -> bool:
    if (day.month, day.day) == (12, 24):
        return day.year >= CHRISTMAS_EVE_FROM
    return (day.month, day.day) in FIXED or (day - easter(day.year)).days in AFTER_EASTER


def easter(year: int) -> date:
    """Sunday after the first full moon of spring, by Gauss's rule with its two exceptions (good for 1900–2099)."""
    moon = (19 * (year % 19) + 24) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    is_late = (moon, sunday) == (29, 6) or ((moon, sunday) == (28, 6) and year % 19 > 10)
    return date(year, 3, 22) + timedelta(days=moon + sunday - (7 if is_late else 0))
