"""The number of a document at its order: fields of the order, and one note for the people of the shop.

The fields go by `PUT`, which the shop tells again as `order.updated`: the same sale, seen once more. A note has no key
of its own, so the list of notes is read first. References:
https://developer.woocommerce.com/docs/apis/rest-api/v3/orders/, …/order-notes/ (2026-11-23).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mostek.sources import http
from mostek.sources.adapter import Access, DocumentNote, NeedsYou, NotNow
from mostek.sources.woocommerce import rest

REFUSED = {"pull.key": "write.rights", "pull.address": "write.no_order"}


def write_back(access: Access, note: DocumentNote) -> None:
    order = f"/orders/{note.order}"
    known = _fields(_call(access, "GET", order, params={"_fields": "id,meta_data"}).json())
    if any(known.get(name) != value for name, value in note.labels.items()):
        changed = [{"key": name, "value": value} for name, value in note.labels.items()]
        _call(access, "PUT", order, json={"meta_data": changed})
    if not _is_noted(access, order, note):
        _call(access, "POST", f"{order}/notes", json={"note": note.sentence, "customer_note": False})


def _fields(order: Any) -> dict[str, Any]:
    metas = order.get("meta_data") if isinstance(order, dict) else None
    if not isinstance(metas, list):
        raise NotNow("pull.unreadable", "meta_data")
    return {str(one.get("key")): one.get("value") for one in metas if isinstance(one, dict)}


def _is_noted(access: Access, order: str, note: DocumentNote) -> bool:
    """Also one that was made by a call whose answer we never heard. The shop may have dressed the text up."""
    listed = _call(access, "GET", f"{order}/notes", params={"per_page": 100}).json()
    if not isinstance(listed, list):
        raise NotNow("pull.unreadable", "notes")
    head = note.sentence.partition(",")[0]
    texts = (str(one.get("note")).removeprefix("<p>") for one in listed if isinstance(one, Mapping))
    return any(f"{text},".startswith((f"{head},", f"{head}<")) for text in texts)


def _call(access: Access, method: str, path: str, **request: Any) -> http.Answer:
    """`write.rights` where the key may only read; the order may be gone, the shop itself is not."""
    try:
        return rest.call(access, method, path, **request)
    except NeedsYou as error:
        is_gone = error.detail in ("HTTP 404", "HTTP 410") or error.code == "pull.key"
        raise NeedsYou(REFUSED[error.code] if is_gone else error.code, error.detail) from error
