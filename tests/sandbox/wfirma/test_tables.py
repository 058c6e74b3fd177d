from __future__ import annotations

from decimal import Decimal

import pytest

from mostek.sandbox.wfirma.vat_codes import countries, polish, vat_codes

EU = {
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
}
STANDARD = {"DE": "19", "EE": "24", "FI": "25.5", "HU": "27", "LU": "17", "RO": "21", "SK": "23", "FR": "20"}


@pytest.mark.parametrize(
    ("id", "country_id", "rate"),
    [(617, 146, "19"), (687, 205, "25"), (616, 43, "25"), (633, 39, "25"), (613, 170, "14"), (222, 0, "23")],
)
def test_known_codes_have_their_ids(id: int, country_id: int, rate: str) -> None:
    code = vat_codes()[id]
    assert (code.declaration_country_id, code.rate) == (country_id, Decimal(rate))


def test_every_country_of_the_union_has_one_current_standard_rate() -> None:
    current = {
        country: {
            code.rate
            for code in vat_codes().values()
            if code.country == country and code.type == "standard" and not code.periods[-1].stop
        }
        for country in EU
    }
    # Portugal's islands have standard rates of their own.
    assert {country for country, rates in current.items() if len(rates) != 1} == {"PT"}
    assert all(current[country] == {Decimal(rate)} for country, rate in STANDARD.items())


def test_foreign_codes_point_to_their_country() -> None:
    foreign = [code for code in vat_codes().values() if code.is_foreign]
    assert all(
        code.id >= 607 and countries()[code.declaration_country_id].code == code.country for code in foreign
    )


def test_there_are_248_countries_and_codes_are_unique() -> None:
    assert len(countries()) == len({country.code for country in countries().values()}) == 248


@pytest.mark.parametrize(("plain", "id"), [("zw", 233), ("NPUE", 231), ("0", 234), ("25", 222), ("oo", 222)])
def test_plain_codes_are_polish_or_23_percent(plain: str, id: int) -> None:
    assert polish(plain).id == id
