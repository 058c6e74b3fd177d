"""What the law wants a document to say beside its figures, in the fields that wFirma has for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mostek.tax.decision import Draft, Oss
from mostek.tax.sale import Sale

FISCAL_RECEIPTS = frozenset({"receipt_fiscal_normal", "receipt_fiscal_bill"})

WORDS: Mapping[str, str] = {
    "reverse_charge": "Odwrotne obciążenie / reverse charge",
    "split_payment": "Mechanizm podzielonej płatności",
}


class CannotExpress(ValueError):
    """The draft says something that wFirma would silently book as something else. `code` is stable."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}" if detail else code)


def annotate(sale: Sale, draft: Draft, description: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    remarks = [description.strip()]
    for annotation in draft.annotations:
        name, _, basis = annotation.partition(":")
        if name == "exempt":
            remarks.append(_exemption(basis))
        elif name == "invoice_to_receipt":
            found["schema_bill"] = 1
            if sale.receipt is not None and sale.receipt.number:
                remarks.append(f"Faktura do paragonu {sale.receipt.number}")
        elif name in WORDS:
            remarks.append(WORDS[name])
        else:
            raise CannotExpress("annotation", annotation)
        if name == "split_payment":
            found["schema"] = "split_payment"
    text = "\n".join(dict.fromkeys(remark for remark in remarks if remark))
    if text and draft.type not in FISCAL_RECEIPTS:
        found["description"] = text
    if len(draft.marks) == 1:
        found["type_of_sale"] = draft.marks[0]
    elif draft.marks:
        # Several marks travel as a JSON array inside the text.
        found["type_of_sale"] = json.dumps(list(draft.marks))
    return found


def _exemption(basis: str) -> str:
    """The words an exempt sale has to carry. A bare article is one of the VAT act."""
    basis = basis.strip()
    if not basis:
        raise CannotExpress("exempt_basis")
    is_article = basis.lower().startswith("art.") and "ustaw" not in basis.lower()
    return f"Zwolnienie: {basis} ustawy o VAT" if is_article else f"Zwolnienie: {basis}"


def oss_details(sale: Sale, draft: Draft) -> dict[str, Any]:
    """wFirma asks for two pieces of evidence, and takes one object only: an array is ignored in silence."""
    if draft.oss is None:
        return {}
    letters = [*draft.oss.evidence, *(letter for letter in ("A", "F") if letter not in draft.oss.evidence)]
    detail = {"type": draft.oss.type}
    for number, letter in enumerate(letters[:2], start=1):
        detail[f"evidence{number}_type"] = letter
        detail[f"evidence{number}_description"] = _evidence(letter, sale, draft.oss)
    return {"vat_moss_details": {"vat_moss_detail": detail}}


def _evidence(letter: str, sale: Sale, oss: Oss) -> str:
    buyer, location = sale.buyer, sale.location
    if letter == "A":
        place = " ".join(part for part in (buyer.zip.strip(), buyer.city.strip()) if part)
        parts = (buyer.street.strip(), place, location.billing or buyer.country)
        return ", ".join(part for part in parts if part)
    words = {
        "B": f"Kraj adresu IP: {location.ip or oss.country}",
        "C": f"Kraj banku lub karty: {location.payment or oss.country}",
        "D": f"Kraj numeru telefonu: {location.phone or oss.country}",
        "E": f"Kraj numeru telefonu: {location.phone or oss.country}",
    }
    return words.get(letter, f"Kraj podany w zamówieniu: {buyer.country}")
