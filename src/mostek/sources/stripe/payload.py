"""Stripe's objects as models, in its own spelling.

The shape changes with the version of the API that an endpoint was made with; what moved is read at both places.
Field names: https://docs.stripe.com/api (2025-04-30.basil) and its changelog for the older ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from mostek.sources.adapter import BadBody


def _minor(value: Any) -> Any:
    """Amounts are whole numbers of the smallest unit."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**14:
        raise ValueError("not an amount")
    return value


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        raise ValueError("not a text")
    return "" if value is None else " ".join(str(value).split())


def _id(value: Any) -> str:
    """A reference is an id, or the object itself where it was expanded."""
    return _text(value.get("id") if isinstance(value, dict) else value)


def _data(value: Any) -> Any:
    """A list of Stripe's is an object around `data`."""
    found = value.get("data") if isinstance(value, dict) else value
    return [] if found is None else found


def _object(value: Any) -> Any:
    """None for what was not expanded."""
    return value if isinstance(value, dict) else None


def _labels(value: Any) -> Any:
    return {str(name): _text(one) for name, one in value.items()} if isinstance(value, dict) else {}


Minor = Annotated[int, BeforeValidator(_minor)]
Text = Annotated[str, BeforeValidator(_text)]
Id = Annotated[str, BeforeValidator(_id), Field(max_length=100)]
Moment = Annotated[int, Field(ge=0, lt=4_102_444_800)]  # seconds; until 2100
Labels = Annotated[Mapping[str, str], BeforeValidator(_labels)]


class Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class Address(Part):
    line1: Text = ""
    line2: Text = ""
    city: Text = ""
    postal_code: Text = ""
    country: Text = ""


class TaxId(Part):
    type: Text = ""
    value: Text = ""


class Details(Part):
    """`customer_details` of a session, `billing_details` of a charge; `business_name` since 2025-09-30.clover."""

    name: Text = ""
    business_name: Text = ""
    individual_name: Text = ""
    email: Text = ""
    address: Annotated[Address | None, BeforeValidator(_object)] = None
    tax_ids: Annotated[tuple[TaxId, ...], BeforeValidator(_data)] = ()


class CustomField(Part):
    """A question of the seller's own; the answer stands under the name of its `type`."""

    key: Text = ""
    label: Text = ""
    value: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        label, said = given.get("label"), given.get(str(given.get("type")))
        return {
            "key": given.get("key"),
            "label": label.get("custom") if isinstance(label, dict) else None,
            "value": said.get("value") if isinstance(said, dict) else None,
        }


class Product(Part):
    id: Id = ""
    name: Text = ""
    metadata: Labels = {}


class Price(Part):
    id: Id = ""
    product: Product | None = None
    metadata: Labels = {}

    @model_validator(mode="before")
    @classmethod
    def _open(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("product"), str):
            return {**given, "product": {"id": given["product"]}}
        return given


class Item(Part):
    """A line of a session. `amount_total` is after discount and with tax; `amount_subtotal` before both."""

    description: Text = ""
    quantity: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    amount_subtotal: Minor = 0
    amount_discount: Minor = 0
    amount_tax: Minor = 0
    amount_total: Minor
    price: Annotated[Price | None, BeforeValidator(_object)] = None


class Rate(Part):
    display_name: Text = ""


class Shipping(Part):
    amount_total: Minor = 0
    shipping_rate: Annotated[Rate | None, BeforeValidator(_object)] = None


class Card(Part):
    country: Text = ""


class Method(Part):
    type: Text = ""
    card: Annotated[Card | None, BeforeValidator(_object)] = None


class Charge(Part):
    id: Id = ""
    payment_intent: Id = ""
    invoice: Id = ""
    billing_details: Annotated[Details | None, BeforeValidator(_object)] = None
    payment_method_details: Annotated[Method | None, BeforeValidator(_object)] = None
    refunds: Annotated[tuple[Refunded, ...], BeforeValidator(_data)] = ()


class Intent(Part):
    """A PaymentIntent. `invoice` until 2025-03-31.basil."""

    id: Id
    amount_received: Minor = 0
    currency: Text = ""
    description: Text = ""
    receipt_email: Text = ""
    metadata: Labels = {}
    invoice: Id = ""
    latest_charge: Annotated[Charge | None, BeforeValidator(_object)] = None


class Refunded(Part):
    """A Refund. `invoice` is put in by the pull."""

    id: Id
    amount: Minor
    currency: Text
    status: Text = ""
    reason: Text = ""
    created: Moment = 0
    charge: Id = ""
    payment_intent: Id = ""
    invoice: Id = ""


class Dispute(Part):
    id: Id
    amount: Minor
    currency: Text
    status: Text = ""
    reason: Text = ""
    charge: Id = ""
    payment_intent: Id = ""
    invoice: Id = ""


class Shipped(Part):
    address: Annotated[Address | None, BeforeValidator(_object)] = None


class Collected(Part):
    business_name: Text = ""
    shipping_details: Annotated[Shipped | None, BeforeValidator(_object)] = None


class Session(Part):
    """A Checkout Session; `line_items` are only there when asked for."""

    id: Id
    mode: Text = ""
    payment_status: Text = ""
    amount_total: Minor = 0
    currency: Text = ""
    client_reference_id: Text = ""
    customer_details: Annotated[Details | None, BeforeValidator(_object)] = None
    customer_email: Text = ""
    custom_fields: Annotated[tuple[CustomField, ...], BeforeValidator(_data)] = ()
    collected_information: Annotated[Collected | None, BeforeValidator(_object)] = None
    shipping_details: Annotated[Shipped | None, BeforeValidator(_object)] = None  # until 2025-03-31.basil
    shipping_cost: Annotated[Shipping | None, BeforeValidator(_object)] = None
    intent_id: Id = Field(default="", alias="payment_intent")
    intent: Annotated[Intent | None, BeforeValidator(_object)] = Field(default=None, alias="opened_intent")
    metadata: Labels = {}
    line_items: Annotated[tuple[Item, ...], BeforeValidator(_data)] = ()
    is_whole: bool = False
    is_invoiced: bool = False

    @model_validator(mode="before")
    @classmethod
    def _open(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {
            **given,
            "opened_intent": given.get("payment_intent"),
            "is_whole": is_whole(given.get("line_items")),
            "is_invoiced": is_invoiced(given),
        }


def is_whole(listed: Any) -> bool:
    return isinstance(listed, dict) and listed.get("has_more") is False


def is_invoiced(session: Mapping[str, Any]) -> bool:
    """Whether an invoice tells this sale. After a single payment it is made a little later than the message."""
    created = session.get("invoice_creation")
    is_wanted = isinstance(created, dict) and created.get("enabled") is True
    return bool(session.get("invoice")) or session.get("mode") == "subscription" or is_wanted


class Tax(Part):
    """`taxes` of a line, or `tax_amounts` before 2025-03-31.basil."""

    amount: Minor
    is_on_top: bool

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        behaviour = given.get("tax_behavior")
        on_top = behaviour == "exclusive" if behaviour else given.get("inclusive") is False
        return {"amount": given.get("amount"), "is_on_top": on_top}


class Amount(Part):
    amount: Minor


class Period(Part):
    start: Moment
    end: Moment


class InvoiceLine(Part):
    """`amount` is before discounts, and without the tax that comes on top."""

    description: Text = ""
    quantity: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    amount: Minor
    discount_amounts: Annotated[tuple[Amount, ...], BeforeValidator(_data)] = ()
    taxes: Annotated[tuple[Tax, ...], BeforeValidator(_data)] = ()
    period: Annotated[Period | None, BeforeValidator(_object)] = None
    metadata: Labels = {}
    price: Id = ""
    product: Id = ""

    @model_validator(mode="before")
    @classmethod
    def _open(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        price = given.get("price")
        product = price.get("product") if isinstance(price, dict) else None
        pricing = given.get("pricing")
        details = pricing.get("price_details") if isinstance(pricing, dict) else None
        if isinstance(details, dict):
            price, product = details.get("price"), details.get("product")
        taxes = given.get("taxes") or given.get("tax_amounts")
        return {**given, "price": price, "product": product, "taxes": taxes}


class Transitions(Part):
    paid_at: Moment | None = None


class Invoice(Part):
    """A paid Invoice. `session` is put in by the pull: the Checkout Session in which its buyer answered."""

    id: Id
    number: Text = ""
    status: Text = ""
    currency: Text = ""
    total: Minor = 0
    amount_due: Minor = 0
    customer_name: Text = ""
    customer_email: Text = ""
    customer_address: Annotated[Address | None, BeforeValidator(_object)] = None
    customer_tax_ids: Annotated[tuple[TaxId, ...], BeforeValidator(_data)] = ()
    lines: Annotated[tuple[InvoiceLine, ...], BeforeValidator(_data)] = ()
    shipping_cost: Annotated[Shipping | None, BeforeValidator(_object)] = None
    transitions: Annotated[Transitions | None, BeforeValidator(_object)] = Field(
        default=None, alias="status_transitions"
    )
    test_clock: Id = ""
    metadata: Labels = {}
    subscription_metadata: Labels = {}
    session: Annotated[Session | None, BeforeValidator(_object)] = None
    is_whole: bool = False

    @model_validator(mode="before")
    @classmethod
    def _open(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        parent = given.get("parent")
        details = parent.get("subscription_details") if isinstance(parent, dict) else None
        details = details or given.get("subscription_details")
        labels = details.get("metadata") if isinstance(details, dict) else None
        return {**given, "subscription_metadata": labels, "is_whole": is_whole(given.get("lines"))}


class Data(Part):
    object: dict[str, Any]


class Event(Part):
    """A snapshot event, the same in a webhook and in the list of events."""

    id: Id
    type: Text
    created: Moment
    livemode: bool
    account: Id = ""
    data: Data


Read = TypeVar("Read", bound=Part)


def read(kind: type[Read], body: Any) -> Read:
    """Raises BadBody that names the fields; values are not repeated, they may be a buyer's."""
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        fields = sorted({".".join(str(step) for step in fault["loc"]) for fault in error.errors()})
        raise BadBody("body.fields", ", ".join(fields)) from error
