"""Who may come in, and what every error of `/api/` looks like."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja.security import HttpBearer

from mostek.api.problems import Wrong, problem
from mostek.core import api_keys
from mostek.core.models import Source

PREFIX = "/api/"
OF_STATUS = {
    400: "bad_request",
    403: "bad_request",
    404: "not_found",
    405: "method",
    413: "too_large",
    500: "internal",
}
PROBLEM = "application/problem+json"


class ApiKey(HttpBearer):
    """`Authorization: Bearer mostek_…`: a key of one Source, with scopes. Only its digest is stored."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Source | None:
        key = api_keys.find(token)
        if key is None:
            return None
        if not key.may(self.scope):
            needed = f"„{self.scope}”"
            raise Wrong("scope", (f"Brakuje: {needed}.", f"Missing: “{self.scope}”."), scope=self.scope)
        source: Source = key.source
        return source


class Problems:
    """Middleware: what Django itself answers under `/api/`, a wrong address or method say, is a problem as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        is_told = answer.headers.get("Content-Type", "").startswith(PROBLEM)
        if answer.status_code < 400 or is_told or not request.path.startswith(PREFIX):
            return answer
        code = OF_STATUS.get(answer.status_code, "internal" if answer.status_code >= 500 else "bad_request")
        kept = {name: answer.headers[name] for name in ("Allow", "Vary") if name in answer.headers}
        return problem(code, headers=kept)
