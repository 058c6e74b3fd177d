"""Which lines of the document a refund is of, where the platform says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from mostek.core.models import Refund
from mostek.tax.correction import RefundLine
from mostek.tax.remainder import Lines, line_amount

ZERO = Decimal(0)


def named(refund: Refund, left: Lines, price_type: str) -> tuple[RefundLine, ...]:
    """Empty where the lines told are not all of the money, or are not those of the document: then it is spread."""
    told = [(_folded(str(line["name"])), Decimal(line["quantity"]), _worth(line)) for line in refund.lines]
    if not told or refund.amount is None or sum((amount for _, _, amount in told), ZERO) != refund.amount:
        return ()
    found: dict[int, RefundLine] = {}
    for name, quantity, amount in told:
        position = _position(name, quantity, amount, left, found)
        if position is None or amount <= 0:
            return ()
        line = left[position]
        pieces = price_type == "brutto" and quantity <= line.quantity and quantity * line.unit_price == amount
        found[position] = (
            RefundLine(position=position, quantity=quantity)
            if pieces
            else RefundLine(position=position, amount=amount)
        )
    return tuple(found[position] for position in sorted(found))


def _position(
    name: str, quantity: Decimal, amount: Decimal, left: Lines, taken: Mapping[int, RefundLine]
) -> int | None:
    """The line of this name; of several, one of the same price first."""
    free: Sequence[int] = [
        i
        for i, line in enumerate(left)
        if i not in taken and line.quantity and _is_of(_folded(line.name), name)
    ]
    same = [i for i in free if line_amount(left[i]) == amount or left[i].unit_price * quantity == amount]
    return next(iter([*same, *free]), None)


def _is_of(name: str, told: str) -> bool:
    """Pieces whose price does not divide stand as one line, with their number in the name."""
    return name == told or name.startswith(f"{told}×") or told.startswith(f"{name}×")


def _worth(line: Mapping[str, Any]) -> Decimal:
    return Decimal(line["quantity"]) * Decimal(line["unit_price"]) - Decimal(line.get("discount") or 0)


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
