from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from mostek.sandbox.app import Sandbox, create_sandbox


@pytest.fixture
def sandbox() -> Sandbox:
    return create_sandbox()


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[httpx2.Client]:
    with httpx2.Client(transport=httpx2.WSGITransport(app=sandbox.wsgi), base_url="http://sandbox") as client:
        yield client


def ask(client: httpx2.Client, prefix: str, number: str) -> httpx2.Response:
    return client.post("/vies/check-vat-number", json={"countryCode": prefix, "vatNumber": number})


def test_numbers_and_countries_are_switched_and_questions_counted(client):
    assert ask(client, "DE", "136695976").json()["valid"] is True
    client.put("/-/vies/numbers/DE136695976", json={"answer": "invalid"})
    assert ask(client, "DE", "136695976").json()["valid"] is False
    client.put("/-/vies/down/DE", json={"answer": "MS_UNAVAILABLE"})
    refused = ask(client, "DE", "136695976")
    assert refused.json()["errorWrappers"] == [{"error": "MS_UNAVAILABLE"}]
    shown = client.get("/-/vies/").json()
    assert (shown["count"], shown["asked"][0]["number"]) == (3, "DE136695976")
    client.post("/-/vies/reset", json={})
    assert client.get("/-/vies/").json()["count"] == 0
    assert ask(client, "DE", "136695976").json()["valid"] is True


def test_an_answer_that_vies_does_not_have_is_refused(client):
    assert client.put("/-/vies/numbers/DE1", json={"answer": "MAYBE"}).status_code == 422


def test_controls_take_json_alone(client):
    assert client.post("/-/vies/reset", data={"a": "b"}).status_code == 415
