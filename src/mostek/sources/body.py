"""The bodies that platforms send: JSON objects, with every number as it was written."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from mostek.sources.adapter import BadBody


def read_object(body: bytes) -> dict[str, Any]:
    """Amounts become Decimal. Raises BadBody, which carries nothing of the body."""
    try:
        loaded = json.loads(body, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise BadBody("body.not_json", type(error).__name__) from error
    if not isinstance(loaded, dict):
        raise BadBody("body.not_object")
    return loaded
