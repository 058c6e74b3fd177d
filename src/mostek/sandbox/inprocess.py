"""The sandbox without a socket: a transport for httpx2 that calls the application in this process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import httpx2

from mostek.sandbox.control.faults import ConnectionLost

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SLEEP = "mostek.sandbox.sleep"


class SandboxTransport(httpx2.BaseTransport):
    """Calls `app` and turns broken connections into the errors a socket would give.

    A fault that waits longer than the request's read timeout becomes `ReadTimeout` at once, without sleeping;
    the call is carried out all the same, as it would be by the real service.
    """

    def __init__(
        self, app: WSGIApplication, *, script_name: str = "", remote_addr: str = "127.0.0.1"
    ) -> None:
        self.app, self.script_name, self.remote_addr = app, script_name, remote_addr

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        waited: list[float] = []

        def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            environ[SLEEP] = waited.append
            return self.app(environ, start_response)

        inner = httpx2.WSGITransport(app, script_name=self.script_name, remote_addr=self.remote_addr)
        try:
            response = inner.handle_request(request)
            content = response.read()
        except ConnectionLost as lost:
            _check_timeout(request, waited)
            raise _error(lost, request) from lost
        _check_timeout(request, waited)
        return httpx2.Response(response.status_code, headers=response.headers.raw, content=content)


def _check_timeout(request: httpx2.Request, waited: list[float]) -> None:
    limit = request.extensions.get("timeout", {}).get("read")
    if limit is not None and sum(waited) >= limit:
        raise httpx2.ReadTimeout("The read operation timed out", request=request)


def _error(lost: ConnectionLost, request: httpx2.Request) -> httpx2.TransportError:
    if lost.refused:
        return httpx2.ConnectError("[Errno 111] Connection refused", request=request)
    if lost.partial:
        return httpx2.RemoteProtocolError(
            "peer closed connection without sending complete message body", request=request
        )
    return httpx2.ReadError("[Errno 104] Connection reset by peer", request=request)
