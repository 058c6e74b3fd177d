"""One order of the shop, and its two spellings: a webhook's and the GraphQL Admin API's.

Reference: https://shopify.dev/docs/api/webhooks, https://shopify.dev/docs/api/admin-graphql/latest/objects/Order
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from pydantic import ConfigDict

STRICT = ConfigDict(extra="forbid")
ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """`price` of a piece, `discount` of the line."""

    __pydantic_config__ = STRICT

    name: str = "Kurs fotografii"
    price: Decimal = Decimal("199.00")
    quantity: int = 1
    discount: Decimal = ZERO
    product: int = 90
    variant: int = 901
    gift_card: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer:
    __pydantic_config__ = STRICT

    first_name: str = "Anna"
    last_name: str = "Przykładowa"
    company: str = ""
    street: str = "Testowa 12"
    zip: str = "00-001"
    city: str = "Warszawa"
    country: str = "PL"
    email: str = "anna@example.com"


@dataclass(frozen=True, kw_only=True, slots=True)
class Purchase:
    """`attributes` are the additional details of the cart. A `company` with its number is a B2B profile."""

    __pydantic_config__ = STRICT

    things: tuple[Thing, ...] = (Thing(),)
    buyer: Buyer | None = Buyer()
    attributes: dict[str, str] = field(default_factory=dict)
    shipping: Decimal = ZERO
    tip: Decimal = ZERO
    currency: str = "PLN"
    taxes_included: bool = True
    test: bool = False
    paid: bool = True
    company: str = ""
    company_number: str = ""
    gateway: str = "shopify_payments"


@dataclass(kw_only=True, slots=True)
class Return:
    id: int
    made_at: datetime
    amount: Decimal
    quantities: dict[int, int]


@dataclass(kw_only=True, slots=True)
class Order:
    """`current` is what an edit has left of each line; refunds lessen it as well."""

    id: int
    number: int
    bought: Purchase
    made_at: datetime
    updated_at: datetime
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    removed: dict[int, int] = field(default_factory=dict)
    returns: list[Return] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        lines = sum((one.price * one.quantity - one.discount for one in self.bought.things), ZERO)
        return lines + self.bought.shipping + self.bought.tip

    @property
    def refunded(self) -> Decimal:
        return sum((one.amount for one in self.returns), ZERO)

    @property
    def current_total(self) -> Decimal:
        off = sum((share(self.bought.things[place], count) for place, count in self.removed.items()), ZERO)
        return self.total - off - self.refunded

    @property
    def status(self) -> str:
        if self.paid_at is None:
            return "voided" if self.cancelled_at else "pending"
        if not self.refunded:
            return "paid"
        return "refunded" if self.current_total <= 0 else "partially_refunded"

    def current(self, place: int) -> int:
        back = sum(one.quantities.get(place, 0) for one in self.returns)
        return self.bought.things[place].quantity - self.removed.get(place, 0) - back


def share(thing: Thing, count: int) -> Decimal:
    return (thing.price * thing.quantity - thing.discount) * count / thing.quantity


def stamp(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def bag(order: Order, amount: Decimal, *, camel: bool) -> dict[str, Any]:
    code = "currencyCode" if camel else "currency_code"
    money = {"amount": f"{amount:.2f}", code: order.bought.currency}
    return {
        "presentmentMoney" if camel else "presentment_money": money,
        "shopMoney" if camel else "shop_money": money,
    }


def order_to_webhook(order: Order) -> dict[str, Any]:
    bought = order.bought
    money = partial(bag, order, camel=False)
    return {
        "id": order.id,
        "admin_graphql_api_id": f"gid://shopify/Order/{order.id}",
        "name": f"#{order.number}",
        "order_number": order.number,
        "financial_status": order.status,
        "fulfillment_status": None,
        "test": bought.test,
        "taxes_included": bought.taxes_included,
        "currency": bought.currency,
        "presentment_currency": bought.currency,
        "created_at": stamp(order.made_at),
        "processed_at": stamp(order.made_at),
        "updated_at": stamp(order.updated_at),
        "cancelled_at": stamp(order.cancelled_at),
        "cancel_reason": "customer" if order.cancelled_at else None,
        "total_price": f"{order.total:.2f}",
        "total_price_set": money(order.total),
        "current_total_price": f"{order.current_total:.2f}",
        "current_total_price_set": money(order.current_total),
        "current_total_duties_set": None,
        "current_total_additional_fees_set": None,
        "total_tip_received": f"{bought.tip:.2f}",
        "total_cash_rounding_payment_adjustment_set": money(ZERO),
        "payment_gateway_names": [bought.gateway],
        "email": bought.buyer.email if bought.buyer else "",
        "note_attributes": [{"name": key, "value": value} for key, value in bought.attributes.items()],
        "billing_address": address(bought.buyer, camel=False),
        "shipping_address": address(bought.buyer, camel=False) if bought.shipping else None,
        "company": {"id": 5100, "location_id": 5200} if bought.company else None,
        "line_items": [line_to_json(order, place, camel=False) for place in range(len(bought.things))],
        "shipping_lines": shipping_lines(order, camel=False),
        "refunds": [return_to_webhook(order, one) for one in order.returns],
    }


def order_to_graph(order: Order) -> dict[str, Any]:
    bought = order.bought
    money = partial(bag, order, camel=True)
    paid = {"kind": "SALE", "status": "SUCCESS", "test": bought.test, "processedAt": zulu(order.paid_at)}
    company = {
        "__typename": "PurchasingCompany",
        "company": {"name": bought.company},
        "location": {"taxSettings": {"taxRegistrationId": bought.company_number or None}},
    }
    return {
        "id": f"gid://shopify/Order/{order.id}",
        "name": f"#{order.number}",
        "displayFinancialStatus": order.status.upper(),
        "test": bought.test,
        "taxesIncluded": bought.taxes_included,
        "processedAt": zulu(order.made_at),
        "updatedAt": zulu(order.updated_at),
        "cancelledAt": zulu(order.cancelled_at),
        "cancelReason": "CUSTOMER" if order.cancelled_at else None,
        "paymentGatewayNames": [bought.gateway],
        "email": bought.buyer.email if bought.buyer else None,
        "totalPriceSet": money(order.total),
        "currentTotalPriceSet": money(order.current_total),
        "currentTotalDutiesSet": None,
        "currentTotalAdditionalFeesSet": None,
        "totalTipReceivedSet": money(bought.tip),
        "totalCashRoundingAdjustment": {"paymentSet": money(ZERO), "refundSet": money(ZERO)},
        "customAttributes": [{"key": key, "value": value} for key, value in bought.attributes.items()],
        "billingAddress": address(bought.buyer, camel=True),
        "shippingAddress": address(bought.buyer, camel=True) if bought.shipping else None,
        "purchasingEntity": company if bought.company else {"__typename": "Customer"},
        "lineItems": {
            "nodes": [line_to_json(order, place, camel=True) for place in range(len(bought.things))]
        },
        "shippingLines": {"nodes": shipping_lines(order, camel=True)},
        "refunds": [return_to_graph(order, one) for one in order.returns],
        "transactions": [{**paid, "amountSet": money(order.total)}] if order.paid_at else [],
    }


def zulu(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def address(buyer: Buyer | None, *, camel: bool) -> dict[str, Any] | None:
    if buyer is None:
        return None
    return {
        "firstName" if camel else "first_name": buyer.first_name,
        "lastName" if camel else "last_name": buyer.last_name,
        "company": buyer.company or None,
        "address1": buyer.street,
        "address2": None,
        "zip": buyer.zip,
        "city": buyer.city,
        "countryCodeV2" if camel else "country_code": buyer.country,
    }


def line_id(order: Order, place: int) -> int:
    return order.id * 100 + place


def line_to_json(order: Order, place: int, *, camel: bool) -> dict[str, Any]:
    thing, number = order.bought.things[place], line_id(order, place)
    price, off = bag(order, thing.price, camel=camel), bag(order, thing.discount, camel=camel)
    if camel:
        return {
            "id": f"gid://shopify/LineItem/{number}",
            "name": thing.name,
            "quantity": thing.quantity,
            "currentQuantity": order.current(place),
            "isGiftCard": thing.gift_card,
            "product": {"id": f"gid://shopify/Product/{thing.product}"},
            "variant": {"id": f"gid://shopify/ProductVariant/{thing.variant}"},
            "originalUnitPriceSet": price,
            "discountAllocations": [{"allocatedAmountSet": off}] if thing.discount else [],
            "taxLines": [],
        }
    return {
        "id": number,
        "name": thing.name,
        "quantity": thing.quantity,
        "current_quantity": order.current(place),
        "gift_card": thing.gift_card,
        "product_id": thing.product,
        "variant_id": thing.variant,
        "price": f"{thing.price:.2f}",
        "price_set": price,
        "discount_allocations": [{"amount": f"{thing.discount:.2f}", "amount_set": off}]
        if thing.discount
        else [],
        "tax_lines": [],
    }


def shipping_lines(order: Order, *, camel: bool) -> list[dict[str, Any]]:
    price = bag(order, order.bought.shipping, camel=camel)
    if not order.bought.shipping:
        return []
    if camel:
        return [{"title": "Kurier", "isRemoved": False, "discountedPriceSet": price, "taxLines": []}]
    return [
        {
            "id": order.id * 10,
            "title": "Kurier",
            "is_removed": False,
            "discounted_price_set": price,
            "tax_lines": [],
        }
    ]


def return_to_webhook(order: Order, one: Return) -> dict[str, Any]:
    money = {"amount": f"{one.amount:.2f}", "currency": order.bought.currency}
    rows = [
        {
            "id": one.id * 10 + place,
            "quantity": count,
            "line_item_id": line_id(order, place),
            "line_item": line_to_json(order, place, camel=False),
            "subtotal_set": bag(order, share(order.bought.things[place], count), camel=False),
            "total_tax_set": bag(order, ZERO, camel=False),
        }
        for place, count in one.quantities.items()
    ]
    return {
        "id": one.id,
        "order_id": order.id,
        "created_at": stamp(one.made_at),
        "note": "Zwrot",
        "refund_line_items": rows,
        "transactions": [
            {"id": one.id + 1, "kind": "refund", "status": "success", "test": order.bought.test, **money}
        ],
        "order_adjustments": [],
    }


def return_to_graph(order: Order, one: Return) -> dict[str, Any]:
    rows = [
        {
            "quantity": count,
            "lineItem": line_to_json(order, place, camel=True),
            "subtotalSet": bag(order, share(order.bought.things[place], count), camel=True),
            "totalTaxSet": bag(order, ZERO, camel=True),
        }
        for place, count in one.quantities.items()
    ]
    money = {"amountSet": bag(order, one.amount, camel=True)}
    back = {"kind": "REFUND", "status": "SUCCESS", "test": order.bought.test, **money}
    return {
        "id": f"gid://shopify/Refund/{one.id}",
        "createdAt": zulu(one.made_at),
        "note": "Zwrot",
        "refundLineItems": {"nodes": rows},
        "transactions": {"nodes": [back]},
    }
