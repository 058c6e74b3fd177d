"""Publigo's REST v1 and v2: asked for orders, for products, and to send its webhook here.

v2 lists every order in one answer, newest first, without the buyer's names and invoice data. So the pull finds what was
missed, and says that it does not know for whom it was.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from mostek.lib.clock import WARSAW
from mostek.sources import http
from mostek.sources.adapter import Access, Finding, Found, NeedsYou, NotNow, Page

PAGE = 500  # orders stored at once
V1, V2 = "/wp-json/wp-idea/v1", "/wp-json/wp-idea/v2"
ORDER_PAID = "order_paid"


def pull(access: Access, since: datetime, cursor: str) -> Page:
    """`cursor` is the number of the last order that was handed over: numbers only grow.

    Refunded ones come whatever their age, for the list does not say when they were.
    """
    listed = _orders(_get(access, f"{V2}/orders/", api_key=access.keys.get("api_key", "")))
    after = int(cursor) if cursor else -1
    fresh = [
        (number, made, one)
        for number, made, one in listed
        if number > after and (made >= since or one.get("status") == "refunded")
    ]
    fresh.sort(key=lambda row: row[0])
    page = fresh[:PAGE]
    return Page(
        tuple(Found(f"{number}:{one.get('status')}", to_body(one)) for number, _, one in page),
        cursor=str(page[-1][0]) if len(fresh) > PAGE else "",
        newest=max((made for _, made, _ in page), default=None),
    )


def _orders(answer: Any) -> list[tuple[int, datetime, dict[str, Any]]]:
    orders = answer.get("orders") if isinstance(answer, dict) else None
    if not isinstance(orders, list):
        raise NotNow("pull.unreadable", "orders")
    return [(int(one["id"]), made_at(one), one) for one in orders if isinstance(one, dict) and is_dated(one)]


def is_dated(one: Mapping[str, Any]) -> bool:
    """An order that cannot even be placed in time is left to the next answer, not to a guess."""
    try:
        made_at(one)
        return int(one["id"]) > 0
    except (KeyError, TypeError, ValueError):
        return False


def made_at(one: Mapping[str, Any]) -> datetime:
    """Local time of the shop, without a zone. Raises KeyError and ValueError."""
    return datetime.strptime(str(one["date"])[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=WARSAW)


def to_body(one: Mapping[str, Any]) -> bytes:
    """The same bytes for the same order, whatever the order of its keys."""
    return json.dumps(one, sort_keys=True, default=str).encode()


def examine(access: Access) -> tuple[Finding, ...]:
    """The three things that were pasted, each with a call that changes nothing."""
    return (_tried(access, "v2"), _tried(access, "v1"))


def _tried(access: Access, version: str) -> Finding:
    try:
        if version == "v2":
            _get(access, f"{V2}/me/", api_key=access.keys.get("api_key", ""))
        else:
            products(access)
    except NeedsYou as error:
        code = f"publigo.key_{version}" if error.code == "pull.key" else error.code
        return Finding(code, False)
    return Finding(f"publigo.{version}_works", True)


def products(access: Access) -> Mapping[str, str]:
    """`77_2` of the shop is our `77:2`. The nonce is letters and digits alone: with any other Publigo refuses it."""
    nonce = secrets.token_hex(8)
    token = hashlib.md5((nonce + access.secret).encode(), usedforsecurity=False).hexdigest()
    listed = _get(access, f"{V1}/products/", nonce=nonce, token=token)
    if listed == []:  # PHP's empty object
        return {}
    if not isinstance(listed, dict):
        raise NotNow("pull.unreadable", "products")
    return {str(code).replace("_", ":"): " ".join(str(name).split()) for code, name in listed.items()}


def register(access: Access, address: str) -> Finding:
    """Have `order_paid` sent to `address`. "Already exists" is as good; Publigo says it with the status of success."""
    wanted = {"hookUrl": address, "hookName": ORDER_PAID, "hookHost": urlsplit(address).hostname or ""}
    answer = http.call(
        access.http,
        "POST",
        _address(access, f"{V2}/subscribe/"),
        params={"api_key": access.keys.get("api_key", "")},
        json=wanted,
    ).json()
    said = answer if isinstance(answer, dict) else {}
    if said.get("status") == "ok":
        return Finding("publigo.registered", True)
    if "exists" in str(said.get("message", "")):
        return Finding("publigo.registered_before", True)
    raise NeedsYou("publigo.not_registered", str(said.get("message", ""))[:200])


def _get(access: Access, path: str, **params: str) -> Any:
    return http.call(access.http, "GET", _address(access, path), params=params).json()


def _address(access: Access, path: str) -> str:
    shop = str(access.options.get("address") or "").strip().rstrip("/")
    if not shop:
        raise NeedsYou("pull.address", "no address")
    return shop + path
