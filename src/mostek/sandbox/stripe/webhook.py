"""Sign an event and POST it. Reference: https://docs.stripe.com/webhooks (2026-11-23).

Stripe repeats for three days; the stand-in sends as often as it is told to, and a loss stays a loss.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

import httpx2

from mostek.lib import clock

HEADER = "Stripe-Signature"


@dataclass(frozen=True, slots=True)
class Call:
    url: str
    status: int | None
    error: str = ""


def sign(body: bytes, *secrets: str, at: int | None = None) -> str:
    """One v1 per secret: for a day after it was rolled the old one signs, too."""
    moment = int(clock.now().timestamp()) if at is None else at
    payload = f"{moment}.".encode() + body
    signatures = [hmac.digest(one.encode(), payload, hashlib.sha256).hex() for one in secrets]
    return ",".join([f"t={moment}", *(f"v1={one}" for one in signatures)])


def deliver(url: str, body: bytes, signature: str) -> Call:
    """Never raises for what the receiver or the network does."""
    headers = {"Content-Type": "application/json; charset=utf-8", HEADER: signature}
    try:
        with httpx2.Client(timeout=10.0, trust_env=False) as client:
            return Call(url, client.post(url, content=body, headers=headers).status_code)
    except (httpx2.HTTPError, httpx2.InvalidURL) as problem:
        return Call(url, None, type(problem).__name__)
