"""Tax numbers: cleaned, told apart and checked without asking anyone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.pl import nip as pl_nip

from mostek.tax.countries import MEMBERS

TaxIdKind = Literal["nip", "eu", "other"]

# The pattern of KSeF (TNrNIP): stricter than the check digit alone, which 0000000000 passes.
NIP_PATTERN = re.compile(r"[1-9]((\d[1-9])|([1-9]\d))\d{7}")
EU_BODY = re.compile(r"[0-9A-Z+*]{2,12}")
PREFIXES = {"EL" if country == "GR" else country: country for country in MEMBERS} | {"XI": "XI"}


@dataclass(frozen=True, slots=True)
class TaxId:
    """A cleaned tax number. `prefix` is the one of VIES (`EL`, `XI`), empty where there is none.

    `plausible` says that shape and check digits hold; for `other` numbers nothing is known, so it is true.
    """

    kind: TaxIdKind
    prefix: str
    number: str
    plausible: bool


def read_tax_id(raw: str | None, country: str) -> TaxId | None:
    """Read what a buyer with an address in `country` (ISO) typed; `None` when nothing was typed.

    A number that begins with the prefix of another Member State keeps that prefix.
    """
    text = clean(raw)
    if not text:
        return None
    prefix = "EL" if text.startswith("GR") else text[:2]
    named = prefix in PREFIXES and EU_BODY.fullmatch(text[2:]) is not None
    if country == "PL" and (not named or prefix == "PL" or not any(c.isdigit() for c in text[2:])):
        number = text.removeprefix("PL")
        return TaxId("nip", "PL", number, is_nip(number))
    if named and (country in MEMBERS or prefix == "XI"):
        return TaxId("nip" if prefix == "PL" else "eu", prefix, text[2:], is_eu_number(prefix, text[2:]))
    if country in MEMBERS:
        own = "EL" if country == "GR" else country
        return TaxId("eu", own, text, is_eu_number(own, text))
    return TaxId("other", "", text, True)


def clean(raw: str | None) -> str:
    return re.sub(r"[\s.,/\-–—]", "", raw or "").upper()


def is_nip(number: str) -> bool:
    """Ten digits of the right pattern and check digit."""
    return bool(NIP_PATTERN.fullmatch(number)) and bool(pl_nip.is_valid(number))


def is_placeholder(number: str) -> bool:
    """1111111111 and 9999999999 pass every check of shape, and are what people type to get past one."""
    return len(set(number)) == 1


def is_eu_number(prefix: str, number: str) -> bool:
    if prefix == "PL":
        return is_nip(number)
    try:
        eu_vat.validate(prefix + number)
    except ValidationError:
        return False
    return True
