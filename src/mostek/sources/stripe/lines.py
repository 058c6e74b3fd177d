"""What was bought: gross lines, with what was taken off them.

Prices in Stripe are with tax or without it, and discounts follow them. What each line cost in the end is always told
with tax; where the tax came on top, the price before the discount is found in the same proportion.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from mostek.lib.clock import warsaw_date
from mostek.sources.stripe.moments import moment
from mostek.sources.stripe.money import to_amount
from mostek.sources.stripe.payload import Invoice, InvoiceLine, Item, Session, Shipping
from mostek.sources.stripe.platform import DEFAULT_CHARGE, DEFAULT_CODE, DEFAULT_LINE
from mostek.tax.sale import Charge, Line

DEFAULT_SHIPPING = "Koszt dostawy"
GROSZ = Decimal("0.01")
ZERO = Decimal("0.00")

Listed = tuple[tuple[Line, ...], tuple[Charge, ...]]


def of_session(session: Session, total: Decimal, options: Mapping[str, Any]) -> Listed:
    """One line for the whole where the session does not say what was bought."""
    currency = session.currency
    if not session.line_items:
        return only(total, options), ()
    lines = [
        to_line(
            code_of(item, options),
            item.description or name_of_product(item) or line_name(options),
            item.quantity or 1,
            before=to_amount(item.amount_subtotal, currency),
            taken_off=to_amount(item.amount_discount, currency),
            cost=to_amount(item.amount_total, currency),
        )
        for item in session.line_items
    ]
    return settle(lines, shipping_of(session.shipping_cost, currency), total, options)


def of_invoice(invoice: Invoice, total: Decimal, options: Mapping[str, Any]) -> Listed:
    currency = invoice.currency
    lines = [_invoice_line(one, currency, options) for one in invoice.lines]
    if not lines:
        return only(total, options), ()
    return settle(lines, shipping_of(invoice.shipping_cost, currency), total, options)


def _invoice_line(one: InvoiceLine, currency: str, options: Mapping[str, Any]) -> Line | Charge:
    taken_off = sum((part.amount for part in one.discount_amounts), 0)
    on_top = sum((tax.amount for tax in one.taxes if tax.is_on_top), 0)
    code = one.metadata.get(str(options.get("code_key") or DEFAULT_CODE)) or one.product or one.price
    return to_line(
        code,
        name_of_period(one, options),
        one.quantity or 1,
        before=to_amount(one.amount, currency),
        taken_off=to_amount(taken_off, currency),
        cost=to_amount(one.amount - taken_off + on_top, currency),
    )


def name_of_period(one: InvoiceLine, options: Mapping[str, Any]) -> str:
    name, period = one.description or line_name(options), one.period
    if period is None or period.end <= period.start:
        return name
    first, last = (warsaw_date(moment(at)).strftime("%d.%m.%Y") for at in (period.start, period.end))
    return f"{name} ({first}–{last})"


def to_line(
    code: str, name: str, quantity: int, *, before: Decimal, taken_off: Decimal, cost: Decimal
) -> Line | Charge:
    """A line below zero, the unused part of a plan say, is a charge below zero: the rules ask about it."""
    if cost < 0:
        return Charge(name=name, amount=cost)
    gross = gross_before(before, taken_off, cost)
    unit = gross / quantity
    if unit != unit.quantize(GROSZ):
        # A unit price with a fraction of a grosz would be a lie.
        name, quantity, unit = f"{name} ({quantity} szt.)", 1, gross
    return Line(
        product=code or None,
        name=name,
        quantity=Decimal(quantity),
        unit_price=unit.quantize(GROSZ) if unit == unit.quantize(GROSZ) else unit,
        discount=gross - cost,
    )


def gross_before(before: Decimal, taken_off: Decimal, cost: Decimal) -> Decimal:
    """The gross price before the discount."""
    left = before - taken_off
    if taken_off <= 0 or left < 0:
        return cost
    if left in (cost, 0):
        return before
    return (cost * before / left).quantize(GROSZ, ROUND_HALF_UP)


def settle(
    listed: list[Line | Charge], shipping: Charge | None, total: Decimal, options: Mapping[str, Any]
) -> Listed:
    """What was paid beyond the lines is a charge; less than them is one below zero, which the rules hold."""
    lines = tuple(one for one in listed if isinstance(one, Line))
    charges = [one for one in listed if isinstance(one, Charge)] + ([shipping] if shipping else [])
    costs = sum((one.unit_price * one.quantity - one.discount for one in lines), ZERO)
    rest = total - costs - sum((one.amount for one in charges), ZERO)
    if rest:
        charges.append(Charge(name=str(options.get("charge_name") or DEFAULT_CHARGE), amount=rest))
    return lines, tuple(charges)


def shipping_of(shipping: Shipping | None, currency: str) -> Charge | None:
    if shipping is None or not shipping.amount_total:
        return None
    name = shipping.shipping_rate.display_name if shipping.shipping_rate else ""
    return Charge(name=name or DEFAULT_SHIPPING, amount=to_amount(shipping.amount_total, currency))


def only(total: Decimal, options: Mapping[str, Any], name: str = "") -> tuple[Line, ...]:
    return (Line(name=name or line_name(options), unit_price=total),)


def line_name(options: Mapping[str, Any]) -> str:
    return str(options.get("line_name") or DEFAULT_LINE)


def code_of(item: Item, options: Mapping[str, Any]) -> str:
    """The seller's own code in the metadata of the price or the product, else Stripe's id of the product."""
    price = item.price
    if price is None:
        return ""
    key = str(options.get("code_key") or DEFAULT_CODE)
    product = price.product
    own = price.metadata.get(key) or (product.metadata.get(key) if product else "")
    return own or (product.id if product else "") or price.id


def name_of_product(item: Item) -> str:
    return item.price.product.name if item.price and item.price.product else ""
