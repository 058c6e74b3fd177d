from __future__ import annotations

from datetime import date
from decimal import Decimal

from mostek.wfirma.values import Country, Period, VatCode
from mostek.wfirma.vat import POLISH, foreign_ids, polish_ids, vat_key

COUNTRIES = (Country(id="146", code="DE"), Country(id="61", code="FI"))


def code(id: str, rate: str, country: str = "146", *periods: Period) -> VatCode:
    return VatCode(id=id, code="", rate=Decimal(rate), country_id=country, periods=periods)


def test_foreign_rates_are_found_by_country_and_rate():
    codes = [
        code("617", "19.00"),
        code("700", "25.50", "61"),
        code("999", "5.00", "404"),
        VatCode(id="222", code="23", rate=Decimal(23), country_id="0"),
    ]
    assert foreign_ids(codes, COUNTRIES, date(2026, 11, 23)) == {("DE", "19"): "617", ("FI", "25.5"): "700"}


def test_a_rate_that_is_not_in_force_is_not_used():
    lapsed = code("1", "16.00", "146", (date(2020, 7, 1), date(2020, 12, 31)))
    assert foreign_ids([lapsed], COUNTRIES, date(2026, 11, 23)) == {}
    assert foreign_ids([lapsed], COUNTRIES, date(2020, 12, 31)) == {("DE", "16"): "1"}


def test_a_rate_that_came_back_is_in_force_again():
    german = code("617", "19", "146", (date(2007, 1, 1), date(2020, 6, 30)), (date(2021, 1, 1), None))
    assert foreign_ids([german], COUNTRIES, date(2026, 11, 23)) == {("DE", "19"): "617"}
    assert foreign_ids([german], COUNTRIES, date(2020, 10, 1)) == {}
    assert (german.start, german.stop) == (date(2007, 1, 1), None)


def test_of_two_ids_for_one_rate_the_later_one_counts():
    old, new = (
        code("1", "19", "146", (date(2007, 1, 1), None)),
        code("2", "19", "146", (date(2021, 1, 1), None)),
    )
    assert foreign_ids([new, old], COUNTRIES, date(2026, 1, 1)) == {("DE", "19"): "2"}


def test_rates_are_the_same_however_they_are_written():
    assert vat_key("de", "19.00") == vat_key("DE", Decimal("19")) == ("DE", "19")
    assert vat_key("FI", "25.50") == ("FI", "25.5")
    assert vat_key("LU", "20") == ("LU", "20")


def test_the_accounts_own_polish_ids_can_be_read():
    read = polish_ids([VatCode(id=id, code=name, rate=None, country_id="0") for name, id in POLISH.items()])
    assert read == POLISH
