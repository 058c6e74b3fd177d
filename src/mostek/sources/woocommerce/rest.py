"""WooCommerce's REST v3: asked for orders, refunds and products, and to send its webhooks here.

Reference: https://developer.woocommerce.com/docs/apis/rest-api/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from mostek.sources import http
from mostek.sources.adapter import Access, Finding, Found, NeedsYou, NotNow, Page

ROOT = "/wp-json/wc/v3"
PAGE = 25  # orders; each that has refunds costs one more call
SECOND = timedelta(seconds=1)
TOPICS = ("order.created", "order.updated", "order.deleted", "order.restored")
NEEDED = {"order.created", "order.updated"}
PRODUCTS = 5  # pages of a hundred products
VARIANTS = 20  # products whose variants are asked for
HERE = {"localhost", "127.0.0.1", "::1"}


def pull(access: Access, since: datetime, cursor: str) -> Page:
    """By the moment of change, not by page: what changes meanwhile would shift the pages, and one order be skipped.

    `cursor` is `<moment>|<page>`: pages are only turned within one second, in which a bulk edit may change hundreds.
    """
    base, number = _place(cursor) if cursor else (since.astimezone(UTC) - SECOND, 1)
    answer = _changed(access, base, number)
    listed = [one for one in _list(answer) if isinstance(one, dict) and type(one.get("id")) is int]
    stamps = [stamp for stamp in map(changed_at, listed) if stamp]
    newest = max(stamps, default=None)
    if newest is not None and min(stamps) < base - timedelta(days=1):
        raise NeedsYou("woocommerce.too_old")
    if not _is_last(answer, number, len(listed)):
        step = newest - SECOND if newest else base
        cursor = f"{_stamp(step)}|1" if step > base else f"{_stamp(base)}|{number + 1}"
    else:
        cursor = ""
        _wake(access)
    found = (Found(f"{one['id']}:{one.get('date_modified_gmt')}", _body(access, one)) for one in listed)
    return Page(tuple(found), cursor, newest)


def _changed(access: Access, base: datetime, number: int) -> http.Answer:
    wanted = {"modified_after": _stamp(base), "dates_are_gmt": "true", "orderby": "modified", "order": "asc"}
    try:
        return call(access, "GET", "/orders", params={**wanted, "per_page": PAGE, "page": number})
    except NotNow as error:
        # An older WooCommerce does not know the order by change, and says so with 400.
        if error.detail == "HTTP 400":
            raise NeedsYou("woocommerce.too_old") from error
        raise


def _place(cursor: str) -> tuple[datetime, int]:
    stamp, _, page = cursor.partition("|")
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC), int(page or 1)


def _stamp(moment: datetime) -> str:
    """Without a zone: WordPress would turn one into the shop's local time and compare that with UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def changed_at(order: Mapping[str, Any]) -> datetime | None:
    said = str(order.get("date_modified_gmt") or order.get("date_created_gmt") or "")
    try:
        return datetime.fromisoformat(said[:19]).replace(tzinfo=UTC)
    except ValueError:
        return None


def _is_last(answer: http.Answer, number: int, count: int) -> bool:
    """The header counts; a page may be short because the key may not see one of its orders."""
    pages = answer.headers.get("x-wp-totalpages", "")
    return number >= int(pages) if pages.isascii() and pages.isdigit() else count < PAGE


def _body(access: Access, order: dict[str, Any]) -> bytes:
    """The order as a webhook has it, and its refunds with their days and lines, which the order leaves out."""
    if order.get("refunds"):
        order = {**order, "refunds": _refunds(access, order)}
    return json.dumps(order, sort_keys=True, default=str).encode()


def _refunds(access: Access, order: Mapping[str, Any]) -> Any:
    try:
        full = _list(call(access, "GET", f"/orders/{order['id']}/refunds", params={"per_page": 100}))
    except NeedsYou:
        return order["refunds"]  # the sums are there; the key may not see more, or the order has just gone
    return (
        sorted(full, key=lambda one: str(one.get("id")) if isinstance(one, dict) else "") or order["refunds"]
    )


def examine(access: Access) -> tuple[Finding, ...]:
    try:
        _list(call(access, "GET", "/orders", params={"per_page": 1}))
    except NeedsYou as error:
        told = {"pull.key": "woocommerce.key_refused", "pull.address": "woocommerce.no_rest"}
        return (Finding(told.get(error.code, error.code), False),)
    return (Finding("woocommerce.orders_read", True), _look_at_webhooks(access))


def _look_at_webhooks(access: Access) -> Finding:
    try:
        statuses = {str(one.get("topic")): str(one.get("status")) for one in _ours(access, access.address)}
    except NeedsYou:
        return Finding("woocommerce.webhooks_hidden", False)
    for status in ("disabled", "paused"):
        topics = sorted(topic for topic, said in statuses.items() if said == status)
        if topics:
            return Finding(f"woocommerce.webhook_{status}", False, {"topics": ", ".join(topics)})
    missing = sorted(NEEDED - set(statuses))
    if missing:
        return Finding("woocommerce.webhook_missing", False, {"topics": ", ".join(missing)})
    return Finding("woocommerce.webhooks_work", True)


def _wake(access: Access) -> None:
    """After a bad hour here the shop has switched the webhook off for good: switch it on again.

    One that a person has paused stays paused. What cannot be mended shows in `examine`, and by the silence.
    """
    try:
        for one in _ours(access, access.address):
            if one.get("status") == "disabled":
                call(access, "PUT", f"/webhooks/{one['id']}", json={"status": "active"})
    except (NeedsYou, NotNow):
        return


def register(access: Access, address: str) -> Finding:
    if not access.secret:
        raise NeedsYou("woocommerce.no_secret")
    try:
        known = {str(one.get("topic")): one["id"] for one in _ours(access, address)}
        for topic in TOPICS:
            wanted = {"name": f"Mostek: {topic}", "secret": access.secret, "status": "active"}
            if topic in known:
                call(access, "PUT", f"/webhooks/{known[topic]}", json=wanted)
            else:
                call(access, "POST", "/webhooks", json={**wanted, "topic": topic, "delivery_url": address})
    except NeedsYou as error:
        raise NeedsYou("woocommerce.read_only") if error.code == "pull.key" else error from error
    return Finding("woocommerce.registered", True)


def _ours(access: Access, address: str) -> list[dict[str, Any]]:
    """Webhooks that lead to this Source, whoever entered them. A shop with more than a hundred is not thought of."""
    listed = _list(call(access, "GET", "/webhooks", params={"per_page": 100}))
    hooks = [one for one in listed if isinstance(one, dict) and type(one.get("id")) is int]
    wanted = address.rstrip("/")
    return [one for one in hooks if wanted and str(one.get("delivery_url")).rstrip("/") == wanted]


def products(access: Access) -> Mapping[str, str]:
    names, variable = {}, []
    for number in range(1, PRODUCTS + 1):
        answer = call(
            access,
            "GET",
            "/products",
            params={"per_page": 100, "page": number, "_fields": "id,name,type", "orderby": "id"},
        )
        for one in _rows(answer):
            names[str(one["id"])] = _name(one.get("name"))
            if str(one.get("type")).startswith("variable"):
                variable.append(str(one["id"]))
        if number >= int(answer.headers.get("x-wp-totalpages") or 1):
            break
    for code in variable[:VARIANTS]:
        answer = call(
            access,
            "GET",
            f"/products/{code}/variations",
            params={"per_page": 100, "_fields": "id,attributes"},
        )
        names |= {f"{code}:{one['id']}": f"{names[code]} - {_options(one)}" for one in _rows(answer)}
        del names[code]  # only its variants are ever sold
    return names


def _rows(answer: http.Answer) -> Iterable[dict[str, Any]]:
    return [one for one in _list(answer) if isinstance(one, dict) and type(one.get("id")) is int]


def _options(variant: Mapping[str, Any]) -> str:
    attributes = variant.get("attributes")
    chosen = attributes if isinstance(attributes, list) else []
    return ", ".join(_name(one.get("option")) for one in chosen if isinstance(one, dict)) or str(
        variant["id"]
    )


def _name(value: Any) -> str:
    return " ".join(str(value or "").split())


def _list(answer: http.Answer) -> list[Any]:
    found = answer.json()
    if not isinstance(found, list):
        raise NotNow("pull.unreadable", "no list")
    return found


def call(access: Access, method: str, path: str, **request: Any) -> http.Answer:
    """The keys go by Basic; where a server in front of PHP drops that header, in the address, as WooCommerce advises.

    Reference: https://developer.woocommerce.com/docs/apis/rest-api/authentication/
    """
    key, secret = access.keys.get("consumer_key", ""), access.keys.get("consumer_secret", "")
    if not key or not secret:
        raise NeedsYou("pull.key", "no key")
    address = shop_address(access.options) + ROOT + path
    try:
        return http.call(access.http, method, address, auth=(key, secret), **request)
    except NeedsYou as error:
        if error.code != "pull.key" or error.detail != "HTTP 401":
            raise
    shown = {"consumer_key": key, "consumer_secret": secret}
    return http.call(
        access.http, method, address, **{**request, "params": {**request.get("params", {}), **shown}}
    )


def shop_address(options: Mapping[str, Any]) -> str:
    """Keys do not travel in clear text, unless the shop is on this very machine. Raises NeedsYou."""
    address = str(options.get("address") or "").strip().rstrip("/")
    if not address:
        raise NeedsYou("pull.address", "no address")
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise NeedsYou("pull.address", "no address") from error
    if parts.scheme != "https" and parts.hostname not in HERE:
        raise NeedsYou("woocommerce.no_https")
    return address
