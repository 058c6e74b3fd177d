"""One request over the wire, once: when bytes go out, how long it may take, and what a broken line means.

    nothing went out                      → NotSent
    something went out, no whole answer   → OutcomeUnknown

There is no retry here and none below: a request that may have been read must not be sent again by a library.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore2
import httpx2

from mostek import __version__
from mostek.lib import clock, points
from mostek.wfirma.codes import BEFORE_THE_WIRE, ON_THE_WIRE, to_error
from mostek.wfirma.errors import WfirmaError

CONNECT_SECONDS = 10.0
POOL_SECONDS = 5.0
WRITE_SECONDS = 20.0
READ_SECONDS = 60.0
DEADLINE_SECONDS = 90.0
MAX_REPLY_BYTES = 20 * 1024 * 1024

LIMITS = httpx2.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=5.0)

# Exception → row of `codes`, the first that fits; also when it only stands behind the one that was raised.
BEFORE: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "dns"),
    (ConnectionRefusedError, "refused"),
    (ssl.SSLError, "tls"),
    (httpx2.ConnectTimeout, "connect_timeout"),
    (httpx2.PoolTimeout, "pool"),
)
AFTER: tuple[tuple[type[BaseException], str], ...] = (
    (httpx2.WriteTimeout, "write_timeout"),
    (httpx2.TimeoutException, "read_timeout"),
    (httpx2.WriteError, "write"),
    (httpx2.HTTPError, "reset"),
)
# Of these httpx says itself that there was no connection.
NO_CONNECTION = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True)
class RawReply:
    http_status: int
    content_type: str
    body: bytes
    retry_after: str = ""


class _Call:
    """What the socket has to know of its call: the deadline, and whom to ask before the first byte."""

    def __init__(self, seconds: float, before_wire: Callable[[], None] | None) -> None:
        # Durations use the monotonic clock: the clock of the documents may be held or set.
        self._until = time.monotonic() + clock.on_this_machine(seconds)
        self._before_wire = before_wire
        self.touched = self._is_sent = False
        self.answered = False  # a status line and headers have come

    def left(self) -> float:
        return self._until - time.monotonic()

    def cap(self, timeout: float | None) -> float:
        # A socket timeout of zero would mean "non-blocking".
        return max(0.001, min(timeout if timeout is not None else READ_SECONDS, self.left()))

    def touch(self) -> None:
        if not self.touched:
            points.reach("wire.before")  # before the check, not after it: a process frozen here must not send
            if self._before_wire is not None:
                self._before_wire()
            self.touched = True

    def sent(self) -> None:
        if self.touched and not self._is_sent:
            self._is_sent = True
            points.reach("wire.sent")


_current: ContextVar[_Call | None] = ContextVar("mostek_wfirma_call", default=None)


class _Stream(httpcore2.NetworkStream):
    """httpx limits each read by itself; a server that drips a byte a minute would keep us for ever."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        call = _current.get()
        if call is None:
            return self._inner.read(max_bytes, timeout)
        if call.left() <= 0:
            raise httpcore2.ReadTimeout("deadline of the whole call")
        call.sent()
        return self._inner.read(max_bytes, call.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        call = _current.get()
        if call is None or not buffer:
            self._inner.write(buffer, timeout)
            return
        if call.left() <= 0:
            raise httpcore2.WriteTimeout("deadline of the whole call")
        call.touch()
        self._inner.write(buffer, call.cap(timeout))

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()


class _Backend(httpcore2.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        return _Stream(super().connect_tcp(host, port, timeout, local_address, socket_options))


class _SocketTransport(httpx2.HTTPTransport):
    def __init__(self) -> None:
        super().__init__(limits=LIMITS)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            max_connections=LIMITS.max_connections,
            max_keepalive_connections=LIMITS.max_keepalive_connections,
            keepalive_expiry=LIMITS.keepalive_expiry,
            retries=0,
            network_backend=_Backend(),
        )


class WireClient(httpx2.Client):
    """`through_socket`: the socket itself calls `before_wire`; false for a transport that was handed in."""

    through_socket = False


def timeouts(seconds: float) -> httpx2.Timeout:
    """Each step has its own limit, none longer than the whole call."""
    connect, pool, write, read = (
        clock.on_this_machine(min(limit, seconds))
        for limit in (CONNECT_SECONDS, POOL_SECONDS, WRITE_SECONDS, READ_SECONDS)
    )
    return httpx2.Timeout(connect=connect, pool=pool, write=write, read=read)


def new_http(transport: httpx2.BaseTransport | None = None) -> httpx2.Client:
    """The HTTP client for all that goes to wFirma; safe to share between threads and Connections."""
    client = WireClient(
        transport=transport or _SocketTransport(),
        timeout=timeouts(DEADLINE_SECONDS),
        follow_redirects=False,
        # One client serves many companies: a session of one must not travel with the token of another.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        # No proxy and no .netrc by accident: what goes this way carries tokens.
        trust_env=False,
        # A compressed reply could be small on the wire and huge in memory.
        headers={"User-Agent": f"Mostek/{__version__}", "Accept-Encoding": "identity"},
    )
    client.through_socket = transport is None
    return client


def send_once(
    http: httpx2.Client,
    request: httpx2.Request,
    *,
    before_wire: Callable[[], None] | None = None,
    seconds: float = DEADLINE_SECONDS,
) -> RawReply:
    """Send `request` and read the whole answer within `seconds`.

    `before_wire` runs once, after connecting, right before the first byte leaves; it may raise to keep it in.
    """
    request.extensions["timeout"] = timeouts(seconds).as_dict()
    call = _Call(seconds, before_wire)
    token = _current.set(call)
    try:
        if not getattr(http, "through_socket", False):
            call.touch()
        return _exchange(http, request, call)
    except WfirmaError:
        raise
    except NO_CONNECTION as error:
        raise _not_sent(error) from error
    except httpx2.HTTPError as error:
        raise (_not_sent(error) if not call.touched else _broken(error, call)) from error
    except Exception as error:
        # Nobody foresaw this one. Before the wire it is a plain bug; after it, something may be booked.
        if not call.touched:
            raise
        raise _open("unexpected", error) from error
    finally:
        _current.reset(token)


def _not_sent(error: Exception) -> WfirmaError:
    causes = tuple(_causes(error))
    row = next((row for kind, row in BEFORE if any(isinstance(one, kind) for one in causes)), "connect")
    return to_error(BEFORE_THE_WIRE[row].verdict, type(error).__name__)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _broken(error: Exception, call: _Call) -> WfirmaError:
    row = next(row for kind, row in AFTER if isinstance(error, kind))
    if isinstance(error, httpx2.TimeoutException) and call.left() <= 0:
        row = "deadline"
    elif row == "reset" and call.answered:
        row = "truncated"
    return _open(row, error)


def _open(row: str, error: Exception | None = None, http_status: int | None = None) -> WfirmaError:
    detail = type(error).__name__ if error is not None else row
    return to_error(ON_THE_WIRE[row].verdict, detail, http_status=http_status)


def _exchange(http: httpx2.Client, request: httpx2.Request, call: _Call) -> RawReply:
    response = http.send(request, stream=True, follow_redirects=False)
    call.sent()
    call.answered = True
    try:
        body = bytearray()
        points.reach("wire.reply_begun")
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_REPLY_BYTES:
                raise _open("too_large", http_status=response.status_code)
            if call.left() <= 0:
                raise _open("deadline", http_status=response.status_code)
    finally:
        response.close()
    points.reach("wire.reply_read")
    return RawReply(
        response.status_code,
        response.headers.get("content-type", ""),
        bytes(body),
        response.headers.get("retry-after", ""),
    )
