"""Working days, exchange-rate days and the last legal day of an invoice."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def polish_holidays(year: int) -> set[date]:
    """Days off by the act of 18.01.1951; 24 December since 2025. Sundays are left to the weekend."""
    fixed = [(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26)]
    if year >= 2025:
        fixed.append((12, 24))
    sunday = easter(year)
    return {date(year, month, day) for month, day in fixed} | {sunday + DAY, sunday + 60 * DAY}


def target_holidays(year: int) -> set[date]:
    """Days on which the ECB publishes no rates."""
    sunday = easter(year)
    fixed = [(1, 1), (5, 1), (12, 25), (12, 26)]
    return {date(year, month, day) for month, day in fixed} | {sunday - 2 * DAY, sunday + DAY}


def working_day_before(day: date) -> date:
    """The day of NBP table A that counts for `day` (art. 31a ust. 1)."""
    day -= DAY
    while day.weekday() >= 5 or day in polish_holidays(day.year):
        day -= DAY
    return day


def working_day_after(day: date) -> date:
    day += DAY
    while day.weekday() >= 5 or day in polish_holidays(day.year):
        day += DAY
    return day


def ecb_day_of_quarter(day: date) -> date:
    """Last day of the quarter of `day`, or the next day with ECB rates (art. 130c ust. 6-7)."""
    month = (day.month + 2) // 3 * 3
    last = end_of_month(date(day.year, month, 1))
    while last.weekday() >= 5 or last in target_holidays(last.year):
        last += DAY
    return last


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def fifteenth_after(day: date) -> date:
    """The 15th of the month after the month of `day` (art. 106i ust. 1-2), weekends not moved."""
    return (end_of_month(day) + DAY).replace(day=15)


def is_later_month(day: date, than: date) -> bool:
    return (day.year, day.month) > (than.year, than.month)
