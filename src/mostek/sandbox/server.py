"""Serve the sandbox over real sockets, so that a connection can be kept, delayed, cut or reset."""

from __future__ import annotations

import logging
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Protocol, cast

from werkzeug.datastructures import Headers
from werkzeug.exceptions import ClientDisconnected
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wsgi import LimitedStream

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

IDLE_SECONDS = 75.0
STOP_SECONDS = 5.0


class Servable(Protocol):
    """What the server needs of a sandbox: the application, and a way to keep its state."""

    @property
    def wsgi(self) -> WSGIApplication: ...

    def save(self) -> None: ...


def serve(sandbox: Servable, host: str = "127.0.0.1", port: int = 8001) -> None:
    """Block until SIGTERM or SIGINT, then finish what is being answered and save the state.

    Raises OSError when the address is taken. Must run in the main thread: signals arrive there.
    """
    stop = threading.Event()
    server = Server(sandbox.wsgi, host, port)
    before = {name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        with server.started():
            stop.wait()
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
        sandbox.save()


@contextmanager
def running(sandbox: Servable) -> Iterator[str]:
    """Serve on a free port for as long as the block lasts; gives the base URL without a slash at its end."""
    server = Server(sandbox.wsgi, "127.0.0.1", 0)
    try:
        with server.started():
            yield f"http://127.0.0.1:{server.port}"
    finally:
        sandbox.save()


class Server(ThreadedWSGIServer):
    """One thread per connection. Stopping ends idle connections at once and lets busy ones answer."""

    daemon_threads = True

    def __init__(self, app: WSGIApplication, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Bound here, because werkzeug leaves the process when the port is taken.
        with socket.create_server((host, port), family=family, backlog=128) as listener:
            super().__init__(host, port, app, handler=Connection, fd=listener.fileno())
        self.port = self.server_address[1]
        self._open: dict[threading.Thread, socket.socket] = {}
        self._guard = threading.Lock()
        self._stopping = False

    @contextmanager
    def started(self) -> Iterator[None]:
        accepting = threading.Thread(target=self.serve_forever, args=(0.05,), name="sandbox", daemon=True)
        accepting.start()
        try:
            yield
        finally:
            self.shutdown()
            accepting.join()
            self._end_connections()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        with self._guard:
            if not self._stopping:
                self._open[threading.current_thread()] = request
        if threading.current_thread() not in self._open:
            self.shutdown_request(request)
            return
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._guard:
                del self._open[threading.current_thread()]

    def _end_connections(self) -> None:
        with self._guard:
            self._stopping = True
            waiting = list(self._open.items())
        for _, connection in waiting:
            try:
                # Only the reading half: who waits for a next request sees its end, who answers may finish.
                connection.shutdown(socket.SHUT_RD)
            except OSError:
                continue
        deadline = time.monotonic() + STOP_SECONDS
        for thread, _ in waiting:
            thread.join(max(0.0, deadline - time.monotonic()))


class Connection(WSGIRequestHandler):
    """Keeps HTTP/1.1 connections, as the real service does; werkzeug closes after every answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS

    def run_wsgi(self) -> None:
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.environ = self.make_environ()
        body = None
        if "HTTP_TRANSFER_ENCODING" in self.environ:
            self.close_connection = True  # the end of such a body is known only to its reader
        else:
            body = LimitedStream(cast(IO[bytes], self.rfile), self._body_length())
            self.environ["wsgi.input"] = body
        try:
            self._answer(self.environ)
            if not _is_drained(body):
                self.close_connection = True
        except OSError as error:
            self.close_connection = True
            # The client left, or a fault cut the line on purpose. Anything else is a fault of our own.
            if not isinstance(error, ConnectionError | TimeoutError) and self.connection.fileno() != -1:
                raise

    def _body_length(self) -> int:
        length = self.headers.get("Content-Length", "0").strip()
        if not length.isdecimal():
            self.close_connection = True
            return 0
        return int(length)

    def _answer(self, environ: WSGIEnvironment) -> None:
        status = ""
        headers: list[tuple[str, str]] = []

        def start_response(new_status: str, new_headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal status, headers
            status, headers = new_status, new_headers

        chunks = self.server.app(environ, start_response)
        try:
            # An application may leave its headers open until its first bytes.
            pieces = iter(chunks)
            first = next(pieces, b"")
            # One write for the head and the first bytes, or a delayed ACK costs the client 40 ms a call.
            self.wfile.write(self._head(status, headers) + first)
            sent = len(first)
            for piece in pieces:
                self.wfile.write(piece)
                sent += len(piece)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        if self.command != "HEAD" and sent != int(Headers(headers).get("Content-Length", sent)):
            self.close_connection = True  # only the end of the line tells that this was all

    def _head(self, status: str, headers: list[tuple[str, str]]) -> bytes:
        names = {name.lower() for name, _ in headers}
        bodiless = self.command == "HEAD" or status.startswith(("1", "204", "304"))
        if "content-length" not in names and not bodiless:
            self.close_connection = True
        if Headers(headers).get("Connection", "").lower() == "close":
            self.close_connection = True
        lines = [f"{self.protocol_version} {status}", *(f"{name}: {value}" for name, value in headers)]
        if "date" not in names:
            lines.append(f"Date: {self.date_time_string()}")
        if "connection" not in names:
            lines.append(f"Connection: {'close' if self.close_connection else 'keep-alive'}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def log(self, type: str, message: str, *args: Any) -> None:
        """Quiet by default: the call log of the sandbox is where calls are read."""
        logger.debug(message, *args)


def _is_drained(body: LimitedStream | None) -> bool:
    """What the application left unread would be taken for the next request."""
    if body is None:
        return False
    try:
        while body.read(65_536):
            pass
    except ClientDisconnected:
        return False
    return True
