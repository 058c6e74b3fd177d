"""`POST /api/v1/bulk/sales`: many sales in one request, each of them by itself."""

from __future__ import annotations

import json
import logging
from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from mostek.api import sales
from mostek.api.body import read_json, read_object
from mostek.api.problems import Wrong
from mostek.core.models import Source
from mostek.sources.rest import adapter as rest
from mostek.tax.fields import FieldError

log = logging.getLogger("mostek.api")

AT_MOST = 100


def post_sales(request: HttpRequest, source: Source) -> HttpResponse:
    """200 once every item has its answer, whatever these are. Safe to send again, whole or in part."""
    sales.require_on(source)
    items = _items(read_object(read_json(request)))
    results = [_take(source, index, item) for index, item in enumerate(items)]
    counts = Counter(result["status"] for result in results)
    return JsonResponse(
        {"results": results, **{status: counts[status] for status in ("created", "existed", "failed")}}
    )


def _items(posted: dict[str, Any]) -> list[Any]:
    errors = [
        FieldError("unknown_key", "", "Jest tylko klucz sales.", "There is only the key sales.")
        for name in posted
        if name != "sales"
    ]
    items = posted.get("sales")
    if not isinstance(items, list) or not 0 < len(items) <= AT_MOST:
        pl, en = f"Lista od 1 do {AT_MOST} sprzedaży.", f"A list of 1 to {AT_MOST} sales."
        errors.append(FieldError("bad_value", "sales", pl, en))
    if errors:
        raise Wrong("body.fields", errors=errors[:20])
    return list(items or ())


def _take(source: Source, index: int, item: Any) -> dict[str, Any]:
    """In a transaction of its own: what goes wrong with one item is over before the next one begins."""
    named = item.get("reference") if isinstance(item, dict) else None
    result = {"index": index, "reference": named if isinstance(named, str) else None}
    # Equal items have equal bytes, so that sent again they are the same Event.
    body = json.dumps(item, sort_keys=True).encode()
    try:
        taken = sales.take(source, rest.ADAPTER.event_key({}, body), body)
    except Wrong as wrong:
        return result | {"status": "failed", "sale": None, "problem": wrong.body()}
    except Exception as error:  # nobody foresaw it; the other sales of this request are not to blame
        log.error("item %s of a bulk could not be taken: %s", index, type(error).__name__)
        return result | {"status": "failed", "sale": None, "problem": Wrong("internal").body()}
    status = "created" if taken.is_new else "existed"
    return result | {"status": status, "sale": taken.sale, "problem": None}
