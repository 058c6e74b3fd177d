"""VIES as one Flask application, and its controls as another. What is guessed stands in COVERAGE.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, abort, jsonify, request

from mostek.sandbox.vies.register import Register, UnknownAnswer, consultation_number


def create_app(register: Register, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Flask:
    app = Flask(__name__, static_folder=None)

    # Reference: https://ec.europa.eu/taxation_customs/vies/#/technical-information
    @app.post("/check-vat-number")
    def check_number() -> tuple[Response, int]:
        body = read()
        prefix, number = text(body, "countryCode").upper(), text(body, "vatNumber").upper()
        requester = (text(body, "requesterMemberStateCode") + text(body, "requesterNumber")).upper()
        answer = register.answer(prefix, number, requester)
        if answer not in ("VALID", "INVALID"):
            wrapped = {"actionSucceed": False, "errorWrappers": [{"error": answer}]}
            return jsonify(wrapped), 400 if answer.startswith("INVALID") else 500
        valid = answer == "VALID"
        found = {
            "countryCode": prefix,
            "vatNumber": number,
            "requestDate": f"{clock().astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}",
            "valid": valid,
            "requestIdentifier": consultation_number() if valid and requester else "",
            "name": "---",
            "address": "---",
        }
        return jsonify(found), 200

    return app


def create_control(register: Register) -> Flask:
    """JSON in and out: `PUT numbers/DE136695976 {"answer": "INVALID"}`, `PUT down/DE {"answer": "TIMEOUT"}`."""
    app = Flask(__name__, static_folder=None)

    @app.get("/")
    def show() -> Response:
        return jsonify(register.shown())

    @app.put("/numbers/<number>")
    def set_number(number: str) -> Response:
        register.set_number(number, text(read(), "answer"))
        return jsonify(register.shown())

    @app.put("/down/<prefix>")
    def set_down(prefix: str) -> Response:
        register.set_down(prefix, text(read(), "answer"))
        return jsonify(register.shown())

    @app.post("/reset")
    def reset() -> Response:
        read()
        register.reset()
        return jsonify(register.shown())

    @app.errorhandler(UnknownAnswer)
    def refuse(error: UnknownAnswer) -> tuple[Response, int]:
        return jsonify(error=str(error)), 422

    return app


def read() -> dict[str, Any]:
    """JSON alone is taken, so that no form on a foreign page can command a sandbox on this machine."""
    body = request.get_json(silent=True) if request.is_json else abort(415)
    return body if isinstance(body, dict) else abort(400)


def text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    return value.strip() if isinstance(value, str) else ""
