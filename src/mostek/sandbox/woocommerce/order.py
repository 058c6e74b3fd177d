"""An order as REST v3 shows it. Prices go in gross; WooCommerce keeps them net with the tax beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pydantic import ConfigDict

from mostek.lib.clock import WARSAW

# What comes in over the control endpoints is refused when misspelled, never ignored.
STRICT = ConfigDict(extra="forbid")
GROSZ = Decimal("0.01")
PAID = {"processing", "completed"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """`price` is gross and of one piece, `discount` gross and of the whole line, `rate` in per cent."""

    __pydantic_config__ = STRICT

    product_id: int = 90
    variation_id: int = 0
    name: str = "Kurs fotografii"
    quantity: int = 1
    price: Decimal = Decimal("199.00")
    discount: Decimal = Decimal(0)
    rate: int = 23


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer:
    __pydantic_config__ = STRICT

    first_name: str = "Anna"
    last_name: str = "Przykładowa"
    company: str = ""
    email: str = "anna@example.com"
    street: str = "Testowa 12"
    postcode: str = "00-001"
    city: str = "Warszawa"
    country: str = "PL"


@dataclass(frozen=True, kw_only=True, slots=True)
class Purchase:
    """Everything may be left out. `nip` and `wants_invoice` are kept as WP Desk's plug-ins keep them."""

    __pydantic_config__ = STRICT

    things: tuple[Thing, ...] = (Thing(),)
    buyer: Buyer = Buyer()
    nip: str = ""
    wants_invoice: bool | None = None
    shipping: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    currency: str = "PLN"
    status: str = "processing"
    payment_method: str = "przelewy24"
    number: str = ""


def order_to_json(order_id: int, purchase: Purchase, now: datetime) -> dict[str, Any]:
    buyer = purchase.buyer
    lines = [_line(place, thing) for place, thing in enumerate(purchase.things, 1)]
    total = sum(
        (thing.price * thing.quantity - thing.discount for thing in purchase.things), purchase.shipping
    )
    address = {
        "first_name": buyer.first_name,
        "last_name": buyer.last_name,
        "company": buyer.company,
        "address_1": buyer.street,
        "address_2": "",
        "city": buyer.city,
        "state": "",
        "postcode": buyer.postcode,
        "country": buyer.country,
    }
    order = {
        "id": order_id,
        "parent_id": 0,
        "number": purchase.number or str(order_id),
        "status": purchase.status,
        "currency": purchase.currency,
        "prices_include_tax": True,
        "total": f"{total + purchase.fee:.2f}",
        "billing": {**address, "email": buyer.email, "phone": ""},
        "shipping": address if purchase.shipping else dict.fromkeys(address, ""),
        "payment_method": purchase.payment_method,
        "meta_data": _metas(purchase),
        "line_items": lines,
        "shipping_lines": [_row(501, "method_title", "Kurier", purchase.shipping)]
        if purchase.shipping
        else [],
        "fee_lines": [_row(601, "name", "Opłata", purchase.fee)] if purchase.fee else [],
        "coupon_lines": [],
        "tax_lines": [],
        "refunds": [],
        **stamps("date_created", now),
        **stamps("date_modified", now),
        **stamps("date_paid", now if purchase.status in PAID else None),
        **stamps("date_completed", now if purchase.status == "completed" else None),
    }
    return order


def stamps(name: str, moment: datetime | None) -> dict[str, str | None]:
    """Local time of the shop, and UTC; neither says its zone."""
    if moment is None:
        return {name: None, f"{name}_gmt": None}
    local, utc = moment.astimezone(WARSAW), moment.astimezone(UTC)
    return {name: local.strftime("%Y-%m-%dT%H:%M:%S"), f"{name}_gmt": utc.strftime("%Y-%m-%dT%H:%M:%S")}


def split(gross: Decimal, rate: int) -> tuple[str, str]:
    net = (gross * 100 / (100 + rate)).quantize(GROSZ, ROUND_HALF_UP)
    return f"{net:.2f}", f"{gross - net:.2f}"


def _line(place: int, thing: Thing) -> dict[str, Any]:
    full = thing.price * thing.quantity
    subtotal, subtotal_tax = split(full, thing.rate)
    total, total_tax = split(full - thing.discount, thing.rate)
    return {
        "id": 300 + place,
        "name": thing.name,
        "product_id": thing.product_id,
        "variation_id": thing.variation_id,
        "quantity": thing.quantity,
        "tax_class": "",
        "subtotal": subtotal,
        "subtotal_tax": subtotal_tax,
        "total": total,
        "total_tax": total_tax,
        "taxes": [],
        "meta_data": [],
        "sku": "",
        "price": float(Decimal(total) / thing.quantity),
    }


def _row(row_id: int, title: str, name: str, gross: Decimal) -> dict[str, Any]:
    total, total_tax = split(gross, 23)
    return {"id": row_id, title: name, "total": total, "total_tax": total_tax, "taxes": [], "meta_data": []}


def _metas(purchase: Purchase) -> list[dict[str, Any]]:
    said = {"_billing_nip": purchase.nip} if purchase.nip else {}
    if purchase.wants_invoice is not None:
        said["_billing_faktura"] = "1" if purchase.wants_invoice else "0"
    return [{"id": place, "key": key, "value": value} for place, (key, value) in enumerate(said.items(), 1)]
