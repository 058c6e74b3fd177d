"""The platforms. The only place where a new one is entered."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from mostek.sources.adapter import Adapter, Lister, Puller, Registrar, Writer
from mostek.sources.platform import Platform

# In the order in which the panel offers them.
KINDS = {
    "publigo": "mostek.sources.publigo.adapter",
    "stripe": "mostek.sources.stripe.adapter",
    "woocommerce": "mostek.sources.woocommerce.adapter",
    "shopify": "mostek.sources.shopify.adapter",
    "file": "mostek.sources.file.adapter",
    "rest": "mostek.sources.rest.adapter",
    "hand": "mostek.sources.hand.adapter",
}


def adapter(kind: str) -> Adapter:
    """Imported on first use. Raises KeyError for a kind that does not exist."""
    return cast(Adapter, import_module(KINDS[kind]).ADAPTER)


def platform(kind: str) -> Platform:
    return adapter(kind).platform


def puller(kind: str) -> Puller | None:
    return cast(Puller, adapter(kind)) if platform(kind).pulls else None


def registrar(kind: str) -> Registrar | None:
    return cast(Registrar, adapter(kind)) if platform(kind).registers else None


def lister(kind: str) -> Lister | None:
    return cast(Lister, adapter(kind)) if platform(kind).lists_products else None


def writer(kind: str) -> Writer | None:
    return cast(Writer, adapter(kind)) if platform(kind).writes_back else None
