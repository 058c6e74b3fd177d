"""What would have been issued in shadow mode beside what others issued in wFirma meanwhile. Pure.

A document belongs to a sale if its remarks name the order's number; else if buyer, total and day are the same and no
other sale could be meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mostek.core.proof import alike

EQUAL, DIFFERENT, MISSING, ONLY_THERE = "equal", "different", "missing", "only_there"
CODES = (EQUAL, DIFFERENT, MISSING, ONLY_THERE)

ROUNDING = Decimal("0.01")  # how wFirma rounds the tax inside a gross price is not written
DAYS = timedelta(days=3)  # between payment and document, where no number names the order


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A document on either side. `key`: the Order's, or wFirma's id. None: not told, so not compared.

    `kind` as of Document, or wFirma's own word where there is none of ours. `vat`: names of its rates.
    """

    key: str
    kind: str
    on: date
    total: Decimal
    currency: str
    number: str  # of the order on our side, of the document on theirs
    buyer: str | None = None
    nip: str | None = None
    tax: Decimal | None = None
    vat: frozenset[str] | None = None
    gtu: frozenset[str] | None = None
    description: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One sale with its document in wFirma, or one of the two without the other.

    `changes` are (field, with us, in wFirma). Of a document of others alone nothing says who bought.
    """

    code: str
    kind: str
    on: str
    amount: str
    currency: str
    order: int | None = None
    about: str = ""
    wfirma_id: str = ""
    number: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


def compare(planned: Iterable[Paper], found: Iterable[Paper]) -> tuple[Row, ...]:
    """Sales first, in their order, then what stands only there."""
    ours, theirs = {one.key: one for one in planned}, {one.key: one for one in found}
    pairs = _by_number(ours, theirs)
    pairs |= _by_content(
        [one for key, one in ours.items() if key not in pairs],
        [one for key, one in theirs.items() if key not in set(pairs.values())],
    )
    taken = set(pairs.values())
    rows = [_row(one, theirs.get(pairs.get(key, ""))) for key, one in ours.items()]
    return (*rows, *(_only_there(one) for key, one in theirs.items() if key not in taken))


def count(rows: Iterable[Row]) -> dict[str, int]:
    counts = dict.fromkeys(CODES, 0)
    for row in rows:
        counts[row.code] += 1
    return counts


def _by_number(ours: Mapping[str, Paper], theirs: Mapping[str, Paper]) -> dict[str, str]:
    """Order → document, the first that names it. A number that two orders share names neither."""
    numbers: defaultdict[str, list[str]] = defaultdict(list)
    for one in ours.values():
        numbers[one.number.casefold()].append(one.key)
    known = {number: place for place, (number, keys) in enumerate(numbers.items()) if len(keys) == 1}
    single = [keys[0] for keys in numbers.values()]
    pairs: dict[str, str] = {}
    for document in theirs.values():
        named = alike.names(document.description, known)
        if named is not None:
            pairs.setdefault(single[named[1]], document.key)
    return pairs


def _by_content(ours: Iterable[Paper], theirs: Iterable[Paper]) -> dict[str, str]:
    """Same buyer, total and currency within a few days; each document once, the nearest day first."""
    left: defaultdict[tuple[object, ...], list[Paper]] = defaultdict(list)
    for one in theirs:
        left[_identity(one)].append(one)
    pairs: dict[str, str] = {}
    for one in ours:
        near = [other for other in left[_identity(one)] if one.buyer and abs(other.on - one.on) <= DAYS]
        if near:
            chosen = min(near, key=lambda other: (abs(other.on - one.on), other.key))
            left[_identity(one)].remove(chosen)
            pairs[one.key] = chosen.key
    return pairs


def _identity(one: Paper) -> tuple[object, ...]:
    return plain(one.buyer), one.total, one.currency


def plain(name: str | None) -> str:
    """`ACME Sp. z o.o.` and `Acme sp. z o. o.` are the same buyer."""
    return "".join(letter for letter in (name or "").casefold() if letter.isalnum())


def _row(ours: Paper, theirs: Paper | None) -> Row:
    changes = differences(ours, theirs) if theirs is not None else ()
    code = MISSING if theirs is None else DIFFERENT if changes else EQUAL
    return Row(
        code=code,
        kind=ours.kind,
        on=ours.on.isoformat(),
        amount=str(ours.total),
        currency=ours.currency,
        order=int(ours.key),
        about=ours.number,
        wfirma_id=theirs.key if theirs else "",
        number=theirs.number if theirs else "",
        changes=changes,
    )


def _only_there(one: Paper) -> Row:
    return Row(
        code=ONLY_THERE,
        kind=one.kind,
        on=one.on.isoformat(),
        amount=str(one.total),
        currency=one.currency,
        wfirma_id=one.key,
        number=one.number,
    )


def differences(ours: Paper, theirs: Paper) -> tuple[tuple[str, str, str], ...]:
    """Kind, total, currency, VAT, buyer, GTU: what makes it another document. Days and numbers differ by nature."""
    found: list[tuple[str, str, str]] = []

    def note(field: str, mine: object, other: object) -> None:
        if other is not None and mine is not None and mine != other:
            found.append((field, _said(mine), _said(other)))

    note("kind", ours.kind, theirs.kind)
    note("total", ours.total, theirs.total)
    note("currency", ours.currency, theirs.currency)
    if ours.tax is None or theirs.tax is None or abs(ours.tax - theirs.tax) > ROUNDING:
        note("tax", ours.tax, theirs.tax)
    note("vat", ours.vat, theirs.vat)
    if plain(ours.buyer) != plain(theirs.buyer):
        note("buyer", ours.buyer, theirs.buyer)
    note("nip", _digits(ours.nip), _digits(theirs.nip))
    note("gtu", ours.gtu, theirs.gtu)
    return tuple(found)


def _digits(number: str | None) -> str | None:
    return None if number is None else plain(number).removeprefix("pl")


def _said(value: object) -> str:
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def row_from_json(stored: Mapping[str, Any]) -> Row:
    changes = tuple((str(field), str(ours), str(theirs)) for field, ours, theirs in stored["changes"])
    return Row(**{**stored, "changes": changes})
