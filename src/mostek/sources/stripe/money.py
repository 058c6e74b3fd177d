"""Whole numbers of the smallest unit → amounts. https://docs.stripe.com/currencies (2026-11-23)."""

from __future__ import annotations

from decimal import Decimal

from mostek.sources.adapter import BadBody

NO_DECIMALS = {
    *("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG"),
    *("RWF", "VND", "VUV", "XAF", "XOF", "XPF"),
}
THREE_DECIMALS = {"BHD", "JOD", "KWD", "OMR", "TND"}
# Listed without decimals, and with two for old integrations: a hundredfold apart, so a person looks.
UNCLEAR = {"UGX"}


def to_amount(minor: int, currency: str) -> Decimal:
    """ISK, HUF and TWD have two decimals here, whatever the country does. Raises BadBody for an unclear currency."""
    code = currency.upper()
    if code in UNCLEAR or not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise BadBody("stripe.currency", code[:3] if code in UNCLEAR else "")
    places = 0 if code in NO_DECIMALS else 3 if code in THREE_DECIMALS else 2
    amount = Decimal(minor).scaleb(-places)
    rounded = amount.quantize(Decimal("0.01"))
    return rounded if rounded == amount else amount
