"""`POST /api/v1/sales`: the same road as a webhook, with reading and deciding inside the request."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from mostek.api.problems import problem
from mostek.api.webhooks import read_body
from mostek.core import receive
from mostek.core.models import Event, Order, Source
from mostek.sources.adapter import BadBody
from mostek.sources.rest import adapter as rest
from mostek.tax import form


def post_sale(request: HttpRequest, source: Source) -> HttpResponse:
    if not source.is_on:
        return problem("off")
    body = read_body(request)
    if body is None:
        return problem("too_large")
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        posted = rest.load(body)
        rest.check_lengths(posted)
        posted.pop("number", None)
        form.sale_from_json(posted)
    except BadBody as error:
        return problem(error.code, error.detail)
    except form.BadInput as error:
        return problem("body.fields", errors=[asdict(one) for one in error.errors])
    try:
        event = store_and_read(source, rest.ADAPTER.event_key(headers, body)[:255], body)
    except receive.OtherBody:
        return problem("idempotency_key")
    return answer(event)


def store_and_read(source: Source, key: str, body: bytes) -> Event:
    """Event, Order, Document and the answer in one transaction: the same key again finds all of it or nothing."""
    with transaction.atomic():
        event, is_new = receive.store(source, key, body)
        if is_new:
            receive.read(event)
            event.refresh_from_db()
            event.answer = {
                "outcome": event.reason,
                "order": order_to_json(event.order) if event.order else None,
            }
            event.save(update_fields=["answer"])
    event.refresh_from_db()
    return event


def answer(event: Event) -> HttpResponse:
    """The stored answer, so that a repeated request gets the same one."""
    stored: dict[str, Any] = event.answer or {}
    if event.state == Event.State.FAILED or not stored.get("order"):
        return problem("body.fields", event.detail)
    if stored["outcome"] == "order.changed_after_issue":
        return problem("changed_after_issue")
    return JsonResponse(stored["order"], status=201 if stored["outcome"] == "order.new" else 200)


def get_sale(source: Source, reference: str) -> HttpResponse:
    if not reference.isprintable():  # PostgreSQL refuses to compare with a NUL
        return problem("not_found")
    order = Order.objects.filter(source=source, external_id=reference).first()
    return JsonResponse(order_to_json(order)) if order else problem("not_found")


def order_to_json(order: Order) -> dict[str, Any]:
    """One sale as REST shows it. `document` is the live one, or null while there is none."""
    live = order.documents.exclude(state="cancelled").exclude(kind="correction")
    document = live.order_by("-id").first()
    shown = None
    if document is not None:
        shown = {
            "reference": document.reference,
            "kind": document.kind,
            "state": document.state,
            "reason": document.reason or None,
            "number": document.number or None,
            "total": str(document.total),
            "currency": document.currency,
        }
    return {
        "reference": order.external_id,
        "revision": order.revision,
        "decision": order.verdict,
        "reasons": order.decision["reasons"],
        "warnings": order.decision["warnings"],
        "question": order.decision.get("question"),
        "document": shown,
    }
