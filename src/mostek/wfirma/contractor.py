"""A buyer or a third party → wFirma's `contractor`, as it travels inside a document."""

from __future__ import annotations

import re
from typing import Any

from stdnum.eu.vat import MEMBER_STATES

from mostek.tax.sale import Buyer, Recipient

EU = frozenset(state.upper() for state in MEMBER_STATES) - {"XI"}

# wFirma refuses a contractor without these; the same fillers are in use elsewhere.
NO_ZIP = "00-000"
NOTHING = "-"
NAMELESS = "Klient detaliczny"

_INTERNAL_UNIT = re.compile(r"\d{10}-\d{5}")


def buyer_to_contractor(buyer: Buyer, *, as_business: bool) -> dict[str, Any]:
    """`as_business`: the number goes on the document. A consumer's contractor carries none."""
    contractor = {
        "name": buyer.name.strip() or NAMELESS,
        **_tax_id(buyer.tax_id if as_business else None, buyer.country),
        **_address(buyer.street, buyer.zip, buyer.city, buyer.country),
    }
    if buyer.email.strip():
        contractor["email"] = buyer.email.strip()
    return contractor


def recipient_to_contractor(recipient: Recipient) -> dict[str, Any]:
    """`role` has to be a number: a word passes on a pro forma and makes the invoice fail."""
    return {
        "name": recipient.name.strip(),
        **_tax_id(recipient.tax_id, recipient.country),
        **_address(recipient.street, recipient.zip, recipient.city, recipient.country),
        "receiver": 1,
        "role": recipient.role,
    }


def _tax_id(tax_id: str | None, country: str) -> dict[str, str]:
    """Without a type wFirma takes a NIP for granted, so a private person is `none` in so many words."""
    number = (tax_id or "").strip()
    if not number:
        return {"tax_id_type": "none"}
    country = country.upper()
    compact = re.sub(r"[\s.\-/]", "", number).upper()
    if country == "PL":
        bare = number.upper().removeprefix("PL").strip()
        if _INTERNAL_UNIT.fullmatch(bare):
            return {"tax_id_type": "custom", "nip": bare}
        return {"tax_id_type": "nip", "nip": compact.removeprefix("PL")}
    if country in EU:
        prefix = "EL" if country == "GR" else country
        if re.fullmatch(r"GR\d+", compact):
            compact = "EL" + compact[2:]
        # A Polish VAT number of a firm with its seat abroad keeps its own prefix.
        has_prefix = compact[:2].isalpha() and (compact.startswith(prefix) or compact[:2] in EU)
        return {"tax_id_type": "vat", "nip": compact if has_prefix else prefix + compact}
    return {"tax_id_type": "custom", "nip": number}


def _address(street: str, zip: str, city: str, country: str) -> dict[str, str]:
    country = country.upper()
    return {
        "street": street.strip() or NOTHING,
        "zip": _zip(zip.strip(), country),
        "city": city.strip() or NOTHING,
        "country": country,
    }


def _zip(zip: str, country: str) -> str:
    """Only Polish codes have a shape that wFirma checks. One that cannot be mended goes as it is, to be
    refused and shown, rather than be replaced by an invention."""
    if country != "PL":
        return zip or NOTHING
    digits = re.sub(r"[\s\-–]", "", zip)
    if re.fullmatch(r"[0-9]{5}", digits):
        return f"{digits[:2]}-{digits[2:]}"
    return zip or NO_ZIP
