from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Response

from mostek.sandbox.inprocess import SandboxTransport
from tests.sandbox.wfirma.desk import Desk

FIVE = "contractors-read companies-read contractors-write invoices-read invoices-write"


class Browser:
    """A person at the pages, mounted under a prefix as in the whole sandbox."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        mounted = DispatcherMiddleware(Response("", 404), {"/wfirma": desk.app})
        transport = SandboxTransport(mounted)
        self.http = httpx2.Client(transport=transport, base_url="http://local.test", follow_redirects=True)

    def query(self, **changes: str | None) -> dict[str, str]:
        application = self.desk.application
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": application.client_id,
            "scope": FIVE,
            "redirect_uri": application.redirect_uri,
            "state": "st/at e",
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def open(self, **changes: str | None) -> httpx2.Response:
        return self.http.get("/wfirma/oauth2/auth", params=self.query(**changes))

    def sign_in(self, page: httpx2.Response, password: str = "demo") -> httpx2.Response:
        following = parse_qs(urlsplit(str(page.url)).query)["next"][0]
        form = {"login": "jan@demo.example", "password": password, "next": following}
        return self.http.post("/wfirma/panel/logowanie", data=form)

    def decide(self, decision: str, **changes: str | None) -> httpx2.Response:
        return self.http.post(
            "/wfirma/oauth2/auth",
            params=self.query(**changes),
            data={"decision": decision},
            follow_redirects=False,
        )


@pytest.fixture
def browser(desk: Desk) -> Browser:
    return Browser(desk)


def exchange(desk: Desk, **form: str) -> httpx2.Response:
    application = desk.application
    known = {"client_id": application.client_id, "client_secret": application.client_secret}
    return desk.http.post("/oauth2/token?oauth_version=2", data={**known, **form})


def code_from(location: str) -> dict[str, Any]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def test_a_seller_signs_in_allows_and_goes_back_with_a_code(desk: Desk, browser: Browser) -> None:
    page = browser.open()
    assert "Zaloguj się" in page.text
    assert "Nieprawidłowy login" in browser.sign_in(page, password="wrong").text
    page = browser.sign_in(page)
    for shown in ("Zezwól", "Odmów", "invoices-write", "Jan Testowy", "Kursy Demo Jan Testowy", "NOT wFirma"):
        assert shown in page.text
    page = browser.decide("allow")
    assert "Wróć do systemu" in page.text
    [code] = desk.books.ledger.codes
    assert f"?code={code}&amp;state=st%2Fat+e" in page.text
    answer = exchange(
        desk, grant_type="authorization_code", code=code, redirect_uri=desk.application.redirect_uri
    ).json()
    assert (answer["token_type"], answer["expires_in"], answer["scope"]) == ("Bearer", 3600, FIVE)
    desk.token = answer["access_token"]
    assert desk.ask("/invoices/find")["status"]["code"] == "OK"


def test_it_can_go_back_without_the_button(desk: Desk, browser: Browser) -> None:
    browser.sign_in(browser.open())
    answer = browser.decide("allow", sandbox="redirect")
    assert answer.status_code == 302
    assert set(code_from(answer.headers["location"])) == {"code", "state"}
    assert code_from(answer.headers["location"])["state"] == "st/at e"


def test_a_refusal_goes_back_with_access_denied(browser: Browser) -> None:
    browser.sign_in(browser.open())
    answer = browser.decide("refuse", sandbox="redirect")
    assert code_from(answer.headers["location"]) == {"error": "access_denied", "state": "st/at e"}


def test_a_registered_query_string_stays(desk: Desk, browser: Browser) -> None:
    desk.application.redirect_uri = "https://shop.example/?pbg-listener=wfirma"
    browser.sign_in(browser.open())
    location = browser.decide("allow", sandbox="redirect").headers["location"]
    assert location.startswith("https://shop.example/?pbg-listener=wfirma&code=")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"redirect_uri": "http://127.0.0.1:8000/wfirma/callback/"}, "Adres zwrotny"),
        ({"client_id": "x"}, "Nieznany identyfikator"),
        ({"client_id": None}, "Nieznany identyfikator"),
        ({"scope": "invoices-read goods-write"}, "goods-write"),
        ({"scope": "invoices-read,invoices-write"}, "Zakres niedostępny"),
        ({"scope": None}, "Brak zakresu"),
        ({"response_type": "token"}, "response_type"),
    ],
)
def test_a_wrong_request_is_an_error_page_and_nothing_is_redirected(
    browser: Browser, change: dict[str, str | None], reason: str
) -> None:
    page = browser.open(**change)
    assert page.status_code == 400
    assert reason in page.text


@pytest.mark.parametrize(
    ("status", "reason"), [("waiting", "oczekuje na weryfikację"), ("rejected", "odrzucona")]
)
def test_an_application_that_is_not_verified_is_an_error_page(
    desk: Desk, browser: Browser, status: Any, reason: str
) -> None:
    desk.application.status = status
    assert reason in browser.open().text
    assert exchange(desk, grant_type="refresh_token", refresh_token="x").status_code == 401


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_never_leads_out_of_the_sandbox(desk: Desk, browser: Browser, wanted: str) -> None:
    form = {"login": "jan@demo.example", "password": "demo", "next": wanted}
    answer = desk.http.post("/panel/logowanie", data=form)
    assert answer.headers["location"] == "/panel/"
    answer = browser.http.post("/wfirma/panel/logowanie", data=form, follow_redirects=False)
    assert answer.headers["location"] == "/wfirma/panel/"


def give_code(desk: Desk) -> str:
    browser = Browser(desk)
    browser.sign_in(browser.open())
    browser.decide("allow")
    return list(desk.books.ledger.codes)[-1]


def refused(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_a_code_works_once_with_the_same_address_and_for_ten_minutes(desk: Desk) -> None:
    address = desk.application.redirect_uri
    form = {"grant_type": "authorization_code", "code": give_code(desk)}
    assert refused(exchange(desk, **form, redirect_uri=address + "/")) == (400, "invalid_grant")
    assert exchange(desk, **form, redirect_uri=address).status_code == 200
    assert refused(exchange(desk, **form, redirect_uri=address)) == (400, "invalid_grant")
    form["code"] = give_code(desk)
    desk.pass_time(600)
    assert refused(exchange(desk, **form, redirect_uri=address)) == (400, "invalid_grant")


def test_refresh_tokens_rotate_and_the_old_one_dies(desk: Desk) -> None:
    old = desk.grant.refresh_token
    first = exchange(desk, grant_type="refresh_token", refresh_token=old)
    assert first.status_code == 200
    assert first.json()["refresh_token"] != old
    assert refused(exchange(desk, grant_type="refresh_token", refresh_token=old)) == (400, "invalid_grant")
    again = exchange(desk, grant_type="refresh_token", refresh_token=first.json()["refresh_token"])
    assert again.status_code == 200


def test_a_refresh_token_sent_as_code_fails(desk: Desk) -> None:
    answer = exchange(desk, grant_type="refresh_token", code=desk.grant.refresh_token)
    assert refused(answer) == (400, "invalid_grant")


def test_a_refresh_token_lives_thirty_days(desk: Desk) -> None:
    desk.pass_time(30 * 86400)
    answer = exchange(desk, grant_type="refresh_token", refresh_token=desk.grant.refresh_token)
    assert refused(answer) == (400, "invalid_grant")


@pytest.mark.parametrize("form", [{"client_secret": "x"}, {"client_id": "x"}, {"client_id": ""}])
def test_a_wrong_client_is_refused_with_401(desk: Desk, form: dict[str, str]) -> None:
    assert refused(exchange(desk, grant_type="refresh_token", **form)) == (401, "invalid_client")


def test_other_grants_are_unknown(desk: Desk) -> None:
    assert refused(exchange(desk, grant_type="client_credentials")) == (400, "unsupported_grant_type")


def test_the_token_endpoint_takes_json_too(desk: Desk) -> None:
    application = desk.application
    form = {
        "client_id": application.client_id,
        "client_secret": application.client_secret,
        "grant_type": "refresh_token",
        "refresh_token": desk.grant.refresh_token,
    }
    assert desk.http.post("/oauth2/token", json=form).status_code == 200


def test_there_is_no_authorize_path(desk: Desk) -> None:
    assert "CONTROLLER NOT FOUND" in desk.http.get("/oauth2/authorize").text
