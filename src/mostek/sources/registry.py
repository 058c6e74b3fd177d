"""The platforms. The only place where a new one is entered."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from mostek.sources.adapter import Adapter

KINDS = {
    "publigo": "mostek.sources.publigo.adapter",
    "rest": "mostek.sources.rest.adapter",
}


def adapter(kind: str) -> Adapter:
    """Imported on first use. Raises KeyError for a kind that does not exist."""
    return cast(Adapter, import_module(KINDS[kind]).ADAPTER)
