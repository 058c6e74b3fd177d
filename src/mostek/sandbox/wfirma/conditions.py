"""`find`: the filter tree, order, paging and column selection, in every JSON spelling seen in the wild."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from mostek.sandbox.wfirma.amounts import decimal
from mostek.sandbox.wfirma.envelope import InputError, Record, Tree, child, entries, text

T = TypeVar("T")
Read = Callable[[Any], str]
Lookup = Callable[[str], Read]
Test = Callable[[Any], bool]

DEFAULT_LIMIT = 20
AMOUNT = re.compile(r"-?\d+\.\d{2,4}")
GROUPS = ("and", "or", "not")


@dataclass(frozen=True, slots=True)
class Found:
    """One page. `paging` is the `parameters` of the answer."""

    rows: list[Any]
    paging: Record


def find(
    rows: Iterable[T], parameters: Tree, lookup: Lookup, *, cap: int, ignore_case: bool, numeric: bool
) -> Found:
    """`lookup(field)` reads the field's text from a row; it raises `InputError` for an unknown field."""
    test = _tests(child(parameters, "conditions"), lookup, ignore_case)
    hits = [row for row in rows if test(row)]
    for field, backwards in reversed(_order(child(parameters, "order"))):
        hits.sort(key=_sort_key(lookup(field)), reverse=backwards)
    limit = min(_whole(text(parameters, "limit"), DEFAULT_LIMIT), cap) or DEFAULT_LIMIT
    # Paging is 1-based; page 0 shows the first page again.
    page = max(_whole(text(parameters, "page"), 1), 1)
    paging = {"limit": limit, "page": page, "total": len(hits)}
    shown: Record = paging if numeric else {name: str(value) for name, value in paging.items()}
    return Found(hits[(page - 1) * limit : page * limit], shown)


def selected_fields(parameters: Tree) -> list[str]:
    return [str(value) for name, value in entries(child(parameters, "fields")) if name == "field"]


def _whole(number: str, default: int) -> int:
    return int(number) if number.isdigit() else default


def _tests(tree: Tree, lookup: Lookup, ignore_case: bool) -> Test:
    """All of the tree's conditions and groups, joined by AND."""
    return _all([_test(name, value, lookup, ignore_case) for name, value in entries(tree)])


def _all(tests: list[Test]) -> Test:
    # One test is the usual case, over all documents of the books: spare it the generator.
    return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)


def _test(name: str, value: Tree, lookup: Lookup, ignore_case: bool) -> Test:
    if name == "condition":
        if isinstance(value, list):
            return _tests([{"condition": one} for one in value], lookup, ignore_case)
        return _condition(value, lookup, ignore_case)
    if name not in GROUPS:
        raise InputError(f"unknown element of conditions: {name}")
    tests = [_test(inner, tree, lookup, ignore_case) for inner, tree in entries(value)]
    if name == "or":
        return lambda row: any(test(row) for test in tests)
    if name == "not":
        return lambda row: not all(test(row) for test in tests)
    return _all(tests)


def _condition(tree: Tree, lookup: Lookup, ignore_case: bool) -> Test:
    field, operator, value = text(tree, "field"), text(tree, "operator", "eq").lower(), text(tree, "value")
    if not field or operator not in OPERATORS:
        raise InputError(f"unknown operator: {operator}")
    compare, read = OPERATORS[operator], lookup(field)
    if not ignore_case:
        return lambda row: compare(read(row), value)
    value = value.lower()
    return lambda row: compare(read(row).lower(), value)


@lru_cache(maxsize=256)
def _asked(value: str) -> Decimal | None:
    """The number asked for, read once and not for each document of the books."""
    return decimal(value)


def _compared(held: str, value: str) -> int:
    right = _asked(value)
    left = decimal(held) if right is not None else None
    if left is not None and right is not None:
        return (left > right) - (left < right)
    return (held > value) - (held < value)


def _like(held: str, value: str) -> bool:
    pattern = re.escape(value).replace("%", ".*").replace("_", ".")
    return re.fullmatch(pattern, held, re.DOTALL | re.IGNORECASE) is not None


def _equal(held: str, value: str) -> bool:
    """Text is compared literally (a NIP with a suffix is another NIP), amounts by value: 19 is 19.00."""
    if held == value:
        return True
    return "." in held and AMOUNT.fullmatch(held) is not None and decimal(held) == decimal(value)


def _in(held: str, value: str) -> bool:
    return held in [one.strip() for one in value.split(",")]


OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "eq": _equal,
    "ne": lambda held, value: not _equal(held, value),
    "gt": lambda held, value: _compared(held, value) > 0,
    "lt": lambda held, value: _compared(held, value) < 0,
    "ge": lambda held, value: _compared(held, value) >= 0,
    "le": lambda held, value: _compared(held, value) <= 0,
    "like": _like,
    "not like": lambda held, value: not _like(held, value),
    "is null": lambda held, value: not held,
    "is not null": lambda held, value: bool(held),
    "in": _in,
    "not in": lambda held, value: not _in(held, value),
}


def _order(tree: Tree) -> Sequence[tuple[str, bool]]:
    return [(str(value), name == "desc") for name, value in entries(tree) if name in ("asc", "desc")]


def _sort_key(read: Read) -> Callable[[Any], tuple[int, Any, str]]:
    def key(row: Any) -> tuple[int, Any, str]:
        value = read(row)
        number = decimal(value)
        return (0, number, "") if number is not None else (1, 0, value)

    return key
