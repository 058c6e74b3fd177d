"""The wizard `Ustawienia ➔ Integracje ➔ wFirma ➔ Konfiguruj`, step by step and off the road."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from mostek.core import connect
from mostek.core.models import Connection
from mostek.lib import clock
from mostek.panel.views.connect import SCOPES
from mostek.sandbox.wfirma import oauth
from tests.panel.conftest import signed_in

ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"
pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def application(wfirma):
    """The verified application of the sandbox, registered for our callback."""
    with wfirma.books.acting() as ledger:
        one = next(one for one in ledger.applications.values() if one.status == "verified")
        one.redirect_uri = connect.callback_url()
        return one


@pytest.fixture
def started(page, application) -> Connection:
    page.post("/settings/integrations/wfirma/")
    return Connection.objects.get()


def at(connection: Connection, step: str = "") -> str:
    return f"/settings/integrations/wfirma/{connection.pk}/{step}"


def generate(page, connection, application, **changes):
    data = {"client_id": application.client_id, "client_secret": application.client_secret, "generate": "1"}
    return page.post(at(connection, "keys/"), {**data, **changes})


def consent(wfirma, address: str, login: str = "jan@demo.example") -> str:
    """What wFirma's pages do: check the request, and send the browser back with a code."""
    with wfirma.books.acting() as ledger:
        request = oauth.check_request(wfirma.books, dict(parse_qsl(urlsplit(address).query)))
        code = oauth.issue_code(wfirma.books, request, ledger.user_of(login))
        return oauth.way_back(request, {"code": code, "state": request.state or ""})


def come_back(page, address: str, **options):
    parts = urlsplit(address)
    return page.get(f"{parts.path}?{parts.query}", **options)


def word(page, connection) -> str:
    return page.get(at(connection)).context["progress"].word


def give_consent(page, wfirma, connection, application):
    return come_back(page, consent(wfirma, generate(page, connection, application)["location"]), follow=True)


def test_before_any_credential_both_addresses_and_five_scopes_can_be_copied(page, started, settings):
    settings.MOSTEK_OUTGOING_IP = "203.0.113.24"
    text = page.get(at(started, "application/")).content.decode()
    assert f">{connect.callback_url()}</textarea>" in text
    assert ">203.0.113.24</textarea>" in text
    for scope in SCOPES:
        assert f"<code>{scope}</code>" in text
    for label in (
        "Aplikacje OAuth 2.0",
        "Aplikacje użytkownika",
        "nazwa",
        "zakres",
        "adres zwrotny",
        "adres IP",
    ):
        assert label in text
    assert text.index("adres zwrotny") < text.index("Aplikacje użytkownika")


def test_an_unknown_outgoing_address_is_said_and_blocks_nothing(page, started):
    assert "MOSTEK_OUTGOING_IP" in page.get(at(started, "application/")).content.decode()


def test_the_whole_road_to_a_connection_that_works(page, started, application, wfirma):
    assert word(page, started) == "aplikacja do zarejestrowania w wFirma"

    page.post(at(started, "application/"))
    assert word(page, started) == "weryfikacja aplikacji przez wFirma"

    page.post(
        at(started, "keys/"), {"client_id": application.client_id, "client_secret": application.client_secret}
    )
    assert word(page, started) == "klucze wpisane, czeka na zgodę w wFirma"

    there = generate(page, started, application, client_secret="")["location"]
    assert there.startswith("http://wfirma.sandbox/oauth2/auth?")
    assert dict(parse_qsl(urlsplit(there).query))["scope"].split() == list(SCOPES)

    back = come_back(page, consent(wfirma, there), follow=True)
    text = back.content.decode()
    started.refresh_from_db()
    assert back.redirect_chain == [(at(started, "keys/"), 302)]
    assert f'value="{started.authorization_code}"' in text
    assert started.authorization_code
    assert "Zgoda udzielona." in text
    assert word(page, started) == "zgoda udzielona, wybierz firmę"

    listed = page.get(at(started, "company/"))
    assert "checked" not in listed.content.decode()
    company = next(one for one in listed.context["companies"] if one.vat_payer)
    assert f"NIP {company.nip}" in listed.content.decode()

    tested = page.post(at(started, "company/"), {"company": company.id}, follow=True)
    assert tested.redirect_chain == [(at(started, "test/"), 302)]
    assert f"Firma: {company.name}, NIP {company.nip}." in tested.content.decode()
    assert word(page, started) == "połączono"
    started.refresh_from_db()
    assert started.company_name == company.name


def test_a_half_done_state_survives_days_and_another_browser(anna, page, started, application, wfirma):
    page.post(at(started, "application/"))
    clock.advance(clock.now() - clock.now().replace(day=20))  # three days
    tomorrow = signed_in(anna)
    text = tomorrow.get(at(started, "keys/")).content.decode()
    assert "Weryfikacja aplikacji przez wFirma" in text
    give_consent(tomorrow, wfirma, started, application)
    assert word(tomorrow, started) == "zgoda udzielona, wybierz firmę"


def test_keys_are_cleaned_and_masked_and_never_come_back(page, started):
    saved = page.post(
        at(started, "keys/"),
        {"client_id": f" abc{ZERO_WIDTH} ", "client_secret": "\thaslo-klienta-MARKED-7777 "},
        follow=True,
    )
    started.refresh_from_db()
    text = saved.content.decode()
    assert (started.client_id, started.client_secret) == ("abc", "haslo-klienta-MARKED-7777")
    assert "Z pola „ID klienta” usunięto: 2 spacje, 1 niewidoczny znak." in text
    assert "Z pola „Hasło klienta” usunięto: 2 spacje." in text
    assert "••••7777 zapisane" in text
    assert "MARKED" not in text


def test_generuj_saves_what_is_there_before_it_asks_for_the_rest(page, started):
    answer = page.post(at(started, "keys/"), {"client_id": "", "client_secret": "tajne", "generate": "1"})
    started.refresh_from_db()
    assert answer.status_code == 422
    assert started.client_secret == "tajne"
    assert answer.content.decode().count("Wypełnij to pole.") == 2


def test_saving_afterwards_leaves_the_code_and_the_tokens_alone(page, started, application, wfirma):
    give_consent(page, wfirma, started, application)
    started.refresh_from_db()
    before = (started.authorization_code, started.access_token, started.refresh_token)
    page.post(at(started, "keys/"), {"client_id": application.client_id, "client_secret": ""})
    started.refresh_from_db()
    assert (started.authorization_code, started.access_token, started.refresh_token) == before


def connected(page, wfirma, started, application) -> dict:
    """A connection that works, and what it consists of."""
    give_consent(page, wfirma, started, application)
    company = page.get(at(started, "company/")).context["companies"][0]
    page.post(at(started, "company/"), {"company": company.id})
    return facts(started)


def facts(connection: Connection) -> dict:
    columns = ("access_token", "refresh_token", "authorization_code", "company_id", "health")
    return Connection.objects.values(*columns).get(pk=connection.pk)


REFUSALS = {
    "denied": ("error=access_denied", "W wFirma nie udzielono zgody."),
    "error": ("error=invalid_scope&error_description=zakres", "wFirma nie przyjęła prośby o zgodę."),
    "without a code": ("", "wFirma odesłała tę stronę bez kodu autoryzacji."),
    "with a bad code": ("code=zgaduje", "wFirma nie przyjęła kodu autoryzacji."),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_consent_that_fails_has_a_clear_page_and_touches_nothing(case, page, started, application, wfirma):
    query, sentence = REFUSALS[case]
    before = connected(page, wfirma, started, application)
    asked = dict(parse_qsl(urlsplit(generate(page, started, application)["location"]).query))
    answer = page.get(f"{connect.CALLBACK_PATH}?{query}&state={asked['state']}")
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert f'href="{at(started, "keys/")}"' in answer.content.decode()
    assert facts(started) == before


@pytest.mark.parametrize("state", ["", "cudzy", "ą"])
def test_a_foreign_state_is_not_accepted(state, page, started, application, wfirma):
    before = connected(page, wfirma, started, application)
    there = generate(page, started, application)["location"]
    code = dict(parse_qsl(urlsplit(consent(wfirma, there)).query))["code"]
    answer = page.get(connect.CALLBACK_PATH, {"code": code, "state": state})
    assert answer.status_code == 400
    assert "nie pasuje do żadnej prośby o zgodę" in answer.content.decode()
    assert facts(started) == before


def test_a_state_is_good_for_one_browser_only(anna, page, started, application, wfirma):
    back = consent(wfirma, generate(page, started, application)["location"])
    assert come_back(signed_in(anna), back).status_code == 400
    started.refresh_from_db()
    assert started.access_token == ""


def test_coming_back_twice_leads_on_and_exchanges_once(page, started, application, wfirma):
    back = consent(wfirma, generate(page, started, application)["location"])
    come_back(page, back)
    before = facts(started)
    again = come_back(page, back, follow=True)
    assert "Ten kod został już wykorzystany." in again.content.decode()
    assert facts(started) == before


def test_a_reload_after_a_refusal_is_told_to_begin_again(page, started, application, wfirma):
    asked = dict(parse_qsl(urlsplit(generate(page, started, application)["location"]).query))
    for _ in range(2):
        answer = page.get(connect.CALLBACK_PATH, {"error": "access_denied", "state": asked["state"]})
    assert "Otwórz połączenie i kliknij Generuj jeszcze raz." in answer.content.decode()


def test_a_stranger_coming_back_is_asked_to_sign_in_first(client, anna):
    answer = client.get(connect.CALLBACK_PATH, {"code": "x", "state": "y"})
    assert answer["location"].startswith("/login/?next=/connect/wfirma/callback/")


def test_a_break_of_wfirma_at_the_exchange_is_said_and_harmless(page, started, application, wfirma):
    before = connected(page, wfirma, started, application)
    back = consent(wfirma, generate(page, started, application)["location"])
    wfirma.faults.on("http:502", match="oauth2/token")
    answer = come_back(page, back)
    assert answer.status_code == 400
    assert "Spróbuj za chwilę." in answer.content.decode()
    assert facts(started) == before


def test_a_typed_company_has_to_be_one_of_the_user(page, started, application, wfirma):
    give_consent(page, wfirma, started, application)
    answer = page.post(at(started, "company/"), {"company_id": " 999999 "})
    assert answer.status_code == 422
    assert "nie ma firmy o takim ID" in answer.content.decode()
    assert 'value=" 999999 "' in answer.content.decode()

    assert page.post(at(started, "company/"), {}).status_code == 422
    assert page.post(at(started, "company/"), {"company_id": "abc"}).status_code == 422
    started.refresh_from_db()
    assert started.company_id == ""


def test_no_company_is_ever_chosen_by_itself(page, started, application, wfirma):
    give_consent(page, wfirma, started, application)
    page.get(at(started, "company/"))
    page.get(at(started, "test/"))
    started.refresh_from_db()
    assert started.company_id == ""


def test_the_field_for_the_company_stays_when_wfirma_does_not_tell_them(page, started, application, wfirma):
    give_consent(page, wfirma, started, application)
    wfirma.faults.on("missing_scope", times=9)
    text = page.get(at(started, "company/")).content.decode()
    assert "Aplikacja w wFirma nie ma wszystkich potrzebnych zakresów." in text
    assert 'name="company_id"' in text


def test_the_test_only_reads_and_names_what_is_not_ready(page, started, application, wfirma):
    connected(page, wfirma, started, application)
    told = page.post(at(started, "test/"), follow=True).content.decode()
    assert "Stawki VAT są dostępne" in told
    assert not [
        call for call in wfirma.calls.counts() if call.endswith(("/add", "/edit", "/delete", "/send"))
    ]

    wfirma.faults.on("missing_permission", times=20, match="invoices/*")
    told = page.post(at(started, "test/"), follow=True).content.decode()
    assert "Ustawienia ➔ Inne ➔ Użytkownicy" in told
    assert "Gotowe. Następna" not in told


def test_api_keys_are_the_other_way_in(page, started, wfirma):
    missing = page.post(at(started, "api-keys/"), {"access_key": "a" * 16})
    assert missing.status_code == 422
    started.refresh_from_db()
    assert started.access_key == "a" * 16
    assert started.auth == Connection.Auth.OAUTH2

    saved = page.post(at(started, "api-keys/"), {"secret_key": " s3kret ", "app_key": "k"})
    started.refresh_from_db()
    assert saved["location"] == at(started, "company/")
    assert (started.auth, started.secret_key) == (Connection.Auth.API_KEYS, "s3kret")
    assert word(page, started) == "klucze wpisane, wybierz firmę"


def test_keys_that_wfirma_does_not_know_do_not_replace_a_consent_that_works(
    page, started, application, wfirma
):
    before = connected(page, wfirma, started, application)
    wrong = {"access_key": "a" * 32, "secret_key": "b" * 32, "app_key": "c" * 32}
    answer = page.post(at(started, "api-keys/"), wrong)
    assert answer.status_code == 422
    assert "Dotychczasowe połączenie pozostaje bez zmian." in answer.content.decode()
    started.refresh_from_db()
    assert started.auth == Connection.Auth.OAUTH2
    assert facts(started) == before
    assert word(page, started) == "połączono"


def test_api_keys_that_work_go_on_working_until_a_consent_replaces_them(page, started, application, wfirma):
    Connection.objects.update(
        auth="api_keys", access_key="a", secret_key="b", app_key="c", health="ready", company_id="1"
    )
    there = generate(page, started, application)["location"]
    started.refresh_from_db()
    assert started.auth == Connection.Auth.API_KEYS
    come_back(page, consent(wfirma, there))
    started.refresh_from_db()
    assert started.auth == Connection.Auth.OAUTH2


def test_saving_the_same_keys_again_asks_for_no_new_consent(page, started, application, wfirma):
    connected(page, wfirma, started, application)
    same = page.post(
        at(started, "keys/"), {"client_id": application.client_id, "client_secret": ""}, follow=True
    )
    assert "wymagają nowej zgody" not in same.content.decode()
    other = page.post(at(started, "keys/"), {"client_id": "inne", "client_secret": ""}, follow=True)
    assert "wymagają nowej zgody" in other.content.decode()


def test_a_vat_status_that_differs_leads_to_the_profile(page, started, application, wfirma):
    connected(page, wfirma, started, application)
    text = page.post(at(started, "test/"), follow=True).content.decode()
    assert "Profil sprzedawcy nie jest jeszcze uzupełniony." in text
    assert "taki sam" not in text
    Connection.objects.update(seller={"vat_status": "exempt_113", "oss": "none"})
    text = page.post(at(started, "test/"), follow=True).content.decode()
    assert "Status VAT w wFirma jest inny" in text
    assert f'href="/settings/seller/{started.pk}/"' in text


def test_later_steps_lead_back_until_there_is_a_consent(page, started):
    for step in ("company/", "test/"):
        assert page.get(at(started, step))["location"] == at(started)


def test_what_needs_a_person_is_named_with_its_step(page, started, application, wfirma):
    connected(page, wfirma, started, application)
    Connection.objects.update(
        health="needs_you", health_code="auth.refresh_dead", health_detail="invalid_grant"
    )
    text = page.get(at(started)).content.decode()
    assert "Zgoda na dostęp do wFirma wygasła albo została cofnięta." in text
    assert text.index("wygasła") < text.index("invalid_grant")
    assert page.get(at(started)).context["next_url"] == at(started, "keys/")


def test_new_consent_keeps_every_setting(page, started, application, wfirma):
    connected(page, wfirma, started, application)
    Connection.objects.update(health="needs_you", email_receipts=False, series={"normal": "72"})
    give_consent(page, wfirma, started, application)
    started.refresh_from_db()
    assert (started.health, started.email_receipts, started.series) == ("ready", False, {"normal": "72"})
    assert started.company_id


def test_a_changed_outgoing_address_is_noticed(page, started, settings):
    Connection.objects.update(ip_at_consent="203.0.113.24")
    settings.MOSTEK_OUTGOING_IP = "203.0.113.99"
    assert "wcześniej był to 203.0.113.24" in page.get(at(started)).content.decode()


def test_another_address_of_the_site_and_a_missing_certificate_are_warned_about(page, started, settings):
    settings.ALLOWED_HOSTS = ["www.mostek.example.pl"]
    text = page.get(at(started), headers={"host": "www.mostek.example.pl"}).content.decode()
    assert "pod innym adresem niż własny adres Mostka" in text
    assert "Mostek działa bez https." in text


def test_each_company_has_a_connection_of_its_own(page, anna):
    for _ in range(2):
        page.post("/settings/integrations/wfirma/")
    assert Connection.objects.visible_to(anna).count() == 2
    assert Connection.objects.count() == 2
