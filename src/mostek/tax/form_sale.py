"""The contract's `sale`: which keys there are, what they hold, which are required."""

from __future__ import annotations

from typing import Any

from mostek.tax.fields import (
    Errors,
    Reader,
    amount,
    choice,
    country,
    currency,
    day,
    filled,
    flag,
    join,
    listed,
    nullable,
    positive,
    quantity,
    record,
    text,
    wrong,
)
from mostek.tax.sale import (
    Buyer,
    Charge,
    FiscalReceipt,
    Line,
    Location,
    Payment,
    Recipient,
    Sale,
    ShipTo,
    Vies,
)


def check_vies(value: Any, path: str, errors: Errors) -> None:
    if "valid" not in value and value.get("unavailable") is not True:
        wrong(
            errors,
            "missing",
            join(path, "valid"),
            "Podaj valid albo unavailable.",
            "Either valid or unavailable is needed.",
        )
    elif value.get("valid") is True and value.get("unavailable") is True:
        wrong(
            errors,
            "bad_value",
            join(path, "unavailable"),
            "VIES nie może jednocześnie potwierdzić numeru i nie odpowiedzieć.",
            "VIES cannot both confirm a number and be unavailable.",
        )


buyer = record(
    Buyer,
    {
        "name": text,
        "company": flag,
        "wants_invoice": flag,
        "tax_id": nullable(text),
        "vies": nullable(
            record(
                Vies,
                {"valid": flag, "unavailable": flag, "checked_on": nullable(day), "proof": nullable(text)},
                check=check_vies,
            )
        ),
        "business_proof": nullable(text),
        "street": text,
        "zip": text,
        "city": text,
        "country": country,
        "email": text,
    },
    required=["country"],
)

recipient = record(
    Recipient,
    {
        "name": filled,
        "tax_id": nullable(text),
        "street": text,
        "zip": text,
        "city": text,
        "country": country,
        "role": filled,
    },
    required=["name"],
)

line = record(
    Line,
    {
        "product": nullable(filled),
        "name": filled,
        "quantity": quantity,
        "unit_price": amount,
        "discount": amount,
    },
    required=["name", "unit_price"],
)


def make_charge(**values: Any) -> Charge:
    return Charge(**{"name": "Dostawa", **values})


def make_sale(**values: Any) -> Sale:
    """The billing country is evidence of its own; where it is not given, it is the buyer's."""
    where = {"billing": values["buyer"].country, **values.pop("location", {})}
    return Sale(**values, location=Location(**where))


def check_paid_on(value: Any, path: str, errors: Errors) -> None:
    payment = value.get("payment")
    unpaid = isinstance(payment, dict) and payment.get("state") == "unpaid"
    if value.get("paid_on") is None and not unpaid:
        wrong(
            errors,
            "missing",
            join(path, "paid_on"),
            "Zapłacone zamówienie ma datę wpłaty.",
            "A paid sale has the day of its payment.",
        )


def some(reader: Reader) -> Reader:
    """A list with at least one item."""
    items = listed(reader)

    def read_items(value: Any, path: str, errors: Errors) -> Any:
        if value == []:
            wrong(errors, "bad_value", path, "Lista nie może być pusta.", "The list must not be empty.")
        return items(value, path, errors)

    return read_items


sale = record(
    make_sale,
    {
        "reference": filled,
        "paid_on": nullable(day),
        "supplied_on": nullable(day),
        "currency": currency,
        "prices": choice("gross", "net"),
        "total": amount,
        "buyer": buyer,
        "recipient": nullable(recipient),
        "location": record(dict, dict.fromkeys(["billing", "ip", "payment", "phone"], nullable(country))),
        "lines": some(line),
        "charges": listed(record(make_charge, {"name": filled, "amount": amount}, required=["amount"])),
        "payment": record(
            Payment, {"method": text, "state": choice("paid", "unpaid", "partly"), "on_delivery": flag}
        ),
        "shipped_from": nullable(country),
        "ship_to": nullable(record(ShipTo, {"country": country, "zip": text}, required=["country"])),
        "receipt": nullable(
            record(FiscalReceipt, {"number": text, "tax_id": flag}, required=["number", "tax_id"])
        ),
        "rate_pln": nullable(positive),
    },
    required=["reference", "currency", "total", "lines", "buyer"],
    check=check_paid_on,
)
