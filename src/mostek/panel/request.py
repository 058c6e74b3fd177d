"""The request behind the login: its user is one of ours."""

from __future__ import annotations

from django.http import HttpRequest

from mostek.core.models import User


class Signed(HttpRequest):
    user: User
