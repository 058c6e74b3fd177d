"""The body of a request: small enough, JSON, an object."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from mostek.api.problems import Wrong
from mostek.sources.adapter import BadBody
from mostek.sources.rest import adapter as rest


def read_body(request: HttpRequest) -> bytes | None:
    """None when it is larger than a sale can be."""
    try:
        declared = int(request.headers.get("Content-Length") or 0)
        return request.body if declared <= settings.MAX_BODY else None
    except (RequestDataTooBig, ValueError):
        return None


def read_json(request: HttpRequest) -> bytes:
    """The bytes of a body that says it is JSON. Raises Wrong."""
    kind = (request.content_type or "").lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Wrong("media_type")
    body = read_body(request)
    if body is None:
        raise Wrong("too_large")
    return body


def read_object(body: bytes) -> dict[str, Any]:
    """Raises Wrong."""
    try:
        return rest.load(body)
    except BadBody as error:
        raise Wrong(error.code, error.detail) from error
