"""The one-time code of the first account: who can read the server's output owns the server."""

from __future__ import annotations

import base64
import hmac

from django.conf import settings

from mostek.core.models import User


def is_needed() -> bool:
    return not User.objects.exists()


def code() -> str:
    """Twelve letters and digits, the same after a restart, so that a printed code stays good until it is used."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"mostek first account", "sha256")
    letters = base64.b32encode(digest)[:12].decode("ascii").lower()
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def matches(text: str) -> bool:
    typed = "".join(text.split()).replace("-", "").lower()
    return hmac.compare_digest(typed.encode(), code().replace("-", "").encode())
