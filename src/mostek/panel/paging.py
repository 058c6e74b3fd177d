"""Pages of long lists, by key: the next page starts where this one ended, however many rows came in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

Row = TypeVar("Row", bound=Model)
SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`newer` and `older` are query strings, empty where there is nothing more."""

    rows: list[Row]
    newer: str
    older: str


def page(rows: QuerySet[Row], query: QueryDict, size: int = SIZE) -> Page[Row]:
    """Newest first. `before` and `after` are primary keys; anything else there is ignored."""
    before, after = _key(query, "before"), _key(query, "after")
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        has_newer, has_older = len(found) > size, True
        found = found[:size][::-1]
    else:
        older = rows.filter(pk__lt=before) if before is not None else rows
        found = list(older.order_by("-pk")[: size + 1])
        has_newer, has_older = before is not None, len(found) > size
        found = found[:size]
    if not found:
        return Page([], "", "")
    return Page(
        rows=found,
        newer=_link(query, "after", found[0].pk) if has_newer else "",
        older=_link(query, "before", found[-1].pk) if has_older else "",
    )


def _key(query: QueryDict, name: str) -> int | None:
    value = query.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None


def _link(query: QueryDict, name: str, key: int) -> str:
    link = query.copy()
    for old in ("before", "after"):
        link.pop(old, None)
    link[name] = str(key)
    return "?" + link.urlencode()
