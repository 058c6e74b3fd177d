"""A refund as REST takes it: strict fields in, the Refund of every platform out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mostek.sources.adapter import Refund
from mostek.tax.fields import (
    BadInput,
    Errors,
    currency,
    day,
    listed,
    nullable,
    positive,
    record,
    text,
    wrong,
)
from mostek.tax.form_sale import line
from mostek.tax.sale import Line

LONGEST = 100  # characters, of what becomes a key
LONGEST_REASON = 300
LARGEST = Decimal(10) ** 10


def name(value: Any, path: str, errors: Errors) -> Any:
    """What identifies: short, in one line."""
    if (
        not isinstance(value, str)
        or not 0 < len(value) <= LONGEST
        or not value.isprintable()
        or not value.strip()
    ):
        wrong(
            errors,
            "bad_value",
            path,
            f"Tu ma być tekst, od 1 do {LONGEST} znaków.",
            f"This has to be text of 1 to {LONGEST} characters.",
        )
    return value


def sum_of_money(value: Any, path: str, errors: Errors) -> Any:
    read = positive(value, path, errors)
    if isinstance(read, Decimal) and (read != round(read, 2) or read >= LARGEST):
        wrong(
            errors,
            "bad_amount",
            path,
            "Kwota ma najwyżej dwa miejsca po kropce.",
            "An amount has at most two places after the dot.",
        )
    return read


def reason(value: Any, path: str, errors: Errors) -> Any:
    text(value, path, errors)
    if isinstance(value, str) and len(value) > LONGEST_REASON:
        wrong(
            errors,
            "too_long",
            path,
            f"Tu ma być najwyżej {LONGEST_REASON} znaków.",
            f"This has to be at most {LONGEST_REASON} characters.",
        )
    return value


def make(sale: str, id: str, **values: Any) -> Refund:
    return Refund(external_id=sale, refund_id=id, **values)


refund = record(
    make,
    {
        "sale": name,
        "id": name,
        "amount": nullable(sum_of_money),
        "currency": currency,
        "on": nullable(day),
        "reason": reason,
        "lines": listed(line),
    },
    required=["sale", "id"],
)


def refund_from_json(obj: object) -> Refund:
    """Raises BadInput with every field error."""
    errors: Errors = []
    value = refund(obj, "", errors)
    if errors:
        raise BadInput.of(errors)
    read: Refund = value
    return read


def refund_to_json(refund: Refund) -> dict[str, Any]:
    """The same refund always becomes the same JSON, however its amounts and keys were written."""
    return {
        "sale": refund.external_id,
        "id": refund.refund_id,
        "amount": plain(refund.amount) if refund.amount is not None else None,
        **({"currency": refund.currency} if refund.currency else {}),
        "on": refund.on.isoformat() if refund.on else None,
        "reason": refund.reason,
        "lines": [line_to_json(one) for one in refund.lines],
    }


def line_to_json(line: Line) -> dict[str, Any]:
    return {
        "product": line.product,
        "name": line.name,
        **{field: plain(getattr(line, field)) for field in ("quantity", "unit_price", "discount")},
    }


def plain(number: Decimal) -> str:
    """`1.50` and `1.5` are one number."""
    return f"{number.normalize():f}"
