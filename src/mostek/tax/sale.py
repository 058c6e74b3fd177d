"""The sale as the tax rules see it: frozen values, named as in the contract of `mostek decide`.

Amounts are `Decimal` in the sale's currency, days are Warsaw dates, countries are ISO codes (`GR`, not `EL`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Prices = Literal["gross", "net"]
PaymentState = Literal["paid", "unpaid", "partly"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Vies:
    """What VIES said of an EU VAT number. `proof` is its consultation number."""

    valid: bool = False
    unavailable: bool = False
    checked_on: date | None = None
    proof: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer:
    country: str
    name: str = ""
    company: bool = False
    wants_invoice: bool = False
    tax_id: str | None = None
    vies: Vies | None = None
    business_proof: str | None = None
    street: str = ""
    zip: str = ""
    city: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """A third party on the document (*odbiorca*): `role` is a KSeF role number as text."""

    name: str
    country: str = "PL"
    tax_id: str | None = None
    street: str = ""
    zip: str = ""
    city: str = ""
    role: str = "2"


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """Evidence of where a consumer is: countries, `None` where a source says nothing."""

    billing: str | None = None
    ip: str | None = None
    payment: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """`unit_price` is before `discount`; `discount` is for the whole line, in the same kind of price."""

    name: str
    unit_price: Decimal
    product: str | None = None
    quantity: Decimal = Decimal(1)
    discount: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    name: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    method: str = ""
    state: PaymentState = "paid"
    on_delivery: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ShipTo:
    country: str
    zip: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FiscalReceipt:
    """A fiscal receipt that the buyer already has. `tax_id`: whether the buyer's NIP stands on it."""

    number: str
    tax_id: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Sale:
    """One sale. `total` is what the buyer pays, gross, always; the other prices follow `prices`."""

    reference: str
    currency: str
    total: Decimal
    buyer: Buyer
    lines: tuple[Line, ...]
    paid_on: date | None = None
    supplied_on: date | None = None
    prices: Prices = "gross"
    recipient: Recipient | None = None
    location: Location = field(default_factory=Location)
    charges: tuple[Charge, ...] = ()
    payment: Payment = field(default_factory=Payment)
    shipped_from: str | None = None
    ship_to: ShipTo | None = None
    receipt: FiscalReceipt | None = None
    rate_pln: Decimal | None = None
