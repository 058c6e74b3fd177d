"""An order as WooCommerce's REST writes it, in webhooks and in lists alike: text for amounts, "" for none.

Reference: https://developer.woocommerce.com/docs/apis/rest-api/v3/orders/
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mostek.sources.adapter import BadBody

TAG = re.compile(r"<[^<>]*>")


def _amount(value: Any) -> Decimal:
    """Digits behind the sixth are what PHP's floating point left there. Raises ValueError."""
    if value is None or value == "":
        return Decimal(0)
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError("not an amount")
    try:
        amount = Decimal(str(value))
        if not amount.is_finite() or abs(amount) > 10**12:
            raise ValueError("not an amount")
        return round(amount, 6) if int(amount.as_tuple().exponent) < -6 else amount
    except ArithmeticError as error:
        raise ValueError("not an amount") from error


def _text(value: Any) -> str:
    """Plugins leave entities and tags in names, which a document must not show."""
    if value is None or isinstance(value, dict | list):
        return ""
    return " ".join(html.unescape(TAG.sub(" ", str(value))).split())


def _moment(value: Any) -> datetime | None:
    """`…_gmt`: without a zone, and always UTC."""
    if value is None or value == "":
        return None
    return datetime.fromisoformat(str(value)[:19]).replace(tzinfo=UTC)


def _list(value: Any) -> Any:
    """PHP writes what it filtered as an object with numbers for keys."""
    return list(value.values()) if isinstance(value, dict) else value or []


Amount = Annotated[Decimal, BeforeValidator(_amount)]
Text = Annotated[str, BeforeValidator(_text)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]


class Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class Meta(Part):
    key: Text = ""
    value: Any = None


class Row(Part):
    """A shipping or fee line, without its tax. `title` is the name of a shipping method."""

    name: Text = ""
    title: Text = Field(default="", alias="method_title")
    total: Amount = Decimal(0)
    total_tax: Amount = Decimal(0)


class Item(Row):
    """Values of the whole line, without tax: `subtotal` before coupons, `total` after them."""

    product_id: int | None = 0
    variation_id: int | None = 0
    quantity: Amount = Decimal(1)
    subtotal: Amount = Decimal(0)
    subtotal_tax: Amount = Decimal(0)


class Refund(Part):
    """Inside the order `total` with a minus; from `/orders/<id>/refunds` `amount` without, its day and its lines."""

    id: int
    total: Amount = Decimal(0)
    amount: Amount = Decimal(0)
    reason: Text = ""
    made_at: Moment = Field(default=None, alias="date_created_gmt")
    line_items: Annotated[tuple[Item, ...], BeforeValidator(_list)] = ()


class Address(Part):
    first_name: Text = ""
    last_name: Text = ""
    company: Text = ""
    address_1: Text = ""
    address_2: Text = ""
    city: Text = ""
    postcode: Text = ""
    country: Text = ""
    email: Text = ""


class Order(Part):
    id: int
    number: Text = ""
    status: Text
    currency: Text
    total: Amount
    modified_at: Moment = Field(default=None, alias="date_modified_gmt")
    paid_at: Moment = Field(default=None, alias="date_paid_gmt")
    completed_at: Moment = Field(default=None, alias="date_completed_gmt")
    payment_method: Text = ""
    billing: Address = Address()
    shipping: Address = Address()
    meta_data: Annotated[tuple[Meta, ...], BeforeValidator(_list)] = ()
    line_items: Annotated[tuple[Item, ...], BeforeValidator(_list)]
    shipping_lines: Annotated[tuple[Row, ...], BeforeValidator(_list)] = ()
    fee_lines: Annotated[tuple[Row, ...], BeforeValidator(_list)] = ()
    refunds: Annotated[tuple[Refund, ...], BeforeValidator(_list)] = ()


def read_order(body: dict[str, Any]) -> Order:
    """Raises BadBody that names the fields; values are not repeated, they may be a buyer's."""
    # PHP writes an empty object as an empty list.
    empty = {name for name in ("billing", "shipping") if body.get(name) in ([], None)}
    try:
        return Order.model_validate({name: value for name, value in body.items() if name not in empty})
    except ValidationError as error:
        fields = sorted({".".join(str(step) for step in fault["loc"]) for fault in error.errors()})
        raise BadBody("body.fields", ", ".join(fields)[:300]) from error
