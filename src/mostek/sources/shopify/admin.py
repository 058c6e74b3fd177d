"""Shopify's GraphQL Admin API: asked for orders and products, and to send its webhooks here.

Reference: https://shopify.dev/docs/api/admin-graphql
Trouble comes with status 200: `errors` beside or instead of `data`, `userErrors` inside it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from mostek.sources import http
from mostek.sources.adapter import Access, Finding, Found, NeedsYou, NotNow, Page
from mostek.sources.shopify import queries

log = logging.getLogger("mostek.shopify")

VERSION = "2026-10"  # supported for a year
OWN_DOMAIN = ".myshopify.com"
PAGE = 20  # orders; each costs a call of its own
PAGES_OF_LINES = 20
PAGES_OF_PRODUCTS = 40
SCOPES = ("read_orders", "read_products")
TOPICS = ("ORDERS_PAID", "ORDERS_UPDATED", "ORDERS_CANCELLED", "REFUNDS_CREATE")
WENT_BACK = {"PARTIALLY_REFUNDED", "REFUNDED"}


def pull(access: Access, since: datetime, cursor: str) -> Page:
    """First the numbers of what changed, then each order by itself: with its lines a list would cost too much."""
    token = new_token(access)
    moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    asked = {"first": PAGE, "after": cursor or None, "query": f"updated_at:>='{moment}'"}
    listed = _part(ask(access, token, queries.CHANGED, asked), "orders")
    if not cursor:
        _restore(access, token)
    rows = [(str(row["id"]), _moment(row)) for row in _nodes(listed)]
    found = tuple(_found(access, token, number) for number, _ in rows)
    return Page(
        tuple(one for one in found if one is not None),
        cursor=_next(listed),
        newest=max((changed for _, changed in rows), default=None),
    )


def _moment(row: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(str(row["updatedAt"])).astimezone(UTC)
    except (KeyError, ValueError) as error:
        raise NotNow("pull.unreadable", "updatedAt") from error


def _found(access: Access, token: str, number: str) -> Found | None:
    """The whole order; None if it was deleted meanwhile. What the app may not see is named beside it."""
    answer = _ask(access, token, queries.ORDER, {"id": number})
    order = answer.data.get("order")
    if order is None and not answer.denied:
        return None
    if not isinstance(order, dict):
        raise NeedsYou("shopify.scopes", ", ".join(answer.denied)[:200])
    lines, cursor = _nodes(order.get("lineItems")), _next(order.get("lineItems"))
    for _ in range(PAGES_OF_LINES):
        if not cursor:
            break
        more = _part(ask(access, token, queries.MORE_LINES, {"id": number, "after": cursor}), "order")
        lines, cursor = [*lines, *_nodes(more.get("lineItems"))], _next(more.get("lineItems"))
    if cursor:
        raise NotNow("pull.too_large", "lineItems")
    order = {**order, "lineItems": {"nodes": lines}}
    if order.get("displayFinancialStatus") in WENT_BACK or any(map(_is_lessened, lines)):
        returns = _part(ask(access, token, queries.RETURNS, {"id": number}), "order")
        order["refunds"] = returns.get("refunds") or []
    if answer.denied:
        order["denied"] = list(answer.denied)
    body = json.dumps(order, sort_keys=True, default=str).encode()
    return Found(f"{number.rpartition('/')[2]}:{order.get('updatedAt')}", body)


def _is_lessened(line: Mapping[str, Any]) -> bool:
    return line.get("quantity") != line.get("currentQuantity")


def examine(access: Access) -> tuple[Finding, ...]:
    """The keys, what they may read, and whether the webhooks stand."""
    standing = ask(access, new_token(access), queries.STANDING, {})
    shop = str((standing.get("shop") or {}).get("name") or domain_of(access.options))[:100]
    installed = standing.get("currentAppInstallation") or {}
    granted = {str(one.get("handle")) for one in installed.get("accessScopes") or ()}
    # To write includes to read.
    granted |= {one.replace("write_", "read_", 1) for one in granted}
    missing = [one for one in SCOPES if one not in granted]
    if missing:
        return (Finding("shopify.scopes", False, {"detail": ", ".join(missing)}),)
    works = Finding("shopify.works", True, {"detail": shop})
    if _lacking(standing, access.address):
        return (works, Finding("shopify.webhooks_missing", False))
    return (works, Finding("shopify.webhooks_stand", True))


def register(access: Access, address: str) -> Finding:
    """Those of our subscriptions that do not stand. Shopify takes only https."""
    token = new_token(access)
    lacking = _lacking(ask(access, token, queries.STANDING, {}), address)
    for topic in lacking:
        _subscribe(access, token, topic, address)
    return Finding("shopify.registered" if lacking else "shopify.registered_before", True)


def _restore(access: Access, token: str) -> None:
    """Shopify deletes what could not be delivered for some hours. Trouble with it stops no orders."""
    if not access.address.startswith("https://"):
        return
    try:
        for topic in _lacking(ask(access, token, queries.STANDING, {}), access.address):
            _subscribe(access, token, topic, access.address)
            log.warning("%s: the webhook %s was gone and is back", domain_of(access.options), topic)
    except (NeedsYou, NotNow) as error:
        log.warning("%s: webhooks not restored (%s)", domain_of(access.options), error.code)


def _lacking(standing: Mapping[str, Any], address: str) -> list[str]:
    there = {
        str(one.get("topic"))
        for one in _nodes(standing.get("webhookSubscriptions"))
        if one.get("uri") == address
    }
    return [topic for topic in TOPICS if topic not in there]


def _subscribe(access: Access, token: str, topic: str, address: str) -> None:
    webhook = {"uri": address, "format": "JSON"}
    said = _part(
        ask(access, token, queries.SUBSCRIBE, {"topic": topic, "webhook": webhook}),
        "webhookSubscriptionCreate",
    )
    faults = [str(one.get("message")) for one in said.get("userErrors") or ()]
    if faults and not any("taken" in one for one in faults):
        raise NeedsYou("shopify.not_registered", "; ".join(faults)[:200])


def products(access: Access) -> Mapping[str, str]:
    """Each variant; a product without variants has one that Shopify calls *Default Title*."""
    token, names, cursor = new_token(access), dict[str, str](), ""
    for _ in range(PAGES_OF_PRODUCTS):
        listed = _part(ask(access, token, queries.PRODUCTS, {"after": cursor or None}), "products")
        for product in _nodes(listed):
            for variant in _nodes(product.get("variants")):
                code = f"{_tail(product)}:{_tail(variant)}"
                title = "" if variant.get("title") == "Default Title" else f" - {variant.get('title')}"
                names[code] = " ".join(f"{product.get('title')}{title}".split())
        cursor = _next(listed)
        if not cursor:
            break
    return names


def _tail(one: Mapping[str, Any]) -> str:
    return str(one.get("id")).rpartition("/")[2]


def domain_of(options: Mapping[str, Any]) -> str:
    said = str(options.get("address") or "").strip().lower()
    return urlsplit(said if "//" in said else f"https://{said}").netloc


def new_token(access: Access) -> str:
    """The lasting one of an older app, or one for a day, which an app of the Dev Dashboard gets for its own shop.

    Reference: https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
    """
    lasting, client = access.keys.get("access_token", ""), str(access.options.get("client_id") or "")
    if lasting:
        return lasting
    if not client or not access.secret:
        raise NeedsYou("shopify.no_key")
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": access.secret}
    try:
        answer = http.call(
            access.http, "POST", _address(access, "/admin/oauth/access_token"), data=form
        ).json()
    except NotNow as error:
        if error.code == "pull.refused":  # 400: the app is unknown, or not installed in this shop
            raise NeedsYou("pull.key", error.detail) from error
        raise
    token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(token, str) or not token:
        raise NotNow("pull.unreadable", "access_token")
    return token


class Answer:
    """`denied`: the paths of what the app has no right to, which came as null."""

    def __init__(self, data: Mapping[str, Any], denied: tuple[str, ...] = ()) -> None:
        self.data, self.denied = data, denied


def ask(access: Access, token: str, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """`data`, if all of it was given. Raises NeedsYou `shopify.scopes` where the app lacks a right."""
    answer = _ask(access, token, query, variables)
    if answer.denied:
        raise NeedsYou("shopify.scopes", ", ".join(answer.denied)[:200])
    return answer.data


def _ask(access: Access, token: str, query: str, variables: Mapping[str, Any]) -> Answer:
    said = http.call(
        access.http,
        "POST",
        _address(access, f"/admin/api/{VERSION}/graphql.json"),
        headers={"X-Shopify-Access-Token": token},
        json={"query": query, "variables": dict(variables)},
    ).json()
    if not isinstance(said, dict):
        raise NotNow("pull.unreadable", "graphql")
    errors = said.get("errors") or []
    if not isinstance(errors, list):
        # Before the query is read Shopify answers with one sentence.
        raise NeedsYou("pull.key", "errors")
    codes = {_code(one) for one in errors}
    if "THROTTLED" in codes:
        raise NotNow("pull.throttled", "THROTTLED", _wait(said))
    if codes - {"ACCESS_DENIED"}:
        raise NotNow("pull.refused", ", ".join(sorted(codes))[:200])
    data = said.get("data")
    denied = tuple(".".join(map(str, one.get("path") or ())) for one in errors)
    if not isinstance(data, dict):
        raise NeedsYou("shopify.scopes") if denied else NotNow("pull.unreadable", "data")
    return Answer(data, denied)


def _code(error: Any) -> str:
    extensions = error.get("extensions") if isinstance(error, dict) else None
    return str(extensions.get("code") or "unknown")[:60] if isinstance(extensions, dict) else "unknown"


def _wait(said: Mapping[str, Any]) -> float | None:
    """Seconds until the bucket holds what the query asks for."""
    try:
        cost = said["extensions"]["cost"]
        bucket = cost["throttleStatus"]
        lacking = float(cost["requestedQueryCost"]) - float(bucket["currentlyAvailable"])
        return max(1.0, lacking / float(bucket["restoreRate"]))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = data.get(name)
    if not isinstance(part, dict):
        raise NotNow("pull.unreadable", name)
    return part


def _nodes(connection: Any) -> list[Mapping[str, Any]]:
    nodes = connection.get("nodes") if isinstance(connection, dict) else None
    if not isinstance(nodes, list) or not all(isinstance(one, dict) for one in nodes):
        raise NotNow("pull.unreadable", "nodes")
    return nodes


def _next(connection: Any) -> str:
    info = connection.get("pageInfo") if isinstance(connection, dict) else None
    return str(info.get("endCursor") or "") if isinstance(info, dict) and info.get("hasNextPage") else ""


def _address(access: Access, path: str) -> str:
    shop = str(access.options.get("address") or "").strip().rstrip("/")
    if not shop:
        raise NeedsYou("pull.address", "no address")
    return (shop if "//" in shop else f"https://{shop}") + path
