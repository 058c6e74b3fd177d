"""What holds for every page of the panel: who may come in, and what the browser may do with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from mostek.core.models import User

Answer = Callable[[HttpRequest], HttpResponse]

# Everything else of the panel is closed: a new page cannot be forgotten.
OPEN = {"first_run", "login", "language"}


class Door:
    """Pages of the panel open to people who are signed in; before the first account all lead to its page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *_: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or match.app_name != "panel" or request.user.is_authenticated:
            return None
        if match.url_name in {"login", "first_run"} or match.url_name not in OPEN:
            nobody_yet = not User.objects.exists()
            if nobody_yet and match.url_name != "first_run":
                return redirect("panel:first_run")
        if match.url_name in OPEN:
            return None
        # The code of a consent belongs to the session that asked for it; a new one cannot use it.
        is_callback = match.url_name == "connect_callback"
        return redirect_to_login(request.path if is_callback else request.get_full_path())


@cache
def policy(login_url: str) -> str:
    """No inline script or style, nothing from elsewhere.

    `form-action` also holds for the redirects after a form: *Generuj* posts here and ends at wFirma.
    """
    parts = urlsplit(login_url)
    wfirma = f"{parts.scheme}://{parts.netloc} {parts.scheme}://*.{parts.netloc}"
    return "; ".join(
        [
            "default-src 'none'",
            *(f"{kind} 'self'" for kind in ("script-src", "style-src", "img-src", "font-src", "connect-src")),
            f"form-action 'self' {wfirma}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


class Headers:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            answer.headers.setdefault("Content-Security-Policy", policy(settings.WFIRMA_LOGIN_URL))
            # Buyers' data must not stay in a shared cache; the browser may keep a page to go back to.
            answer.headers.setdefault("Cache-Control", "private, no-cache")
        return answer
