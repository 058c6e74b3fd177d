"""VAT codes of wFirma. A plain `vat` has to be a Polish code: anything else is booked as 23 % in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from mostek.wfirma.values import Country, VatCode

# The same ids on every account seen so far; `polish_ids` reads the account's own.
POLISH: Mapping[str, str] = {
    "23": "222",
    "8": "223",
    "5": "224",
    "22": "225",
    "7": "226",
    "3": "227",
    "WDT": "228",
    "EXP": "229",
    "NP": "230",
    "NPUE": "231",
    "VAT_BUYER": "232",
    "ZW": "233",
    "0": "234",
}

VatKey = tuple[str, str]
"""ISO country and rate in percent without superfluous zeros: `("DE", "19")`, `("FI", "25.5")`."""


def vat_key(country: str, rate: str | Decimal) -> VatKey:
    try:
        number = Decimal(rate)
    except InvalidOperation:
        return country.upper(), str(rate)
    return country.upper(), f"{number.normalize():f}"


def foreign_ids(codes: Iterable[VatCode], countries: Iterable[Country], on: date) -> dict[VatKey, str]:
    """The id of each foreign rate in force on the day. Two ids for one rate: the one that began last."""
    iso = {country.id: country.code for country in countries}
    began: dict[VatKey, date] = {}
    found: dict[VatKey, str] = {}
    for code in codes:
        if code.code or code.rate is None or code.country_id not in iso or not code.in_force(on):
            continue
        key, start = vat_key(iso[code.country_id], code.rate), code.start or date.min
        if key not in found or start > began[key]:
            found[key], began[key] = code.id, start
    return found


def polish_ids(codes: Iterable[VatCode]) -> dict[str, str]:
    return {code.code.upper(): code.id for code in codes if code.code}
