from __future__ import annotations

import logging
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.wfirma import oauth
from mostek.wfirma.errors import AuthLost, NotSent, OutcomeUnknown, Throttled, WfirmaError
from mostek.wfirma.transport import new_http

from .fakes import BASE, Wire

PAIR = {"access_token": "acc-2", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "ref-2"}


def refresh(wire: Wire) -> oauth.Tokens:
    return oauth.refresh(
        new_http(wire), BASE, client_id="client-1", client_secret="secret-1", refresh_token="ref-1"
    )


def exchange(wire: Wire) -> oauth.Tokens:
    return oauth.exchange(
        new_http(wire),
        BASE,
        client_id="client-1",
        client_secret="secret-1",
        code="CODE1",
        redirect_uri="https://shop.example/oauth?x=1",
    )


def refusal(status: int, body: Any) -> httpx2.Response:
    return httpx2.Response(status, json=body)


def test_the_consent_address_is_on_the_login_host_with_scopes_separated_by_spaces():
    url = oauth.authorise_url("https://wfirma.pl", "client-1", "https://shop.example/oauth?x=1", "state-1")
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "wfirma.pl", "/oauth2/auth")
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": ["client-1"],
        "redirect_uri": ["https://shop.example/oauth?x=1"],
        "scope": ["contractors-read companies-read contractors-write invoices-read invoices-write"],
        "state": ["state-1"],
    }
    assert "%20" in parts.query


def test_a_code_is_exchanged_once_by_form():
    wire = Wire(PAIR)
    tokens = exchange(wire)
    (request,) = wire.requests
    assert str(request.url) == f"{BASE}/oauth2/token?oauth_version=2"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["authorization_code"],
        "code": ["CODE1"],
        "redirect_uri": ["https://shop.example/oauth?x=1"],
        "client_id": ["client-1"],
        "client_secret": ["secret-1"],
    }
    assert (tokens.access_token, tokens.refresh_token, tokens.expires_in) == ("acc-2", "ref-2", 3600)


def test_a_refresh_sends_the_refresh_token_under_its_own_name():
    wire = Wire(PAIR)
    assert refresh(wire).refresh_token == "ref-2"
    form = parse_qs(wire.requests[0].content.decode())
    assert form["grant_type"] == ["refresh_token"]
    assert form["refresh_token"] == ["ref-1"]
    assert "code" not in form


def test_tokens_are_not_in_reprs_or_logs(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        shown = repr(refresh(Wire(PAIR)))
    assert "acc-2" not in shown + caplog.text
    assert "ref-2" not in shown + caplog.text
    assert "secret-1" not in caplog.text


def test_a_missing_lifetime_does_not_cost_the_new_pair():
    for lifetime in (None, "", "soon", -1, 0, True, "1e9"):
        assert refresh(Wire(PAIR | {"expires_in": lifetime})).expires_in == oauth.EXPIRES_IN_FALLBACK
    assert refresh(Wire(PAIR | {"expires_in": "7200"})).expires_in == 7200


def test_an_answer_to_a_refresh_without_a_new_one_keeps_the_old():
    assert refresh(Wire({"access_token": "acc-2", "expires_in": 60})).refresh_token == "ref-1"


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (refusal(400, {"error": "invalid_grant"}), AuthLost, "auth.refresh_dead"),
        (refusal(200, {"error": "invalid_grant"}), AuthLost, "auth.refresh_dead"),
        (refusal(401, {"error": "invalid_client"}), AuthLost, "auth.client"),
        (refusal(400, {"error": "invalid_scope"}), AuthLost, "auth.scope"),
        (refusal(400, {"error": "unsupported_grant_type"}), AuthLost, "auth.refused"),
        (refusal(500, {"error": "invalid_grant"}), OutcomeUnknown, "unknown.http_5xx"),
        (refusal(502, {}), OutcomeUnknown, "unknown.http_5xx"),
        (refusal(200, {}), OutcomeUnknown, "unknown.token_answer"),
        (refusal(200, {"status": {"code": "OUT OF SERVICE"}}), Throttled, "throttled.maintenance"),
        (refusal(200, {"status": {"code": "FATAL"}}), OutcomeUnknown, "unknown.token_answer"),
        (refusal(200, {"access_token": "a b", "refresh_token": "r"}), OutcomeUnknown, "unknown.token_answer"),
        (refusal(200, {"access_token": "a", "refresh_token": "r\n"}), OutcomeUnknown, "unknown.token_answer"),
        (refusal(200, {"access_token": 5, "refresh_token": "r"}), OutcomeUnknown, "unknown.token_answer"),
        (b"<html>", OutcomeUnknown, "unknown.token_answer"),
        (b"", OutcomeUnknown, "unknown.token_answer"),
        (httpx2.ConnectError("no"), NotSent, "not_sent.connect"),
        (httpx2.ReadTimeout("no"), OutcomeUnknown, "unknown.timeout"),
        (httpx2.RemoteProtocolError("no"), OutcomeUnknown, "unknown.broken"),
    ],
)
def test_each_refusal_of_a_refresh_says_whether_the_old_token_lives(answer: Any, kind: type, code: str):
    wire = Wire(answer)
    with pytest.raises(WfirmaError) as caught:
        refresh(wire)
    assert (type(caught.value), caught.value.code) == (kind, code)
    assert len(wire.requests) == 1


def test_a_refused_code_asks_for_a_new_consent():
    with pytest.raises(AuthLost) as caught:
        exchange(Wire(refusal(400, {"error": "invalid_grant", "error_description": "code CODE1 expired"})))
    assert caught.value.code == "auth.code_refused"


def test_an_exchange_without_a_refresh_token_is_not_a_connection():
    with pytest.raises(OutcomeUnknown):
        exchange(Wire({"access_token": "acc-1", "expires_in": 60}))


@given(st.integers(200, 599), st.binary(max_size=200))
def test_arbitrary_answers_give_tokens_or_one_of_the_errors(status: int, body: bytes):
    with pytest.raises((AuthLost, OutcomeUnknown)):
        refresh(Wire(httpx2.Response(status, content=body)))
