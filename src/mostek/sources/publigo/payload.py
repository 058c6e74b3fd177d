"""The body of `order_paid` as a model: what Publigo writes, with its spelling, its optional keys and its numbers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from mostek.lib.clock import WARSAW
from mostek.sources.adapter import BadBody


def _amount(value: Any) -> Any:
    """PHP writes 361.99 or, with another setting, 361.99000000000001: the grosz is what was meant."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError("not an amount")
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError("not an amount") from error
    if not amount.is_finite() or abs(amount) > 10**12:
        raise ValueError("not an amount")
    return (
        amount.quantize(Decimal("0.01")) if abs(amount - round(amount, 2)) < Decimal("0.000001") else amount
    )


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


Amount = Annotated[Decimal, BeforeValidator(_amount)]
Text = Annotated[str, BeforeValidator(_text)]


class Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class Item(Part):
    """`subtotal` is the line before its discount, `price` after it; neither is a unit price."""

    id: int
    price_id: int | None = None
    name: Text
    quantity: int = Field(ge=1, le=1_000_000)
    subtotal: Amount
    price: Amount


class Customer(Part):
    first_name: Text = ""
    last_name: Text = ""
    email: Text = ""


class Billing(Part):
    person_name: Text = ""
    company_name: Text = ""
    tax_id: Text = ""
    street: Text = ""
    building_number: Text = ""
    apartment_number: Text = ""
    postal: Text = ""
    city: Text = ""
    country_code: Text = ""


class Order(Part):
    id: int
    status: Text = ""
    currency: Text = "PLN"
    total: Amount
    payment_method: Text = ""
    items: tuple[Item, ...]
    customer: Customer = Customer()
    billing: Billing | None = Field(default=None, alias="biling_address")  # sic


class Client(Part):
    email: Text = ""


def _made_at(value: Any) -> datetime:
    """Local time of the shop, without a zone."""
    return datetime.strptime(str(value)[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=WARSAW)


class Detail(Item):
    """A line of the cart, as REST v2 lists it: the variant stands deeper there."""

    @model_validator(mode="before")
    @classmethod
    def _find_variant(cls, line: Any) -> Any:
        number = line.get("item_number") if isinstance(line, dict) else None
        options = number.get("options") if isinstance(number, dict) else None
        variant = options.get("price_id") if isinstance(options, dict) else None
        return {**line, "price_id": variant} if isinstance(line, dict) else line


class Cart(Part):
    item_details: tuple[Detail, ...] = ()


class Listed(Part):
    """An order in the list of REST v2: no names, no invoice data, no gateway. `status` is a slug here."""

    id: int
    status: Text
    currency: Text = "PLN"
    total: Amount
    made_at: Annotated[datetime, BeforeValidator(_made_at)] = Field(alias="date")
    client: Client = Client()
    cart: Cart = Field(alias="cart_content")

    @property
    def email(self) -> str:
        return self.client.email

    @property
    def items(self) -> tuple[Item, ...]:
        return self.cart.item_details


def read_listed(body: dict[str, Any]) -> Listed:
    return _read(Listed, {key: value for key, value in body.items() if not (key == "client" and value == [])})


def read_order(body: dict[str, Any]) -> Order:
    """Raises BadBody that names the fields; values are not repeated, they may be a buyer's."""
    if "items" not in body or "total" not in body:
        raise BadBody("publigo.other_event", ", ".join(sorted(map(str, body))[:10]))
    # PHP writes an empty object as an empty list.
    cleaned = {
        key: value
        for key, value in body.items()
        if not (key in {"biling_address", "customer"} and value == [])
    }
    return _read(Order, cleaned)


Read = TypeVar("Read", bound=Part)


def _read(kind: type[Read], body: dict[str, Any]) -> Read:
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        fields = sorted({".".join(str(step) for step in fault["loc"]) for fault in error.errors()})
        raise BadBody("body.fields", ", ".join(fields)) from error
