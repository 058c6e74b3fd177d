"""An order in Shopify's two spellings, read into one model: the webhook's snake_case and the GraphQL Admin API's.

Reference: https://shopify.dev/docs/api/webhooks, https://shopify.dev/docs/api/admin-graphql/latest/objects/Order
Amounts are those that the buyer saw (presentment): a shop in PLN may sell in EUR.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from mostek.sources.adapter import BadBody


def both(snake: str, camel: str = "") -> AliasChoices:
    """The name in a webhook and the one in GraphQL."""
    return AliasChoices(snake, camel or to_camel(snake))


def _amount(value: Any) -> Decimal:
    """Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError("not an amount")
    try:
        amount = Decimal(str(value))
    except ArithmeticError as error:
        raise ValueError("not an amount") from error
    if not amount.is_finite() or abs(amount) > 10**12 or int(amount.as_tuple().exponent) < -12:
        raise ValueError("not an amount")
    return amount


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else " ".join(str(value).split())


def _id(value: Any) -> str:
    """`820982911946154508` and `gid://shopify/Order/820982911946154508` are the same. Raises ValueError."""
    tail = "" if isinstance(value, bool | float) else str(value).rpartition("/")[2].partition("?")[0]
    if not tail.isascii() or not tail.isdigit() or len(tail) > 30:
        raise ValueError("not an id")
    return tail


def _optional_id(value: Any) -> str:
    """Of a product that still exists; GraphQL wraps it."""
    inner = value.get("id") if isinstance(value, dict) else value
    return _id(inner) if inner else ""


def _nodes(value: Any) -> Any:
    """A list, or a connection with its `nodes`."""
    return value.get("nodes") if isinstance(value, dict) else value or []


def _bag(value: Any) -> Any:
    """Money in two currencies → the buyer's."""
    if not isinstance(value, dict):
        return value
    return value.get("presentment_money") or value.get("presentmentMoney") or value


Amount = Annotated[Decimal, BeforeValidator(_amount)]
Text = Annotated[str, BeforeValidator(_text)]
Id = Annotated[str, BeforeValidator(_id)]
OptionalId = Annotated[str, BeforeValidator(_optional_id)]
ZERO = Decimal(0)


class Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class Money(Part):
    amount: Amount
    currency: Text = Field(default="", validation_alias=both("currency_code"))


Bag = Annotated[Money, BeforeValidator(_bag)]
OptionalBag = Annotated[Money | None, BeforeValidator(_bag)]


class Tax(Part):
    price: Bag = Field(validation_alias=both("price_set"))


class Allocation(Part):
    amount: Bag = Field(validation_alias=both("amount_set", "allocatedAmountSet"))


Taxes = Annotated[tuple[Tax, ...], BeforeValidator(_nodes)]


class Item(Part):
    """`quantity` is what was ever ordered, `current` what is left after edits, returns and refunds."""

    id: Id
    name: Text
    product_id: OptionalId = Field(default="", validation_alias=both("product_id", "product"))
    variant_id: OptionalId = Field(default="", validation_alias=both("variant_id", "variant"))
    quantity: int = Field(ge=0, le=1_000_000)
    current: int = Field(ge=0, le=1_000_000, validation_alias=both("current_quantity"))
    price: Bag = Field(validation_alias=both("price_set", "originalUnitPriceSet"))
    discounts: Annotated[tuple[Allocation, ...], BeforeValidator(_nodes)] = Field(
        default=(), validation_alias=both("discount_allocations")
    )
    taxes: Taxes = Field(default=(), validation_alias=both("tax_lines"))
    gift_card: bool = Field(default=False, validation_alias=both("gift_card", "isGiftCard"))


class Shipping(Part):
    title: Text = ""
    price: Bag = Field(validation_alias=both("discounted_price_set"))
    taxes: Taxes = Field(default=(), validation_alias=both("tax_lines"))
    is_removed: bool = Field(default=False, validation_alias=both("is_removed"))


class Transaction(Part):
    """In a webhook the amount stands beside its currency, in GraphQL in a bag; there only is the kind in capitals."""

    kind: Text = ""
    status: Text = ""
    bag: OptionalBag = Field(default=None, validation_alias=both("amount_set"))
    amount: Amount = ZERO
    currency: Text = ""
    processed_at: datetime | None = Field(default=None, validation_alias=both("processed_at"))
    test: bool = False

    @property
    def money(self) -> Money:
        return self.bag or Money(amount=self.amount, currency=self.currency)

    def is_done(self, *kinds: str) -> bool:
        return self.status.lower() == "success" and self.kind.lower() in kinds


class Named(Part):
    name: Text = ""


class ReturnedItem(Part):
    id: Id
    name: Text = ""
    product_id: OptionalId = Field(default="", validation_alias=both("product_id", "product"))
    variant_id: OptionalId = Field(default="", validation_alias=both("variant_id", "variant"))


class Returned(Part):
    quantity: int = Field(ge=0, le=1_000_000)
    item: ReturnedItem = Field(validation_alias=both("line_item"))
    subtotal: Bag = Field(validation_alias=both("subtotal_set"))
    tax: OptionalBag = Field(default=None, validation_alias=both("total_tax_set"))


class Refund(Part):
    """Also what an edit took off an order; then no money moved."""

    id: Id
    order_id: OptionalId = ""
    made_at: datetime = Field(validation_alias=both("created_at"))
    note: Text = ""
    returned: Annotated[tuple[Returned, ...], BeforeValidator(_nodes)] = Field(
        default=(), validation_alias=both("refund_line_items")
    )
    transactions: Annotated[tuple[Transaction, ...], BeforeValidator(_nodes)] = ()

    @property
    def money(self) -> Money | None:
        """What went back; None while nothing has."""
        back = [one.money for one in self.transactions if one.is_done("refund")]
        amount = sum((one.amount for one in back), ZERO)
        return Money(amount=amount, currency=back[0].currency) if amount > 0 else None


class Address(Part):
    first_name: Text = Field(default="", validation_alias=both("first_name"))
    last_name: Text = Field(default="", validation_alias=both("last_name"))
    company: Text = ""
    address1: Text = ""
    address2: Text = ""
    zip: Text = ""
    city: Text = ""
    country: Text = Field(default="", validation_alias=both("country_code", "countryCodeV2"))


class Attribute(Part):
    key: Text = Field(default="", validation_alias=both("name", "key"))
    value: Text = ""


class TaxSettings(Part):
    number: Text = Field(default="", validation_alias=both("tax_registration_id"))


class CompanyLocation(Part):
    tax: TaxSettings | None = Field(default=None, validation_alias=both("tax_settings"))


class Business(Part):
    """B2B: GraphQL names the company and its number, the webhook only that there is one."""

    id: OptionalId = ""
    company: Named | None = None
    location: CompanyLocation | None = None

    @property
    def is_one(self) -> bool:
        return bool(self.id or self.company)


class Rounding(Part):
    payment: OptionalBag = Field(default=None, validation_alias=both("payment_set"))


class Order(Part):
    id: Id
    name: Text = ""
    status: Text = Field(validation_alias=both("financial_status", "displayFinancialStatus"))
    test: bool = False
    taxes_included: bool = Field(default=True, validation_alias=both("taxes_included"))
    processed_at: datetime = Field(validation_alias=both("processed_at"))
    updated_at: datetime = Field(validation_alias=both("updated_at"))
    cancelled_at: datetime | None = Field(default=None, validation_alias=both("cancelled_at"))
    cancel_reason: Text = Field(default="", validation_alias=both("cancel_reason"))
    total: Bag = Field(validation_alias=both("total_price_set"))
    current_total: Bag = Field(validation_alias=both("current_total_price_set"))
    duties: OptionalBag = Field(default=None, validation_alias=both("current_total_duties_set"))
    fees: OptionalBag = Field(default=None, validation_alias=both("current_total_additional_fees_set"))
    tip: OptionalBag = Field(default=None, validation_alias=both("total_tip_received_set"))
    # The webhook has the tip as a bare number in the shop's currency.
    bare_tip: Text = Field(default="", alias="total_tip_received")
    rounding_paid: OptionalBag = Field(default=None, alias="total_cash_rounding_payment_adjustment_set")
    rounding: Rounding | None = Field(default=None, alias="totalCashRoundingAdjustment")
    gateways: Annotated[tuple[Text, ...], BeforeValidator(_nodes)] = Field(
        default=(), validation_alias=both("payment_gateway_names")
    )
    email: Text = ""
    attributes: Annotated[tuple[Attribute, ...], BeforeValidator(_nodes)] = Field(
        default=(), validation_alias=both("note_attributes", "customAttributes")
    )
    billing: Address | None = Field(default=None, validation_alias=both("billing_address"))
    shipping: Address | None = Field(default=None, validation_alias=both("shipping_address"))
    business: Business | None = Field(default=None, validation_alias=both("company", "purchasingEntity"))
    items: Annotated[tuple[Item, ...], BeforeValidator(_nodes)] = Field(validation_alias=both("line_items"))
    shipping_lines: Annotated[tuple[Shipping, ...], BeforeValidator(_nodes)] = Field(
        default=(), validation_alias=both("shipping_lines")
    )
    refunds: Annotated[tuple[Refund, ...], BeforeValidator(_nodes)] = ()
    transactions: Annotated[tuple[Transaction, ...], BeforeValidator(_nodes)] = ()
    # Ours, beside the order: what the app was not allowed to see of it.
    denied: tuple[Text, ...] = ()

    @property
    def has_tip(self) -> bool:
        return bool(self.tip and self.tip.amount > 0) or any(digit in "123456789" for digit in self.bare_tip)

    @property
    def rounded(self) -> Decimal:
        """Grosze that a cash payment was rounded by; what is sold stays worth its price."""
        bag = self.rounding_paid or (self.rounding.payment if self.rounding else None)
        return bag.amount if bag else ZERO


def read_order(body: dict[str, Any]) -> Order:
    return _read(Order, body)


def read_refund(body: dict[str, Any]) -> Refund:
    return _read(Refund, body)


Read = TypeVar("Read", bound=Part)


def _read(kind: type[Read], body: dict[str, Any]) -> Read:
    """Raises BadBody that names the fields; values are not repeated, they may be a buyer's."""
    try:
        return kind.model_validate(body)
    except (ValidationError, RecursionError) as error:
        faults = error.errors() if isinstance(error, ValidationError) else []
        fields = sorted({".".join(str(step) for step in fault["loc"]) for fault in faults})
        raise BadBody("body.fields", ", ".join(fields)[:300]) from error
