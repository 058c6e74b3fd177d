"""Just enough of GraphQL: which fields a query selects, so that an answer holds these and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

WORD = re.compile(r"\.\.\.|[A-Za-z_]\w*|[{}]")

# A field with what is selected inside it; None for a plain value. Fragments on a type stand under "... Type".
Selection = dict[str, "Selection | None"]


class Malformed(Exception):
    """Not a query that this stand-in can read."""


def read_query(text: str) -> Selection:
    """The selection of the one operation. Arguments are dropped: the shop takes them from the variables."""
    body = re.sub(r"\([^()]*\)", "", text)
    words = iter(WORD.findall(body))
    for word in words:
        if word == "{":
            return _selection(words)
    raise Malformed("no selection")


def _selection(words: Iterator[str]) -> Selection:
    selected: Selection = {}
    last = ""
    for word in words:
        if word == "}":
            return selected
        if word == "{":
            if not last:
                raise Malformed("a selection of nothing")
            selected[last] = _selection(words)
            continue
        if word == "...":
            if next(words, "") != "on":
                raise Malformed("only fragments on a type")
            last = f"... {next(words, '')}"
        else:
            last = word
        selected[last] = None
    raise Malformed("not closed")


def pick(value: Any, selection: Selection | None, path: str = "") -> Any:
    """What was selected of `value`. Raises Malformed for a field that does not exist, as Shopify refuses it."""
    if isinstance(value, list):
        return [pick(one, selection, path) for one in value]
    if value is None:
        return None
    if not isinstance(value, dict):
        if selection is not None:
            raise Malformed(f"{path} has no fields")
        return value
    if selection is None:
        raise Malformed(f"{path} needs a selection")
    picked: dict[str, Any] = {}
    for name, inner in selection.items():
        if name.startswith("... "):
            if value.get("__typename") == name.removeprefix("... "):
                picked |= pick(value, inner, path)
        elif name not in value:
            raise Malformed(f"Field '{name}' doesn't exist on '{path}'")
        else:
            picked[name] = pick(value[name], inner, f"{path}.{name}")
    return picked
