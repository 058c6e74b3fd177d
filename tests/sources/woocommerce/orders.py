"""An order after WooCommerce's documentation, to be changed by each test where it matters."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from mostek.sources.adapter import Context, Incoming, Told
from mostek.sources.woocommerce.adapter import ADAPTER

DATA = Path(__file__).parent / "data"
ARRIVED = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def order(**changes: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / "order.json").read_text(encoding="utf-8"))
    return {**loaded, **changes}


def refunds() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((DATA / "refunds.json").read_text(encoding="utf-8"))
    return loaded


def metas(**values: Any) -> list[dict[str, Any]]:
    return [{"id": place, "key": key, "value": value} for place, (key, value) in enumerate(values.items())]


def item(total: str, tax: str = "", **changes: Any) -> dict[str, Any]:
    line = {"id": 1, "name": "Kurs", "product_id": 93, "variation_id": 0, "quantity": 1}
    amounts = {"subtotal": total, "subtotal_tax": tax, "total": total, "total_tax": tax}
    return {**line, **amounts, **changes}


def parse(body: Any, **options: Any) -> Told:
    return ADAPTER.parse(json.dumps(body).encode(), Context(date(2026, 11, 25), options, "push", ARRIVED))


def sold(body: Any, **options: Any) -> Incoming:
    told = parse(body, **options)
    assert isinstance(told, Incoming), told
    return told
