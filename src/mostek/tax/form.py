"""The JSON skin of `decide`: strict tables of keys, as the contract has them.

Missing optional keys take the defaults of the values in `sale.py` and `seller.py`; unknown keys are errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mostek.tax.decision import Draft
from mostek.tax.fields import (
    BadInput,
    Errors,
    FieldError,
    Reader,
    day,
    filled,
    join,
    keyed,
    record,
    wrong,
)
from mostek.tax.form_draft import draft
from mostek.tax.form_sale import sale
from mostek.tax.form_seller import product, seller
from mostek.tax.sale import Sale
from mostek.tax.seller import Product, Seller
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """Everything `decide` needs."""

    sale: Sale
    seller: Seller
    today: date
    products: Mapping[str, Product] = field(default_factory=dict)


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
    Input,
    {"today": day, "seller": seller, "products": keyed(filled, product), "sale": sale},
    required=["today", "seller", "sale"],
    check=check_products,
)


def read_all(reader: Reader, obj: object, root: str) -> Any:
    """Read `obj` or raise BadInput with every field error, the first one first."""
    errors: Errors = []
    value = reader(obj, root, errors)
    if errors:
        raise BadInput.of(errors)
    return value


def read(obj: object) -> Input:
    """The whole input of the contract. Raises BadInput."""
    result: Input = read_all(whole, obj, "")
    return result


def sale_from_json(obj: object, root: str = "") -> Sale:
    """A sale alone; `root` begins the paths. Raises BadInput with all field errors."""
    result: Sale = read_all(sale, obj, root)
    return result


def seller_from_json(obj: object, root: str = "") -> Seller:
    result: Seller = read_all(seller, obj, root)
    return result


def product_from_json(obj: object, root: str = "") -> Product:
    result: Product = read_all(product, obj, root)
    return result


def draft_from_json(obj: object, root: str = "") -> Draft:
    """A stored document, as `draft_to_json` wrote it."""
    result: Draft = read_all(draft, obj, root)
    return result
