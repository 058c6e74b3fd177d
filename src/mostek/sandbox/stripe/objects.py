"""Stripe's objects as its API writes them, version 2025-04-30.basil, as far as a bridge reads them.

References: https://docs.stripe.com/api/checkout/sessions/object, …/invoices/object, …/payment_intents/object,
…/charges/object, …/refunds/object, …/events/object (2026-11-23).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Json = dict[str, Any]


class Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CartItem(Given):
    """`amount` is of one piece, in the smallest unit; `tax` the rate in per cent, on top or inside."""

    name: str = "Kurs"
    product: str = "prod_course"
    amount: int = 19900
    quantity: Annotated[int, Field(ge=1)] = 1
    discount: int = 0
    tax: int = 0
    tax_on_top: bool = False

    @property
    def subtotal(self) -> int:
        return self.amount * self.quantity

    @property
    def tax_amount(self) -> int:
        left = self.subtotal - self.discount
        return round(left * self.tax / (100 if self.tax_on_top else 100 + self.tax))

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + (self.tax_amount if self.tax_on_top else 0)


class Purchase(Given):
    """`deliveries`: 0 loses the messages, 2 doubles them. `tax_id`: a NIP as Checkout collects it."""

    cart: tuple[CartItem, ...] = (CartItem(),)
    currency: str = "pln"
    mode: Literal["payment", "subscription"] = "payment"
    name: str | None = "Anna Przykładowa"
    email: str | None = "anna@example.com"
    address: Json | None = None
    tax_id: str | None = None
    custom: dict[str, str] = {}
    metadata: dict[str, str] = {}
    shipping: int = 0
    with_invoice: bool = False
    paid_later: bool = False
    deliveries: Annotated[int, Field(ge=0, le=10)] = 1

    @property
    def total(self) -> int:
        return sum(item.total for item in self.cart) + self.shipping


def session(sold: Purchase, **known: Any) -> Json:
    tax_ids = [{"type": "eu_vat", "value": f"PL{sold.tax_id}"}] if sold.tax_id else []
    return {
        "object": "checkout.session",
        "mode": sold.mode,
        "status": "complete",
        "amount_subtotal": sum(item.subtotal for item in sold.cart),
        "amount_total": sold.total,
        "currency": sold.currency,
        "client_reference_id": None,
        "custom_fields": [custom_field(key, value) for key, value in sold.custom.items()],
        "customer_details": {
            "address": sold.address,
            "email": sold.email,
            "name": sold.name,
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": tax_ids,
        },
        "customer_email": None,
        "metadata": sold.metadata,
        "shipping_cost": shipping(sold.shipping) if sold.shipping else None,
        "total_details": {
            "amount_discount": sum(item.discount for item in sold.cart),
            "amount_shipping": sold.shipping,
            "amount_tax": sum(item.tax_amount for item in sold.cart),
        },
        "url": None,
        **known,
    }


def custom_field(key: str, value: str) -> Json:
    return {
        "key": key,
        "label": {"custom": key, "type": "custom"},
        "optional": True,
        "type": "text",
        "text": {"default_value": None, "value": value},
    }


def shipping(amount: int) -> Json:
    return {"amount_subtotal": amount, "amount_tax": 0, "amount_total": amount, "shipping_rate": "shr_1"}


def line_item(item: CartItem, number: int, currency: str) -> Json:
    """Of a session. Its product is an id until it is expanded."""
    return {
        "id": f"li_{number}",
        "object": "item",
        "amount_discount": item.discount,
        "amount_subtotal": item.subtotal,
        "amount_tax": item.tax_amount,
        "amount_total": item.total,
        "currency": currency,
        "description": item.name,
        "price": {"id": f"price_{item.product}", "object": "price", "product": item.product, "metadata": {}},
        "quantity": item.quantity,
    }


def invoice_line(item: CartItem, number: int, currency: str, period: tuple[int, int]) -> Json:
    behaviour = "exclusive" if item.tax_on_top else "inclusive"
    return {
        "id": f"il_{number}",
        "object": "line_item",
        "amount": item.subtotal,
        "currency": currency,
        "description": item.name,
        "discount_amounts": [{"amount": item.discount, "discount": "di_1"}] if item.discount else [],
        "metadata": {},
        "period": {"start": period[0], "end": period[1]},
        "pricing": {
            "type": "price_details",
            "price_details": {"price": f"price_{item.product}", "product": item.product},
        },
        "quantity": item.quantity,
        "taxes": [{"amount": item.tax_amount, "tax_behavior": behaviour}] if item.tax else [],
    }


def invoice(sold: Purchase, *, subscription: str | None, **known: Any) -> Json:
    parent = {"type": "subscription_details", "subscription_details": {"subscription": subscription}}
    return {
        "object": "invoice",
        "amount_due": sold.total,
        "amount_paid": sold.total,
        "currency": sold.currency,
        "customer_address": sold.address,
        "customer_email": sold.email,
        "customer_name": sold.name,
        "customer_tax_ids": [{"type": "eu_vat", "value": f"PL{sold.tax_id}"}] if sold.tax_id else [],
        "metadata": {},
        "parent": parent if subscription else None,
        "shipping_cost": shipping(sold.shipping) if sold.shipping else None,
        "status": "paid",
        "total": sold.total,
        **known,
    }


def intent(sold: Purchase, **known: Any) -> Json:
    return {
        "object": "payment_intent",
        "amount": sold.total,
        "amount_received": sold.total,
        "currency": sold.currency,
        "description": None,
        "metadata": {},
        "receipt_email": None,
        "status": "succeeded",
        **known,
    }


def charge(sold: Purchase, **known: Any) -> Json:
    return {
        "object": "charge",
        "amount": sold.total,
        "amount_refunded": 0,
        "billing_details": {"address": sold.address, "email": sold.email, "name": sold.name},
        "currency": sold.currency,
        "paid": True,
        "payment_method_details": {"type": "card", "card": {"country": "PL", "brand": "visa"}},
        "refunded": False,
        **known,
    }
