"""What was bought, as lines that add up to what was paid before anything went back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from mostek.sources.shopify.payload import Item, Order, ReturnedItem, Shipping
from mostek.tax.amounts import GROSZ, ZERO, round_half_up
from mostek.tax.sale import Charge, Line

TIP, DUTIES, FEES, ROUNDING = "Napiwek", "Cło", "Opłaty", "Zaokrąglenie"


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the order, gross: `full` before its discounts, `paid` after them."""

    name: str
    product: str | None
    quantity: int
    full: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True)
class Bought:
    """`left_out`: the gift cards, which are sold as vouchers for anything."""

    lines: tuple[Line, ...]
    charges: tuple[Charge, ...]
    total: Decimal
    left_out: Decimal = ZERO


def to_bought(order: Order, charge_name: str, *, with_gift_cards: bool) -> Bought:
    """A negative charge is a rest that nothing explains: the rules ask about it."""
    parts = {item.id: part for item in order.items if (part := to_part(order, item))}
    cards = {item.id for item in order.items if item.gift_card} if not with_gift_cards else set()
    left_out = sum((part.paid for number, part in parts.items() if number in cards), ZERO)
    kept = [part for number, part in parts.items() if number not in cards]
    total = paid_total(order) - left_out
    charges = [
        Charge(name=one.title or charge_name, amount=amount)
        for one in order.shipping_lines
        if not one.is_removed and (amount := shipping_amount(order, one)) > 0
    ]
    rest = total - sum((part.paid for part in kept), ZERO) - sum((one.amount for one in charges), ZERO)
    rest = _explain(order, charges, rest)
    most = max((part.paid for part in kept), default=ZERO)
    if 0 < abs(rest) <= GROSZ * (len(kept) + len(charges)) and -rest < most and not order.has_tip:
        kept, rest = round_off(kept, rest), ZERO
    if rest:
        charges.append(Charge(name=TIP if order.has_tip and rest > 0 else charge_name, amount=rest))
    if not kept and not left_out:
        # An order of a fee alone: a document needs lines, and these are all it was for.
        return Bought(tuple(Line(name=one.name, unit_price=one.amount) for one in charges), (), total)
    return Bought(tuple(map(to_line, kept)), tuple(charges), total, left_out)


def _explain(order: Order, charges: list[Charge], rest: Decimal) -> Decimal:
    """Duties and fees stand in the total, and in some orders in no line: each only as far as there is a rest."""
    for name, bag in ((DUTIES, order.duties), (FEES, order.fees)):
        amount = round_half_up(bag.amount) if bag else ZERO
        if 0 < amount <= rest:
            charges.append(Charge(name=name, amount=amount))
            rest -= amount
    rounded = round_half_up(order.rounded)
    if 0 < rounded <= rest:
        charges.append(Charge(name=ROUNDING, amount=rounded))
        rest -= rounded
    return rest


def paid_total(order: Order) -> Decimal:
    """What the buyer paid, before anything went back.

    `total_price` does not shrink by what an edit took off, the current total shrinks by refunds as well: what is left
    and what went back are together the one, and where Shopify's two ways of counting differ, the lower is meant.
    """
    back = sum((one.money.amount for one in order.refunds if one.money), ZERO)
    return round_half_up(min(order.total.amount, order.current_total.amount + back))


def to_part(order: Order, item: Item) -> Part | None:
    """What an edit took off was never sold; what was given back for money was."""
    returned = sum(
        row.quantity for one in order.refunds if one.money for row in one.returned if row.item.id == item.id
    )
    quantity = min(item.quantity, item.current + returned)
    if not quantity:
        return None
    share = Decimal(quantity) / item.quantity
    full = item.price.amount * quantity
    paid = full - sum((one.amount.amount for one in item.discounts), ZERO) * share
    tax = ZERO
    if not order.taxes_included:
        tax = sum((one.price.amount for one in item.taxes), ZERO) * share
        full += tax if not paid else tax * full / paid
    paid = round_half_up(paid + tax)
    return Part(
        name=item.name or "Produkt",
        product=product_of(item),
        quantity=quantity,
        full=max(round_half_up(full), paid),
        paid=paid,
    )


def shipping_amount(order: Order, one: Shipping) -> Decimal:
    tax = ZERO if order.taxes_included else sum((row.price.amount for row in one.taxes), ZERO)
    return round_half_up(one.price.amount + tax)


def product_of(item: Item | ReturnedItem) -> str | None:
    if not item.product_id:
        return None
    return f"{item.product_id}:{item.variant_id}" if item.variant_id else item.product_id


def round_off(parts: list[Part], rest: Decimal) -> list[Part]:
    """A grosz or two of rounding, made up for on the dearest line."""
    dearest = max(range(len(parts)), key=lambda place: parts[place].paid)
    part = parts[dearest]
    paid = part.paid + rest
    changed = replace(part, paid=paid, full=max(part.full, paid))
    return [*parts[:dearest], changed, *parts[dearest + 1 :]]


def to_line(part: Part) -> Line:
    """A unit price with a fraction of a grosz would be a lie: then it is one piece, the quantity in its name."""
    unit = round_half_up(part.full / part.quantity)
    name, quantity = part.name, part.quantity
    if unit * quantity != part.full:
        name, quantity, unit = f"{part.name} × {part.quantity}", 1, part.full
    return Line(
        name=name,
        product=part.product,
        quantity=Decimal(quantity),
        unit_price=unit,
        discount=part.full - part.paid,
    )
