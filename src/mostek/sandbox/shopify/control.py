"""The shop without a browser, in JSON: make orders, change them, lose webhooks, read what stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from flask import Flask, Response, abort, jsonify, request
from pydantic import TypeAdapter, ValidationError

from mostek.sandbox.shopify.order import STRICT, Purchase, Thing, order_to_webhook
from mostek.sandbox.shopify.shop import Settings, Shop


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """None: all that is left, with the goods."""

    __pydantic_config__ = STRICT

    amount: Decimal | None = None


Value = TypeVar("Value")

_ANY = TypeAdapter(dict[str, Any])
_AMOUNT = TypeAdapter(Amount)
_PURCHASE = TypeAdapter(Purchase)
_SETTINGS = TypeAdapter(Settings)
_THINGS = TypeAdapter(tuple[Thing, ...])


def create_app(shop: Shop) -> Flask:
    app = Flask(__name__, static_folder=None)

    @app.get("/")
    def show_shop() -> Response:
        keys = {"client_id": shop.client_id, "client_secret": shop.client_secret}
        hooks = [{"topic": one.topic, "uri": one.uri} for one in shop.subscriptions.values()]
        settings = _SETTINGS.dump_python(shop.settings, mode="json")
        return jsonify({"domain": shop.domain, "keys": keys, "settings": settings, "webhooks": hooks})

    @app.patch("/settings")
    def change_settings() -> Response:
        shop.settings = _read(_SETTINGS, _SETTINGS.dump_python(shop.settings) | _read(_ANY))
        return jsonify(_SETTINGS.dump_python(shop.settings, mode="json"))

    @app.get("/orders")
    def list_orders() -> Response:
        return jsonify({"orders": [order_to_webhook(one) for one in shop.orders.values()]})

    @app.post("/orders")
    def sell() -> tuple[Response, int]:
        return jsonify(order_to_webhook(shop.sell(_read(_PURCHASE)))), 201

    @app.post("/orders/<int:number>/payment")
    def pay(number: int) -> Response:
        return jsonify(order_to_webhook(shop.pay(_known(shop, number))))

    @app.put("/orders/<int:number>/things")
    def edit(number: int) -> Response:
        return jsonify(order_to_webhook(shop.edit(_known(shop, number), _read(_THINGS))))

    @app.post("/orders/<int:number>/refunds")
    def refund(number: int) -> tuple[Response, int]:
        wanted = _read(_AMOUNT)
        return jsonify({"id": shop.refund(_known(shop, number), wanted.amount).id}), 201

    @app.post("/orders/<int:number>/cancellation")
    def cancel(number: int) -> Response:
        return jsonify(order_to_webhook(shop.cancel(_known(shop, number))))

    return app


def _known(shop: Shop, number: int) -> int:
    if number not in shop.orders:
        abort(404)
    return number


def _read(kind: TypeAdapter[Value], given: Any = None) -> Value:
    """What is misspelled or of the wrong sort is refused with 422."""
    posted = given if given is not None else request.get_json(silent=True)
    try:
        return kind.validate_python(posted if posted is not None else {}, strict=False)
    except ValidationError as error:
        response = jsonify({"error": [fault["msg"] for fault in error.errors()]})
        response.status_code = 422
        abort(response)
