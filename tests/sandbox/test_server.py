from __future__ import annotations

import os
import signal
import socket
import statistics
import struct
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from mostek.sandbox.server import running, serve

pytestmark = pytest.mark.socket

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Stage:
    """A sandbox with an application of the test's own."""

    def __init__(self, wsgi: Wsgi) -> None:
        self.wsgi: Any = wsgi
        self.saved = 0

    def save(self) -> None:
        self.saved += 1


def answer(start_response: Callable[..., Any], body: bytes = b"ok", status: str = "200 OK") -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def echo(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    return answer(start_response, environ["wsgi.input"].read())


def ignore(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    """Answers without reading what was sent."""
    return answer(start_response, environ["PATH_INFO"].encode())


@contextmanager
def talking(wsgi: Wsgi) -> Iterator[HTTPConnection]:
    with running(Stage(wsgi)) as base:
        parts = urlsplit(base)
        connection = HTTPConnection(str(parts.hostname), parts.port, timeout=10)
        try:
            yield connection
        finally:
            connection.close()


def exchange(connection: HTTPConnection, path: str = "/", body: bytes | None = None) -> tuple[int, bytes]:
    connection.request("POST", path, body=body)
    response = connection.getresponse()
    return response.status, response.read()


def test_it_keeps_the_connection_between_calls() -> None:
    with talking(echo) as connection:
        exchange(connection, body=b"raz")
        first = connection.sock
        assert exchange(connection, body=b"dwa") == (200, b"dwa")
        assert connection.sock is first


def test_a_body_nobody_read_is_not_taken_for_the_next_call() -> None:
    with talking(ignore) as connection:
        exchange(connection, "/pierwsze", b"POST /zmyslone HTTP/1.1\r\n\r\n")
        first = connection.sock
        assert exchange(connection, "/drugie") == (200, b"/drugie")
        assert connection.sock is first


def test_a_large_body_nobody_read_does_not_break_the_line() -> None:
    with talking(ignore) as connection:
        assert exchange(connection, "/duze", b"x" * 1_500_000) == (200, b"/duze")
        assert exchange(connection, "/nastepne") == (200, b"/nastepne")


def test_an_answer_shorter_than_promised_ends_the_connection() -> None:
    def cut_short(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "100")])
        return [b"tylko tyle"]

    with running(Stage(cut_short)) as base, pytest.raises(httpx2.RemoteProtocolError):
        httpx2.get(base)


def test_an_answer_of_unknown_length_is_ended_by_the_end_of_the_line() -> None:
    def stream(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"po ", b"kawa", b"lku"]

    with running(Stage(stream)) as base:
        response = httpx2.get(base)
    assert response.text == "po kawalku"
    assert response.headers["connection"] == "close"


def test_an_application_can_hang_up_without_an_answer_and_the_next_call_works() -> None:
    def hang_up(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/zerwij":
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return answer(start_response)

    with running(Stage(hang_up)) as base, httpx2.Client(base_url=base) as client:
        assert client.get("/").text == "ok"
        with pytest.raises(httpx2.RemoteProtocolError):
            client.get("/zerwij")
        assert client.get("/").text == "ok"


def test_an_application_can_reset_the_connection() -> None:
    def reset(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        line = environ["werkzeug.socket"]
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(line.detach())
        return answer(start_response)

    # One write only: a second one would meet the reset first and hide it.
    with running(Stage(reset)) as base, pytest.raises(httpx2.ReadError):
        httpx2.get(base)


@pytest.mark.parametrize("status", ["204 NO CONTENT", "304 NOT MODIFIED"])
def test_an_answer_without_a_body_keeps_the_connection(status: str) -> None:
    def empty(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        start_response(status, [])
        return []

    with talking(empty) as connection:
        exchange(connection)
        first = connection.sock
        exchange(connection)
        assert first is not None
        assert connection.sock is first


def test_calls_on_many_connections_run_side_by_side() -> None:
    meeting = threading.Barrier(4, timeout=10)

    def meet(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        meeting.wait()
        return answer(start_response)

    with running(Stage(meet)) as base:
        answers: list[str] = []
        threads = [threading.Thread(target=lambda: answers.append(httpx2.get(base).text)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == ["ok"] * 4


def test_small_calls_are_not_held_back_by_delayed_acknowledgements() -> None:
    with talking(echo) as connection:
        times = []
        for _ in range(25):
            started = time.monotonic()
            exchange(connection, body=b"raz")
            times.append(time.monotonic() - started)
    # An acknowledgement is delayed by 40 ms; the median does not mind a busy machine.
    assert statistics.median(times) < 0.03


def test_stopping_saves_the_state_and_does_not_wait_for_idle_connections() -> None:
    stage = Stage(echo)
    with running(stage) as base:
        parts = urlsplit(base)
        idle = socket.create_connection((str(parts.hostname), parts.port or 0))
        httpx2.get(base)
        started = time.monotonic()
    assert time.monotonic() - started < 2
    assert stage.saved == 1
    assert idle.recv(1) == b""
    idle.close()


def test_stopping_lets_an_answer_finish() -> None:
    entered = threading.Event()

    def slow(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        entered.set()
        time.sleep(0.3)
        return answer(start_response)

    answers: list[str] = []
    with running(Stage(slow)) as base:
        caller = threading.Thread(target=lambda: answers.append(httpx2.get(base).text))
        caller.start()
        entered.wait(5)
    caller.join()
    assert answers == ["ok"]


def test_a_taken_port_is_an_error_the_caller_can_read() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        serve(Stage(echo), port=taken.getsockname()[1])


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_on_a_signal_and_says_nothing(ending: signal.Signals) -> None:
    program = textwrap.dedent("""
        import socket
        from types import SimpleNamespace
        from mostek.sandbox.server import serve

        def app(environ, start_response):
            start_response("200 OK", [("Content-Length", "2")])
            return [b"ok"]

        with socket.create_server(("127.0.0.1", 0)) as found:
            port = found.getsockname()[1]
        print(port, flush=True)
        serve(SimpleNamespace(wsgi=app, save=lambda: print("saved", flush=True)), port=port)
    """)
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        assert answers_on(port) == "ok"
        process.send_signal(ending)
        rest, _ = process.communicate(timeout=10)
    assert (process.returncode, rest) == (0, "saved\n")


def answers_on(port: int) -> str:
    for _ in range(200):
        try:
            return httpx2.get(f"http://127.0.0.1:{port}/").text
        except httpx2.ConnectError:
            time.sleep(0.02)
    raise AssertionError("the server did not start")
