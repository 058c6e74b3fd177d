from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.sandbox.wfirma.desk import Desk

BASE = "/panel/ustawienia/bezpieczenstwo/aplikacje"
FIVE = ["contractors-read", "companies-read", "contractors-write", "invoices-read", "invoices-write"]
FORM = {
    "name": "Moja platforma",
    "scopes": FIVE,
    "redirect_uri": "https://platforma.example/wfirma",
    "ip": "203.0.113.7",
}


class Person:
    def __init__(self, desk: Desk, login: str = "jan@demo.example") -> None:
        self.desk = desk
        self.client: FlaskClient = desk.app.test_client()
        answer = self.client.post("/panel/logowanie", data={"login": login, "password": "demo"})
        assert answer.status_code == 302

    def open(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, **form: object) -> TestResponse:
        return self.client.post(path, data=form, follow_redirects=True)


@pytest.fixture
def jan(desk: Desk) -> Person:
    return Person(desk)


@pytest.fixture
def ola(desk: Desk) -> Person:
    return Person(desk, "ola@demo.example")


def test_the_way_to_applications_has_the_labels_of_the_help_page(jan: Person) -> None:
    assert "Ustawienia" in jan.open("/panel/").text
    settings = jan.open("/panel/ustawienia").text
    assert settings.index("Bezpieczeństwo") < settings.index("Aplikacje") < settings.index("Użytkownicy")
    page = jan.open(f"{BASE}/oauth2").text
    for label in (
        "Bezpieczeństwo - Aplikacje",
        "Aplikacje OAuth 2.0",
        "Klucze API",
        "Aplikacje użytkownika",
        "Dodaj",
    ):
        assert label in page
    form = jan.open(f"{BASE}/oauth2/dodaj").text
    labels = (
        "Dodawanie aplikacji OAuth 2.0",
        "nazwa",
        "zakres",
        "adres zwrotny",
        "adres IP",
        "Zapisz",
        *FIVE,
    )
    assert all(label in form for label in labels)


def submit(jan: Person) -> int:
    jan.post(f"{BASE}/oauth2/dodaj", **FORM)
    return max(jan.desk.books.ledger.applications)


def test_an_application_waits_until_the_staff_verify_it(jan: Person) -> None:
    id = submit(jan)
    preview = jan.open(f"{BASE}/oauth2/{id}").text
    assert "oczekuje na weryfikację" in preview
    assert "client-secret" not in preview
    page = jan.post(f"{BASE}/oauth2/{id}/obsluga", decision="verify").text
    assert page.count("zweryfikowany") == 2
    application = jan.desk.books.ledger.applications[id]
    preview = jan.open(f"{BASE}/oauth2/{id}").text
    for shown in ("Podgląd aplikacji OAuth 2.0", "ID klienta", "Hasło klienta"):
        assert shown in preview
    assert re.search(r'id="client-id">([0-9a-f]{32})<', preview)
    assert application.client_secret in preview


def test_the_staff_can_refuse_it(jan: Person) -> None:
    id = submit(jan)
    assert "odrzucony" in jan.post(f"{BASE}/oauth2/{id}/obsluga", decision="reject").text


def test_verification_can_come_by_itself_after_a_while(jan: Person) -> None:
    jan.desk.books.settings.verification_seconds = 60
    id = submit(jan)
    jan.desk.pass_time(59)
    assert "oczekuje na weryfikację" in jan.open(f"{BASE}/oauth2/{id}").text
    jan.desk.pass_time(1)
    assert "zweryfikowany" in jan.open(f"{BASE}/oauth2/{id}").text


def test_the_consent_page_believes_what_was_registered_here(jan: Person) -> None:
    id = submit(jan)
    application = jan.desk.books.ledger.applications[id]
    jan.post(f"{BASE}/oauth2/{id}/obsluga", decision="verify")
    query = {
        "response_type": "code",
        "client_id": application.client_id,
        "redirect_uri": FORM["redirect_uri"],
        "scope": " ".join(FIVE),
    }
    assert "Moja platforma" in jan.client.get("/oauth2/auth", query_string=query).text
    query["scope"] = "goods-read"
    assert jan.client.get("/oauth2/auth", query_string=query).status_code == 400


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", " ", "Pole nie może być puste"),
        ("scopes", [], "Wybierz co najmniej jedną pozycję"),
        ("redirect_uri", "platforma.example", "Podaj pełny adres"),
        ("ip", "localhost", "Podaj poprawny adres IP"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(jan: Person, field: str, value: object, message: str) -> None:
    answer = jan.post(f"{BASE}/oauth2/dodaj", **{**FORM, field: value})
    assert answer.status_code == 422
    assert message in answer.text
    kept = "Moja platforma" if field != "name" else "203.0.113.7"
    assert kept in answer.text
    assert len(jan.desk.books.ledger.applications) == 1


def test_a_blank_at_the_end_of_the_address_is_kept_and_will_not_match(jan: Person) -> None:
    jan.post(f"{BASE}/oauth2/dodaj", **{**FORM, "redirect_uri": "https://a.example/cb "})
    assert [a.redirect_uri for a in jan.desk.books.ledger.applications.values()][
        -1
    ] == "https://a.example/cb "


def test_an_edited_application_waits_again_and_keeps_its_secret(jan: Person) -> None:
    before = jan.desk.application.client_secret
    jan.post(f"{BASE}/oauth2/1/edytuj", **FORM)
    assert (jan.desk.application.status, jan.desk.application.ip) == ("waiting", "203.0.113.7")
    assert jan.desk.raw("/invoices/find").status_code == 401
    jan.post(f"{BASE}/oauth2/1/obsluga", decision="verify")
    assert jan.desk.application.client_secret == before
    assert jan.desk.raw("/invoices/find").status_code == 200


def test_a_deleted_application_and_a_withdrawn_consent_stop_the_api(jan: Person) -> None:
    page = jan.open(f"{BASE}/oauth2").text
    assert "Cofnij dostęp" in page
    jan.post(f"{BASE}/oauth2/zgody/{jan.desk.grant.id}/cofnij")
    assert jan.desk.raw("/invoices/find").status_code == 401
    jan.desk.use("jan@demo.example")
    assert jan.desk.raw("/invoices/find").status_code == 200
    assert "Brak aplikacji" in jan.post(f"{BASE}/oauth2/1/usun").text
    assert jan.desk.raw("/invoices/find").status_code == 401


def test_applications_and_keys_of_others_are_out_of_reach(jan: Person, ola: Person) -> None:
    jan.post(f"{BASE}/klucze-api/dodaj", name="mój")
    for path in ("oauth2/1", "oauth2/1/edytuj"):
        assert ola.open(f"{BASE}/{path}").status_code == 404
    for path in ("oauth2/1/usun", "oauth2/1/obsluga", "oauth2/zgody/1/cofnij", "klucze-api/1/usun"):
        assert ola.post(f"{BASE}/{path}").status_code == 404
    assert jan.desk.raw("/invoices/find").status_code == 200


def test_pages_ask_to_sign_in_first_and_come_back(desk: Desk) -> None:
    client = desk.app.test_client()
    for path in ("/", "/panel/", "/panel/przychody", f"{BASE}/oauth2", "/panel/ustawienia/inne/uzytkownicy"):
        answer = client.get(path, follow_redirects=True)
        assert "Zaloguj się" in answer.text
    answer = client.get(f"{BASE}/oauth2")
    form = {"login": "jan@demo.example", "password": "demo", "next": f"{BASE}/oauth2"}
    assert answer.status_code == 302
    assert client.post("/panel/logowanie", data=form).headers["location"] == f"{BASE}/oauth2"
    client.post("/panel/wyloguj")
    assert client.get("/panel/").status_code == 302


def test_a_secret_key_is_shown_once_and_any_edit_changes_both(jan: Person) -> None:
    shown = jan.post(f"{BASE}/klucze-api/dodaj", name="Sklep").text
    [key] = jan.desk.books.ledger.api_keys.values()
    first = (key.access_key, key.secret_key)
    assert key.secret_key in shown
    assert key.secret_key not in jan.open(f"{BASE}/klucze-api").text
    jan.post(f"{BASE}/klucze-api/{key.id}/edytuj", name="Sklep 2")
    assert key.access_key != first[0]
    assert key.secret_key != first[1]
    headers = {"accessKey": first[0], "secretKey": first[1], "appKey": jan.desk.books.ledger.app_keys[0]}
    old = jan.desk.http.get("/companies/find?inputFormat=json", headers=headers)
    assert old.json()["status"]["code"] == "AUTH"
    headers |= {"accessKey": key.access_key, "secretKey": key.secret_key}
    new = jan.desk.http.get("/companies/find?inputFormat=json", headers=headers)
    assert new.json()["status"]["code"] == "OK"
    assert "Brak kluczy" in jan.post(f"{BASE}/klucze-api/{key.id}/usun").text


def test_an_administrator_gives_income_rights_and_the_api_follows(jan: Person, ola: Person) -> None:
    id = 5002
    assert "Ola Pracowita" in jan.open("/panel/ustawienia/inne/uzytkownicy").text
    assert "Uprawnienia" in jan.open(f"/panel/ustawienia/inne/uzytkownicy/{id}").text
    path = f"/panel/ustawienia/inne/uzytkownicy/{id}/uprawnienia"
    assert "Przychody" in jan.open(path).text
    jan.desk.use("ola@demo.example")
    assert jan.desk.ask("/invoices/find", company_id=None)["status"]["code"] == "ACCESS DENIED"
    assert ola.open("/panel/przychody").status_code == 403
    page = jan.post(path, income=["income_view", "income_add", "nonsense"]).text
    assert "Zapisano" in page
    assert page.count("checked") == 2
    assert jan.desk.ask("/invoices/find", company_id=None)["status"]["code"] == "OK"
    assert ola.open("/panel/przychody").status_code == 200


def test_an_employee_cannot_change_rights(ola: Person) -> None:
    assert "Użytkownicy" not in ola.open("/panel/ustawienia").text
    assert ola.open("/panel/ustawienia/inne/uzytkownicy").status_code == 403
    assert (
        ola.post("/panel/ustawienia/inne/uzytkownicy/5002/uprawnienia", income="income_view").status_code
        == 403
    )


def test_an_administrator_has_all_rights_and_keeps_them(jan: Person) -> None:
    path = "/panel/ustawienia/inne/uzytkownicy/5001/uprawnienia"
    assert "Administrator ma wszystkie uprawnienia" in jan.open(path).text
    assert jan.post(path).status_code == 400


def test_the_company_of_the_panel_can_be_switched(jan: Person) -> None:
    jan.desk.books.settings.without_company = "panel"
    page = jan.post("/panel/firma", company_id="111223", next="/panel/przychody").text
    assert "Brak dokumentów w tej firmie" in page
    answer = jan.desk.ask("/companies/get", company_id=None)
    assert answer["companies"]["0"]["company"]["id"] == "111223"


def test_an_employee_cannot_switch_to_a_company_of_others(ola: Person) -> None:
    assert ola.post("/panel/firma", company_id="111223").status_code == 404


def test_issued_documents_are_listed_with_their_print(jan: Person, ola: Person) -> None:
    record = jan.desk.add(auto_send=1, alreadypaid_initial="123.00")
    page = jan.open("/panel/przychody").text
    for shown in ("FV 1/10/2026", "Firma Testowa", "123,00\u00a0zł", "zapłacono", "e-mail w kolejce"):
        assert shown in page
    print_path = f"/panel/przychody/{record['id']}.pdf"
    assert jan.open(print_path).data.startswith(b"%PDF-")
    assert ola.open(print_path).status_code == 404


def test_every_page_says_that_it_is_not_wfirma(jan: Person) -> None:
    for path in ("/panel/", "/panel/przychody", "/panel/przychody/1.pdf", f"{BASE}/oauth2", "/oauth2/auth"):
        page = jan.open(path).text
        assert "To nie jest wFirma" in page, path
        assert "This is NOT wFirma" in page, path
