"""REST v1 and v2 of the shop, as far as a bridge uses them: who may ask, what it lists, where webhooks go.

v1 takes `nonce` and `token` = md5(nonce + licence key); v2 takes `api_key`. Refusals have WordPress's shape.
"""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from mostek.lib.clock import WARSAW
from mostek.sandbox.publigo.order import Line, Order
from mostek.sandbox.publigo.php import php_json
from mostek.sandbox.publigo.shop import ORDER_PAID, Shop

rest = Blueprint("rest", __name__, url_prefix="/wp-json/wp-idea")

EVENTS = {
    *(ORDER_PAID, "quiz_finished", "certificate_issued"),
    *("student_enrolled_in_course", "course_completed"),
}


@rest.before_request
def let_in() -> Response | None:
    shop = _shop()
    if shop.settings.rest_status:
        return _out_of_order(shop.settings.rest_status, shop.settings.rest_retry_after)
    return _check_v1(shop) if "/v1/" in request.path else _check_v2(shop)


def _check_v1(shop: Shop) -> Response | None:
    nonce, token = request.args.get("nonce", ""), request.args.get("token", "")
    if not nonce or not token:
        return _error(401, "rest_login_required", "REST API restricted to authenticated users.")
    wanted = hashlib.md5((nonce + shop.key).encode(), usedforsecurity=False).hexdigest()
    if token != wanted:
        return _error(403, "rest_token_error", "REST API wrong token.")
    if not (nonce.isascii() and nonce.isalnum()) or not shop.is_fresh(nonce):
        return _error(403, "rest_forbidden", "Sorry, you are not allowed to do that.")
    return None


def _check_v2(shop: Shop) -> Response | None:
    if not shop.settings.has_rest:
        return _error(403, "rest_forbidden", "Sorry, you are not allowed to do that.")
    given = request.args.get("api_key") or request.form.get("api_key")
    if not given:
        return _error(401, "rest_login_required", "REST API restricted to authenticated users.")
    if given != shop.api_key:
        return _error(403, "rest_token_error", "REST API wrong key.")
    return None


@rest.get("/v1/products/")
def list_products() -> Response:
    """Variants by their own names; without prices and without tax."""
    found = {}
    for product in _shop().products():
        if not product.variants:
            found[str(product.id)] = product.name
        for variant in product.variants:
            found[f"{product.id}_{variant.price_id}"] = f"{product.name} - {variant.name}"
    return _json(found)


@rest.get("/v2/me/")
def me() -> Response:
    return _json({"status": "ok"})


@rest.get("/v2/orders/")
def list_orders() -> Response:
    """All of them, the newest first: there are no pages and no dates to ask for."""
    email = request.args.get("email")
    orders = [order for order in _shop().orders() if not email or order.buyer.email == email]
    return _json({"orders": [order_to_rest(order) for order in orders]})


@rest.get("/v2/orders/<int:order_id>/")
def show_order(order_id: int) -> Response:
    order = _shop().order(order_id)
    return _json(order_to_rest(order)) if order else _error(404, "not_found", "Order not found")


@rest.post("/v2/subscribe/")
def subscribe() -> Response:
    """A hook that is there already, and an event nobody knows, both answer 200 with `status` error."""
    wanted = _hook()
    if wanted is None:
        return _error(400, "rest_missing_callback_param", "Missing parameter(s)")
    url, event = wanted
    known = any(hook.url == url and hook.event == event for hook in _shop().webhooks())
    if known or event not in EVENTS:
        return _json({"code": 200, "message": "Webhook already exists", "status": "error"})
    _shop().add_webhook(url)
    return _json({"status": "ok"})


@rest.delete("/v2/unsubscribe/")
def unsubscribe() -> Response:
    wanted = _hook()
    found = [hook for hook in _shop().webhooks() if wanted == (hook.url, hook.event)]
    if not found:
        return _error(404, "not_found", "Webhook not found")
    _shop().remove_webhook(found[0].id)
    return _json({"status": "ok"})


def _hook() -> tuple[str, str] | None:
    body: Any = request.get_json(silent=True)
    given = body if isinstance(body, dict) else {}
    if not all(given.get(name) for name in ("hookUrl", "hookName", "hookHost")):
        return None
    return str(given["hookUrl"]), str(given["hookName"])


def order_to_rest(order: Order) -> dict[str, object]:
    """No names, no invoice data, no gateway. `status` is a slug here."""
    return {
        "id": order.id,
        "user_id": order.user_id,
        "client": {"email": order.buyer.email},
        "date": order.created.astimezone(WARSAW).strftime("%Y-%m-%d %H:%M:%S"),
        "status": order.status,
        "total": float(order.total),
        "currency": order.currency,
        "cart_content": {
            "item_names": [line.name for line in order.lines],
            "item_details": [_detail(line) for line in order.lines],
        },
    }


def _detail(line: Line) -> dict[str, object]:
    return {
        "name": line.name,
        "id": line.id,
        "item_number": {"id": line.id, "options": {"price_id": line.price_id}},
        "item_price": float(line.subtotal / line.quantity),
        "quantity": line.quantity,
        "discount": float(line.discount),
        "subtotal": float(line.subtotal),
        "tax": 0,
        "fees": [],
        "price": float(line.price),
    }


def _out_of_order(status: int, retry_after: int) -> Response:
    """What stands in front of the shop answers with a page, not with JSON."""
    answer = Response("<!doctype html><title>Error</title>", status=status, mimetype="text/html")
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _error(status: int, code: str, message: str) -> Response:
    answer = jsonify({"code": code, "message": message, "data": {"status": status}})
    answer.status_code = status
    return answer


def _json(value: object) -> Response:
    return Response(php_json(value), mimetype="application/json")


def _shop() -> Shop:
    shop: Shop = current_app.extensions["shop"]
    return shop
