"""The door for platforms: check, store, answer. Everything else happens later, in the worker."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from mostek.api.problems import PROBLEMS, problem
from mostek.core import receive
from mostek.core.models import Source
from mostek.sources import registry
from mostek.sources.adapter import BadBody, BadSignature, Ping


@csrf_exempt
def receive_webhook(request: HttpRequest, key: str) -> HttpResponse:
    """200 means: it stands in the database. Publigo takes only 200 or 201 for success and never repeats."""
    source = Source.objects.filter(key=key).first()
    if source is None:
        return problem("source")
    if request.method != "POST":
        return problem("method")
    body = read_body(request)
    if body is None:
        return _refused(source, "too_large")
    headers = {name.lower(): value for name, value in request.headers.items()}
    adapter = registry.adapter(source.kind)
    try:
        adapter.verify(source.secret, headers, body)
    except BadSignature:
        return _refused(source, "signature")
    except Ping:
        return JsonResponse({"status": "ok"})
    # A source that is switched off still keeps what it is told: switched on again, nothing is missing.
    try:
        event_key = adapter.event_key(headers, body)
    except BadBody as error:
        receive.store_unreadable(source, body, error)
        return _refused(source, error.code, error.detail)
    receive.store(source, event_key, body)
    return JsonResponse({"status": "ok"})


def read_body(request: HttpRequest) -> bytes | None:
    """None when it is larger than a sale can be."""
    try:
        declared = int(request.headers.get("Content-Length") or 0)
        return request.body if declared <= settings.MAX_BODY else None
    except (RequestDataTooBig, ValueError):
        return None


def _refused(source: Source, code: str, detail: str = "") -> HttpResponse:
    receive.refuse(source, code)
    return problem(code if code in PROBLEMS else "body.fields", detail)
