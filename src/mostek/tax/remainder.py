"""What is left of a document: its lines after a chain of corrections, and how a refund is cut out of them.

VAT is counted anew from what is left and the difference is taken, so the grosze of any chain add up: when
nothing is left, the differences are the document itself with a minus.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from itertools import product

from mostek.tax.amounts import GROSZ, ZERO, percent_of, round_half_up, split_by_weight, total_row, total_rows
from mostek.tax.correction import Correction, LineAfter
from mostek.tax.decision import Draft, DraftLine, Total, Vat
from mostek.tax.sale import Prices

Lines = tuple[DraftLine, ...]
NEAR = (0, -1, 1, -2, 2)
PRICES: Mapping[str, Prices] = {"brutto": "gross", "netto": "net"}


class OutOfReach(Exception):
    """No net prices give this gross amount: at 23% every fifth grosz or so is passed over."""


def lines_left(draft: Draft, earlier: Iterable[Correction]) -> Lines:
    """The lines as the last document of the chain has them."""
    lines = draft.lines
    for correction in earlier:
        lines = apply(lines, correction.lines)
    return lines


def apply(lines: Lines, after: Iterable[LineAfter]) -> Lines:
    changed = {line.position: line for line in after}
    return tuple(
        replace(line, quantity=changed[i].quantity, unit_price=changed[i].unit_price)
        if i in changed
        else line
        for i, line in enumerate(lines)
    )


def changes(before: Lines, after: Lines) -> tuple[LineAfter, ...]:
    return tuple(
        LineAfter(position=i, quantity=new.quantity, unit_price=new.unit_price)
        for i, (old, new) in enumerate(zip(before, after, strict=True))
        if old != new
    )


def line_amount(line: DraftLine) -> Decimal:
    with localcontext(prec=60):
        return round_half_up(line.quantity * line.unit_price)


def rows(lines: Lines, price_type: str) -> tuple[Total, ...]:
    return total_rows([(line.vat, line_amount(line)) for line in lines], PRICES[price_type])


def gross(lines: Lines, price_type: str) -> Decimal:
    return sum((row.gross for row in rows(lines, price_type)), ZERO)


def difference(before: Lines, after: Lines, price_type: str) -> tuple[Total, ...]:
    """Signed, per VAT code; codes that do not change have no row."""
    old, new = rows(before, price_type), rows(after, price_type)
    pairs = zip(new, old, strict=True)  # the same codes in the same order: lines keep their VAT
    found = (
        Total(vat=n.vat, net=n.net - o.net, tax=n.tax - o.tax, gross=n.gross - o.gross) for n, o in pairs
    )
    return tuple(row for row in found if row.net or row.tax or row.gross)


def emptied(lines: Lines) -> Lines:
    return tuple(without(line) for line in lines)


def without(line: DraftLine) -> DraftLine:
    """wFirma removes no line of a corrected document: it stays with nothing in it."""
    return replace(line, quantity=Decimal(0), unit_price=ZERO)


def worth(line: DraftLine, quantity: Decimal, amount: Decimal) -> DraftLine:
    """The line with `quantity` pieces for `amount` in all: one piece where the amount does not divide."""
    if amount == 0:
        return without(line)
    with localcontext(prec=60):
        unit_price = round_half_up(amount / quantity)
        if unit_price * quantity == amount:
            return replace(line, quantity=quantity, unit_price=unit_price)
    return replace(line, quantity=Decimal(1), unit_price=amount)


def cut(lines: Lines, price_type: str, amount: Decimal) -> Lines:
    """Take a gross amount from all lines in proportion to what they are worth. Raises OutOfReach."""
    # In an order of their own, so that the order of lines decides nothing.
    now = sorted(rows(lines, price_type), key=lambda row: str(row.vat))
    parts = split_by_weight(amount, [row.gross for row in now])
    wanted = {row.vat: row.gross - part for row, part in zip(now, parts, strict=True)}
    return lower(lines, price_type, wanted, {i: line_amount(line) for i, line in enumerate(lines)})


def cut_named(lines: Lines, price_type: str, amounts: Mapping[int, Decimal]) -> Lines:
    """Take gross amounts from the lines at these positions. Raises OutOfReach."""
    named: dict[Vat, Decimal] = {}
    for position in sorted(amounts, key=lambda position: str(lines[position].vat)):
        vat = lines[position].vat
        named[vat] = named.get(vat, ZERO) + amounts[position]
    now = {row.vat: row.gross for row in rows(lines, price_type)}
    return lower(lines, price_type, {vat: now[vat] - part for vat, part in named.items()}, amounts)


def lower(
    lines: Lines, price_type: str, wanted: Mapping[Vat, Decimal], shares: Mapping[int, Decimal]
) -> Lines:
    """Bring each VAT code to its wanted gross; the lines in `shares` bear it by these weights."""
    changed = list(lines)
    for vat, reached in meet(lines, price_type, wanted).items():
        positions = [i for i, line in enumerate(lines) if line.vat == vat and i in shares]
        rooms = [line_amount(lines[i]) for i in positions]
        now = sum((line_amount(line) for line in lines if line.vat == vat), ZERO)
        parts = share(now - reached, [shares[i] for i in positions], rooms)
        for position, room, part in zip(positions, rooms, parts, strict=True):
            if part:
                line = changed[position]
                changed[position] = worth(line, line.quantity, room - part)
    return tuple(changed)


def share(taken: Decimal, weights: Sequence[Decimal], rooms: Sequence[Decimal]) -> list[Decimal]:
    """Split by weight, none more than its room; what does not fit goes to who has room left."""
    split = split_by_weight(taken, weights)
    parts = [min(part, room) for part, room in zip(split, rooms, strict=True)]
    short = taken - sum(parts, ZERO)
    for i, room in enumerate(rooms):
        more = min(short, room - parts[i])
        parts[i] += more
        short -= more
    if short:
        raise OutOfReach
    return parts


def meet(lines: Lines, price_type: str, wanted: Mapping[Vat, Decimal]) -> dict[Vat, Decimal]:
    """Amounts per VAT code, in the document's price type, whose gross sums to all that is wanted."""
    if any(target < 0 for target in wanted.values()):
        raise OutOfReach
    if price_type == "brutto":
        return dict(wanted)
    near = [near_amounts(vat, target, lines) for vat, target in wanted.items()]
    total = sum(wanted.values(), ZERO)
    for found in product(*near):
        if sum((gross for gross, _ in found), ZERO) == total:
            return {vat: net for vat, (_, net) in zip(wanted, found, strict=True)}
    raise OutOfReach


def near_amounts(vat: Vat, target: Decimal, lines: Lines) -> list[tuple[Decimal, Decimal]]:
    """(gross, net) about the target, the nearest first; never more net than there is."""
    most = sum((line_amount(line) for line in lines if line.vat == vat), ZERO)
    nearest = round_half_up(target * 100 / (100 + percent_of(vat)))
    nets = (nearest + step * GROSZ for step in NEAR)
    return [(total_row(vat, net, "net").gross, net) for net in nets if 0 <= net <= most]


def take_pieces(line: DraftLine, quantity: Decimal) -> DraftLine:
    left = line.quantity - quantity
    with localcontext(prec=60):
        amount = round_half_up(left * line.unit_price)
    return worth(line, left, amount) if left else without(line)


def draw_again(draft: Draft, lines: Lines) -> Draft:
    """The same document with other lines; those with nothing in them are left out."""
    kept = tuple(line for line in lines if line_amount(line))
    totals = rows(kept, draft.price_type)
    return replace(
        draft,
        lines=kept,
        totals=totals,
        net=sum((row.net for row in totals), ZERO),
        tax=sum((row.tax for row in totals), ZERO),
        total=sum((row.gross for row in totals), ZERO),
    )
