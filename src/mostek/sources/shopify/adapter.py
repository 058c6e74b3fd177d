"""Shopify's webhooks about orders and refunds, and the orders that its GraphQL Admin API lists.

Shopify wants an answer within five seconds, tries eight times over some four hours, and then deletes the subscription;
the pull enters it again. What the bodies mean and where they mislead stands in docs/en/platforms/shopify.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
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
    Told,
)
from mostek.sources.body import read_object
from mostek.sources.shopify import admin, fields, write
from mostek.sources.shopify.amounts import Bought, product_of, to_bought
from mostek.sources.shopify.payload import Address, Order, Refund, Returned, read_order, read_refund
from mostek.sources.shopify.platform import DEFAULT_CHARGE, DEFAULT_COUNTRY, PLATFORM
from mostek.tax.amounts import round_half_up
from mostek.tax.countries import ISO_CODES
from mostek.tax.sale import Buyer, Line, Location, Payment, Sale, ShipTo

PAID = {"paid", "partially_refunded", "refunded"}
PARTLY = "partially_paid"


@dataclass(frozen=True, slots=True)
class Heading:
    """What the headers of a push say, as it stands in the key of its event."""

    topic: str = ""
    domain: str = ""
    is_test: bool = False


class Shopify:
    kind = "shopify"
    platform = PLATFORM

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> None:
        given = headers.get("x-shopify-hmac-sha256", "")
        wanted = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256))
        if not secret or not hmac.compare_digest(given.strip().encode(), wanted):
            raise BadSignature

    def event_key(self, headers: Mapping[str, str], body: bytes) -> str:
        """By the topic and the body. The ids of event and delivery stand in headers, which the signature does not
        cover; Shopify repeats a delivery with the same bytes, and two subscriptions of one topic send them twice.
        """
        read_object(body)
        topic = headers.get("x-shopify-topic", "")[:60]
        domain = headers.get("x-shopify-shop-domain", "").lower()[:100]
        test = "test" if headers.get("x-shopify-test", "").lower() == "true" else "live"
        return "|".join((topic, domain, test, hashlib.sha256(body).hexdigest()))

    def parse(self, body: bytes, context: Context) -> Told:
        loaded, heading = read_object(body), read_key(context)
        ours = admin.domain_of(context.options)
        if heading.domain and ours.endswith(admin.OWN_DOMAIN) and heading.domain != ours:
            raise BadBody("shopify.other_shop", heading.domain)
        if heading.is_test and not context.options.get("takes_tests"):
            return Ignored("shopify.test")
        if "line_items" in loaded or "lineItems" in loaded:
            return order_to_told(read_order(loaded), context, heading.topic)
        if "order_id" in loaded and "refund_line_items" in loaded:
            return refund_to_told(read_refund(loaded), context)
        return Ignored("shopify.other_topic", heading.topic)

    def pull(self, access: Access, since: datetime, cursor: str) -> Page:
        return admin.pull(access, since, cursor)

    def examine(self, access: Access) -> tuple[Finding, ...]:
        return admin.examine(access)

    def register(self, access: Access, address: str) -> Finding:
        return admin.register(access, address)

    def products(self, access: Access) -> Mapping[str, str]:
        return admin.products(access)

    def write_back(self, access: Access, note: DocumentNote) -> None:
        write.write_back(access, note)


def read_key(context: Context) -> Heading:
    parts = context.key.split("|")
    return Heading(parts[0], parts[1], parts[2] == "test") if len(parts) == 4 else Heading()


def order_to_told(order: Order, context: Context, topic: str) -> Told:
    status = order.status.lower()
    if order.test and not context.options.get("takes_tests"):
        return Ignored("shopify.test")
    if status not in PAID and status != PARTLY:
        return Ignored("shopify.not_paid", status)
    if order.cancelled_at is not None:
        on = clock.warsaw_date(order.cancelled_at)
        return Cancelled(order.id, on, order.cancel_reason.lower()[:100], order.updated_at)
    charge = str(context.options.get("charge_name") or DEFAULT_CHARGE)
    bought = to_bought(order, charge, with_gift_cards=bool(context.options.get("taxes_gift_cards")))
    if not bought.lines:
        return Ignored("shopify.gift_cards" if bought.left_out else "shopify.empty", status)
    return _incoming(order, bought, context, topic)


def _incoming(order: Order, bought: Bought, context: Context, topic: str) -> Incoming:
    """A buyer that a company profile stands behind is known in full to the pull alone, by its tax number."""
    paid_at = moment_of_payment(order, topic)
    is_hidden = any("billingAddress" in path for path in order.denied)
    is_business = order.business is not None and order.business.is_one and order.business.location is None
    return Incoming(
        external_id=order.id,
        sale=order_to_sale(order, bought, context, paid_at),
        number=order.name[:100],
        # The webhook does not say when it was paid: what was told first keeps its day.
        days_of_arrival=True,
        paid_at=paid_at,
        told_at=order.updated_at,
        asks="buyer.not_told" if is_hidden else "",
        is_partial=is_hidden or is_business,
        refunds=tuple(told for one in order.refunds if (told := _refund(order.id, one))),
    )


def moment_of_payment(order: Order, topic: str) -> datetime:
    """The last payment where the API lists them. `orders/paid` is sent at that moment; any other message may be about
    an old order, which was paid when it was made as far as anybody can tell.
    """
    paid = [
        one.processed_at for one in order.transactions if one.is_done("sale", "capture") and one.processed_at
    ]
    if paid:
        return _aware(max(paid, key=_aware))
    return _aware(order.updated_at if topic == "orders/paid" else order.processed_at)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.WARSAW)


def order_to_sale(order: Order, bought: Bought, context: Context, paid_at: datetime) -> Sale:
    buyer = order_to_buyer(order, context.options)
    day = clock.warsaw_date(paid_at)
    shipped = order.shipping if order.shipping_lines else None
    to = shipped.country.upper() if shipped and shipped.country.upper() in ISO_CODES else ""
    return Sale(
        reference=f"shopify-{order.id}",
        paid_on=day,
        supplied_on=day,
        currency=order.total.currency.upper(),
        total=bought.total,
        buyer=buyer,
        location=Location(billing=buyer.country),
        lines=bought.lines,
        charges=bought.charges,
        payment=Payment(
            method=", ".join(order.gateways)[:60],
            state="partly" if order.status.lower() == PARTLY else "paid",
        ),
        ship_to=ShipTo(country=to, zip=shipped.zip) if shipped and to else None,
    )


def order_to_buyer(order: Order, options: Mapping[str, Any]) -> Buyer:
    """A NIP makes a company and asks for an invoice, unless the buyer was asked and said no."""
    billing = order.billing or order.shipping or Address()
    wish = fields.wish_of(order.attributes, options)
    company, number = _business(order, billing, options)
    is_company = bool(company or number) and wish is not False
    person = f"{billing.first_name} {billing.last_name}".strip()
    country = billing.country or str(options.get("country") or DEFAULT_COUNTRY)
    return Buyer(
        name=(company if is_company else "") or person or order.email,
        company=is_company,
        wants_invoice=bool(wish or (number and is_company)),
        tax_id=number if number and is_company else None,
        street=f"{billing.address1} {billing.address2}".strip(),
        zip=billing.zip,
        city=billing.city,
        country=country.strip().upper(),
        email=order.email,
    )


def _business(order: Order, billing: Address, options: Mapping[str, Any]) -> tuple[str, str]:
    """Name and number: of the company profile (B2B), of the additional details, of the address."""
    business = order.business
    profile = business.company.name if business and business.company else ""
    registered = (
        business.location.tax.number if business and business.location and business.location.tax else ""
    )
    number = fields.nip_of(order.attributes, options) or registered
    named = profile or billing.company or fields.company_of(order.attributes)
    if fields.is_nip(named):
        return fields.company_of(order.attributes), number or named
    return named, number


def refund_to_told(refund: Refund, context: Context) -> Told:
    tests = [one for one in refund.transactions if one.test]
    if tests and not context.options.get("takes_tests"):
        return Ignored("shopify.test")
    return _refund(refund.order_id, refund) or Ignored("shopify.nothing_returned")


def _refund(order_id: str, refund: Refund) -> adapter.Refund | None:
    """None where nothing went back: goods put on the shelf again, an edit, money that is still on its way."""
    money = refund.money
    if money is None or not order_id:
        return None
    return adapter.Refund(
        external_id=order_id,
        refund_id=refund.id,
        amount=round_half_up(money.amount),
        currency=money.currency.upper(),
        on=clock.warsaw_date(_aware(refund.made_at)),
        reason=refund.note[:300],
        lines=_returned_lines(refund.returned, money.amount),
    )


def _returned_lines(returned: tuple[Returned, ...], amount: Decimal) -> tuple[Line, ...]:
    """Only where they are all that went back, with or without their tax: a refund does not say which prices it has."""
    rows = [row for row in returned if row.quantity]
    for with_tax in (False, True):
        sums = [row.subtotal.amount + (row.tax.amount if with_tax and row.tax else 0) for row in rows]
        if rows and sum(sums, Decimal(0)) == amount:
            return tuple(map(_returned_line, rows, sums))
    return ()


def _returned_line(row: Returned, amount: Decimal) -> Line:
    unit, quantity, name = round_half_up(amount / row.quantity), row.quantity, row.item.name or "Produkt"
    if unit * quantity != amount:
        unit, quantity, name = round_half_up(amount), 1, f"{name} × {row.quantity}"
    return Line(name=name, product=product_of(row.item), quantity=Decimal(quantity), unit_price=unit)


ADAPTER = Shopify()
