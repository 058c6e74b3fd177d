"""Standard VAT rates of the Member States for the One Stop Shop, by the day they hold from.

Source: the European Commission's Taxes in Europe Database (TEDB), as of 2026-10-04, since the Union scheme
began on 2021-07-01. Northern Ireland (goods only): the United Kingdom's standard rate. Changes: Luxembourg
2023 (a year), Estonia 2024-01-01 and 2025-07-01, Finland 2024-09-01, Slovakia 2025-01-01,
Romania 2025-08-01.
"""

from __future__ import annotations

from datetime import date

OSS_BEGAN = date(2021, 7, 1)

# Country: the rate on the first day of the scheme, then (from, rate) for each change.
STANDARD: dict[str, tuple[str, tuple[tuple[date, str], ...]]] = {
    "AT": ("20", ()),
    "BE": ("21", ()),
    "BG": ("20", ()),
    "CY": ("19", ()),
    "CZ": ("21", ()),
    "DE": ("19", ()),
    "DK": ("25", ()),
    "EE": ("20", ((date(2024, 1, 1), "22"), (date(2025, 7, 1), "24"))),
    "ES": ("21", ()),
    "FI": ("24", ((date(2024, 9, 1), "25.5"),)),
    "FR": ("20", ()),
    "GR": ("24", ()),
    "HR": ("25", ()),
    "HU": ("27", ()),
    "IE": ("23", ()),
    "IT": ("22", ()),
    "LT": ("21", ()),
    "LU": ("17", ((date(2023, 1, 1), "16"), (date(2024, 1, 1), "17"))),
    "LV": ("21", ()),
    "MT": ("18", ()),
    "NL": ("21", ()),
    "PL": ("23", ()),
    "PT": ("23", ()),
    "RO": ("19", ((date(2025, 8, 1), "21"),)),
    "SE": ("25", ()),
    "SI": ("22", ()),
    "SK": ("20", ((date(2025, 1, 1), "23"),)),
    "XI": ("20", ()),
}


def standard_rate(country: str, day: date) -> str | None:
    """Percent as text (`25.5`); `None` where the table says nothing: an unknown country, a day before OSS."""
    if country not in STANDARD or day < OSS_BEGAN:
        return None
    rate, changes = STANDARD[country]
    for since, changed in changes:
        if day >= since:
            rate = changed
    return rate
