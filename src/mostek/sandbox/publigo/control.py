"""The shop without a browser, in JSON: point the webhook, place orders, read what was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from flask import Flask, Response, abort, jsonify, request
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from mostek.sandbox.publigo.order import (
    STRICT,
    Buyer,
    CartItem,
    Checkout,
    CheckoutError,
    Order,
    Product,
    Status,
)
from mostek.sandbox.publigo.settings import Settings
from mostek.sandbox.publigo.shop import Shop, Webhook

ANYBODY = Buyer(first_name="Jan", last_name="Testowy", email="jan@example.com")


@dataclass(frozen=True, kw_only=True, slots=True)
class Purchase(Checkout):
    """A Checkout of which everything may be left out. `deliveries`: 0 loses the webhook, 2 doubles it."""

    __pydantic_config__ = STRICT

    cart: tuple[CartItem, ...] = (CartItem(id=90),)
    buyer: Buyer = ANYBODY
    created: AwareDatetime | None = None
    deliveries: Annotated[int, Field(ge=0, le=10)] = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """The only webhook from now on, and the licence key if it is to change. No `url` silences the shop."""

    __pydantic_config__ = STRICT

    url: str | None = None
    key: str | None = None
    api_key: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    """What became of an order after it was paid."""

    __pydantic_config__ = STRICT

    status: Status


Value = TypeVar("Value")

_ANY = TypeAdapter(dict[str, Any])
_PURCHASE = TypeAdapter(Purchase)
_FATE = TypeAdapter(Fate)
_TARGET = TypeAdapter(Target)
_SETTINGS = TypeAdapter(Settings)
_ORDER = TypeAdapter(Order)
_PRODUCTS = TypeAdapter(list[Product])
_WEBHOOKS = TypeAdapter(list[Webhook])


def create_app(shop: Shop) -> Flask:
    app = Flask(__name__, static_folder=None)

    @app.get("/")
    def show_shop() -> Response:
        return jsonify(_shop_to_json(shop))

    @app.put("/webhook")
    def set_webhook() -> Response:
        target = _read(_TARGET)
        shop.replace_webhooks(*([target.url] if target.url else []))
        shop.key, shop.api_key = target.key or shop.key, target.api_key or shop.api_key
        return jsonify(_shop_to_json(shop))

    @app.patch("/settings")
    def change_settings() -> Response:
        changes = _read(_ANY)
        shop.settings = _read(_SETTINGS, _SETTINGS.dump_python(shop.settings) | changes)
        return jsonify(_shop_to_json(shop))

    @app.get("/orders")
    def list_orders() -> Response:
        limit = min(max(request.args.get("limit", 100, type=int), 1), 1000)
        orders = shop.orders(before=request.args.get("before", type=int), limit=limit)
        return jsonify({"orders": [_order_to_json(order) for order in orders]})

    @app.post("/orders")
    def place_order() -> tuple[Response, int]:
        purchase = _read(_PURCHASE)
        try:
            order = shop.place(purchase, deliveries=purchase.deliveries)
        except CheckoutError as problem:
            return jsonify({"error": str(problem)}), 422
        return jsonify(_order_to_json(order)), 201

    @app.get("/orders/<int:order_id>")
    def show_order(order_id: int) -> Response:
        return jsonify(_order_to_json(shop.order(order_id) or abort(404)))

    @app.post("/orders/<int:order_id>/webhook")
    def send_again(order_id: int) -> Response:
        _read(_ANY)
        shop.order(order_id) or abort(404)
        return jsonify(_order_to_json(shop.notify(order_id)))

    @app.put("/orders/<int:order_id>/status")
    def set_status(order_id: int) -> Response:
        fate = _read(_FATE)
        shop.order(order_id) or abort(404)
        return jsonify(_order_to_json(shop.set_status(order_id, fate.status)))

    @app.post("/reset")
    def reset() -> Response:
        _read(_ANY)
        shop.reset()
        return jsonify(_shop_to_json(shop))

    return app


def _read(kind: TypeAdapter[Value], given: object | None = None) -> Value:
    """The JSON body (or `given`) as a value; 415 and 422 say what is wrong with it.

    JSON alone is taken, so that no form on a foreign page can command a sandbox on this machine.
    """
    if not request.is_json:
        abort(_refusal(415, "send application/json"))
    try:
        if given is not None:
            return kind.validate_python(given)
        return kind.validate_json(request.get_data() or b"{}")
    except ValidationError as problem:
        abort(_refusal(422, problem.errors(include_url=False, include_context=False, include_input=False)))


def _refusal(status: int, error: object) -> Response:
    response = jsonify({"error": error})
    response.status_code = status
    return response


def _order_to_json(order: Order) -> dict[str, Any]:
    """The order with its `total` and every webhook call: body, signature, status, answer, outcome."""
    shown: dict[str, Any] = _ORDER.dump_python(order, mode="json")
    return shown | {"total": str(order.total)}


def _shop_to_json(shop: Shop) -> dict[str, Any]:
    return {
        "key": shop.key,
        "api_key": shop.api_key,
        "settings": _SETTINGS.dump_python(shop.settings, mode="json"),
        "webhooks": _WEBHOOKS.dump_python(shop.webhooks(), mode="json"),
        "products": _PRODUCTS.dump_python(shop.products(), mode="json"),
    }
