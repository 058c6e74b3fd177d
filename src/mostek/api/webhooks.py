"""The door for platforms: check, store, answer. Everything else happens later, in the worker."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from mostek.api.body import read_body
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
        return problem("method", headers={"Allow": "POST"})
    body = read_body(request)
    if body is None:
        return _refused(source, "too_large")
    headers = {name.lower(): value for name, value in request.headers.items()}
    adapter = registry.adapter(source.kind)
    try:
        adapter.verify(source.secret, headers, body)
    except BadSignature as error:
        return _refused(source, error.code)
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


def _refused(source: Source, code: str, detail: str = "") -> HttpResponse:
    receive.refuse(source, code)
    return problem(code if code in PROBLEMS else "body.fields", detail)
