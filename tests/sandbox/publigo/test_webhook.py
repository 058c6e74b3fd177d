from __future__ import annotations

from collections.abc import Callable

import httpx2
import pytest

from mostek.sandbox.publigo.webhook import deliver, sign

URL = "https://mostek.example/hooks/publigo/1"


def answering(status: int) -> httpx2.MockTransport:
    return httpx2.MockTransport(lambda request: httpx2.Response(status, text="tresc"))


def test_it_signs_the_published_vector() -> None:
    body = rb'{"id":101,"status":"Zako\u0144czone","total":123}'
    assert len(body) == 49
    assert sign(body, "demo-licence-key") == "qFmND+j0cu3Wt7vnCt6lobE8RDhbONI/LP8xbCjFoxM="


def test_it_sends_the_body_as_it_is_with_the_signature_beside_it() -> None:
    seen: list[httpx2.Request] = []

    def receive(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200)

    deliver(URL, b'{"id":1}', "podpis=", httpx2.MockTransport(receive))

    [request] = seen
    assert (request.method, str(request.url), request.content) == ("POST", URL, b'{"id":1}')
    assert request.headers["x-wpidea-signature"] == "podpis="
    assert request.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "accepted"),
        (201, "accepted"),
        (202, "error_mail"),
        (204, "error_mail"),
        (302, "error_mail"),
        (400, "swallowed"),
        (404, "swallowed"),
        (500, "swallowed"),
        (503, "swallowed"),
    ],
)
def test_only_200_and_201_count_as_delivered(status: int, outcome: str) -> None:
    call = deliver(URL, b"{}", "s", answering(status))
    assert (call.status, call.outcome, call.answer) == (status, outcome, "tresc")


@pytest.mark.parametrize("error", [httpx2.ConnectError, httpx2.ReadTimeout, httpx2.RemoteProtocolError])
def test_it_swallows_network_errors_and_remembers_them(error: Callable[[str], Exception]) -> None:
    def fail(request: httpx2.Request) -> httpx2.Response:
        raise error("zerwane")

    call = deliver(URL, b"{}", "s", httpx2.MockTransport(fail))
    assert (call.status, call.outcome) == (None, "swallowed")
    assert "zerwane" in call.error


@pytest.mark.parametrize(
    "url", ["", "nie adres", "ftp://example.com/", "http://[", "http://example.com:99999/"]
)
def test_an_address_that_is_none_is_a_failure_and_no_crash(url: str) -> None:
    assert deliver(url, b"{}", "s").outcome == "swallowed"
