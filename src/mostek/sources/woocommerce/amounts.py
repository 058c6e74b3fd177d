"""What was bought, as lines that add up to what was paid.

WooCommerce keeps each line without its tax and the tax beside it; what the buyer paid is both. Its own rates are not
read: they come from what the seller says of the product. Rounding is made up for on the dearest line, so that no
document differs from the payment by a grosz.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from mostek.sources.woocommerce.payload import Item, Order, Row
from mostek.tax.amounts import GROSZ, ZERO, plain, round_half_up, split_by_weight
from mostek.tax.sale import Charge, Line


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the order, gross: `full` before coupons, `paid` after them."""

    name: str
    product: str | None
    quantity: Decimal
    full: Decimal
    paid: Decimal


def to_lines(order: Order, charge_name: str) -> tuple[tuple[Line, ...], tuple[Charge, ...]]:
    """Lines and charges; their sum is the total. A negative charge is a rest that nothing explains: the rules ask."""
    parts = [part for part in map(to_part, order.line_items) if part.quantity > 0 and part.paid >= 0]
    rows = [(row, gross(row)) for row in (*order.shipping_lines, *order.fee_lines)]
    rows += [(item, gross(item)) for item in order.line_items if gross(item) < 0]
    charges = [
        Charge(name=row.title or row.name or charge_name, amount=paid) for row, paid in rows if paid > 0
    ]
    parts, left = take_off(parts, -sum((paid for _, paid in rows if paid < 0), ZERO))
    rest = order.total - summed(parts, charges) + left
    if rest and parts and abs(rest) <= GROSZ * (len(parts) + len(charges)):
        parts, rest = round_off(parts, rest), ZERO
    if rest != left:
        charges.append(Charge(name=charge_name, amount=rest - left))
    if not parts:
        # An order of fees alone: a document needs lines, and these are all it was for.
        return tuple(Line(name=one.name, unit_price=one.amount) for one in charges), ()
    return tuple(map(to_line, parts)), tuple(charges)


def summed(parts: Iterable[Part], charges: Iterable[Charge]) -> Decimal:
    return sum((part.paid for part in parts), ZERO) + sum((one.amount for one in charges), ZERO)


def gross(row: Row) -> Decimal:
    return round_half_up(row.total + row.total_tax)


def to_part(item: Item) -> Part:
    paid, full = gross(item), round_half_up(item.subtotal + item.subtotal_tax)
    return Part(
        name=item.name or (f"Produkt {item.product_id}" if item.product_id else "Produkt"),
        product=product_of(item),
        quantity=item.quantity,
        # A price raised by hand is no negative discount.
        full=max(full, paid),
        paid=paid,
    )


def product_of(item: Item) -> str | None:
    if not item.product_id:
        return None
    return f"{item.product_id}:{item.variation_id}" if item.variation_id else str(item.product_id)


def take_off(parts: list[Part], discount: Decimal) -> tuple[list[Part], Decimal]:
    """Negative fees lower all lines by their weight; what is more than all of them stays over."""
    whole = sum((part.paid for part in parts), ZERO)
    off = min(discount, whole)
    shares = split_by_weight(off, [part.paid for part in parts]) if off else [ZERO] * len(parts)
    return [
        replace(part, paid=part.paid - share) for part, share in zip(parts, shares, strict=True)
    ], discount - off


def round_off(parts: list[Part], rest: Decimal) -> list[Part]:
    dearest = max(range(len(parts)), key=lambda place: parts[place].paid)
    part = parts[dearest]
    paid = part.paid + rest
    changed = replace(part, paid=paid, full=max(part.full, paid))
    return [*parts[:dearest], changed, *parts[dearest + 1 :]]


def to_line(part: Part) -> Line:
    """A unit price with a fraction of a grosz would be a lie: then it is one piece, the quantity in its name."""
    unit = round_half_up(part.full / part.quantity)
    if unit * part.quantity == part.full:
        name, quantity = part.name, part.quantity
    else:
        name, quantity, unit = (
            f"{part.name} × {plain(part.quantity).replace('.', ',')}",
            Decimal(1),
            part.full,
        )
    return Line(
        name=name, product=part.product, quantity=quantity, unit_price=unit, discount=part.full - part.paid
    )
