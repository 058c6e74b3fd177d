"""The sandbox with one verified application and a token, reached in this process or over a socket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx2
from werkzeug.serving import WSGIRequestHandler, make_server

from mostek.sandbox.control.calls import CallLog
from mostek.sandbox.control.faults import Faults
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.wfirma import oauth
from mostek.sandbox.wfirma.app import create_app
from mostek.sandbox.wfirma.state import Books
from mostek.wfirma.client import Client
from mostek.wfirma.transport import Bearer, Transport, new_http

COMPANY, SMALL_COMPANY = "111222", "111223"


class Room:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
        self.books = Books(clock=lambda: self.time)
        self.faults, self.calls = Faults(), CallLog()
        self.app = create_app(self.books, self.faults, self.calls)
        self.application = next(iter(self.books.ledger.applications.values()))
        self.user = self.books.ledger.user_of("jan@demo.example")
        self.http = httpx2.Client()
        self.base = ""

    def pass_time(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def consent(self) -> str:
        """What the user's browser would bring back: an authorisation code."""
        assert self.user is not None
        query = {
            "client_id": self.application.client_id,
            "redirect_uri": self.application.redirect_uri,
            "response_type": "code",
            "scope": " ".join(self.application.scopes),
        }
        return oauth.issue_code(self.books, oauth.check_request(self.books, query), self.user)

    def token(self) -> str:
        assert self.user is not None
        grant = oauth.make_grant(self.books, self.application, self.user, self.application.scopes)
        return oauth.make_access_token(self.books, grant)

    def transport(self) -> Transport:
        return Transport(self.base, Bearer(self.token()), http=self.http)

    def client(self, company_id: str | None = COMPANY) -> Client:
        return Client(self.transport(), company_id)

    def booked(self) -> int:
        with self.books.acting() as ledger:
            return len(ledger.invoices)


@contextmanager
def in_process() -> Iterator[Room]:
    room = Room()
    room.base = "http://wfirma.test"
    with new_http(SandboxTransport(room.app)) as room.http:
        yield room


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        return


@contextmanager
def over_a_socket() -> Iterator[Room]:
    room = Room()
    server = make_server("127.0.0.1", 0, room.app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    room.base = f"http://127.0.0.1:{server.server_port}"
    try:
        with new_http() as room.http:
            yield room
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
