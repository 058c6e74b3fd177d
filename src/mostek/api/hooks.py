"""The door for wFirma's webhook: keep a few words of what it says, answer, and let the worker ask wFirma."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from mostek.api.problems import problem
from mostek.core import hints
from mostek.core.models import Witness
from mostek.wfirma import hook


@csrf_exempt
def receive_hook(request: HttpRequest, key: str) -> HttpResponse:
    """wFirma documents neither a signature nor what it wants to hear; one client was believed for its `webhook_key`."""
    witness = Witness.objects.filter(key=key, is_wanted=True).first()
    if witness is None:
        return problem("hook")
    if request.method != "POST":
        return problem("method", headers={"Allow": "POST"})
    body = _read_body(request)
    if body is None:
        return problem("too_large")
    told = hook.read(body)
    hints.keep(witness, told)
    answer: dict[str, object] = {"status": {"code": "OK"}}
    return JsonResponse({"webhook_key": told.key, **answer} if told.key else answer)


def _read_body(request: HttpRequest) -> bytes | None:
    try:
        declared = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return None
    return request.body if declared <= hook.MAX_BODY else None
