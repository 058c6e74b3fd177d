"""Lists with a cursor: a page, and where the next one begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse

from mostek.api.problems import Wrong
from mostek.tax.fields import FieldError

LIMIT = 50
LARGEST = 100

Row = TypeVar("Row", bound=models.Model)


def page_of(
    request: HttpRequest,
    rows: models.QuerySet[Row],
    name: str,
    to_json: Callable[[Row], dict[str, Any]],
) -> HttpResponse:
    """`rows` by descending id. What is added meanwhile is on no later page, and nothing is shown twice."""
    limit = whole_number(request, "limit", LIMIT, LARGEST)
    cursor = whole_number(request, "cursor", 0, 2**63 - 1)
    if cursor:
        rows = rows.filter(pk__lt=cursor)
    found = list(rows.order_by("-pk")[: limit + 1])
    shown = found[:limit]
    after = str(shown[-1].pk) if len(found) > limit else None
    return JsonResponse({name: [to_json(row) for row in shown], "next": after})


def whole_number(request: HttpRequest, name: str, default: int, largest: int) -> int:
    """From 1 to `largest`. Raises Wrong."""
    given = request.GET.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit()) or not 0 < int(given[:20]) <= largest:
        pl, en = f"Liczba od 1 do {largest}.", f"A number from 1 to {largest}."
        raise Wrong("body.fields", errors=[FieldError("bad_value", name, pl, en)])
    return int(given)
