"""Grosz-exact amounts, computed as wFirma computes them: VAT rounded once per rate, half up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from mostek.tax.decision import DraftLine, ForeignRate, Question, Total, Vat
from mostek.tax.questions import ask
from mostek.tax.sale import Line, Prices, Sale
from mostek.tax.seller import Product, Seller

GROSZ = Decimal("0.01")
ZERO = Decimal("0.00")
SHIPPED_KINDS = frozenset({"GOODS", "BOOK"})


@dataclass(frozen=True, slots=True)
class Item:
    """A line with its product and `amount`, the cost after discount, in the sale's kind of price."""

    line: Line
    product: Product
    amount: Decimal

    @property
    def shipped(self) -> bool:
        return self.product.kind in SHIPPED_KINDS


def round_half_up(value: Decimal) -> Decimal:
    with localcontext(prec=60):
        return value.quantize(GROSZ, ROUND_HALF_UP)


def line_amount(line: Line) -> Decimal:
    with localcontext(prec=60):
        return round_half_up(line.unit_price * line.quantity - line.discount)


def price_items(sale: Sale, seller: Seller, products: Mapping[str, Product]) -> tuple[Item, ...] | Question:
    """Lines with products and amounts; free items are left out, unless a charge can only follow them."""
    question = check_signs(sale)
    if question:
        return question
    items = []
    for line in sale.lines:
        product = seller.default_product if line.product is None else products.get(line.product)
        if product is None:
            return ask("product.unknown", product=str(line.product))
        items.append(Item(line, product, line_amount(line)))
    listed = sum((item.amount for item in items), ZERO) + sum((c.amount for c in sale.charges), ZERO)
    # Net prices add up only with their VAT, which is not known yet.
    may_add_up = listed <= sale.total and bool(listed) == bool(sale.total)
    adds_up = listed == sale.total if sale.prices == "gross" else may_add_up
    if not adds_up:
        return ask("amounts.do_not_add_up", total=sale.total, sum=listed)
    return without_free(items, charged=any(charge.amount for charge in sale.charges))


def check_signs(sale: Sale) -> Question | None:
    if sale.total != round_half_up(sale.total):
        return ask("amounts.decimals", total=sale.total)
    if any(charge.amount < 0 for charge in sale.charges):
        return ask("amounts.negative_charge")
    for line in sale.lines:
        if line.quantity <= 0 or line.unit_price < 0 or line.discount < 0 or line_amount(line) < 0:
            return ask("amounts.negative", name=line.name)
    return ask("amounts.negative_total", total=sale.total) if sale.total < 0 else None


def without_free(items: Sequence[Item], *, charged: bool) -> tuple[Item, ...]:
    """A free item gets no line. It stays only while a charge needs it: a free mug with paid delivery."""
    kept = [item for item in items if item.amount or (charged and item.shipped)]
    return tuple(kept or (items if charged else ()))


def split_by_weight(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split to the grosz by largest remainder, evenly when all weights are zero. Parts sum to `amount`."""
    if not any(weights):
        weights = [Decimal(1)] * len(weights)
    groszy = int(round_half_up(amount) / GROSZ)
    with localcontext(prec=60):
        whole = sum(weights, Decimal(0))
        exact = [groszy * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: groszy - sum(parts)]:
        parts[index] += 1
    return [part * GROSZ for part in parts]


def draft_line(item: Item, vat: Vat, gtu: str | None, lump_sum_rate: str | None) -> DraftLine:
    """Price after discount. Where it does not divide by the quantity: one piece, the quantity in its name."""
    name, quantity = item.line.name, item.line.quantity
    with localcontext(prec=60):
        unit_price = round_half_up(item.amount / quantity)
        divides = unit_price * quantity == item.amount and quantity == quantity.quantize(Decimal("0.0001"))
    if not divides:
        name, quantity, unit_price = f"{name} × {plain(quantity).replace('.', ',')}", Decimal(1), item.amount
    return DraftLine(
        name=name, quantity=quantity, unit_price=unit_price, vat=vat, gtu=gtu, lump_sum_rate=lump_sum_rate
    )


def plain(value: Decimal) -> str:
    """Digits without exponent and without trailing zeros."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def percent_of(vat: Vat) -> Decimal:
    """The rate of a VAT code; codes that are not a number (`ZW`, `NP` …) and no VAT at all bear none."""
    if isinstance(vat, ForeignRate):
        return Decimal(vat.rate)
    return Decimal(vat) if vat is not None and vat.isdigit() else Decimal(0)


def total_rows(amounts: Iterable[tuple[Vat, Decimal]], prices: Prices) -> tuple[Total, ...]:
    """One row per VAT code, in order of appearance."""
    sums: dict[Vat, Decimal] = {}
    for vat, amount in amounts:
        sums[vat] = sums.get(vat, ZERO) + amount
    return tuple(total_row(vat, amount, prices) for vat, amount in sums.items())


def total_row(vat: Vat, amount: Decimal, prices: Prices) -> Total:
    rate = percent_of(vat)
    amount = round_half_up(amount)
    if prices == "gross":
        tax = round_half_up(amount * rate / (100 + rate))
        return Total(vat=vat, net=amount - tax, tax=tax, gross=amount)
    tax = round_half_up(amount * rate / 100)
    return Total(vat=vat, net=amount, tax=tax, gross=amount + tax)
