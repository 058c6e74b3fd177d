"""Bytes of an answer → one tree of text, whether they are JSON or XML, tidy or not.

Ids, amounts and flags come as numbers or strings, as wFirma likes; lists come numbered, as arrays or as
repeated elements. Behind this module there are dicts with text keys, records under numbers, and every scalar
is text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

MAX_DEPTH = 40


class Unreadable(ValueError):
    """Not an envelope. The text says why, without quoting the answer."""


def parse(body: bytes) -> dict[str, Any]:
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if not text:
        raise Unreadable("empty")
    tree = _parse_xml(text) if text.startswith(b"<") else _parse_json(text)
    if not isinstance(tree, dict):
        raise Unreadable("no envelope")
    inner = tree.get("api")
    return inner if isinstance(inner, dict) and "status" not in tree else tree


def _parse_json(text: bytes) -> Any:
    try:
        # Numbers stay text, digit for digit: a float would round an amount.
        return _plain(
            json.loads(
                text.decode("utf-8"),
                parse_int=str,
                parse_float=str,
                parse_constant=_refuse_constant,
                object_pairs_hook=_unique,
            )
        )
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None


def _refuse_constant(name: str) -> str:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _plain(value: Any, depth: int = 0) -> Any:
    if depth > MAX_DEPTH:
        raise Unreadable("too deep")
    if isinstance(value, dict):
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        # An array of records is the numbered form in other clothes.
        return {str(number): _plain(item, depth + 1) for number, item in enumerate(value)}
    if isinstance(value, bool):
        # Not "0": `total: false` must never read as a statement that there are none.
        return "1" if value else ""
    return "" if value is None else value


def _parse_xml(text: bytes) -> Any:
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise Unreadable("not XML") from None
    if root.tag != "api" or len({child.tag for child in root}) != len(root):
        raise Unreadable("not an envelope of wFirma")
    return _element(root)


def _element(element: Element, depth: int = 0) -> Any:
    """An element → what the same thing looks like in JSON: the records of a collection are numbered."""
    if depth > MAX_DEPTH:
        raise Unreadable("too deep")
    children = list(element)
    if not children:
        return (element.text or "").strip()
    found: dict[str, Any] = {}
    number = 0
    for child in children:
        value = _element(child, depth + 1)
        if _is_entry(element.tag, child.tag):
            found[str(number)] = {child.tag: value}
            number += 1
        else:
            found[child.tag] = value
    return found


def _is_entry(parent: str, child: str) -> bool:
    """`invoices/invoice`, `companies/company`, `series/series`: a record in its collection."""
    return parent == child or parent in (f"{child}s", f"{child}es") or parent == f"{child[:-1]}ies"


def entries(branch: object) -> Iterator[dict[str, Any]]:
    """The records of a collection: under numbers, or a single one without a number."""
    if not isinstance(branch, dict):
        return
    for key, value in branch.items():
        if key in ("parameters", "errors") or not isinstance(value, dict):
            continue
        if key.isdigit():
            yield from (record for record in value.values() if isinstance(record, dict))
        else:
            yield value
