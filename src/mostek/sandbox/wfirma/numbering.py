"""Numbers of documents: series templates and their counters."""

from __future__ import annotations

import re
from datetime import date

from mostek.sandbox.wfirma.records import Series

TOKEN = re.compile(r"\[(\w+)(?::(\w+)(?:=(\d+))?)?\]")


def next_number(series: Series, day: date) -> int:
    """Take the next number of the period that `series.reset` makes of `day`."""
    period = {"yearly": f"{day:%Y}", "monthly": f"{day:%Y-%m}", "daily": f"{day:%Y-%m-%d}"}[series.reset]
    number = series.counters.get(period, series.initnumber - 1) + 1
    series.counters[period] = number
    return number


def fill(template: str, number: int, day: date) -> str:
    """`FV [numer]/[miesiąc]/[rok]` filled; unknown tokens stay as they are."""
    values = {
        "numer": number,
        "dzień": day.day,
        "miesiąc": day.month,
        "rok": day.year,
        "kwartał": (day.month + 2) // 3,
        "dzień_roku": day.timetuple().tm_yday,
    }

    def replace(match: re.Match[str]) -> str:
        name, modifier, width = match.groups()
        if name not in values:
            return match.group(0)
        if modifier == "format_dwucyfrowy":
            return f"{values[name] % 100:02d}"
        return str(values[name]).zfill(int(width) if modifier == "zera_wiodące" and width else 0)

    return TOKEN.sub(replace, template)
