"""The JSON skin of `decide`: strict tables of keys, as the contract has them.

Missing optional keys take the defaults of the values in `sale.py` and `seller.py`; unknown keys are errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from mostek.tax.decision import Draft, DraftLine, ExchangeRate, ForeignRate, Oss, Total
from mostek.tax.fields import (
    BadInput,
    Errors,
    FieldError,
    Reader,
    amount,
    choice,
    country,
    currency,
    day,
    filled,
    flag,
    join,
    keyed,
    listed,
    nullable,
    percent,
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
from mostek.tax.seller import Ksef, Product, Seller
from mostek.tax.written import draft_to_json, product_to_json, sale_to_json, seller_to_json, to_json

__all__ = [
    "BadInput",
    "FieldError",
    "Input",
    "draft_from_json",
    "draft_to_json",
    "product_from_json",
    "product_to_json",
    "read",
    "sale_from_json",
    "sale_to_json",
    "seller_from_json",
    "seller_to_json",
    "to_json",
]

ELECTRONIC = ["SA", "SB", "SC", "SD", "SE"]
TELECOM = ["TA", "TB", "TC", "TD", "TE", "TF", "TG", "TH", "TJ", "TK"]
OSS_TYPES = ["WO", *ELECTRONIC, *TELECOM, "BA", "BB", "INNE"]


@dataclass(frozen=True, slots=True)
class Input:
    """Everything `decide` needs."""

    sale: Sale
    seller: Seller
    products: Mapping[str, Product]
    today: date


def rate_country(value: Any, path: str, errors: Errors) -> Any:
    """Northern Ireland has a rate of its own, for goods."""
    return value if value == "XI" else country(value, path, errors)


product = record(
    Product,
    {
        "kind": choice(
            "DIGITAL",
            "EBOOK",
            "BOOK",
            "LIVE_EVENT_ONLINE",
            "ONSITE_EVENT",
            "CONSULTING",
            "GOODS",
            "VOUCHER_SPV",
            "VOUCHER_MPV",
        ),
        "vat_rate": choice("23", "8", "5", "0", "zw"),
        "exempt_basis": nullable(filled),
        "gtu": nullable(choice(*(f"GTU_{number:02}" for number in range(1, 14)))),
        "lump_sum_rate": nullable(filled),
        "oss_service_type": nullable(choice(*OSS_TYPES)),
        "oss_rate": keyed(rate_country, percent),
        "needs_cash_register": flag,
        "annex_15": flag,
        "art_28l": flag,
        "place": country,
    },
)

seller = record(
    Seller,
    {
        "vat_status": choice("active", "exempt_113"),
        "exempt_basis": nullable(filled),
        "vat_ue": flag,
        "oss": choice("registered", "below_threshold", "none"),
        "eu_consumer_sales_net_pln": amount,
        "cash_register": choice("none", "online"),
        "ksef": record(
            Ksef,
            {
                "enabled": flag,
                "consumers": flag,
                "monthly_relief": flag,
                "outside_this_month": amount,
                "relief_lost": flag,
            },
        ),
        "consumer_document": choice("receipt", "invoice", "on_request"),
        "income_tax": filled,
        "default_product": product,
    },
    required=["vat_status"],
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


class Fields(NamedTuple):
    today: Any
    seller: Any
    sale: Any
    products: Any = None


def check_products(value: Any, path: str, errors: Errors) -> None:
    """Each line names a product of `products`, or none."""
    named = value.get("sale")
    lines = named.get("lines") if isinstance(named, dict) else None
    known = value.get("products", {})
    for index, item in enumerate(lines if isinstance(lines, list) else ()):
        code = item.get("product") if isinstance(item, dict) else None
        if isinstance(code, str) and isinstance(known, dict) and code not in known:
            wrong(
                errors,
                "unknown_product",
                join(path, f"sale.lines[{index}].product"),
                "Tego produktu nie ma w „products”.",
                'This product is not in "products".',
            )


whole = record(
    Fields,
    {"today": day, "seller": seller, "products": keyed(filled, product), "sale": sale},
    required=["today", "seller", "sale"],
    check=check_products,
)


def run(reader: Reader, obj: object, root: str) -> Any:
    """Read `obj` or raise BadInput with every field error, the first one first."""
    errors: Errors = []
    value = reader(obj, root, errors)
    if errors:
        raise BadInput.of(errors)
    return value


def read(obj: object) -> Input:
    """The whole input of the contract. Raises BadInput."""
    found = run(whole, obj, "")
    return Input(found.sale, found.seller, found.products or {}, found.today)


def sale_from_json(obj: object, root: str = "") -> Sale:
    """A sale alone; `root` begins the paths. Raises BadInput with all field errors."""
    result: Sale = run(sale, obj, root)
    return result


def seller_from_json(obj: object, root: str = "") -> Seller:
    result: Seller = run(seller, obj, root)
    return result


def product_from_json(obj: object, root: str = "") -> Product:
    result: Product = run(product, obj, root)
    return result


def vat(value: Any, path: str, errors: Errors) -> Any:
    if isinstance(value, dict):
        return record(ForeignRate, {"country": rate_country, "rate": percent}, ["country", "rate"])(
            value, path, errors
        )
    return nullable(filled)(value, path, errors)


MONEY = {"net": amount, "tax": amount, "total": amount}
draft = record(
    Draft,
    {
        "type": filled,
        "currency": currency,
        "price_type": choice("brutto", "netto"),
        "lines": listed(
            record(
                DraftLine,
                {
                    "name": filled,
                    "quantity": quantity,
                    "unit_price": amount,
                    "vat": vat,
                    "gtu": nullable(filled),
                    "lump_sum_rate": nullable(filled),
                },
                required=["name", "quantity", "unit_price", "vat"],
            )
        ),
        "totals": listed(
            record(
                Total,
                {"vat": vat, "net": amount, "tax": amount, "gross": amount},
                ["vat", "net", "tax", "gross"],
            )
        ),
        **MONEY,
        "annotations": listed(filled),
        "oss": nullable(
            record(
                Oss,
                {"country": rate_country, "type": filled, "evidence": listed(filled)},
                required=["country", "type", "evidence"],
            )
        ),
        "marks": listed(filled),
        "ksef": choice("required", "voluntary", "outside"),
        "issue_by": nullable(day),
        "exchange_rate": nullable(
            record(ExchangeRate, {"table": choice("NBP", "ECB"), "date": day}, required=["table", "date"])
        ),
    },
    required=["type", "currency", "price_type", "lines", "totals", "net", "tax", "total"],
)


def draft_from_json(obj: object, root: str = "") -> Draft:
    """A stored document, as `draft_to_json` wrote it."""
    result: Draft = run(draft, obj, root)
    return result
