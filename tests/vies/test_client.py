from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import httpx2
import pytest

from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.vies.app import create_app
from mostek.sandbox.vies.register import ERRORS, Register
from mostek.vies.client import Consultation, Unavailable, check_number

LATE_EVENING = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
URL = "http://vies.sandbox"


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def http(register: Register) -> Iterator[httpx2.Client]:
    app = create_app(register, lambda: LATE_EVENING)
    with httpx2.Client(transport=SandboxTransport(app)) as client:
        yield client


def test_a_valid_number_comes_with_a_consultation_number_and_the_day_of_warsaw(http):
    answer = check_number(http, URL, "EL094259216", "PL5260250274")
    assert (answer.valid, answer.checked_on) == (True, date(2026, 11, 24))
    assert len(answer.proof) == 16


def test_a_wrong_number_is_invalid(http, register):
    register.set_number("DE136695976", "INVALID")
    assert not check_number(http, URL, "DE136695976").valid
    assert not check_number(http, URL, "DE000000000").valid


@pytest.mark.parametrize("error", sorted(ERRORS - {"INVALID_INPUT"}))
def test_every_trouble_is_unavailable_never_invalid(http, register, error):
    register.set_down("DE", error)
    with pytest.raises(Unavailable) as caught:
        check_number(http, URL, "DE136695976", "PL5260250274")
    assert caught.value.code == error


def test_input_that_vies_refuses_is_no_number(http, register):
    register.set_number("DE136695976", "INVALID_INPUT")
    assert not check_number(http, URL, "DE136695976").valid


def test_a_requester_that_vies_refuses_costs_the_consultation_number_only(http, register):
    answer = check_number(http, URL, "EL094259216", "PL5260250275")
    assert (answer.valid, answer.proof) == (True, "")
    assert [one["requester"] for one in register.asked] == ["PL5260250275", ""]


def answering(status: int, content: Any) -> httpx2.Client:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if isinstance(content, Exception):
            raise content
        if isinstance(content, bytes):
            return httpx2.Response(status, content=content)
        return httpx2.Response(status, json=content)

    return httpx2.Client(transport=httpx2.MockTransport(handle))


@pytest.mark.parametrize(
    ("status", "content", "code"),
    [
        (200, b"<html>maintenance</html>", "UNREADABLE"),
        (200, [], "UNREADABLE"),
        (200, {}, "UNREADABLE"),
        (200, {"valid": "yes"}, "UNREADABLE"),
        (503, {}, "HTTP_503"),
        (404, {"valid": False}, "HTTP_404"),
        (200, {"valid": False, "userError": "MS_UNAVAILABLE"}, "MS_UNAVAILABLE"),
        (200, {"actionSucceed": False, "errorWrappers": [{"error": "SOMETHING_NEW"}]}, "SOMETHING_NEW"),
        (200, httpx2.ConnectError("refused"), "UNREACHABLE"),
        (200, httpx2.ReadTimeout("slow"), "TIMEOUT"),
    ],
)
def test_what_is_no_clear_answer_is_unavailable(status, content, code):
    with answering(status, content) as http, pytest.raises(Unavailable) as caught:
        check_number(http, URL, "DE136695976")
    assert caught.value.code == code


def test_an_answer_in_the_older_shape_is_read():
    told = {"valid": True, "userError": "VALID", "requestDate": "2026-11-23", "requestIdentifier": None}
    with answering(200, told) as http:
        assert check_number(http, URL, "DE136695976") == Consultation(True, date(2026, 11, 23), "")
