"""`/api/v1/sales`: the same road as a webhook, with reading and deciding inside the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from mostek.api import shown
from mostek.api.body import read_json, read_object
from mostek.api.paging import page_of
from mostek.api.problems import Wrong
from mostek.core import receive
from mostek.core.models import Event, Order, Source
from mostek.sources.rest import adapter as rest
from mostek.tax import form


def post_sale(request: HttpRequest, source: Source) -> HttpResponse:
    require_on(source)
    body = read_json(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    taken = take(source, rest.ADAPTER.event_key(headers, body)[:255], body)
    return JsonResponse(taken.sale, status=taken.status)


def require_on(source: Source) -> None:
    if not source.is_on:
        raise Wrong("off")


@dataclass(frozen=True, slots=True)
class Taken:
    """What is answered about one sale; `status` is that of the first time, `is_new` of this one."""

    sale: dict[str, Any]
    status: int
    is_new: bool


def take(source: Source, key: str, body: bytes) -> Taken:
    """Check, store, decide. Raises Wrong; what is wrong in itself leaves nothing behind."""
    posted = read_object(body)
    try:
        rest.check_lengths(posted)
        posted.pop("number", None)
        form.sale_from_json(posted)
    except form.BadInput as error:
        raise Wrong("body.fields", errors=error.errors) from error
    try:
        event, is_new = store_and_read(source, key, body)
    except receive.OtherBody as error:
        raise Wrong("idempotency_key") from error
    return _answered(event, is_new)


def store_and_read(source: Source, key: str, body: bytes) -> tuple[Event, bool]:
    """Event, Order, Document and the answer in one transaction: the same key again finds all of it or nothing."""
    with transaction.atomic():
        event, is_new = receive.store(source, key, body)
        if is_new:
            receive.read(event)
            event.refresh_from_db()
            event.answer = {
                "outcome": event.reason,
                "order": shown.order_to_json(event.order) if event.order else None,
            }
            event.save(update_fields=["answer"])
    event.refresh_from_db()
    return event, is_new


def _answered(event: Event, is_new: bool) -> Taken:
    """The stored answer, so that a repeated request gets the same one."""
    stored: dict[str, Any] = event.answer or {}
    if event.state == Event.State.FAILED or not stored.get("order"):
        raise Wrong("body.fields", event.detail)
    if stored["outcome"] == "order.changed_after_issue":
        raise Wrong("changed_after_issue")
    status = 201 if stored["outcome"] == "order.new" else 200
    return Taken(stored["order"], status, is_new and status == 201)


def get_sale(source: Source, reference: str) -> HttpResponse:
    order = None
    if reference.isprintable():  # PostgreSQL refuses to compare with a NUL
        order = Order.objects.filter(source=source, external_id=reference).first()
    if order is None:
        raise Wrong("not_found")
    return JsonResponse(shown.order_to_json(order))


def list_sales(request: HttpRequest, source: Source) -> HttpResponse:
    """The newest first."""
    rows = Order.objects.filter(source=source).select_related("source__connection")
    return page_of(
        request, rows.prefetch_related("documents__connection", "refunds"), "sales", shown.order_to_json
    )
