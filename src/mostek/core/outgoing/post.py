"""One message to one address: signed as Standard Webhooks says, sent once, the body of the answer left unread.

Reference: https://www.standardwebhooks.com
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2
from django.conf import settings

from mostek.core.models import Endpoint
from mostek.sources import http

TIMEOUT = httpx2.Timeout(connect=10.0, read=15.0, write=10.0, pool=5.0)
DEADLINE = 30.0  # seconds for all of it: who drips a byte now and then is not waited for

PREFIX = "whsec_"
GONE = "outgoing.gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try. `code` is "" for success. `wait`: seconds that the receiver asked for.

    `is_final`: no try will ever do better. `needs_you`: none will until a person has acted at the receiver.
    """

    code: str = ""
    status: int | None = None
    wait: float | None = None
    is_final: bool = False
    needs_you: bool = False


def sign(secret: str, message_id: str, seconds: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode("ascii")


def secrets_of(endpoint: Endpoint, now: datetime) -> list[str]:
    """The new one first; for a while after a change both sign, so that the receiver can change in peace."""
    is_both = endpoint.former_secret and endpoint.former_until and endpoint.former_until > now
    return [endpoint.secret, *([endpoint.former_secret] if is_both else [])]


def to_body(payload: Mapping[str, Any]) -> bytes:
    """The same bytes with every try."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def headers(endpoint: Endpoint, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    seconds = int(now.timestamp())
    signatures = (sign(one, message_id, seconds, body) for one in secrets_of(endpoint, now))
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signatures),
    }


def post(
    url: str, headers: Mapping[str, str], body: bytes, *, transport: httpx2.BaseTransport | None = None
) -> Outcome:
    """Never raises for what the other side does."""
    with http.new_http(allow_private=settings.ALLOW_PRIVATE, transport=transport) as client:
        watch = threading.Timer(DEADLINE, client.close)
        watch.daemon = True
        watch.start()
        try:
            request = client.build_request("POST", url, content=body, headers=dict(headers), timeout=TIMEOUT)
            answer = client.send(request, stream=True)
            answer.close()
        except http.Private:
            return Outcome("outgoing.private")
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError):
            return Outcome("outgoing.unreachable")
        except RuntimeError:  # the watch has closed the line under our hands
            return Outcome("outgoing.unreachable")
        finally:
            watch.cancel()
    return judge(answer)


def judge(answer: httpx2.Response) -> Outcome:
    status = answer.status_code
    if 200 <= status < 300:
        return Outcome(status=status)
    if status == 410:
        return Outcome(GONE, status, is_final=True)
    if status in (429, 503):
        return Outcome("outgoing.busy", status, http.wait_of(answer))
    code = "outgoing.redirected" if 300 <= status < 400 else "outgoing.refused"
    return Outcome("outgoing.broken" if status >= 500 else code, status)
