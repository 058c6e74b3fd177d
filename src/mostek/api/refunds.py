"""`POST /api/v1/refunds`: money that went back, on the road of every platform's refunds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from mostek.api import sales, shown
from mostek.api.body import read_json, read_object
from mostek.api.problems import Wrong
from mostek.core import receive
from mostek.core.models import Event, Order, Source
from mostek.core.models import Refund as Row
from mostek.sources.adapter import Refund
from mostek.sources.rest import adapter as rest
from mostek.sources.rest.refund import refund_from_json
from mostek.tax.fields import BadInput, FieldError


def post_refund(request: HttpRequest, source: Source) -> HttpResponse:
    """201 for a new one, 200 for the same once more. It may come before its sale does."""
    sales.require_on(source)
    try:
        refund = refund_from_json(read_object(read_json(request)))
    except BadInput as error:
        raise Wrong("body.fields", errors=error.errors) from error
    key, body = rest.refund_event(refund)
    if not Event.objects.filter(source=source, key=key).exists():
        _check_money(source, refund)
    try:
        event, is_new = sales.store_and_read(source, key, body)
    except receive.OtherBody as error:
        raise Wrong("refund_conflict") from error
    if event.state == Event.State.FAILED:
        raise Wrong("body.fields", event.detail)
    row = Row.objects.get(source=source, external_id=refund.external_id, refund_id=refund.refund_id)
    told = shown.refund_to_json(row) | {"sale": refund.external_id, "outcome": event.reason}
    return JsonResponse(told, status=201 if is_new else 200)


def _check_money(source: Source, refund: Refund) -> None:
    """What cannot have gone back of this sale. A sale that has not come yet is not known."""
    order = Order.objects.filter(source=source, external_id=refund.external_id).first()
    if order is None:
        return
    errors = []
    if refund.currency not in ("", order.currency):
        pl, en = f"Sprzedaż jest w walucie {order.currency}.", f"The sale is in {order.currency}."
        errors.append(FieldError("bad_value", "currency", pl, en))
    elif refund.amount is not None and refund.amount > order.total:
        pl, en = "To więcej, niż zapłacono.", "This is more than was paid."
        errors.append(FieldError("bad_amount", "amount", pl, en))
    if errors:
        raise Wrong("body.fields", errors=errors)
