"""The part of Stripe's REST that a bridge reads: lists with cursors, `expand[]`, and its way of refusing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from mostek.sandbox.stripe.account import Account
from mostek.sandbox.stripe.objects import Json

rest = Blueprint("stripe_rest", __name__, url_prefix="/v1")

LISTED = {
    "checkout/sessions": "sessions",
    "invoices": "invoices",
    "invoice_payments": "invoice_payments",
    "payment_intents": "intents",
    "refunds": "refunds",
    "products": "products",
}


@rest.before_request
def let_in() -> Response | None:
    account = _account()
    if account.status:
        answer = _error(account.status, "api_error", "Something is wrong.")
        if account.retry_after:
            answer.headers["Retry-After"] = str(account.retry_after)
        return answer
    if request.headers.get("Authorization") != f"Bearer {account.key}":
        return _error(401, "invalid_request_error", "Invalid API Key provided.")
    return None


@rest.get("/events")
def list_events() -> Response:
    first, last = request.args.get("created[gte]", type=int), request.args.get("created[lte]", type=int)
    found = [
        one
        for one in _account().events(request.args.getlist("types[]"))
        if (first is None or one["created"] >= first) and (last is None or one["created"] <= last)
    ]
    return _page(found)


@rest.get("/<path:name>")
def show(name: str) -> Response:
    """`…/lines` and `…/line_items`, one object, or a list."""
    account = _account()
    if name in LISTED:
        return _page([one for one in account.rows(LISTED[name]) if _matches(one)])
    path, _, last = name.rpartition("/")
    if last in ("lines", "line_items"):
        table = "session_lines" if last == "line_items" else "invoice_lines"
        lines = account.get(table, path.rpartition("/")[2])
        return _page([_opened_line(one) for one in lines["data"]]) if lines else _missing(path)
    found = account.get(LISTED.get(path, ""), last)
    return jsonify(_opened(found)) if found else _missing(last)


@rest.post("/<path:name>")
def change(name: str) -> Response:
    """Metadata alone. The same idempotency key gives the same answer; with another body it is an error."""
    account, asked = _account(), f"{name}?{sorted(request.form.items())}"
    if not account.may_write:
        return _error(
            403, "invalid_request_error", "The provided key does not have the required permissions."
        )
    path, _, last = name.rpartition("/")
    key = request.headers.get("Idempotency-Key", "")
    if key in account.keys:
        before, answer = account.keys[key]
        if before != asked:
            return _error(400, "idempotency_error", "Keys can only be used with the same parameters.")
        return jsonify(answer)
    labels = {
        each.removeprefix("metadata[").removesuffix("]"): value
        for each, value in request.form.items()
        if each.startswith("metadata[")
    }
    if len(labels) != len(request.form) or any(len(one) > 40 for one in labels):
        return _error(400, "invalid_request_error", "Received unknown parameter.")
    changed = account.label({**LISTED, "charges": "charges"}.get(path, ""), last, labels)
    if changed is None:
        return _missing(last)
    if key:
        account.keys[key] = (asked, changed)
    return jsonify(changed)


def _matches(one: Json) -> bool:
    """Filters of the lists, by the names they have here."""
    payment = one.get("payment") or {}
    known: dict[str, Callable[[], Any]] = {
        "payment_intent": lambda: one.get("payment_intent"),
        "subscription": lambda: one.get("subscription"),
        "charge": lambda: one.get("charge"),
        "invoice": lambda: one.get("invoice"),
        "status": lambda: one.get("status"),
        "payment[payment_intent]": lambda: payment.get("payment_intent"),
    }
    return all(known[name]() == value for name, value in request.args.items() if name in known)


def _page(found: list[Json]) -> Response:
    """`starting_after` an id that is not there is an error of the caller, as it is at Stripe."""
    limit = min(max(request.args.get("limit", 10, type=int), 1), 100)
    after = request.args.get("starting_after")
    if after:
        place = next((n for n, one in enumerate(found) if one["id"] == after), None)
        if place is None:
            return _error(400, "invalid_request_error", "No such object.")
        found = found[place + 1 :]
    page = found[:limit]
    return jsonify({"object": "list", "url": request.path, "has_more": len(found) > limit, "data": page})


def _opened(one: Json) -> Json:
    """What `expand[]` names: an id becomes the object."""
    account, one = _account(), copy.deepcopy(one)
    wanted = request.args.getlist("expand[]")
    if "payment_intent.latest_charge" in wanted and one.get("payment_intent"):
        one["payment_intent"] = copy.deepcopy(account.tables["intents"][one["payment_intent"]])
        one["payment_intent"]["latest_charge"] = account.tables["charges"][
            one["payment_intent"]["latest_charge"]
        ]
    if "latest_charge" in wanted:
        one["latest_charge"] = account.tables["charges"][one["latest_charge"]]
    if "shipping_cost.shipping_rate" in wanted and one.get("shipping_cost"):
        one["shipping_cost"]["shipping_rate"] = {"id": "shr_1", "display_name": "Kurier"}
    return one


def _opened_line(line: Json) -> Json:
    if "data.price.product" not in request.args.getlist("expand[]"):
        return line
    line = copy.deepcopy(line)
    name = line["price"]["product"]
    line["price"]["product"] = _account().get("products", name) or {"id": name, "metadata": {}}
    return line


def _missing(name: str) -> Response:
    return _error(404, "invalid_request_error", f"No such object: {name}")


def _error(status: int, kind: str, message: str) -> Response:
    answer = jsonify({"error": {"type": kind, "message": message}})
    answer.status_code = status
    return answer


def _account() -> Account:
    account: Account = current_app.extensions["stripe"]
    return account
