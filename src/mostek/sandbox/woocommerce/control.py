"""The shop without a browser, in JSON: make orders, change them, lose webhooks, read what stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from flask import Flask, Response, abort, jsonify, request
from pydantic import TypeAdapter, ValidationError

from mostek.sandbox.woocommerce.order import STRICT, Purchase
from mostek.sandbox.woocommerce.shop import Settings, Shop


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """None: all that is left."""

    __pydantic_config__ = STRICT

    amount: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    __pydantic_config__ = STRICT

    status: str


Value = TypeVar("Value")

_ANY = TypeAdapter(dict[str, Any])
_AMOUNT = TypeAdapter(Amount)
_FATE = TypeAdapter(Fate)
_PURCHASE = TypeAdapter(Purchase)
_SETTINGS = TypeAdapter(Settings)


def create_app(shop: Shop) -> Flask:
    app = Flask(__name__, static_folder=None)

    @app.get("/")
    def show_shop() -> Response:
        hooks = [
            {"id": one.id, "topic": one.topic, "url": one.delivery_url, "status": one.status}
            for one in shop.webhooks.values()
        ]
        return jsonify({"settings": _SETTINGS.dump_python(shop.settings), "webhooks": hooks})

    @app.post("/keys")
    def add_key() -> tuple[Response, int]:
        key = shop.add_key()
        return jsonify({"consumer_key": key.consumer_key, "consumer_secret": key.consumer_secret}), 201

    @app.patch("/settings")
    def change_settings() -> Response:
        shop.settings = _read(_SETTINGS, _SETTINGS.dump_python(shop.settings) | _read(_ANY))
        return jsonify(_SETTINGS.dump_python(shop.settings))

    @app.get("/orders")
    def list_orders() -> Response:
        return jsonify({"orders": list(shop.orders.values())})

    @app.post("/orders")
    def sell() -> tuple[Response, int]:
        return jsonify(shop.sell(_read(_PURCHASE))), 201

    @app.put("/orders/<int:number>/status")
    def set_status(number: int) -> Response:
        fate = _read(_FATE)
        _known(shop, number)
        return jsonify(shop.change(number, status=fate.status))

    @app.post("/orders/<int:number>/refunds")
    def refund(number: int) -> tuple[Response, int]:
        wanted = _read(_AMOUNT)
        _known(shop, number)
        return jsonify(shop.refund(number, wanted.amount)), 201

    @app.delete("/orders/<int:number>")
    def trash(number: int) -> Response:
        _known(shop, number)
        shop.trash(number)
        return jsonify({"status": "ok"})

    @app.post("/reset")
    def reset() -> Response:
        shop.reset()
        return jsonify({"status": "ok"})

    return app


def _known(shop: Shop, number: int) -> None:
    if number not in shop.orders:
        abort(404)


def _read(kind: TypeAdapter[Value], given: Any = None) -> Value:
    """What is misspelled or of the wrong sort is refused with 422."""
    posted = given if given is not None else request.get_json(silent=True)
    try:
        return kind.validate_python(posted if posted is not None else {}, strict=False)
    except ValidationError as error:
        response = jsonify({"error": [fault["msg"] for fault in error.errors()]})
        response.status_code = 422
        abort(response)
