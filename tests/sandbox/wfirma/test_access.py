from __future__ import annotations

import pytest

from mostek.sandbox.wfirma.records import ApiKey
from tests.sandbox.wfirma.desk import Desk


def code_of(desk: Desk, path: str = "/invoices/find", **query: str | None) -> tuple[int, str]:
    answer = desk.raw(path, **query)
    return answer.status_code, answer.json()["status"]["code"]


def test_a_wrong_token_is_refused_with_401(desk: Desk) -> None:
    desk.token = "wrong"
    assert code_of(desk) == (401, "AUTH")


def test_a_token_expires(desk: Desk) -> None:
    desk.pass_time(3599)
    assert code_of(desk) == (200, "OK")
    desk.pass_time(1)
    assert code_of(desk) == (401, "AUTH")


def test_without_oauth_version_the_bearer_is_not_looked_at(desk: Desk) -> None:
    assert code_of(desk, oauth_version=None) == (200, "AUTH")


def test_too_many_failures_lock_for_five_minutes(desk: Desk) -> None:
    good, desk.token = desk.token, "wrong"
    for _ in range(desk.books.settings.auth_failure_limit):
        code_of(desk)
    desk.token = good
    assert code_of(desk) == (200, "AUTH FAILED LIMIT WAIT 5 MINUTES")
    desk.pass_time(301)
    assert code_of(desk) == (200, "OK")


def test_several_companies_need_a_company_id(desk: Desk) -> None:
    assert code_of(desk, company_id=None) == (200, "COMPANY ID REQUIRED")
    assert code_of(desk, company_id=None, companyId="111222") == (200, "COMPANY ID REQUIRED")


def test_or_the_company_of_the_panel_is_used_by_switch(desk: Desk) -> None:
    desk.books.settings.without_company = "panel"
    user = desk.books.ledger.user_of("jan@demo.example")
    assert user is not None
    user.current_company_id = 111223
    answer = desk.ask("/companies/get", company_id=None, companyId="111222")
    assert answer["companies"]["0"]["company"]["id"] == "111223"
    first = desk.ask("/companies/find", company_id=None)["companies"]["0"]["company"]["id"]
    assert first == "111223"


def test_a_company_of_somebody_else_is_denied(desk: Desk) -> None:
    assert code_of(desk, company_id="999") == (200, "ACCESS DENIED")
    desk.use("ola@demo.example")
    assert code_of(desk, "/companies/get", company_id="111223") == (200, "ACCESS DENIED")


def test_a_company_can_be_named_in_the_path(desk: Desk) -> None:
    answer = desk.ask("/companies/get/111223", company_id=None)
    assert answer["companies"]["0"]["company"]["vat_payer"] == "0"


def test_an_employee_without_income_rights_is_denied(desk: Desk) -> None:
    desk.use("ola@demo.example")
    denied = [
        code_of(desk, path, company_id=None)
        for path in ("/invoices/find", "/invoices/add", "/contractors/find")
    ]
    assert denied == [(200, "ACCESS DENIED")] * 3
    user = desk.books.ledger.user_of("ola@demo.example")
    assert user is not None
    user.permissions.add("income_view")
    assert code_of(desk, company_id=None) == (200, "OK")


def test_scopes_are_enforced(desk: Desk) -> None:
    desk.use("jan@demo.example", scopes=["contractors-read"])
    assert code_of(desk, "/contractors/find") == (200, "OK")
    assert code_of(desk, "/invoices/find") == (200, "DENIED SCOPE REQUESTED")
    assert code_of(desk, "/vat_codes/find") == (200, "OK")
    assert code_of(desk, "/series/find") == (200, "DENIED SCOPE REQUESTED")


@pytest.mark.parametrize("checked", [True, False])
def test_the_address_of_the_caller_is_checked_by_switch(desk: Desk, checked: bool) -> None:
    desk.application.ip = "203.0.113.7"
    desk.books.settings.check_ip = checked
    assert code_of(desk) == (200, "ACCESS DENIED" if checked else "OK")


def test_user_companies_work_without_company_and_give_ids_of_relations(desk: Desk) -> None:
    found = desk.ask("/user_companies/find", company_id=None)["user_companies"]
    pairs = [(found[i]["user_company"]["id"], found[i]["user_company"]["company"]["id"]) for i in ("0", "1")]
    assert pairs == [("9001", "111222"), ("9002", "111223")]
    one = desk.ask("/user_companies/get/9002", company_id=None)["user_companies"]["0"]["user_company"]
    assert one["company"]["mojo_settings"]["netto_brutto"] == "netto"


def test_api_keys_work_without_oauth_version(desk: Desk) -> None:
    ledger = desk.books.ledger
    ledger.api_keys[1] = ApiKey(
        id=1, user_id=5001, name="klucz", access_key="a" * 32, secret_key="b" * 32, created=desk.time
    )
    keys = {"accessKey": "a" * 32, "secretKey": "b" * 32, "appKey": ledger.app_keys[0]}
    query = {"inputFormat": "json", "company_id": "111222"}
    answer = desk.http.post("/invoices/find", params=query, headers=keys)
    assert answer.json()["status"]["code"] == "OK"
    wrong = desk.http.post("/invoices/find", params=query, headers={**keys, "secretKey": "c" * 32})
    assert (wrong.status_code, wrong.json()["status"]["code"]) == (200, "AUTH")
    desk.books.settings.bare_auth = True
    bare = desk.http.post("/invoices/find", params=query, headers={**keys, "appKey": "x"})
    assert (bare.status_code, bare.text) == (200, "AUTH")


def test_what_the_sandbox_lacks_is_said_so(desk: Desk) -> None:
    assert code_of(desk, "/payments/add") == (501, "NOT EMULATED")


def test_with_the_scope_the_series_of_the_company_are_listed(desk: Desk) -> None:
    desk.use("jan@demo.example", scopes=["series-read"])
    found = desk.find(module="series")["series"]
    shown = {
        entry["series"]["type"]: entry["series"]["template"] for key, entry in found.items() if key.isdigit()
    }
    assert shown["normal"] == "FV [numer]/[miesiąc]/[rok]"
