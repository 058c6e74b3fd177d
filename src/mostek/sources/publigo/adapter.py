"""Publigo's webhook `order_paid`, and the orders its REST lists.

Publigo sends it once, without a time stamp, an id of the delivery or the name of the event, and never repeats it;
only 200 and 201 please it. It signs the raw bytes with the shop's licence key. What the body means and where it
misleads stands in docs/en/platforms/publigo.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from mostek.sources.adapter import (
    Access,
    BadBody,
    BadSignature,
    Context,
    Finding,
    Ignored,
    Incoming,
    Page,
    Refund,
    Told,
)
from mostek.sources.body import read_object
from mostek.sources.publigo import rest
from mostek.sources.publigo.payload import Billing, Item, Listed, Order, read_listed, read_order
from mostek.sources.publigo.platform import DEFAULT_CHARGE, PLATFORM
from mostek.tax.sale import Buyer, Charge, Line, Location, Payment, Sale

# `status` is a label in the language of the site. The webhook is only sent for paid orders, so an unknown label
# (a site in a third language) counts as paid; these are known to mean something else.
NOT_PAID = {
    *("porzucone", "błędne", "w toku", "zwrócone", "odwołane"),
    *("abandoned", "failed", "pending", "refunded", "revoked"),
}

# The slugs of REST v2.
PAID = {"publish", "complete", "revoked", "edd_subscription"}
REFUNDED = "refunded"


class Publigo:
    kind = "publigo"
    platform = PLATFORM

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> None:
        given = headers.get("x-wpidea-signature", "")
        wanted = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256))
        if not secret or not hmac.compare_digest(given.strip().encode(), wanted):
            raise BadSignature

    def event_key(self, headers: Mapping[str, str], body: bytes) -> str:
        order = _load(body)
        number = order.get("id")
        return f"order:{number if type(number) is int else '-'}:{hashlib.sha256(body).hexdigest()}"[-255:]

    def parse(self, body: bytes, context: Context) -> Told:
        loaded = _load(body)
        if context.leg == "pull":
            return listed_to_told(read_listed(loaded))
        order = read_order(loaded)
        if order.status.casefold() in NOT_PAID:
            return Ignored("publigo.not_paid", order.status)
        person = second_name(order.billing)
        return Incoming(
            external_id=str(order.id),
            sale=order_to_sale(order, context),
            days_of_arrival=True,
            asks="buyer.two_names" if person else "",
            other_name=person,
        )

    def pull(self, access: Access, since: datetime, cursor: str) -> Page:
        return rest.pull(access, since, cursor)

    def examine(self, access: Access) -> tuple[Finding, ...]:
        return rest.examine(access)

    def register(self, access: Access, address: str) -> Finding:
        return rest.register(access, address)

    def products(self, access: Access) -> Mapping[str, str]:
        return rest.products(access)


def _load(body: bytes) -> dict[str, Any]:
    if body[:2] == b"a:":
        raise BadBody("publigo.php_serialized")
    return read_object(body)


def listed_to_told(order: Listed) -> Told:
    """The list knows what was bought and what became of it, and not by whom.

    A revoked order has lost its access and not its money: what is due for it stays due.
    """
    if order.status not in PAID and order.status != REFUNDED:
        return Ignored("publigo.not_paid", order.status)
    day = order.made_at.date()
    number = str(order.id)
    sale = Sale(
        reference=f"publigo-{order.id}",
        paid_on=day,
        supplied_on=day,
        currency=order.currency,
        total=order.total,
        buyer=Buyer(name=order.email, country="PL", email=order.email),
        location=Location(billing="PL"),
        lines=tuple(map(_line, order.items)),
        charges=_charges(order.total, order.items, DEFAULT_CHARGE),
    )
    return Incoming(
        external_id=number,
        sale=sale,
        paid_at=order.made_at,
        asks="buyer.not_told" if order.total else "",
        is_partial=True,
        refunds=(Refund(number, "refunded"),) if order.status == REFUNDED else (),
    )


def order_to_sale(order: Order, context: Context) -> Sale:
    """Days are those of the arrival: `date_completed` is when the order was made, not when it was paid."""
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
        charges=_charges(order.total, order.items, charge),
        payment=Payment(method="card" if order.payment_method == "stripe" else "transfer"),
    )


def second_name(billing: Billing | None) -> str:
    """The person named beside a company that does not carry that name: a firm of one's own does, and is one buyer."""
    if billing is None or not billing.company_name:
        return ""
    person = billing.person_name
    return "" if person.casefold() in billing.company_name.casefold() else person


def _charges(total: Decimal, items: tuple[Item, ...], name: str) -> tuple[Charge, ...]:
    """Fees are not itemised, they only show in the total. A negative rest is held by the rules."""
    rest = total - sum((item.price for item in items), Decimal(0))
    return (Charge(name=name, amount=rest),) if rest else ()


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
    """Billing data are there only when an invoice was asked for; who bought is not said, the names tell.

    With both names the company stands here, and `Incoming.asks` who it was: the form sends what the browser remembers
    of the other type of buyer, too.
    """
    customer = order.customer
    person = f"{customer.first_name} {customer.last_name}".strip()
    billing = order.billing
    if billing is None:
        return Buyer(name=person or customer.email, country="PL", email=customer.email)
    company = bool(billing.company_name)
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
