"""WooCommerce's webhooks about orders, and the orders that its REST v3 lists: the same body on both legs.

A refund has no topic of its own; it comes as `order.updated`, inside the order. A webhook is sent once, never again,
and after more than five failures in a row the shop switches it off. What the body means and where it misleads stands
in docs/en/platforms/woocommerce.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from mostek.lib import clock
from mostek.sources import adapter
from mostek.sources.adapter import (
    Access,
    BadBody,
    BadSignature,
    Cancelled,
    Context,
    DocumentNote,
    Finding,
    Ignored,
    Incoming,
    Page,
    Ping,
    Told,
)
from mostek.sources.body import read_object
from mostek.sources.woocommerce import fields, rest, write
from mostek.sources.woocommerce.amounts import gross, product_of, to_lines
from mostek.sources.woocommerce.payload import Address, Item, Order, Refund, read_order
from mostek.sources.woocommerce.platform import DEFAULT_CHARGE, DEFAULT_COUNTRY, PAID_STATUSES, PLATFORM
from mostek.tax.countries import ISO_CODES
from mostek.tax.sale import Buyer, Line, Location, Payment, Sale, ShipTo

PING = re.compile(rb"webhook_id=\d{1,20}")
UNDONE = {"cancelled", "failed", "trash"}
# WooCommerce's own statuses; any other is one of the shop's, and says no more than that the order goes on.
OWN = {"pending", "processing", "on-hold", "completed", "refunded", *UNDONE}
OWN |= {"checkout-draft", "draft", "auto-draft", "new"}
ON_DELIVERY = "cod"


class WooCommerce:
    kind = "woocommerce"
    platform = PLATFORM

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> None:
        given = headers.get("x-wc-webhook-signature", "")
        if not given and PING.fullmatch(body):
            raise Ping
        wanted = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256))
        if not secret or not hmac.compare_digest(given.strip().encode(), wanted):
            raise BadSignature

    def event_key(self, headers: Mapping[str, str], body: bytes) -> str:
        """By the body: the shop's id of a delivery is made of the second, and two in one second share it."""
        resource = headers.get("x-wc-webhook-resource", "order")
        if resource != "order":
            raise BadBody("woocommerce.other_topic", resource[:40])
        number = read_object(body).get("id")
        return f"order:{number if type(number) is int else '-'}:{hashlib.sha256(body).hexdigest()}"[-255:]

    def parse(self, body: bytes, context: Context) -> Told:
        loaded = read_object(body)
        if set(loaded) == {"id"} and type(loaded["id"]) is int:
            # All that `order.deleted` says. The shop does not say when; an order that is taken out of the bin and
            # told again after this moment stands again.
            return Cancelled(str(loaded["id"]), context.received_on, "deleted", context.received_at)
        if "code" in loaded and "message" in loaded and "line_items" not in loaded:
            # The user for whom the shop makes the message has lost the right to see orders.
            raise BadBody("woocommerce.no_rights", str(loaded["code"])[:60])
        if "line_items" not in loaded or "status" not in loaded:
            raise BadBody("woocommerce.other_topic", ", ".join(sorted(map(str, loaded))[:10]))
        return order_to_told(read_order(loaded), context)

    def pull(self, access: Access, since: datetime, cursor: str) -> Page:
        return rest.pull(access, since, cursor)

    def examine(self, access: Access) -> tuple[Finding, ...]:
        return rest.examine(access)

    def register(self, access: Access, address: str) -> Finding:
        return rest.register(access, address)

    def products(self, access: Access) -> Mapping[str, str]:
        return rest.products(access)

    def write_back(self, access: Access, note: DocumentNote) -> None:
        write.write_back(access, note)


def order_to_told(order: Order, context: Context) -> Told:
    status = order.status.removeprefix("wc-")
    if fields.is_test(order.meta_data) and not context.options.get("takes_tests"):
        return Ignored("woocommerce.test")
    if status in UNDONE:
        if order.paid_at is None:
            return Ignored("woocommerce.not_paid", status)
        on = clock.warsaw_date(order.modified_at) if order.modified_at else context.received_on
        return Cancelled(str(order.id), on, status, order.modified_at)
    if status != "refunded" and not is_paid(order, status, context.options):
        return Ignored("woocommerce.not_paid", status)
    return _incoming(order, status, context)


def is_paid(order: Order, status: str, options: Mapping[str, Any]) -> bool:
    """The shop notes a day of payment for cash on delivery too, long before there was one: that waits for the end."""
    if order.payment_method == ON_DELIVERY and order.completed_at is None:
        return False
    chosen = str(options.get("paid_statuses") or PAID_STATUSES).split(",")
    if status in {one.strip().lower().removeprefix("wc-") for one in chosen}:
        return True
    return status not in OWN and order.paid_at is not None


def _incoming(order: Order, status: str, context: Context) -> Told:
    charge = str(context.options.get("charge_name") or DEFAULT_CHARGE)
    lines, charges = to_lines(order, charge)
    if not lines:
        return Ignored("woocommerce.empty", status)
    paid_at = order.completed_at if order.payment_method == ON_DELIVERY else order.paid_at
    day = clock.warsaw_date(paid_at) if paid_at else context.received_on
    buyer = order_to_buyer(order, context.options)
    sale = Sale(
        reference=f"woocommerce-{order.id}",
        paid_on=day,
        supplied_on=day,
        currency=order.currency.upper(),
        total=order.total,
        buyer=buyer,
        location=Location(billing=buyer.country, ip=_country(fields.ip_country(order.meta_data))),
        lines=lines,
        charges=charges,
        payment=Payment(method=order.payment_method, on_delivery=order.payment_method == ON_DELIVERY),
        ship_to=_ship_to(order),
    )
    return Incoming(
        external_id=str(order.id),
        sale=sale,
        number=order.number[:100] if order.number != str(order.id) else "",
        days_of_arrival=paid_at is None,
        paid_at=paid_at,
        told_at=order.modified_at,
        refunds=_refunds(order, status),
    )


def _country(code: str) -> str | None:
    return code if code in ISO_CODES else None


def _ship_to(order: Order) -> ShipTo | None:
    """An order of downloads has an address for delivery as well, and no delivery."""
    country = _country(order.shipping.country.upper()) if order.shipping_lines else None
    return ShipTo(country=country, zip=order.shipping.postcode) if country else None


def order_to_buyer(order: Order, options: Mapping[str, Any]) -> Buyer:
    """A NIP makes a company and asks for an invoice, unless the buyer was asked and said no.

    Then the number is what the shop remembers of another purchase: its field is hidden with the tick.
    """
    billing, wish = order.billing, fields.wish_of(order.meta_data, options)
    nip = fields.nip_of(order.meta_data, options) if wish is not False else ""
    company = bool(nip or billing.company) and wish is not False
    country = billing.country or str(options.get("country") or DEFAULT_COUNTRY)
    return Buyer(
        name=_name(billing, company),
        company=company,
        wants_invoice=bool(wish or nip),
        tax_id=nip or None,
        street=f"{billing.address_1} {billing.address_2}".strip(),
        zip=billing.postcode,
        city=billing.city,
        country=country.strip().upper(),
        email=billing.email,
    )


def _name(billing: Address, company: bool) -> str:
    person = f"{billing.first_name} {billing.last_name}".strip()
    return (billing.company if company else "") or person or billing.email


def _refunds(order: Order, status: str) -> tuple[adapter.Refund | Cancelled, ...]:
    """The status alone means that everything went back; the shop makes a refund of what was left, and lists it."""
    told = [_refund(order, one) for one in order.refunds if _went_back(one)]
    if status == "refunded" and sum((one.amount or 0 for one in told), Decimal(0)) < order.total:
        told.append(adapter.Refund(str(order.id), "refunded", currency=order.currency.upper()))
    return tuple(told)


def _went_back(refund: Refund) -> Decimal:
    """Zero where goods were only put back on the shelf."""
    return round(abs(refund.total or refund.amount), 2)


def _refund(order: Order, refund: Refund) -> adapter.Refund:
    return adapter.Refund(
        external_id=str(order.id),
        refund_id=str(refund.id),
        amount=_went_back(refund),
        currency=order.currency.upper(),
        on=clock.warsaw_date(refund.made_at) if refund.made_at else None,
        reason=refund.reason,
        lines=tuple(_returned(item) for item in refund.line_items if item.quantity and gross(item)),
    )


def _returned(item: Item) -> Line:
    """Quantity and amount stand there with a minus."""
    return Line(
        name=item.name or "Produkt",
        product=product_of(item),
        quantity=abs(item.quantity),
        unit_price=round(abs(gross(item)) / abs(item.quantity), 2),
    )


ADAPTER = WooCommerce()
