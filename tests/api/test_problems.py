"""Every error of the API is a problem after RFC 9457, in the language of the request and in both."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from mostek.api.problems import PROBLEMS, problem
from mostek.core import api_keys
from mostek.core.models import ApiKey
from mostek.lib import clock
from tests.api.conftest import Caller
from tests.api.test_sales import SALE

SOURCE = Path(settings.PACKAGE)


def assert_problem(answer, status: int, code: str) -> dict:
    assert (answer.status_code, answer["content-type"]) == (status, "application/problem+json")
    body = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["pl"]
    assert body["en"]
    return body


@pytest.mark.parametrize(
    "path", ["nothing", "sales/none", "documents/none", "documents/none/pdf", "products/none"]
)
def test_what_is_not_there_is_a_problem(caller, path):
    assert_problem(caller.get(path), 404, "not_found")


def test_what_lies_beside_the_api_is_a_problem_too(client, db):
    assert_problem(client.get("/api/v2/sales"), 404, "not_found")


def test_a_method_that_an_address_does_not_take_names_those_that_it_takes(caller):
    answer = caller.put("sales", SALE)
    assert_problem(answer, 405, "method")
    assert sorted(answer["allow"].split(", ")) == ["GET", "POST"]


def test_a_body_that_is_not_marked_as_json_is_refused(caller):
    answer = caller.client.post("/api/v1/sales", b"{}", content_type="text/plain")
    assert_problem(answer, 415, "media_type")


@pytest.mark.parametrize(("body", "code"), [(b"{", "body.not_json"), (b"[]", "body.not_object")])
def test_a_body_that_is_no_object_is_refused(caller, body, code):
    assert_problem(caller.client.post("/api/v1/sales", body, content_type="application/json"), 400, code)


def test_a_body_that_is_too_large_is_refused(caller, settings):
    settings.MAX_BODY = 100
    assert_problem(caller.post("sales", SALE), 413, "too_large")


def test_without_a_key_nobody_comes_in(client, db):
    answer = client.get("/api/v1/sales")
    assert_problem(answer, 401, "auth")
    assert answer["www-authenticate"] == "Bearer"


NEEDS = {
    "sales:write": [("post", "sales"), ("post", "bulk/sales")],
    "sales:read": [("get", "sales"), ("get", "sales/A")],
    "refunds:write": [("post", "refunds")],
    "documents:read": [("get", "documents/A"), ("get", "documents/A/pdf")],
    "products:read": [("get", "products"), ("get", "products/A")],
    "products:write": [("put", "products/A")],
}


@pytest.mark.parametrize("scope", ApiKey.Scope.values)
def test_a_missing_scope_is_named_and_the_others_do_not_help(scope, source):
    _, key = api_keys.make(source, "all but one", set(ApiKey.Scope.values) - {scope})
    other = Caller(key)
    for method, path in NEEDS[scope]:
        answer = other.get(path) if method == "get" else getattr(other, method)(path, {})
        assert assert_problem(answer, 403, "scope")["scope"] == scope
        assert scope in answer.json()["detail"]
    for method, path in (one for name, rows in NEEDS.items() if name != scope for one in rows):
        answer = other.get(path) if method == "get" else getattr(other, method)(path, {})
        assert answer.status_code in (200, 404, 422), (path, answer.content)


def test_a_revoked_key_is_unknown_at_once(source):
    row, key = api_keys.make(source, "short")
    assert Caller(key).get("sales").status_code == 200
    assert api_keys.revoke(row)
    assert_problem(Caller(key).get("sales"), 401, "auth")
    assert not api_keys.revoke(row)


def test_the_use_of_a_key_is_noted_once_a_minute(source, django_assert_max_num_queries):
    from datetime import timedelta

    row, key = api_keys.make(source, "used")
    Caller(key).get("sales")
    row.refresh_from_db()
    assert row.last_used_at == clock.now()
    clock.advance(timedelta(seconds=30))
    Caller(key).get("sales")
    row.refresh_from_db()
    assert row.last_used_at < clock.now()
    clock.advance(timedelta(seconds=31))
    Caller(key).get("sales")
    row.refresh_from_db()
    assert row.last_used_at == clock.now()


@pytest.mark.parametrize(
    ("language", "title"), [("pl", "pl"), ("en", "en"), ("de", "pl"), ("en-GB,pl;q=0.5", "en")]
)
def test_the_title_speaks_the_language_of_the_request(api_key, language, title):
    answer = Caller(api_key, language).get("sales/none")
    body = answer.json()
    assert body["title"] == getattr(PROBLEMS["not_found"], title)
    assert (body["pl"], body["en"]) == (PROBLEMS["not_found"].pl, PROBLEMS["not_found"].en)
    assert answer["content-language"] == title


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("code", PROBLEMS)
def test_the_type_of_each_problem_leads_to_a_page_about_it(db, code, language):
    kind = problem(code)
    address = urlsplit(__import__("json").loads(kind.content)["type"])
    answer = Client(headers={"accept-language": language}).get(address.path)
    text = re.sub(r"</?code>", "`", answer.content.decode().replace("&#x27;", "'"))
    row = PROBLEMS[code]
    assert answer.status_code == 200
    assert (row.do_pl if language == "pl" else row.do_en) in text


def test_a_page_about_no_problem_says_so(db):
    answer = Client(headers={"accept-language": "en"}).get("/problems/none/")
    assert answer.status_code == 404
    assert "knows no problem of this name" in answer.content.decode()


def test_an_error_that_nobody_foresaw_is_a_problem_and_tells_nothing(caller, source, caplog):
    """A profile that cannot be read stands for any mistake of ours."""
    source.connection.seller = {"vat_status": "SECRET-MARKED"}
    source.connection.save()
    answer = caller.get("products")
    assert_problem(answer, 500, "internal")
    assert "MARKED" not in answer.content.decode() + caplog.text
    assert "BadInput" in caplog.text


def test_every_code_that_the_api_answers_has_its_row():
    said = set()
    for file in (SOURCE / "api").glob("*.py"):
        said |= set(re.findall(r'(?:Wrong|problem|_refused)\(\s*(?:source, )?"([a-z_.]+)"', file.read_text()))
    assert said
    assert said <= set(PROBLEMS)
