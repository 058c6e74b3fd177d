"""Publigo's webhook `order_paid`.

Publigo sends it once, without a time stamp, an id of the delivery or the name of the event, and never repeats it;
only 200 and 201 please it. It signs the raw bytes with the shop's licence key. What the body means and where it
misleads stands in docs/en/platforms/publigo.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mostek.sources.adapter import BadBody, BadSignature, Context, Ignored, Incoming
from mostek.sources.publigo.payload import Item, Order, read_order
from mostek.tax.sale import Buyer, Charge, Line, Location, Payment, Sale

DEFAULT_CHARGE = "Koszt dostawy"

# `status` is a label in the language of the site. The webhook is only sent for paid orders, so an unknown label
# (a site in a third language) counts as paid; these are known to mean something else.
NOT_PAID = {
    *("porzucone", "błędne", "w toku", "zwrócone", "odwołane"),
    *("abandoned", "failed", "pending", "refunded", "revoked"),
}


class Publigo:
    kind = "publigo"

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> None:
        given = headers.get("x-wpidea-signature", "")
        wanted = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256))
        if not secret or not hmac.compare_digest(given.strip().encode(), wanted):
            raise BadSignature

    def event_key(self, headers: Mapping[str, str], body: bytes) -> str:
        order = _load(body)
        number = order.get("id")
        return f"order:{number if type(number) is int else '-'}:{hashlib.sha256(body).hexdigest()}"[-255:]

    def parse(self, body: bytes, context: Context) -> Incoming | Ignored:
        order = read_order(_load(body))
        if order.status.casefold() in NOT_PAID:
            return Ignored("publigo.not_paid", order.status)
        return Incoming(external_id=str(order.id), sale=order_to_sale(order, context), days_of_arrival=True)


def _load(body: bytes) -> dict[str, Any]:
    if body[:2] == b"a:":
        raise BadBody("publigo.php_serialized")
    try:
        loaded = json.loads(body, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise BadBody("body.not_json", str(error)[:200]) from error
    if not isinstance(loaded, dict):
        raise BadBody("body.not_object")
    return loaded


def order_to_sale(order: Order, context: Context) -> Sale:
    """Days are those of the arrival: `date_completed` is when the order was made, not when it was paid."""
    rest = order.total - sum((item.price for item in order.items), Decimal(0))
    charge = str(context.options.get("charge_name") or DEFAULT_CHARGE)
    buyer = _buyer(order)
    return Sale(
        reference=f"publigo-{order.id}",
        paid_on=context.received_on,
        supplied_on=context.received_on,
        currency=order.currency,
        total=order.total,
        buyer=buyer,
        location=Location(billing=buyer.country),
        lines=tuple(_line(item) for item in order.items),
        # Fees are not itemised, they only show in the total. A negative rest is held by the rules.
        charges=(Charge(name=charge, amount=rest),) if rest else (),
        payment=Payment(method="card" if order.payment_method == "stripe" else "transfer"),
    )


def _line(item: Item) -> Line:
    """`subtotal` and `price` are values of the whole line; a unit price with a fraction of a grosz would be a lie."""
    discount = item.subtotal - item.price
    unit = item.subtotal / item.quantity
    if unit == round(unit, 2):
        name, quantity = item.name, Decimal(item.quantity)
    else:
        name, quantity, unit = f"{item.name} ({item.quantity} szt.)", Decimal(1), item.subtotal
    return Line(
        product=str(item.id) if item.price_id is None else f"{item.id}:{item.price_id}",
        name=name,
        quantity=quantity,
        unit_price=round(unit, 2),
        discount=discount,
    )


def _buyer(order: Order) -> Buyer:
    """Billing data are there only when an invoice was asked for; who bought is not said, the names tell."""
    customer = order.customer
    person = f"{customer.first_name} {customer.last_name}".strip()
    billing = order.billing
    if billing is None:
        return Buyer(name=person or customer.email, country="PL", email=customer.email)
    company = bool(billing.company_name and (billing.tax_id or not billing.person_name))
    house = billing.building_number + (f"/{billing.apartment_number}" if billing.apartment_number else "")
    return Buyer(
        name=billing.company_name if company else (billing.person_name or person),
        company=company,
        wants_invoice=True,
        tax_id=(billing.tax_id or None) if company else None,
        street=f"{billing.street} {house}".strip(),
        zip=billing.postal,
        city=billing.city,
        country=billing.country_code.upper() or "PL",
        email=customer.email,
    )


ADAPTER = Publigo()
