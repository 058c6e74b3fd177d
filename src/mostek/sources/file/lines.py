"""The lines of one order, and whether they add up to what the buyer paid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from mostek.sources.file.cells import Cells
from mostek.sources.file.target import TARGETS
from mostek.sources.file.values import BadValue, read_quantity
from mostek.sources.stored import LONGEST
from mostek.tax.amounts import split_by_weight
from mostek.tax.sale import Charge, Line

ZERO = Decimal(0)
DELIVERY, FEE = "Dostawa", "Opłata dodatkowa"
OF_LINES = tuple(one.name for one in TARGETS if one.is_line)
PRICES = ("unit_price", "line_total")


@dataclass(frozen=True, slots=True)
class Made:
    lines: tuple[Line, ...]
    charges: tuple[Charge, ...]
    total: Decimal


def to_lines(cells: Cells) -> Made | None:
    """None where something is wrong with them, which the cells then carry."""
    total, discount = cells.amount("total"), abs(cells.amount("discount") or ZERO)
    charges = _charges(cells)
    beside = sum((one.amount for one in charges), ZERO)
    if total is not None and total < 0:
        cells.complain("total", "amount.negative", cells.text("total"))
    rows = _rows_of_lines(cells)
    once = _without_repeats(cells, rows)
    if not any(cells.at(name, index) for name in PRICES for index in rows):
        lines = _of_total(cells, once, total, discount - beside)
    else:
        lines = _priced(cells, rows, once, total, discount - beside)
    if cells.wrong or not lines:
        return None
    summed = sum((line.unit_price * line.quantity for line in lines), ZERO) - discount + beside
    if total is not None and summed != total:
        cells.complain("total", "total_differs", f"{cells.text('total')} ≠ {summed:.2f}")
        return None
    return Made(_discounted(lines, discount), charges, summed if total is None else total)


def _charges(cells: Cells) -> tuple[Charge, ...]:
    delivery = (cells.amount("shipping") or ZERO) + (cells.amount("shipping_tax") or ZERO)
    fee = cells.amount("fee") or ZERO
    for target, amount in (("shipping", delivery), ("fee", fee)):
        if amount < 0:
            cells.complain(target, "amount.negative", cells.text(target))
    return tuple(
        Charge(name=name, amount=amount) for name, amount in ((DELIVERY, delivery), (FEE, fee)) if amount
    )


def _rows_of_lines(cells: Cells) -> tuple[int, ...]:
    """Some exports give delivery or payment a row of its own, with nothing sold in it."""
    named = tuple(index for index in cells.rows if any(cells.at(name, index) for name in OF_LINES))
    return named or cells.rows[:1]


def _without_repeats(cells: Cells, rows: tuple[int, ...]) -> tuple[int, ...]:
    """A row that stands twice, cell for cell."""
    return tuple({cells.table.rows[index]: index for index in reversed(rows)}.values())[::-1]


def _of_total(cells: Cells, rows: tuple[int, ...], total: Decimal | None, more: Decimal) -> list[Line]:
    """No price of a line is told: then there is one line, and it makes the total."""
    if total is None:
        if not cells.text("total"):
            cells.complain("total", "missing")
        return []
    names = {_name(cells, index) for index in rows}
    if len(names) > 1:
        cells.complain("unit_price", "price_missing")
        return []
    amount = total + more
    if amount < 0:
        cells.complain("total", "amount.negative", cells.text("total"))
    return [line for line in [_line(cells, rows[0], None, amount)] if line is not None]


def _priced(
    cells: Cells, rows: tuple[int, ...], once: tuple[int, ...], total: Decimal | None, more: Decimal
) -> list[Line]:
    """Of rows that stand twice the total says whether two were sold or one was copied; without it nobody knows."""
    if len(once) < len(rows) and total is None:
        cells.complain("order", "duplicate", cells.text("order"))
        return []
    made = [_of_row(cells, index) for index in rows]
    lines = [line for line in made if line is not None]
    if len(once) < len(rows) and _sum(lines) != (total or ZERO) + more:
        single = [line for line in (_of_row(cells, index) for index in once) if line is not None]
        return single if _sum(single) == (total or ZERO) + more else lines
    return lines


def _sum(lines: list[Line]) -> Decimal:
    return sum((line.unit_price * line.quantity for line in lines), ZERO)


def _of_row(cells: Cells, index: int) -> Line | None:
    price, amount = cells.line_amount("unit_price", index), cells.line_amount("line_total", index)
    tax = cells.line_amount("line_tax", index)
    if price is None and amount is None:
        if not any(cells.at(name, index) for name in PRICES):
            cells.complain("unit_price", "price_missing", index=index)
        _quantity(cells, index)
        return None
    for target, value in (("unit_price", price), ("line_total", amount), ("line_tax", tax)):
        if value is not None and value < 0:
            cells.complain(target, "amount.negative", cells.at(target, index), index)
    if amount is not None:
        return _line(cells, index, None, amount + (tax or ZERO))
    return _line(cells, index, price, ZERO)


def _line(cells: Cells, index: int, price: Decimal | None, amount: Decimal) -> Line | None:
    """By the price of one, or by the amount of all; where that does not divide, it is one piece of so many."""
    quantity = _quantity(cells, index)
    name = _name(cells, index)
    if not name:
        cells.complain("line_name", "missing", index=index)
    if quantity is None or not name:
        return None
    code = (cells.at("product", index) or name)[:LONGEST].strip()
    if price is None:
        each = (amount / quantity).quantize(Decimal("0.01"))
        if each * quantity == amount:
            price = each
        else:
            name, price, quantity = f"{name} × {quantity:f}", amount, Decimal(1)
    return Line(name=name[:300], unit_price=price, product=code, quantity=quantity)


def _quantity(cells: Cells, index: int) -> Decimal | None:
    text = cells.at("quantity", index)
    if not text:
        return Decimal(1)
    try:
        return read_quantity(text)
    except BadValue as error:
        cells.complain("quantity", error.code, text, index)
        return None


def _name(cells: Cells, index: int) -> str:
    return cells.at("line_name", index) or cells.plan.fixed.get("line_name", "")


def _discounted(lines: list[Line], discount: Decimal) -> tuple[Line, ...]:
    if not discount:
        return tuple(lines)
    shares = split_by_weight(discount, [line.unit_price * line.quantity for line in lines])
    return tuple(replace(line, discount=share) for line, share in zip(lines, shares, strict=True))
