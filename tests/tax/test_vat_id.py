from __future__ import annotations

import pytest

from mostek.tax.vat_id import is_placeholder, read_tax_id

EU_NUMBERS = """
    ATU13585627 BE0403019261 BG175074752 CY10259033P CZ25123891 DE136695976 DK13585628 EE100931558 EL094259216
    ESB58378431 ES54362315K FI20774740 FR40303265045 HR33392005961 HU12892312 IE6433435F IT00743110157
    LT119511515 LU15027442 LV40003521600 MT11679112 NL004495445B01 PT501964843 RO18547290 SE123456789701
    SI50223054 SK2022749619
"""


def iso(prefix):
    return "GR" if prefix == "EL" else prefix


@pytest.mark.parametrize(
    "typed",
    [
        *("5260250274", "526-025-02-74", "PL 526 025 02 74", "pl5260250274", "8567346215", "1234563218"),
        *("5252248481", "7740001454", "5260001246", "5265877635"),
    ],
)
def test_it_reads_a_good_nip(typed):
    found = read_tax_id(typed, "PL")
    assert found.kind == "nip"
    assert found.plausible
    assert len(found.number) == 10


@pytest.mark.parametrize("typed", ["1111111111", "9999999999"])
def test_a_nip_that_looks_like_a_try_is_good_in_shape_and_marked(typed):
    found = read_tax_id(typed, "PL")
    assert found.plausible
    assert is_placeholder(found.number)


@pytest.mark.parametrize(
    "typed",
    [
        *("0000000000", "1000000070", "1234567890", "5260250275"),
        *("526025027", "52602502745", "brak", "PL", "PL123"),
        *(f"101000009{digit}" for digit in range(10)),
    ],
)
def test_it_doubts_a_bad_nip(typed):
    found = read_tax_id(typed, "PL")
    assert found.kind == "nip"
    assert not found.plausible


@pytest.mark.parametrize("number", EU_NUMBERS.split())
def test_it_reads_eu_numbers_with_and_without_their_prefix(number):
    country = iso(number[:2])
    for typed in (number, number[2:], f" {number[:2]} {number[2:5]}-{number[5:]}".lower()):
        found = read_tax_id(typed, country)
        assert (found.kind, found.prefix, found.plausible) == ("eu", number[:2], True), typed


def test_greece_may_be_typed_with_its_country_code():
    found = read_tax_id("GR094259216", "GR")
    assert (found.prefix, found.number, found.plausible) == ("EL", "094259216", True)


@pytest.mark.parametrize(
    ("number", "country"), [("DE136695977", "DE"), ("ATU13585626", "AT"), ("EU372022452", "DE")]
)
def test_it_doubts_wrong_check_digits_and_identifiers_of_suppliers(number, country):
    assert not read_tax_id(number, country).plausible


def test_a_number_of_another_country_keeps_its_prefix():
    assert read_tax_id("DE136695976", "FR").prefix == "DE"
    assert read_tax_id("DE136695976", "PL").kind == "eu"
    assert read_tax_id("PL5260250274", "DE").kind == "nip"


def test_numbers_outside_the_union_are_taken_as_they_are():
    assert read_tax_id("12-3456789", "US").kind == "other"
    assert read_tax_id("GB980780684", "GB").kind == "other"
    assert read_tax_id("XI980780684", "GB").prefix == "XI"


@pytest.mark.parametrize("typed", [None, "", "  ", "-", " . "])
def test_nothing_typed_is_no_number(typed):
    assert read_tax_id(typed, "PL") is None
