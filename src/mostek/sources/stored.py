"""A sale as Mostek writes it down itself: out of a row of a file, or as a person typed it.

`{"order", "number", "paid_at", "sale"}` with the sale as in `mostek decide`, or `{"order", "gone"}` for an order that
does not hold any more. `mapping` says by which version of the columns it was read; it changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from mostek.sources.adapter import BadBody, Cancelled, Incoming
from mostek.sources.body import read_object
from mostek.tax import form

LONGEST = 100  # characters, of what becomes a key or stands in a list


def sale_to_body(incoming: Incoming, mapping: int = 0) -> bytes:
    content: dict[str, Any] = {
        "order": incoming.external_id,
        "number": incoming.number,
        "paid_at": incoming.paid_at.isoformat() if incoming.paid_at else None,
        "sale": form.sale_to_json(incoming.sale),
    }
    return _bytes(content, mapping)


def gone_to_body(order: str, why: str, mapping: int = 0) -> bytes:
    return _bytes({"order": order, "gone": why}, mapping)


def _bytes(content: dict[str, Any], mapping: int) -> bytes:
    return json.dumps(content | {"mapping": mapping}, ensure_ascii=False, sort_keys=True).encode()


def key_of(body: bytes) -> str:
    """By the order and by what is said of it: the same content has the same key, whatever the mapping's version."""
    content = read_object(body)
    content.pop("mapping", None)
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str).encode()
    order = hashlib.sha256(str(content.get("order")).encode(errors="replace")).hexdigest()
    return f"order:{order[:32]}:{hashlib.sha256(said).hexdigest()}"


def parse(body: bytes) -> Incoming | Cancelled:
    """Raises BadBody."""
    content = read_object(body)
    order, number = content.get("order"), content.get("number", "")
    if not is_short(order) or not order or not is_short(number):
        raise BadBody("body.fields", "order")
    if "gone" in content:
        return Cancelled(str(order), reason=str(content["gone"])[:60])
    try:
        sale = form.sale_from_json(_as_text(content.get("sale")))
    except form.BadInput as error:
        raise BadBody("body.fields", ", ".join(one.path for one in error.errors)[:300]) from error
    if any(not is_short(line.product or "") for line in sale.lines):
        raise BadBody("body.fields", "lines.product")
    return Incoming(str(order), sale, number=str(number), paid_at=_moment(content.get("paid_at")))


def is_short(text: object) -> bool:
    return isinstance(text, str) and len(text) <= LONGEST and text.isprintable()


def _as_text(sale: Any) -> Any:
    """The strict form takes amounts as text; a number in their place is for it to refuse, not for us to repair."""
    return sale if isinstance(sale, dict) else {}


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise BadBody("body.fields", "paid_at") from error
    if moment.tzinfo is None:
        raise BadBody("body.fields", "paid_at")
    return moment
