"""Stripe's REST: the list of events, and what an event leaves out. Reads alone (`write` writes), a pinned version.

Events come newest first and are kept for 30 days. A page is few events, since each may cost up to four more calls.
References: https://docs.stripe.com/api/events/list, …/checkout/sessions, …/invoices, …/invoice-payment (2026-11-23).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mostek.sources import http
from mostek.sources.adapter import Access, Finding, Found, NeedsYou, NotNow, Page
from mostek.sources.stripe.moments import moment
from mostek.sources.stripe.payload import is_invoiced
from mostek.sources.stripe.platform import DEFAULT_CODE, EVENTS

API = "https://api.stripe.com"
VERSION = "2025-04-30.basil"
PAGE = 25
MOST_LINES = 2000  # of one sale; an order of more is left to a person
PRODUCTS = 50  # pages of a hundred

SESSION = ("payment_intent.latest_charge", "shipping_cost.shipping_rate")
RIGHTS = {
    "Events": "/v1/events",
    "Checkout Sessions": "/v1/checkout/sessions",
    "Invoices": "/v1/invoices",
    "PaymentIntents": "/v1/payment_intents",
    "Charges and Refunds": "/v1/refunds",
    "Products": "/v1/products",
}


def pull(access: Access, since: datetime, cursor: str) -> Page:
    """`cursor` is `<second>.<id>` of the last event that was handed over."""
    listed = _events(access, since, cursor)
    events = [one for one in listed["data"] if is_event(one)]
    found = [each for one in events for each in _found(access, one)]
    last = events[-1] if events and listed.get("has_more") is True else None
    return Page(
        tuple(reversed(found)),
        cursor=f"{last['created']}.{last['id']}" if last else "",
        newest=max((moment(one["created"]) for one in events), default=None),
    )


def is_event(one: Any) -> bool:
    is_dated = (
        isinstance(one, dict) and type(one.get("created")) is int and 0 <= one["created"] < 4_102_444_800
    )
    return is_dated and isinstance(one.get("id"), str) and isinstance(object_of(one), dict)


def object_of(event: Mapping[str, Any]) -> Any:
    data = event.get("data")
    return data.get("object") if isinstance(data, dict) else None


def _events(access: Access, since: datetime, cursor: str) -> Mapping[str, Any]:
    wanted: dict[str, Any] = {"created[gte]": int(since.timestamp()), "limit": PAGE, "types[]": list(EVENTS)}
    if not cursor:
        return _list(access, "/v1/events", wanted)
    second, _, last = cursor.partition(".")
    try:
        return _list(access, "/v1/events", wanted | {"starting_after": last})
    except NotNow as error:
        if error.code != "pull.refused":
            raise
        # A cursor that is used days later may name an event that Stripe has forgotten.
        return _list(access, "/v1/events", wanted | {"created[lte]": second})


def _found(access: Access, event: Mapping[str, Any]) -> Iterator[Found]:
    """The event with what it leaves out; nothing for one that another event tells better."""
    kind, told = str(event.get("type")), object_of(event)
    if kind.startswith("checkout.session."):
        yield _filled(access, event, _session(access, told))
    elif kind == "invoice.paid":
        yield _filled(access, event, _invoice(access, told))
    elif kind == "payment_intent.succeeded":
        intent = _bare_payment(access, told)
        if intent is not None:
            yield _filled(access, event, intent)
    elif kind == "charge.refunded":
        for refund in _refunds(access, told):
            changed = {**event, "type": "refund.updated", "id": f"{event['id']}:{refund.get('id')}"}
            yield _filled(access, changed, {**refund, "invoice": _invoice_behind(access, told)})
    else:
        yield _filled(access, event, {**told, "invoice": _invoice_behind(access, told)})


def _filled(access: Access, event: Mapping[str, Any], told: Mapping[str, Any]) -> Found:
    """The same bytes for the same event: what changes with each look is left out."""
    kept = {name: event.get(name) for name in ("id", "object", "type", "created", "livemode", "account")}
    account = str(access.options.get("account") or "")
    body = kept | ({"account": account} if account else {}) | {"data": {"object": _quiet(told)}}
    return Found(str(event["id"]), json.dumps(body, sort_keys=True, default=str).encode())


def _quiet(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in ("client_secret", "url")}


def _session(access: Access, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Not what an invoice tells, and not what was unpaid at that moment: another event says when it was paid."""
    if told.get("payment_status") == "unpaid" or is_invoiced(told) or told.get("mode") == "setup":
        return told
    address = f"/v1/checkout/sessions/{told.get('id')}"
    session = _one(access, address, SESSION)
    if session is None:
        return told
    lines = _lines(access, f"{address}/line_items", ("data.price.product",))
    return {**session, "line_items": lines}


def _invoice(access: Access, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """With all its lines, and the session in which the subscriber answered the seller's own questions."""
    address = f"/v1/invoices/{told.get('id')}"
    invoice = _one(access, address, ("shipping_cost.shipping_rate",))
    if invoice is None:
        return told
    lines = invoice.get("lines")
    if not isinstance(lines, dict) or lines.get("has_more") is not False:
        lines = _lines(access, f"{address}/lines")
    return {**invoice, "lines": lines, "session": _session_of(access, invoice)}


def _session_of(access: Access, invoice: Mapping[str, Any]) -> Mapping[str, Any] | None:
    parent = invoice.get("parent")
    details = parent.get("subscription_details") if isinstance(parent, dict) else None
    subscription = details.get("subscription") if isinstance(details, dict) else invoice.get("subscription")
    if subscription:
        return _first(access, "/v1/checkout/sessions", {"subscription": id_of(subscription)})
    # Where Checkout made an invoice for a single payment, they have the payment in common.
    paid = _first(access, "/v1/invoice_payments", {"invoice": invoice["id"], "status": "paid"})
    payment = paid.get("payment") if paid else None
    intent = payment.get("payment_intent") if isinstance(payment, dict) else None
    return _first(access, "/v1/checkout/sessions", {"payment_intent": id_of(intent)}) if intent else None


def _bare_payment(access: Access, told: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """None where a session or an invoice stands behind it, or nobody wants to know."""
    if not access.options.get("bare_payments") or told.get("invoice"):
        return None
    if _first(access, "/v1/checkout/sessions", {"payment_intent": told.get("id")}):
        return None
    if _invoice_behind(access, {"payment_intent": told.get("id")}):
        return None
    return _one(access, f"/v1/payment_intents/{told.get('id')}", ("latest_charge",)) or told


def _invoice_behind(access: Access, told: Mapping[str, Any]) -> str:
    if told.get("invoice"):
        return id_of(told["invoice"])
    intent = id_of(told.get("payment_intent"))
    if not intent:
        return ""
    wanted = {"payment[type]": "payment_intent", "payment[payment_intent]": intent}
    paid = _first(access, "/v1/invoice_payments", wanted)
    return id_of(paid.get("invoice")) if paid else ""


def _refunds(access: Access, charge: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = _list(access, "/v1/refunds", {"charge": charge.get("id"), "limit": 100})["data"]
    return [one for one in listed if isinstance(one, dict)]


def _lines(access: Access, address: str, expand: tuple[str, ...] = ()) -> dict[str, Any]:
    """All of them. `has_more` stays true for a sale that is longer than any."""
    found: list[Any] = []
    wanted: dict[str, Any] = {"limit": 100}
    while True:
        page = _list(access, address, wanted, expand)
        found += page["data"]
        more = page.get("has_more") is True and bool(page["data"])
        if not more or len(found) >= MOST_LINES:
            return {"object": "list", "data": found, "has_more": more}
        wanted["starting_after"] = id_of(page["data"][-1])


def id_of(reference: Any) -> str:
    return str((reference.get("id") if isinstance(reference, dict) else reference) or "")


def _first(access: Access, path: str, wanted: Mapping[str, Any]) -> Mapping[str, Any] | None:
    listed = _list(access, path, {**wanted, "limit": 1})["data"]
    return listed[0] if listed and isinstance(listed[0], dict) else None


def _one(access: Access, path: str, expand: tuple[str, ...]) -> dict[str, Any] | None:
    """None for what Stripe does not know (any more): one missing object must not stop the others."""
    try:
        answer = _get(access, path, {}, expand)
    except NeedsYou as error:
        if error.code == "pull.address" and error.detail == "HTTP 404":
            return None
        raise
    if not isinstance(answer, dict):
        raise NotNow("pull.unreadable", path.split("/")[2])
    return answer


def _list(
    access: Access, path: str, wanted: Mapping[str, Any], expand: tuple[str, ...] = ()
) -> Mapping[str, Any]:
    answer = _get(access, path, wanted, expand)
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), list):
        raise NotNow("pull.unreadable", path.split("/")[2])
    return answer


def _get(access: Access, path: str, wanted: Mapping[str, Any], expand: tuple[str, ...] = ()) -> Any:
    params = {**wanted, **({"expand[]": list(expand)} if expand else {})}
    return http.call(
        access.http, "GET", address(access) + path, params=params, headers=headers(access)
    ).json()


def address(access: Access) -> str:
    return str(access.options.get("api") or API)


def headers(access: Access) -> dict[str, str]:
    said = {"Authorization": f"Bearer {access.keys.get('api_key', '')}", "Stripe-Version": VERSION}
    account = access.options.get("account")
    return said | ({"Stripe-Account": str(account)} if account else {})


def examine(access: Access) -> tuple[Finding, ...]:
    """Every right that the pull needs, and whether the key is for the same mode as the source."""
    key = access.keys.get("api_key", "")
    is_test = "_test_" in key
    if is_test != bool(access.options.get("test_mode")):
        return (Finding("stripe.key_of_test" if is_test else "stripe.key_of_live", False),)
    missing = [right for right, path in RIGHTS.items() if not _may(access, path)]
    if missing == list(RIGHTS):
        return (Finding("pull.key", False),)
    if missing:
        return (Finding("stripe.rights_missing", False, {"rights": ", ".join(missing)}),)
    return (Finding("stripe.works", True),)


def _may(access: Access, path: str) -> bool:
    try:
        _list(access, path, {"limit": 1})
    except NeedsYou as error:
        if error.code != "pull.key":
            raise
        return False
    return True


def products(access: Access) -> Mapping[str, str]:
    """The same code as `parse` writes: the seller's own, else Stripe's."""
    found: dict[str, str] = {}
    own = str(access.options.get("code_key") or DEFAULT_CODE)
    wanted: dict[str, Any] = {"limit": 100}
    for _ in range(PRODUCTS):
        page = _list(access, "/v1/products", wanted)
        for one in page["data"]:
            labels = one.get("metadata")
            code = labels.get(own) if isinstance(labels, dict) else None
            found[str(code or one.get("id"))] = " ".join(str(one.get("name") or "").split())
        if page.get("has_more") is not True or not page["data"]:
            break
        wanted = {"limit": 100, "starting_after": id_of(page["data"][-1])}
    return found
