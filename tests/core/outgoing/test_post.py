"""One message on the wire: its signature, what its answers mean, and where it must not go."""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import threading
import time

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.core.models.outgoing import new_secret
from mostek.core.outgoing import post
from tests.core.outgoing.conftest import Receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_signature_is_that_of_the_example_of_the_specification():
    body = b'{"test": 2432232314}'
    assert (
        post.sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


@given(st.binary(max_size=200), st.integers(min_value=0, max_value=4_000_000_000))
def test_any_body_is_signed_as_a_receiver_verifies_it(body, seconds):
    secret = new_secret()
    key = base64.b64decode(secret[len("whsec_") :])
    wanted = hmac.new(key, b"msg_1." + str(seconds).encode() + b"." + body, hashlib.sha256).digest()
    assert post.sign(secret, "msg_1", seconds, body) == "v1," + base64.b64encode(wanted).decode()


def send(receiver):
    return post.post("https://shop.example/hook", {}, b"{}", transport=receiver)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (200, ""),
        (202, ""),
        (301, "outgoing.redirected"),
        (308, "outgoing.redirected"),
        (400, "outgoing.refused"),
        (401, "outgoing.refused"),
        (404, "outgoing.refused"),
        (410, "outgoing.gone"),
        (429, "outgoing.busy"),
        (500, "outgoing.broken"),
        (503, "outgoing.busy"),
        (0, "outgoing.unreachable"),
    ],
)
def test_each_answer_has_its_meaning(status, code):
    receiver = Receiver()
    receiver.status, receiver.headers = status, {"location": "https://elsewhere.example/"}
    assert send(receiver).code == code
    assert len(receiver.heard) == 1


def test_the_receiver_says_how_long_to_wait():
    receiver = Receiver()
    receiver.status, receiver.headers = 429, {"Retry-After": "120"}
    assert send(receiver).wait == 120


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://[::1]:9/", "http://169.254.169.254/latest"])
def test_no_message_goes_to_a_private_address(url, settings):
    settings.ALLOW_PRIVATE = False
    assert post.post(url, {}, b"{}").code == "outgoing.private"


def test_no_message_goes_to_a_name_that_leads_to_a_private_address(settings, monkeypatch):
    settings.ALLOW_PRIVATE = False
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    assert post.post("https://innocent.example/", {}, b"{}").code == "outgoing.private"


@pytest.mark.parametrize(
    "url", ["nonsense", "https://", "ftp://shop.example/", "https://shop.example:99999/"]
)
def test_what_is_no_address_is_an_outcome_and_no_error(url, settings):
    settings.ALLOW_PRIVATE = True
    assert post.post(url, {}, b"{}").code == "outgoing.unreachable"


class Server:
    """Takes one connection, reads a request and says what it is told to, slowly."""

    def __init__(self, chunks, pause=0.0):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.request = b""
        self._thread = threading.Thread(target=self._serve, args=(chunks, pause), daemon=True)
        self._thread.start()

    def _serve(self, chunks, pause):
        line, _ = self._socket.accept()
        with line:
            line.settimeout(5)
            self.request = line.recv(65536)
            try:
                for chunk in chunks:
                    line.sendall(chunk)
                    time.sleep(pause)
            except OSError:
                pass

    def close(self):
        self._socket.close()
        self._thread.join(5)


@pytest.mark.socket
def test_over_a_socket_the_body_of_the_answer_is_not_waited_for(settings):
    settings.ALLOW_PRIVATE = True
    server = Server([b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", b"x" * 1000])
    began = time.monotonic()
    assert post.post(server.url, {"webhook-id": "msg_1"}, b"{}").status == 200
    assert time.monotonic() - began < 5
    server.close()
    assert b"webhook-id: msg_1" in server.request


@pytest.mark.socket
def test_over_a_socket_who_drips_a_byte_now_and_then_is_not_waited_for(settings, monkeypatch):
    settings.ALLOW_PRIVATE = True
    monkeypatch.setattr(post, "DEADLINE", 0.5)
    server = Server([b"H"] + [b"T"] * 40, pause=0.1)
    began = time.monotonic()
    assert post.post(server.url, {}, b"{}").code == "outgoing.unreachable"
    assert time.monotonic() - began < 3
    server.close()


def test_the_answer_is_judged_whatever_the_status():
    for status in range(100, 600):
        outcome = post.judge(httpx2.Response(status))
        assert (outcome.code == "") == (200 <= status < 300)
