"""Bodies after Stripe's documentation; the file of each names its page."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

from mostek.sources.adapter import Context, Incoming, Told
from mostek.sources.stripe.adapter import ADAPTER

DATA = Path(__file__).parent / "data"


def event(name: str, **changes: Any) -> dict[str, Any]:
    """`changes` are of the object inside."""
    found: dict[str, Any] = copy.deepcopy(json.loads((DATA / f"{name}.json").read_text("utf-8"))["event"])
    found["data"]["object"].update(changes)
    return found


def parse(said: dict[str, Any], leg: Any = "pull", **options: Any) -> Told:
    return ADAPTER.parse(json.dumps(said).encode(), Context(date(2026, 11, 23), options, leg))


def incoming(said: dict[str, Any], leg: Any = "pull", **options: Any) -> Incoming:
    told = parse(said, leg, **options)
    assert isinstance(told, Incoming), told
    return told
