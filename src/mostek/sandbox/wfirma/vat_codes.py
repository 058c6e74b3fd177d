"""The tables of VAT codes and countries; which ids were seen on live accounts is in COVERAGE.md."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

STANDARD = 222


@dataclass(frozen=True, slots=True)
class Period:
    """Dates as text, empty for open ends."""

    start: str
    stop: str


@dataclass(frozen=True, slots=True)
class VatCode:
    """`code` is empty for foreign rates; `declaration_country_id` 0 is Poland."""

    id: int
    declaration_country_id: int
    country: str
    label: str
    rate: Decimal
    code: str
    type: str
    periods: tuple[Period, ...]
    priority: int = 0

    @property
    def is_foreign(self) -> bool:
        return self.declaration_country_id != 0


@dataclass(frozen=True, slots=True)
class Country:
    id: int
    code: str
    name: str
    priority: int


@cache
def vat_codes() -> dict[int, VatCode]:
    return {int(row["id"]): _vat_code(row) for row in _rows("vat_codes.csv")}


@cache
def countries() -> dict[int, Country]:
    return {
        int(row["id"]): Country(int(row["id"]), row["code"], row["name"], int(row["priority"]))
        for row in _rows("countries.csv")
    }


@cache
def country_codes() -> frozenset[str]:
    return frozenset(country.code for country in countries().values())


@cache
def _by_polish_code() -> dict[str, VatCode]:
    return {vat.code: vat for vat in vat_codes().values() if vat.code}


def polish(code: str) -> VatCode:
    """The code of a plain `vat`. Unknown ones, foreign rates among them, silently become 23 %."""
    return _by_polish_code().get(code.strip().upper(), vat_codes()[STANDARD])


def _rows(name: str) -> list[dict[str, str]]:
    content = files("mostek.sandbox.wfirma").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(content.splitlines()))


def _vat_code(row: dict[str, Any]) -> VatCode:
    return VatCode(
        id=int(row["id"]),
        declaration_country_id=int(row["country_id"]),
        country=row["country"],
        label=row["label"],
        rate=Decimal(row["rate"]),
        code=row["code"],
        type=row["type"],
        periods=tuple(Period(*period.split("/")) for period in row["periods"].split(";")),
    )
