"""The account as a WSGI application, and its controls in JSON: point the webhook, sell, refund, lose messages."""

from __future__ import annotations

from typing import TypeVar

from flask import Flask, Response, abort, jsonify, request
from pydantic import ValidationError

from mostek.sandbox.stripe.account import Account, shown
from mostek.sandbox.stripe.objects import Given, Purchase
from mostek.sandbox.stripe.rest import rest


class Settings(Given):
    """What is left out stays as it is."""

    url: str | None = None
    key: str | None = None
    secret: str | None = None
    livemode: bool | None = None
    silent: bool | None = None
    status: int | None = None
    retry_after: int | None = None


class Back(Given):
    amount: int | None = None
    deliveries: int = 1


Value = TypeVar("Value", bound=Given)


def create_app(account: Account) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.extensions["stripe"] = account
    app.register_blueprint(rest)
    return app


def create_control(account: Account) -> Flask:
    app = Flask(__name__, static_folder=None)

    @app.get("/")
    def show_account() -> Response:
        return jsonify(shown(account))

    @app.patch("/settings")
    def change_settings() -> Response:
        for name, value in _read(Settings).model_dump(exclude_none=True).items():
            setattr(account, name, value)
        return jsonify(shown(account))

    @app.post("/checkouts")
    def sell() -> tuple[Response, int]:
        return jsonify(account.sell(_read(Purchase))), 201

    @app.post("/invoices")
    def bill() -> tuple[Response, int]:
        return jsonify(account.bill(_read(Purchase))), 201

    @app.post("/payments")
    def pay() -> tuple[Response, int]:
        return jsonify(account.pay_alone(_read(Purchase))), 201

    @app.post("/payments/<name>/refund")
    def refund(name: str) -> tuple[Response, int]:
        back = _read(Back)
        account.get("intents", name) or abort(404)
        return jsonify(account.refund(name, back.amount, back.deliveries)), 201

    @app.post("/payments/<name>/dispute")
    def dispute(name: str) -> tuple[Response, int]:
        back = _read(Back)
        account.get("intents", name) or abort(404)
        return jsonify(account.dispute(name, deliveries=back.deliveries)), 201

    return app


def _read(kind: type[Value]) -> Value:
    """JSON alone is taken, so that no form on a foreign page can command a sandbox on this machine."""
    if not request.is_json:
        abort(_refusal(415, "send application/json"))
    try:
        return kind.model_validate_json(request.get_data() or b"{}")
    except ValidationError as problem:
        abort(_refusal(422, problem.errors(include_url=False, include_context=False, include_input=False)))


def _refusal(status: int, error: object) -> Response:
    answer = jsonify({"error": error})
    answer.status_code = status
    return answer
