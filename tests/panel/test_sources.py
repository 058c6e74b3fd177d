from __future__ import annotations

import pytest

from mostek.core import api_keys, receive
from mostek.core.models import Event, Source
from mostek.lib import clock
from mostek.sources import rest
from tests.core.deliveries import PRIVATE, deliver
from tests.panel.conftest import make_connection, make_firm, make_source

ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"


@pytest.fixture
def connection(anna):
    return make_connection(anna)


def add_publigo(page, **changes):
    data = {"name": "Szkoła", "secret": "", "charge_name": "", "is_on": "on", **changes}
    return page.post("/sources/add/publigo/", data, follow=True)


def test_without_a_connection_the_way_starts_with_wfirma(page):
    text = page.get("/sources/add/").content.decode()
    assert "Zacznij od wFirma" in text
    assert page.get("/sources/add/publigo/")["location"] == "/sources/add/"


def test_adding_publigo_shows_the_address_and_the_path_in_publigo(page, connection, settings):
    settings.MOSTEK_URL = "https://mostek.example.pl"
    text = add_publigo(page).content.decode()
    source = Source.objects.get()
    assert f"https://mostek.example.pl/in/{source.key}/" in text
    assert "Narzędzia ➔ Webhooki ➔ Dodaj nowy" in text
    assert "Zamówienie zostało opłacone" in text
    assert source.connection == connection
    assert source.options == {"charge_name": "Koszt dostawy"}


def test_the_address_that_is_shown_takes_a_signed_sale(page, connection, client):
    add_publigo(page, secret="  klucz-szkoly\n")
    source = Source.objects.get()
    page.post(f"/sources/{source.pk}/", {"name": "Szkoła", "secret": "demo-licence-key", "is_on": "on"})
    source.refresh_from_db()
    assert deliver(client, source, PRIVATE).status_code == 200


def test_the_key_is_cleaned_of_what_copying_adds_and_the_page_says_so(page, connection):
    text = add_publigo(page, secret=f" {ZERO_WIDTH}klucz-szkoly-zdjec-9931 ").content.decode()
    assert Source.objects.get().secret == "klucz-szkoly-zdjec-9931"
    assert "Z pola „Klucz API” usunięto: 2 spacje, 1 niewidoczny znak." in text
    assert "klucz-szkoly" not in text
    assert "••••9931 zapisane, zostaw puste, aby nie zmieniać." in text


def test_an_empty_key_field_keeps_the_key(page, connection):
    source = make_source(connection, secret="klucz-szkoly-zdjec-9931")
    page.post(f"/sources/{source.pk}/", {"name": "Nowa nazwa", "secret": "", "is_on": "on"})
    source.refresh_from_db()
    assert (source.name, source.secret) == ("Nowa nazwa", "klucz-szkoly-zdjec-9931")


def test_a_mistake_keeps_what_was_typed_and_stands_at_the_field_and_on_top(page, connection):
    answer = add_publigo(page, name="", charge_name="Wysyłka kurierem")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Jeszcze nie zapisano" in text
    assert text.count("Wypełnij to pole.") == 2
    assert 'value="Wysyłka kurierem"' in text
    assert 'aria-invalid="true"' in text
    assert not Source.objects.exists()


def test_with_two_connections_the_form_asks_for_one_of_mine(page, connection, anna, bogdan):
    second = make_connection(anna, name="Druga")
    theirs = make_connection(bogdan, name="Obca")
    form = page.get("/sources/add/rest/").context["form"]
    assert set(form.fields["connection"].queryset) == {connection, second}
    refused = page.post("/sources/add/rest/", {"name": "X", "connection": theirs.pk, "is_on": "on"})
    assert refused.status_code == 422
    page.post("/sources/add/rest/", {"name": "X", "connection": second.pk, "is_on": "on"})
    assert Source.objects.get().connection == second


def test_a_source_never_moves_to_another_company(page, anna, connection):
    source = make_source(connection)
    other = make_connection(anna)
    page.post(f"/sources/{source.pk}/", {"name": "X", "connection": other.pk, "is_on": "on"})
    source.refresh_from_db()
    assert source.connection == connection


def test_an_api_key_is_shown_once_and_only_its_digest_is_kept(page, connection):
    source = make_source(connection, kind="rest")
    made = page.post(
        f"/sources/{source.pk}/api-key/", {"name": "Sklep", "scopes": ["sales:write", "sales:read"]}
    )
    key = made.context["api_key"]
    assert key in made.content.decode()
    row = source.api_keys.get()
    assert (row.digest, row.last_four) == (rest.digest(key), key[-4:])
    assert row.scopes == ["sales:write", "sales:read"]
    shown = page.get(f"/sources/{source.pk}/").content.decode()
    assert key not in shown
    assert f"…{key[-4:]}" in shown
    assert "zgłaszać sprzedaż" in shown


@pytest.mark.parametrize("posted", [{}, {"name": "Sklep"}, {"name": "Sklep", "scopes": ["everything"]}])
def test_a_key_without_a_name_or_a_scope_is_not_made(posted, page, connection):
    source = make_source(connection, kind="rest")
    assert page.post(f"/sources/{source.pk}/api-key/", posted).status_code == 422
    assert not source.api_keys.exists()


def test_a_key_is_revoked_and_stays_on_the_list(page, connection):
    source = make_source(connection, kind="rest")
    row, key = api_keys.make(source, "Stary sklep")
    shown = page.post(f"/sources/{source.pk}/api-key/revoke/", {"key": row.pk}, follow=True).content.decode()
    assert "Klucz Stary sklep został unieważniony." in shown
    assert api_keys.find(key) is None


@pytest.mark.parametrize("given", ["", "x", "²", "9" * 30])
def test_a_key_that_is_none_cannot_be_revoked(given, page, connection):
    source = make_source(connection, kind="rest")
    assert page.post(f"/sources/{source.pk}/api-key/revoke/", {"key": given}).status_code == 404


def test_a_key_of_another_source_cannot_be_revoked_from_here(page, bogdan, connection):
    theirs, _ = api_keys.make(make_source(make_connection(bogdan), kind="rest"), "Obcy")
    mine = make_source(connection, kind="rest")
    assert page.post(f"/sources/{mine.pk}/api-key/revoke/", {"key": theirs.pk}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_a_publigo_source_has_no_api_key(page, connection):
    source = make_source(connection)
    assert page.post(f"/sources/{source.pk}/api-key/").status_code == 404


def test_refusals_are_counted_and_explained_in_words(page, connection):
    source = make_source(connection)
    for _ in range(2):
        receive.refuse(source, "signature")
    for url in ("/sources/", f"/sources/{source.pk}/"):
        text = page.get(url).content.decode()
        assert "Odrzucono 2 wiadomości" in text
        assert "Podpis wiadomości się nie zgadza." in text


def test_the_list_says_when_the_last_sale_came(page, anna):
    firm = make_firm(anna)
    Event.objects.create(source=firm.rest, key="1", body=b"", body_digest="", received_at=clock.now())
    text = page.get("/sources/").content.decode()
    assert "Ostatnie zgłoszenie przed chwilą" in text


def test_an_unknown_kind_does_not_exist(page, connection):
    assert page.get("/sources/add/woo/").status_code == 404


def test_a_source_that_is_off_says_how_much_waits(page, anna):
    firm = make_firm(anna)
    Event.objects.update(state=Event.State.RECEIVED)
    firm.source.is_on = False
    firm.source.save()
    for url in ("/sources/", f"/sources/{firm.source.pk}/"):
        assert "1 wiadomość czeka na włączenie źródła" in page.get(url).content.decode()


def test_companies_are_chosen_by_their_names(page, anna, connection):
    make_connection(anna, company_name="Pracownia Most")
    text = page.get("/sources/add/rest/").content.decode()
    assert "Pracownia Most</option>" in text
    assert "Wybierz firmę</option>" in text
    assert "----" not in text
