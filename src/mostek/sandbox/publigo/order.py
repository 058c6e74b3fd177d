"""What the shop sells and what it remembers of a sale. Money is gross, in the currency of the shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import ConfigDict

# What comes in over the control endpoints is refused when misspelled, never ignored.
STRICT = ConfigDict(extra="forbid")

GATEWAYS: Mapping[str, str] = {
    "payu": "PayU",
    "tpay_gateway": "Tpay",
    "przelewy24_gateway": "Przelewy24",
    "paynow_gateway": "Paynow",
    "dotpay_gateway": "Dotpay",
    "stripe": "Stripe",
    "paypal": "PayPal",
    "coinbase": "Coinbase",
    "przelewy_gateway": "Przelew tradycyjny",
    "manual": "Płatność ręczna",
}

# The slugs of REST v2; the webhook writes labels. All orders here are paid the moment they are made.
Status = Literal["publish", "refunded", "revoked", "pending", "failed", "abandoned"]
Outcome = Literal["accepted", "error_mail", "swallowed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    price_id: int
    name: str
    price: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    """With variants, a buyer always picks one of them and `price` is not used."""

    id: int
    name: str
    price: Decimal
    summary: str = ""
    variants: tuple[Variant, ...] = ()

    def variant(self, price_id: int | None) -> Variant | None:
        return next((variant for variant in self.variants if variant.price_id == price_id), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class CartItem:
    """`price` (of one piece) and `discount` (of the whole line) override the price list and the code."""

    __pydantic_config__ = STRICT

    id: int
    price_id: int | None = None
    quantity: int = 1
    price: Decimal | None = None
    discount: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer:
    __pydantic_config__ = STRICT

    first_name: str
    last_name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceData:
    """As typed by the buyer. Both names may be there: a form sends the other type's fields too."""

    __pydantic_config__ = STRICT

    person_name: str = ""
    company_name: str = ""
    nip: str = ""
    street: str = ""
    building_number: str = ""
    apartment_number: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shipping:
    __pydantic_config__ = STRICT

    type: str = "courier"
    phone: str = ""
    street: str = ""
    building_number: str = ""
    apartment_number: str = ""
    postal_code: str = ""
    city: str = ""
    parcel_locker_point: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkout:
    """Everything a buyer submits with *Zapłać*. `fee` is `Koszt dostawy`; `created` defaults to now."""

    cart: tuple[CartItem, ...]
    buyer: Buyer
    invoice: InvoiceData | None = None
    payment_method: str = "payu"
    discount_code: str = ""
    fee: Decimal = Decimal(0)
    shipping: Shipping | None = None
    comment: str = ""
    created: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    name: str
    id: int
    price_id: int | None
    quantity: int
    discount: Decimal
    subtotal: Decimal

    @property
    def price(self) -> Decimal:
        """Of the whole line, after discount; never of one piece."""
        return self.subtotal - self.discount


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookCall:
    """One POST. `error_mail`: Publigo would write to its admin. `swallowed`: nobody would ever know."""

    url: str
    sent_at: datetime
    body: str
    signature: str
    outcome: Outcome
    status: int | None = None
    answer: str = ""
    error: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    id: int
    user_id: int
    created: datetime
    currency: str
    lines: tuple[Line, ...]
    fee: Decimal
    payment_method: str
    buyer: Buyer
    invoice: InvoiceData | None = None
    shipping: Shipping | None = None
    comment: str = ""
    status: Status = "publish"
    calls: tuple[WebhookCall, ...] = field(default=())

    @property
    def total(self) -> Decimal:
        return sum((line.price for line in self.lines), start=self.fee)


class CheckoutError(ValueError):
    """The order cannot be taken; the message is Polish and meant for the buyer."""
