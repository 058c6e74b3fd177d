"""The request behind the login: its user is one of ours."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from mostek.core.models import User


class Signed(HttpRequest):
    user: User


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to; an empty POST is still a POST."""
    return request.POST if request.method == "POST" else None
