"""The one way out to platforms: time-outs, a limit of size, no redirects, no private addresses unless allowed.

The address of a shop is typed by a user of the panel. Without the check below it could be the address of a database,
or of the cloud's own interface, behind the wall that Mostek itself stands behind.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from mostek.lib import clock
from mostek.sources.adapter import NeedsYou, NotNow

TIMEOUT = httpx2.Timeout(connect=10.0, read=30.0, write=10.0, pool=5.0)
DEADLINE = 60.0  # seconds for one whole answer
LARGEST = 32 * 1024 * 1024  # bytes of one answer
LONGEST_WAIT = 6 * 3600.0  # seconds; a platform that asks for more is asked again after that


class Private(httpx2.ConnectError):
    """The name leads to an address that is not on the public Internet."""


class Guarded(httpx2.BaseTransport):
    """Looks the name up, refuses addresses inside, and connects to the very address that was looked at.

    To check the name and then let the library look it up again would let a second answer through.
    """

    def __init__(self, inner: httpx2.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        address = public_address(host, request)
        request.headers.setdefault("Host", request.url.netloc.decode("ascii"))
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def public_address(host: str, request: httpx2.Request) -> str:
    """The first address of the name. Raises Private if any of them is not public, ConnectError if there is none."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise httpx2.ConnectError("the name is not known", request=request) from error
    if not found or not all(map(is_public, found)):
        raise Private("the address is not public", request=request)
    return sorted(found, key=lambda one: (":" in one, one))[
        0
    ]  # IPv4 first: not every server has a way out by 6


def is_public(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        # Addresses that carry an IPv4 address in them reach what that one reaches.
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inside or ip in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return ip.is_global and not ip.is_multicast


def new_http(*, allow_private: bool, transport: httpx2.BaseTransport | None = None) -> httpx2.Client:
    """One per pull; `transport` replaces the socket in tests, and then no name is looked up."""
    inner = transport or httpx2.HTTPTransport(trust_env=False)
    return httpx2.Client(
        transport=inner if allow_private or transport is not None else Guarded(inner),
        timeout=TIMEOUT,
        follow_redirects=False,
        # No proxy and no .netrc by accident: what goes this way carries keys.
        trust_env=False,
        headers={"User-Agent": "Mostek", "Accept": "application/json", "Accept-Encoding": "identity"},
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of 2xx. `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    def json(self) -> Any:
        """With decimals. Raises NotNow: a page of HTML instead is trouble of the platform, not of an order."""
        try:
            return json.loads(self.content, parse_float=Decimal)
        except (ValueError, ArithmeticError, RecursionError) as error:
            raise NotNow("pull.unreadable", self.headers.get("content-type", "")[:60]) from error


def call(http: httpx2.Client, method: str, address: str, **request: Any) -> Answer:
    """One call, never repeated here; its whole answer. `request`: params, headers, json, data, auth as of httpx2.

    401 and 403 raise NeedsYou `pull.key`; 404, 410, a redirect or a private address NeedsYou `pull.address`; 429 and
    503 NotNow with what `Retry-After` says; the rest, and trouble on the line, NotNow.
    """
    try:
        built = http.build_request(method, address, **_but_auth(request))
    except (httpx2.InvalidURL, ValueError) as error:
        raise NeedsYou("pull.address", "no address") from error
    try:
        answer = http.send(built, stream=True, auth=request.get("auth"))
        try:
            content = _read(answer)
        finally:
            answer.close()
    except Private as error:
        raise NeedsYou("pull.private") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        # Not its text: an address in it may carry a key.
        raise NotNow("pull.unreachable", type(error).__name__) from error
    _check(answer)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status_code, headers, content)


def _but_auth(request: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name != "auth"}


def _read(answer: httpx2.Response) -> bytes:
    deadline, body = time.monotonic() + DEADLINE, bytearray()
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > LARGEST:
            raise NotNow("pull.too_large")
        if time.monotonic() > deadline:
            raise NotNow("pull.unreachable", "deadline")
    return bytes(body)


def _check(answer: httpx2.Response) -> None:
    status = answer.status_code
    if 200 <= status < 300:
        return
    said = f"HTTP {status}"
    if status in (401, 403):
        raise NeedsYou("pull.key", said)
    if status in (404, 410) or 300 <= status < 400:
        raise NeedsYou("pull.address", said)
    if status in (429, 503):
        raise NotNow("pull.throttled", said, wait_of(answer))
    raise NotNow("pull.unreachable" if status >= 500 else "pull.refused", said)


def wait_of(answer: httpx2.Response) -> float | None:
    """`Retry-After`: seconds, or a date. None where it says nothing that can be read."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, IndexError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - clock.now()).total_seconds(), 0.0), LONGEST_WAIT)
