"""What machines ask: is the process up, is it of use, and the figures. Answered before the host name is looked at,
because whoever asks often knows an address only."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse

from mostek.core import metrics
from mostek.core.database import is_behind
from mostek.core.models import Heartbeat
from mostek.lib import clock

ASLEEP = timedelta(minutes=1)

Answer = Callable[[HttpRequest], HttpResponse]

_is_up_to_date = False


class Probes:
    """Middleware, the outermost one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        if probe is None or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        answer = probe(request)
        answer.headers["Cache-Control"] = "no-store"
        return answer


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. The database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database, its shape and a worker are there; else 503, and which is not."""
    found = {"database": "ok", "migrations": "ok", "worker": "ok"}
    try:
        if not _up_to_date():
            found["migrations"] = "behind"
        elif not Heartbeat.objects.filter(at__gt=clock.now() - ASLEEP).exists():
            found["worker"] = "asleep"
    except DatabaseError:
        found = {"database": "no answer", "migrations": "unknown", "worker": "unknown"}
    is_ready = all(state == "ok" for state in found.values())
    return JsonResponse({"ready": is_ready, **found}, status=200 if is_ready else 503)


def _up_to_date() -> bool:
    """Once it is, it stays so for this process: only a newer programme brings new migrations."""
    global _is_up_to_date
    _is_up_to_date = _is_up_to_date or not is_behind()
    return _is_up_to_date


def figures(request: HttpRequest) -> HttpResponse:
    """For who brings the token. Without one in the settings there is no such page."""
    if not settings.METRICS_TOKEN:
        return HttpResponse("not found\n", status=404, content_type="text/plain")
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        answer = HttpResponse("unauthorized\n", status=401, content_type="text/plain")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    try:
        return HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE)
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")


PROBES: Mapping[str, Answer] = {"/healthz": healthz, "/readyz": readyz, "/metrics": figures}
