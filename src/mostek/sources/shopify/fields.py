"""Where shops keep the NIP and the wish for an invoice: the checkout has no field for either.

They come as attributes of the cart (*Additional details* of the order). Names are compared without case, spaces and
signs; those that a seller enters come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mostek.sources.shopify.payload import Attribute

NIP = (
    *("nip", "nip_firmy", "numer_nip", "vat_id", "vat_number", "vat", "tax_id", "tax_number"),
    *("billing_nip", "company_nip", "vat_eu", "nip_vat", "nip_do_faktury", "vatid", "taxid"),
)
INVOICE = (
    *("faktura", "faktura_vat", "chce_fakture", "chce_fakture_vat", "potrzebuje_faktury"),
    *("invoice", "want_invoice", "wants_invoice", "vat_invoice", "invoice_request"),
)
COMPANY = ("firma", "nazwa_firmy", "company", "company_name", "nazwa")
YES = {"1", "yes", "true", "on", "tak", "faktura", "invoice"}
NO = {"0", "no", "false", "off", "nie", "paragon", "receipt"}
POLISH = str.maketrans("ąćęłńóśźż", "acelnoszz")


def plain(key: str) -> str:
    """`Numer NIP:` → `numer_nip`."""
    return re.sub(r"[^a-z0-9]+", "_", key.lower().translate(POLISH)).strip("_")


def nip_of(attributes: Iterable[Attribute], options: Mapping[str, Any]) -> str:
    """What was typed as the number; "" if nothing with a digit in it was."""
    said = _found(attributes, (*_own(options, "nip_keys"), *NIP))
    return next((value for value in said if any(map(str.isdigit, value))), "")


def wish_of(attributes: Iterable[Attribute], options: Mapping[str, Any]) -> bool | None:
    """Whether the buyer asked for an invoice; None where nobody asked the buyer."""
    for value in _found(attributes, (*_own(options, "invoice_keys"), *INVOICE)):
        if value.casefold() in YES | NO:
            return value.casefold() in YES
    return None


def company_of(attributes: Iterable[Attribute]) -> str:
    return next((value for value in _found(attributes, COMPANY) if value), "")


def is_nip(text: str) -> bool:
    """Ten digits whose last one is right: shops rename the field *Company* to *NIP*."""
    digits = re.sub(r"[\s-]", "", text.upper().removeprefix("PL"))
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    weighed = sum(
        weight * int(digit) for weight, digit in zip((6, 5, 7, 2, 3, 4, 5, 6, 7), digits, strict=False)
    )
    return weighed % 11 == int(digits[9])


def _own(options: Mapping[str, Any], name: str) -> list[str]:
    return [plain(key) for key in str(options.get(name) or "").split(",") if plain(key)]


def _found(attributes: Iterable[Attribute], keys: Iterable[str]) -> Iterable[str]:
    values = {plain(one.key): one.value for one in attributes}
    return (values[key] for key in keys if values.get(key))
