"""REST v3 of the shop, as far as a bridge uses it. Refusals have WordPress's shape."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from mostek.sandbox.woocommerce.shop import Key, Shop, Webhook

rest = Blueprint("rest", __name__, url_prefix="/wp-json/wc/v3")

TOPICS = {
    f"{what}.{event}"
    for what in ("order", "product", "customer", "coupon")
    for event in ("created", "updated", "deleted", "restored")
}
LARGEST = 100


@rest.before_request
def let_in() -> Response | None:
    shop = _shop()
    if shop.settings.rest_status:
        answer = Response(
            "<!doctype html><title>Error</title>", shop.settings.rest_status, mimetype="text/html"
        )
        if shop.settings.rest_retry_after:
            answer.headers["Retry-After"] = str(shop.settings.rest_retry_after)
        return answer
    key = _key(shop)
    if key is None:
        return _error(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
    if request.method != "GET" and "write" not in key.permissions:
        return _error(
            401,
            "woocommerce_rest_authentication_error",
            "The API key provided does not have write permissions.",
        )
    return None


def _key(shop: Shop) -> Key | None:
    """What stands in the address counts first."""
    given, secret = request.args.get("consumer_key"), request.args.get("consumer_secret")
    if not given and request.authorization and not shop.settings.drops_authorization:
        given, secret = request.authorization.username, request.authorization.password
    key = shop.keys.get(given or "")
    return key if key and key.consumer_secret == secret else None


@rest.get("/orders")
def list_orders() -> Response:
    """Without the bin. `modified_after` is exclusive, and read as it stands: a zone would be misread there."""
    after, by = request.args.get("modified_after", ""), request.args.get("orderby", "date")
    if by not in ("date", "id", "modified"):
        return _error(400, "rest_invalid_param", "Invalid parameter(s): orderby")
    gmt = "_gmt" if request.args.get("dates_are_gmt") == "true" else ""
    found = [one for one in _shop().orders.values() if one["status"] != "trash"]
    if after:
        since = datetime.fromisoformat(after).strftime("%Y-%m-%dT%H:%M:%S")
        found = [one for one in found if one[f"date_modified{gmt}"] > since]
    column = {"id": "id", "date": "date_created_gmt", "modified": "date_modified_gmt"}[by]
    found.sort(key=lambda one: (one[column], one["id"]), reverse=request.args.get("order", "desc") == "desc")
    return _paged(found)


@rest.get("/orders/<int:number>")
def show_order(number: int) -> Response:
    shop = _shop()
    if number not in shop.orders:
        return _error(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
    order, wanted = shop.order(number), request.args.get("_fields", "")
    return jsonify({name: order[name] for name in wanted.split(",")} if wanted else order)


@rest.put("/orders/<int:number>")
def change_order(number: int) -> Response:
    """Fields alone: one that is there under its key is changed, any other is added. The shop tells it as a change."""
    shop, given = _shop(), _given()
    if number not in shop.orders:
        return _error(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
    if set(given) - {"meta_data"}:
        return _error(400, "rest_invalid_param", "Only meta_data can be changed here.")
    metas = shop.order(number)["meta_data"]
    for one in given.get("meta_data", []):
        known = next((meta for meta in metas if meta["key"] == one["key"]), None)
        if known is not None:
            known["value"] = one["value"]
        else:
            metas.append({"id": len(metas) + 1, "key": one["key"], "value": one["value"]})
    return jsonify(shop.change(number, meta_data=metas))


@rest.get("/orders/<int:number>/notes")
def list_notes(number: int) -> Response:
    if number not in _shop().orders:
        return _error(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.")
    return _paged(_shop().notes.get(number, [])[::-1])


@rest.post("/orders/<int:number>/notes")
def add_note(number: int) -> Response | tuple[Response, int]:
    """A note changes no order and is told to nobody."""
    if number not in _shop().orders:
        return _error(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.")
    given = _given()
    made = _shop().add_note(number, str(given.get("note") or ""), bool(given.get("customer_note")))
    return jsonify(made), 201


@rest.get("/orders/<int:number>/refunds")
def list_refunds(number: int) -> Response:
    if number not in _shop().orders:
        return _error(404, "woocommerce_rest_invalid_order_id", "Invalid order ID.")
    return _paged(_shop().refunds.get(number, [])[::-1])


@rest.get("/products")
def list_products() -> Response:
    found = [
        {"id": one.id, "name": one.name, "type": "variable" if one.variants else "simple"}
        for one in _shop().products
    ]
    return _paged(found)


@rest.get("/products/<int:number>/variations")
def list_variations(number: int) -> Response:
    found = [one for one in _shop().products if one.id == number]
    if not found:
        return _error(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    return _paged(
        [
            {"id": variant, "attributes": [{"id": 1, "name": "Kolor", "option": option}]}
            for variant, option in found[0].variants.items()
        ]
    )


@rest.get("/webhooks")
def list_webhooks() -> Response:
    return _paged([_webhook(one) for one in _shop().webhooks.values()])


@rest.post("/webhooks")
def add_webhook() -> Response | tuple[Response, int]:
    given = _given()
    if given.get("topic") not in TOPICS:
        return _error(
            400, "woocommerce_rest_shop_webhook_invalid_topic", "Webhook topic is required and must be valid."
        )
    made = _shop().add_webhook(
        name=str(given.get("name") or "Webhook"),
        topic=str(given["topic"]),
        delivery_url=str(given.get("delivery_url")),
        secret=str(given.get("secret") or ""),
        status=str(given.get("status") or "active"),
    )
    return jsonify(_webhook(made)), 201


@rest.put("/webhooks/<int:number>")
def change_webhook(number: int) -> Response:
    shop, given = _shop(), _given()
    if number not in shop.webhooks:
        return _error(400, "woocommerce_rest_shop_webhook_invalid_id", "ID is invalid.")
    known = {name: str(given[name]) for name in ("name", "secret", "status", "delivery_url") if name in given}
    shop.webhooks[number] = replace(shop.webhooks[number], **known)  # type: ignore[arg-type]
    return jsonify(_webhook(shop.webhooks[number]))


def _webhook(hook: Webhook) -> dict[str, object]:
    """The secret is never shown again."""
    named = {"id": hook.id, "name": hook.name, "status": hook.status, "topic": hook.topic}
    return {**named, "delivery_url": hook.delivery_url}


def _given() -> dict[str, Any]:
    body: Any = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _paged(found: list[Any]) -> Response:
    size = min(max(request.args.get("per_page", 10, type=int), 1), LARGEST)
    page = max(request.args.get("page", 1, type=int), 1)
    answer = jsonify(found[(page - 1) * size : page * size])
    answer.headers["X-WP-Total"] = str(len(found))
    answer.headers["X-WP-TotalPages"] = str(-(-len(found) // size))
    return answer


def _error(status: int, code: str, message: str) -> Response:
    answer = jsonify({"code": code, "message": message, "data": {"status": status}})
    answer.status_code = status
    return answer


def _shop() -> Shop:
    shop: Shop = current_app.extensions["shop"]
    return shop
