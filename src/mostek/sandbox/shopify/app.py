"""The shop as a WSGI application: the GraphQL Admin API, and the door where apps get their token for a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, request

from mostek.sandbox.shopify.graphql import Malformed, pick, read_query
from mostek.sandbox.shopify.order import Order, order_to_graph, zulu
from mostek.sandbox.shopify.shop import Shop

VERSIONS = {"2026-04", "2026-07", "2026-10"}
BUCKET = {"maximumAvailable": 2000.0, "restoreRate": 100.0}
DENIED = {"message": "Access denied", "extensions": {"code": "ACCESS_DENIED"}}


def create_app(shop: Shop) -> Flask:
    app = Flask(__name__, static_folder=None)

    @app.before_request
    def fail() -> Response | None:
        if not shop.settings.status:
            return None
        answer = Response("", status=shop.settings.status)
        if shop.settings.retry_after:
            answer.headers["Retry-After"] = str(float(shop.settings.retry_after)).removesuffix(".0")
        return answer

    @app.post("/admin/oauth/access_token")
    def give_token() -> tuple[Response, int]:
        asked = request.form
        known = (asked.get("client_id"), asked.get("client_secret")) == (shop.client_id, shop.client_secret)
        if asked.get("grant_type") != "client_credentials" or not known:
            return jsonify({"error": "invalid_client"}), 400
        scope = ",".join(shop.settings.scopes)
        return jsonify({"access_token": shop.new_token(), "scope": scope, "expires_in": 86399}), 200

    @app.post("/admin/api/<version>/graphql.json")
    def answer(version: str) -> tuple[Response, int]:
        if version not in VERSIONS:
            return jsonify({"errors": "Not Found"}), 404
        if request.headers.get("X-Shopify-Access-Token", "") not in shop.tokens:
            return jsonify({"errors": "[API] Invalid API key or access token"}), 401
        if shop.settings.throttled:
            return jsonify(_throttled()), 200
        return jsonify(_answered(shop, request.get_json())), 200

    return app


def _throttled() -> dict[str, Any]:
    cost = {"requestedQueryCost": 402, "actualQueryCost": None}
    return {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
        "extensions": {"cost": {**cost, "throttleStatus": {**BUCKET, "currentlyAvailable": 2.0}}},
    }


def _answered(shop: Shop, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        selection = read_query(asked["query"])
        (root,) = selection if len(selection) == 1 else ("standing",)
        data, errors = ANSWERS[root](shop, asked.get("variables") or {})
        picked = pick(data, selection)
    except Malformed as error:
        return {"errors": [{"message": str(error), "extensions": {"code": "undefinedField"}}]}
    cost = {"requestedQueryCost": 100, "actualQueryCost": 20}
    said = {
        "data": picked,
        "extensions": {"cost": {**cost, "throttleStatus": {**BUCKET, "currentlyAvailable": 1980.0}}},
    }
    return {**said, "errors": errors} if errors else said


Said = tuple[dict[str, Any], list[dict[str, Any]]]


def _orders(shop: Shop, asked: dict[str, Any]) -> Said:
    if "read_orders" not in shop.settings.scopes:
        return {"orders": None}, [{**DENIED, "path": ["orders"]}]
    found = re.fullmatch(r"updated_at:>='([^']+)'", asked["query"])
    if found is None:
        raise Malformed("query")
    rows = [one for one in shop.orders.values() if str(zulu(one.updated_at)) >= found[1]]
    rows.sort(key=lambda one: (one.updated_at, one.id))
    size = min(asked["first"], shop.settings.page)
    nodes = [{"id": f"gid://shopify/Order/{one.id}", "updatedAt": zulu(one.updated_at)} for one in rows]
    return {"orders": _page(nodes, asked.get("after"), size)}, []


def _page(nodes: list[dict[str, Any]], after: str | None, size: int) -> dict[str, Any]:
    begin = int(after.removeprefix("place-")) if after else 0
    end = begin + size
    more = end < len(nodes)
    return {
        "nodes": nodes[begin:end],
        "pageInfo": {"hasNextPage": more, "endCursor": f"place-{end}" if more else None},
    }


def _order(shop: Shop, asked: dict[str, Any]) -> Said:
    order: Order | None = shop.orders.get(int(str(asked["id"]).rpartition("/")[2]))
    if order is None:
        return {"order": None}, []
    told = order_to_graph(order)
    told["lineItems"] = _page(told["lineItems"]["nodes"], asked.get("after"), min(40, shop.settings.page))
    if shop.settings.hides_buyers:
        hidden = ("billingAddress", "shippingAddress", "email")
        return {"order": told | dict.fromkeys(hidden)}, [
            {**DENIED, "path": ["order", name]} for name in hidden
        ]
    return {"order": told}, []


def _standing(shop: Shop, _: dict[str, Any]) -> Said:
    hooks = [{"topic": one.topic, "uri": one.uri} for one in shop.subscriptions.values()]
    return {
        "shop": {"name": "Przykład", "myshopifyDomain": shop.domain},
        "currentAppInstallation": {"accessScopes": [{"handle": one} for one in shop.settings.scopes]},
        "webhookSubscriptions": {"nodes": hooks},
    }, []


def _subscribe(shop: Shop, asked: dict[str, Any]) -> Said:
    uri, faults = asked["webhook"]["uri"], []
    if not uri.startswith("https://"):
        faults = [
            {"field": ["webhookSubscription", "uri"], "message": "Address protocol http:// is not supported"}
        ]
    one = None if faults else shop.subscribe(asked["topic"], uri)
    if one is None and not faults:
        faults = [
            {
                "field": ["webhookSubscription", "uri"],
                "message": "Address for this topic has already been taken",
            }
        ]
    made = {"id": f"gid://shopify/WebhookSubscription/{one.id}"} if one else None
    return {"webhookSubscriptionCreate": {"webhookSubscription": made, "userErrors": faults}}, []


def _products(shop: Shop, asked: dict[str, Any]) -> Said:
    if "read_products" not in shop.settings.scopes:
        return {"products": None}, [{**DENIED, "path": ["products"]}]
    variants = {
        90: ("Kurs fotografii", {901: "Default Title"}),
        91: ("Koszulka", {911: "Niebieska", 912: "Czerwona"}),
    }
    nodes = [
        {
            "id": f"gid://shopify/Product/{number}",
            "title": title,
            "variants": {
                "nodes": [
                    {"id": f"gid://shopify/ProductVariant/{one}", "title": name} for one, name in rows.items()
                ]
            },
        }
        for number, (title, rows) in variants.items()
    ]
    return {"products": _page(nodes, asked.get("after"), min(20, shop.settings.page))}, []


def _write(shop: Shop, asked: dict[str, Any]) -> Said:
    if "write_orders" not in shop.settings.scopes:
        return {"metafieldsSet": None}, [{**DENIED, "path": ["metafieldsSet"]}]
    faults, made = [], []
    for place, one in enumerate(asked["metafields"]):
        number = int(str(one["ownerId"]).rpartition("/")[2])
        if number not in shop.orders:
            field = ["metafields", str(place), "ownerId"]
            faults.append({"field": field, "message": "Owner does not exist.", "code": "INVALID"})
        elif one["type"] == "url" and not str(one["value"]).startswith(("https://", "http://")):
            field = ["metafields", str(place), "value"]
            faults.append({"field": field, "message": "Value must be a URL.", "code": "INVALID_VALUE"})
        else:
            made.append((number, f"{one['namespace']}.{one['key']}", one["value"]))
    for number, name, value in made if not faults else ():
        shop.label(number, name, value)
    fields = None if faults else [{"key": name.partition(".")[2]} for _, name, _ in made]
    return {"metafieldsSet": {"metafields": fields, "userErrors": faults}}, []


ANSWERS: dict[str, Callable[[Shop, dict[str, Any]], Said]] = {
    "orders": _orders,
    "order": _order,
    "standing": _standing,
    "webhookSubscriptionCreate": _subscribe,
    "products": _products,
    "metafieldsSet": _write,
}
