"""System checks: combinations of settings that would fail later, found at the start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security)
def https_outside_home(**_: Any) -> list[CheckMessage]:
    local = settings.MOSTEK_URL.split("/")[2].split(":")[0] in {"localhost", "127.0.0.1"}
    if settings.IS_HTTPS or local:
        return []
    return [
        Warning(
            "MOSTEK_URL is not https: passwords and the way back from wFirma travel in clear.",
            hint="Put a proxy with a certificate in front and set MOSTEK_URL to its https address.",
            id="mostek.W001",
        )
    ]
