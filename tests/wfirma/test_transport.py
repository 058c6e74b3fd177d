from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator

import httpx2
import pytest

from mostek.wfirma.errors import AuthLost, NotSent, OutcomeUnknown
from mostek.wfirma.transport import ApiKeys, Bearer, Transport, new_http

from .fakes import BASE, Wire, ok, transport
from .sockets import drip, serving, whole_request

KEYS = ApiKeys("access-key-1", "secret-key-1", "app-key-1")
GOOD = b'{"status":{"code":"OK"}}'


def add(wire: Transport, before_wire: Callable[[], None] | None = None, timeout: float | None = None):
    return wire.call(
        "invoices", "add", body={"a": "ż"}, company_id="1", before_wire=before_wire, timeout=timeout
    )


def test_a_write_is_posted_as_json_for_the_named_company():
    wire = Wire(ok())
    add(transport(wire))
    (request,) = wire.requests
    assert request.method == "POST"
    assert str(request.url) == (
        f"{BASE}/invoices/add?inputFormat=json&outputFormat=json&company_id=1&oauth_version=2"
    )
    assert request.headers["Authorization"] == "Bearer token-of-the-test"
    assert request.headers["User-Agent"].startswith("Mostek/")
    assert wire.body() == {"a": "ż"}


def test_keys_travel_as_headers_without_oauth_version():
    wire = Wire(ok())
    transport(wire, KEYS).call("companies", "get", 7, company_id=None)
    (request,) = wire.requests
    assert request.method == "GET"
    assert str(request.url) == f"{BASE}/companies/get/7?inputFormat=json&outputFormat=json"
    assert request.headers["accessKey"] == "access-key-1"
    assert request.headers["secretKey"] == "secret-key-1"
    assert request.headers["appKey"] == "app-key-1"
    assert "Authorization" not in request.headers


def test_secrets_are_not_in_reprs():
    assert "token" not in repr(Bearer("token"))
    assert "key-1" not in repr(KEYS)


@pytest.mark.parametrize("value", ["", "a b", "a\r\nb", "ż", "\x00"])
def test_a_misshapen_key_is_refused_without_being_shown(value: str):
    with pytest.raises(ValueError, match="printable ASCII") as caught:
        Bearer(value)
    assert not value or value not in str(caught.value)


def test_ids_that_are_not_digits_never_reach_a_path():
    with pytest.raises(ValueError, match="digits"):
        transport(Wire(ok())).call("invoices", "get", "1/../../x", company_id="1")


@pytest.mark.parametrize(
    "broken", [httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError]
)
def test_nothing_left_the_house_when_there_was_no_connection(broken: type[Exception]):
    wire = Wire(broken("no"))
    with pytest.raises(NotSent):
        add(transport(wire))
    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    "broken",
    [
        httpx2.ReadError,
        httpx2.ReadTimeout,
        httpx2.WriteError,
        httpx2.WriteTimeout,
        httpx2.RemoteProtocolError,
        httpx2.LocalProtocolError,
        httpx2.DecodingError,
        RuntimeError,
    ],
)
def test_after_the_connection_the_outcome_is_open_and_nothing_is_repeated(broken: type[Exception]):
    wire = Wire(broken("no"))
    with pytest.raises(OutcomeUnknown):
        add(transport(wire))
    assert len(wire.requests) == 1


def test_a_redirect_is_not_followed():
    wire = Wire(httpx2.Response(302, headers={"Location": "https://elsewhere.example/"}))
    with pytest.raises(OutcomeUnknown):
        add(transport(wire))
    assert len(wire.requests) == 1


def test_a_cookie_of_one_company_does_not_travel_with_the_next():
    cookie = {"Set-Cookie": "PHPSESSID=1; Path=/", "Content-Type": "application/json"}
    wire = Wire(lambda request: httpx2.Response(200, content=GOOD, headers=cookie))
    shared = transport(wire)
    add(shared)
    add(shared)
    assert "Cookie" not in wire.requests[1].headers


def test_the_last_check_can_keep_the_request_in():
    wire = Wire(ok())

    def too_late() -> None:
        raise NotSent("not_sent.claim_too_old")

    with pytest.raises(NotSent, match="claim_too_old"):
        add(transport(wire), too_late)
    assert wire.requests == []


def test_the_last_check_runs_once():
    calls: list[str] = []
    add(transport(Wire(ok())), lambda: calls.append("now"))
    assert calls == ["now"]


def test_a_reply_that_never_ends_is_cut_off():
    def endless(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=(b"x" * 1_000_000 for _ in range(1000)))

    with pytest.raises(OutcomeUnknown) as caught:
        add(transport(Wire(endless)))
    assert caught.value.code == "unknown.too_large"


def test_one_line_is_logged_without_secrets_or_buyers(caplog: pytest.LogCaptureFixture):
    answer = {"status": {"code": "AUTH", "message": "anna@example.com"}}
    with caplog.at_level(logging.DEBUG), pytest.raises(AuthLost):
        transport(Wire(answer), KEYS).call(
            "invoices", "add", body={"name": "Anna Tajna"}, company_id="1", before_wire=None
        )
    ours = [record for record in caplog.records if record.name == "mostek.wfirma"]
    assert len(ours) == 1
    line = ours[0].getMessage()
    assert "invoices/add http=200 result=auth.token ms=" in line
    for secret in ("access-key-1", "secret-key-1", "app-key-1", "Anna", "anna@example.com"):
        assert secret not in caplog.text


# Over a real socket: what a library's exceptions only promise.


@pytest.fixture
def http() -> Iterator[httpx2.Client]:
    with new_http() as client:
        yield client


@pytest.mark.socket
@pytest.mark.parametrize(
    "reply",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + b" " * 100, b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200],
    ids=["body", "headers"],
)
def test_a_dripping_reply_does_not_outlast_the_deadline(reply: bytes, http: httpx2.Client):
    started = time.monotonic()
    with serving(drip(reply)) as base, pytest.raises(OutcomeUnknown) as caught:
        add(Transport(base, KEYS, http=http), timeout=0.6)
    assert caught.value.code == "unknown.timeout"
    assert time.monotonic() - started < 2


@pytest.mark.socket
def test_a_reply_that_begins_late_and_stops_does_not_outlast_the_deadline(http: httpx2.Client):
    def handle(connection: socket.socket) -> None:
        whole_request(connection)
        time.sleep(0.7)
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        time.sleep(2)

    started = time.monotonic()
    with serving(handle) as base:
        with pytest.raises(OutcomeUnknown):
            add(Transport(base, KEYS, http=http), timeout=1)
        lasted = time.monotonic() - started
    assert lasted < 1.5


@pytest.mark.socket
def test_a_refused_connection_left_nothing_out_and_asked_nobody(http: httpx2.Client):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    asked: list[str] = []
    with pytest.raises(NotSent):
        add(Transport(f"http://127.0.0.1:{port}", KEYS, http=http), lambda: asked.append("?"))
    assert asked == []


@pytest.mark.socket
def test_a_server_without_tls_left_nothing_out(http: httpx2.Client):
    with serving(lambda connection: connection.sendall(b"plain words")) as base, pytest.raises(NotSent):
        add(Transport(base.replace("http:", "https:"), KEYS, http=http))


@pytest.mark.socket
def test_the_last_check_runs_after_connecting_and_before_the_first_byte(http: httpx2.Client):
    accepted = threading.Event()
    received: list[bytes] = []

    def handle(connection: socket.socket) -> None:
        accepted.set()
        received.append(connection.recv(65536))

    def check() -> None:
        assert accepted.wait(2)
        raise NotSent("not_sent.claim_too_old")

    with serving(handle) as base, pytest.raises(NotSent, match="claim_too_old"):
        add(Transport(base, KEYS, http=http), check)
    assert received == [b""]


@pytest.mark.socket
def test_a_process_that_stood_still_amid_its_request_does_not_finish_it(http: httpx2.Client):
    """Head and body leave one by one; what was frozen between them is cut, and nobody knows it was never whole."""
    received: list[bytes] = []

    def handle(connection: socket.socket) -> None:
        received.append(whole_request(connection))

    with serving(handle) as base, pytest.raises(OutcomeUnknown):
        add(Transport(base, KEYS, http=http), lambda: time.sleep(0.4), timeout=0.3)
    assert received
    assert not received[0].endswith(b"}")


@pytest.mark.socket
def test_a_connection_closed_after_the_request_leaves_the_outcome_open(http: httpx2.Client):
    with (
        serving(lambda connection: whole_request(connection)) as base,
        pytest.raises(OutcomeUnknown) as caught,
    ):
        add(Transport(base, KEYS, http=http))
    assert caught.value.code == "unknown.broken"


@pytest.mark.socket
def test_a_reply_cut_short_leaves_the_outcome_open(http: httpx2.Client):
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + GOOD
    with serving(drip(reply, 0)) as base, pytest.raises(OutcomeUnknown):
        add(Transport(base, KEYS, http=http))


@pytest.mark.socket
def test_a_whole_reply_is_read(http: httpx2.Client):
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(GOOD) + GOOD
    with serving(drip(reply, 0)) as base:
        assert add(Transport(base, KEYS, http=http)).records == ()
