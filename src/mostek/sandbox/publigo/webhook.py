"""Sign one `order_paid` body and POST it once.

Reference: https://poznaj.publigo.pl/articles/220466-jak-zdefiniowa-wasny-webhook
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import ssl
import time

import httpx2

from mostek.lib import clock
from mostek.sandbox.publigo.order import Outcome, WebhookCall

SIGNATURE_HEADER = "x-wpidea-signature"
TIMEOUT_SECONDS = 10.0
ANSWER_LIMIT = 4_000


def sign(body: bytes, key: str) -> str:
    """Base64 of the raw HMAC-SHA256 digest of the raw body, keyed by the licence key."""
    return base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256)).decode("ascii")


def deliver(
    url: str, body: bytes, signature: str, transport: httpx2.BaseTransport | None = None
) -> WebhookCall:
    """Send once and tell what came of it. Never raises for what the receiver or the network does."""
    headers = {"Content-Type": "application/json; charset=utf-8", SIGNATURE_HEADER: signature}
    sent_at, started = clock.now(), time.monotonic()
    status, answer, error = None, "", ""
    try:
        # No proxy from the environment: the receiver usually lives on this very machine.
        with httpx2.Client(
            timeout=TIMEOUT_SECONDS, trust_env=False, verify=_trusted(), transport=transport
        ) as client:
            response = client.post(url, content=body, headers=headers)
        status, answer = response.status_code, response.text[:ANSWER_LIMIT]
    except (httpx2.HTTPError, httpx2.InvalidURL) as problem:
        error = f"{type(problem).__name__}: {problem}"
    return WebhookCall(
        url=url,
        sent_at=sent_at,
        body=body.decode("ascii"),
        signature=signature,
        outcome=outcome_of(status),
        status=status,
        answer=answer,
        error=error,
        seconds=round(time.monotonic() - started, 3),
    )


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Reading the certificates takes longer than the call itself on one machine."""
    return httpx2.create_ssl_context(trust_env=False)


def outcome_of(status: int | None) -> Outcome:
    """Only 200 and 201 count. Errors vanish without a trace; the rest makes Publigo write to its admin."""
    if status in (200, 201):
        return "accepted"
    if status is None or status >= 400:
        return "swallowed"
    return "error_mail"
