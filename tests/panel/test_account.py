from __future__ import annotations

import pytest
from django.test import Client

from tests.panel.conftest import PASSWORD


def enter(client: Client, name: str = "anna", password: str = PASSWORD, **more: str):
    return client.post("/login/", {"username": name, "password": password, **more})


def test_the_right_password_leads_where_one_wanted_to_go(anna):
    assert enter(Client(), next="/orders/?state=held")["location"] == "/orders/?state=held"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/logout/"]
)
def test_it_never_leads_to_another_site(anna, elsewhere):
    assert enter(Client(), next=elsewhere)["location"] == "/"


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(anna):
    answer = enter(Client(headers={"accept-language": "pl"}), password="nie to")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Nieprawidłowy login lub hasło. Sprawdź i spróbuj ponownie." in text
    assert 'value="anna"' in text
    assert "nie to" not in text


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(anna, bogdan):
    client = Client(headers={"accept-language": "pl"})
    for _ in range(5):
        enter(client, password="nie to")
    assert "Odczekaj 15 minut" in enter(client).content.decode()
    # Another name from the same address is not locked with it.
    assert enter(client, name="bogdan").status_code == 302


def test_another_address_may_still_sign_in(anna):
    for _ in range(5):
        enter(Client(), password="nie to")
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert enter(elsewhere).status_code == 302


def test_spraying_many_names_from_one_address_is_slowed_down(anna):
    for number in range(30):
        enter(Client(), name=f"name{number}", password="nie to")
    assert enter(Client()).status_code == 422


def test_behind_a_proxy_the_address_is_the_one_the_proxy_wrote(anna, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for number in range(5):
        enter(Client(headers={"x-forwarded-for": f"10.0.0.{number}, 203.0.113.9"}), password="nie to")
    assert enter(Client(headers={"x-forwarded-for": "10.9.9.9, 203.0.113.9"})).status_code == 422
    assert enter(Client(headers={"x-forwarded-for": "203.0.113.10"})).status_code == 302


def test_signing_out_takes_a_post(page):
    assert page.get("/logout/").status_code == 405
    assert page.get("/").status_code == 200
    assert page.post("/logout/")["location"] == "/login/"
    assert page.get("/").status_code == 302


def test_a_form_without_its_token_gets_a_page_that_explains(anna):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "pl"})
    client.force_login(anna)
    answer = client.post("/logout/")
    assert answer.status_code == 403
    assert "Strona była otwarta zbyt długo" in answer.content.decode()


def test_the_language_can_be_switched_on_the_page(page):
    assert "Zamówienia" in page.get("/orders/").content.decode()
    page.post("/language/", {"language": "en", "next": "/orders/"})
    text = page.get("/orders/").content.decode()
    assert '<html lang="en">' in text
    assert "Zamówienia" not in text
