"""Totals of a document the way wFirma computes them: VAT is rounded once per rate, never per line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from mostek.sandbox.wfirma.vat_codes import vat_codes

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """`price` is net or gross by the document's `price_type`; `discount` in percent."""

    count: Decimal
    price: Decimal
    discount: Decimal
    vat_code_id: int


@dataclass(frozen=True, slots=True)
class Sums:
    netto: Decimal
    tax: Decimal
    brutto: Decimal


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def decimal(text: str) -> Decimal | None:
    """A finite number, comma or point, or None."""
    try:
        number = Decimal(text.replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def line_amounts(line: PricedLine, price_type: str) -> Sums:
    """What the line shows. Its other side is rounded per line, so line sums may miss the total by grosze."""
    amount = rounded(line.price * line.count * (HUNDRED - line.discount) / HUNDRED)
    rate = vat_codes()[line.vat_code_id].rate
    if price_type == "brutto":
        tax = rounded(amount * rate / (HUNDRED + rate))
        return Sums(amount - tax, tax, amount)
    tax = rounded(amount * rate / HUNDRED)
    return Sums(amount, tax, amount + tax)


def document_amounts(lines: Sequence[PricedLine], price_type: str) -> tuple[Sums, dict[int, Sums]]:
    """The document's sums, and those of each VAT code in the order of the lines."""
    base: dict[int, Decimal] = {}
    for line in lines:
        shown = line_amounts(line, price_type)
        amount = shown.brutto if price_type == "brutto" else shown.netto
        base[line.vat_code_id] = base.get(line.vat_code_id, Decimal(0)) + amount
    by_code = {code: _with_tax(amount, vat_codes()[code].rate, price_type) for code, amount in base.items()}
    return total(by_code), by_code


def _with_tax(amount: Decimal, rate: Decimal, price_type: str) -> Sums:
    if price_type == "brutto":
        tax = rounded(amount * rate / (HUNDRED + rate))
        return Sums(amount - tax, tax, amount)
    tax = rounded(amount * rate / HUNDRED)
    return Sums(amount, tax, amount + tax)


def total(by_code: dict[int, Sums]) -> Sums:
    return Sums(
        sum((s.netto for s in by_code.values()), Decimal(0)),
        sum((s.tax for s in by_code.values()), Decimal(0)),
        sum((s.brutto for s in by_code.values()), Decimal(0)),
    )
