"""Calls to platforms: what an answer means, and where they may not go."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest

from mostek.lib import clock
from mostek.sources import http
from mostek.sources.adapter import NeedsYou, NotNow


def answering(status: int = 200, content: bytes = b"{}", **headers: str) -> httpx2.Client:
    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, content=content, headers=headers)

    return http.new_http(allow_private=False, transport=httpx2.MockTransport(answer))


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (401, NeedsYou, "pull.key"),
        (403, NeedsYou, "pull.key"),
        (404, NeedsYou, "pull.address"),
        (410, NeedsYou, "pull.address"),
        (302, NeedsYou, "pull.address"),
        (429, NotNow, "pull.throttled"),
        (503, NotNow, "pull.throttled"),
        (500, NotNow, "pull.unreachable"),
        (400, NotNow, "pull.refused"),
    ],
)
def test_a_status_says_who_has_to_act(status: int, error: type[Exception], code: str) -> None:
    with pytest.raises(error) as caught:
        http.call(answering(status), "GET", "https://shop.example.com")
    assert caught.value.code == code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("said", "seconds"), [("120", 120), ("", None), ("soon", None), ("999999999", 21600)]
)
def test_retry_after_in_seconds(said: str, seconds: Any) -> None:
    with pytest.raises(NotNow) as caught:
        http.call(answering(429, **{"Retry-After": said}), "GET", "https://shop.example.com")
    assert caught.value.wait == seconds


def test_retry_after_as_a_date(noon: None) -> None:
    at = format_datetime(clock.now() + timedelta(minutes=10), usegmt=True)
    with pytest.raises(NotNow) as caught:
        http.call(answering(503, **{"Retry-After": at}), "GET", "https://shop.example.com")
    assert caught.value.wait == 600


def test_a_page_instead_of_json_is_trouble_of_the_moment() -> None:
    answer = http.call(
        answering(content=b"<html>", **{"content-type": "text/html"}), "GET", "https://a.example"
    )
    with pytest.raises(NotNow) as caught:
        answer.json()
    assert caught.value.code == "pull.unreadable"


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LARGEST", 1000)
    with pytest.raises(NotNow) as caught:
        http.call(answering(content=b"x" * 2000), "GET", "https://shop.example.com")
    assert caught.value.code == "pull.too_large"


@pytest.mark.parametrize(
    "address", ["", "shop", "ftp://shop.example.com", "https://", "http://[::1", "https://a:b"]
)
def test_what_is_no_address_is_said_to_be_none(address: str) -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.UnsupportedProtocol("no", request=request)

    client = http.new_http(allow_private=True, transport=httpx2.MockTransport(refuse))
    with pytest.raises((NeedsYou, NotNow)):
        http.call(client, "GET", address)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8001/",
        "http://localhost/",
        "http://10.0.0.5/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://224.0.1.1/",
        "http://2130706433/",
        "http://0x7f000001/",
    ],
)
def test_addresses_inside_are_not_called(address: str) -> None:
    with http.new_http(allow_private=False) as client, pytest.raises(NeedsYou) as caught:
        http.call(client, "GET", address)
    assert caught.value.code == "pull.private"


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "185.253.212.22"])
def test_public_addresses_are_public(address: str) -> None:
    assert http.is_public(address)


def test_the_address_that_was_checked_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up once; the certificate is still asked for by the name."""
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200)

    monkeypatch.setattr(http.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("93.184.216.34", 0))])
    guarded = http.Guarded(httpx2.MockTransport(answer))
    with httpx2.Client(transport=guarded) as client:
        client.get("https://shop.example.com:8443/orders")
    (request,) = seen
    assert str(request.url) == "https://93.184.216.34:8443/orders"
    assert request.headers["host"] == "shop.example.com:8443"
    assert request.extensions["sni_hostname"] == "shop.example.com"


def test_a_name_with_one_address_inside_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(2, 1, 6, "", ("93.184.216.34", 0)), (2, 1, 6, "", ("10.0.0.1", 0))]
    monkeypatch.setattr(http.socket, "getaddrinfo", lambda *_, **__: both)
    with http.new_http(allow_private=False) as client, pytest.raises(NeedsYou):
        http.call(client, "GET", "https://shop.example.com")


def test_keys_in_an_address_are_in_no_error() -> None:
    def broken(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError(f"no way to {request.url}", request=request)

    client = http.new_http(allow_private=True, transport=httpx2.MockTransport(broken))
    with pytest.raises(NotNow) as caught:
        http.call(client, "GET", "https://shop.example.com", params={"api_key": "MARKED"})
    assert "MARKED" not in f"{caught.value} {caught.value.detail}"
