"""Publigo's help page on wFirma, walked step by step in its order and under its labels, to the first invoice.

https://poznaj.publigo.pl/articles/229095-jak-skonfigurowa-integracj-z-wfirma
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e import steps

pytestmark = pytest.mark.e2e

NAME = "Szkoła Zdjęć"


@pytest.fixture
def mostek(page: Any, running: Any) -> Any:
    """A tab with Mostek, in a browser whose clipboard works; the account is there, as one at Publigo would be."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    steps.make_account(page, running)
    return page


@pytest.fixture
def wfirma(mostek: Any) -> Any:
    """Another tab of the same browser, for wFirma."""
    return mostek.context.new_page()


def register(wfirma: Any, mostek: Any, running: Any, login: str) -> None:
    """*Od czego zacząć?* and *Uzyskaj niezbędne dane do integracji*."""
    steps.sign_in_at_wfirma(wfirma, running, login)
    steps.open_applications(wfirma)
    steps.configure(mostek, running)
    steps.add_application(wfirma, mostek, NAME)
    steps.say_registered(mostek)


def bring_keys(wfirma: Any, mostek: Any, running: Any) -> None:
    """*Po autoryzacji*: from the preview at wFirma into Mostek, with a blank too many, as the page warns."""
    steps.open_applications(wfirma)
    client_id, client_secret = steps.read_keys(wfirma, NAME)
    steps.configure(mostek, running)
    mostek.get_by_role("link", name="Wpisz ID klienta i Hasło klienta").click()
    steps.enter_keys(mostek, f" {client_id} ", f"{client_secret} ")


def go_with_a_mistake(mostek: Any, running: Any) -> None:
    """wFirma refuses on a page of its own and sends nobody back; Mostek knows what that page may say."""
    steps.configure(mostek, running)
    mostek.get_by_role("link", name="Wpisz ID klienta i Hasło klienta").click()
    steps.enter_keys(mostek, "id-innej-aplikacji", "haslo-innej-aplikacji")
    mostek.get_by_role("button", name="Generuj").click()
    expect(mostek.get_by_text("Nieznany identyfikator klienta (client_id).")).to_be_visible()
    steps.configure(mostek, running)
    mostek.get_by_role("link", name="Wpisz ID klienta i Hasło klienta").click()
    expect(
        mostek.get_by_text("Generuj zostało kliknięte, ale wFirma nie odesłała odpowiedzi.")
    ).to_be_visible()
    mostek.get_by_text("wFirma: nieznany identyfikator klienta (client_id).").click()
    expect(
        mostek.get_by_text("Skopiuj ID klienta jeszcze raz z okna Podgląd aplikacji OAuth 2.0")
    ).to_be_visible()
    steps.shoot(mostek, "18-no-return")


def see_one_invoice(mostek: Any, running: Any) -> None:
    steps.see_number(mostek, running)
    (booked,) = running.ask("GET", "invoices")["invoices"]
    assert (booked["type"], booked["total"]) == ("normal", "199.00")
    assert len(booked["emails"]) == 1
    assert running.ask("GET", "calls")["counts"]["invoices/add"] == 1


def test_every_step_of_the_help_page_leads_to_the_first_invoice(mostek, wfirma, running):
    register(wfirma, mostek, running, steps.ADMINISTRATOR)
    steps.verify_as_staff(wfirma, NAME)
    bring_keys(wfirma, mostek, running)
    steps.generate(mostek)
    mostek.get_by_role("button", name="Zapisz").click()
    expect(mostek.get_by_label("Kod autoryzacji")).not_to_have_value("")
    steps.choose_company(mostek)
    expect(mostek.get_by_text("Połączenie działa. Przed pierwszą sprzedażą")).to_be_visible()
    steps.set_options(mostek, running)
    steps.see_connection(mostek, running)

    steps.add_shop(mostek, running)
    steps.buy(mostek, running)
    see_one_invoice(mostek, running)


def test_an_employee_is_told_which_permission_is_missing_gets_it_and_goes_on(mostek, wfirma, running):
    register(wfirma, mostek, running, steps.EMPLOYEE)
    steps.verify_as_staff(wfirma, NAME)
    bring_keys(wfirma, mostek, running)
    steps.generate(mostek)
    steps.choose_company(mostek)
    told = "Ustawienia ➔ Inne ➔ Użytkownicy, wybierz użytkownika, kliknij Uprawnienia i na zakładce Przychody"
    expect(mostek.get_by_text(told)).to_be_visible()
    expect(mostek.get_by_text("Połączenie działa. Przed pierwszą sprzedażą")).to_have_count(0)
    steps.shoot(mostek, "14-permission-missing")
    steps.add_shop(mostek, running)
    steps.buy(mostek, running)
    steps.configure(mostek, running)
    expect(mostek.get_by_text(told)).to_be_visible()
    steps.shoot(mostek, "15-needs-you")
    assert running.ask("GET", "invoices")["total"] == 0

    elsewhere = mostek.context.browser.new_context(locale="pl-PL")
    steps.give_permissions(elsewhere.new_page(), running, "Ola Pracowita")
    elsewhere.close()

    mostek.get_by_role("link", name="Sprawdź połączenie").click()
    mostek.get_by_role("button", name=re.compile("Sprawdź")).click()
    expect(mostek.get_by_text("Połączenie działa. Przed pierwszą sprzedażą")).to_be_visible()
    see_one_invoice(mostek, running)


def test_who_leaves_while_wfirma_verifies_comes_back_after_a_restart_and_finishes(mostek, wfirma, running):
    register(wfirma, mostek, running, steps.ADMINISTRATOR)
    steps.configure(mostek, running)
    expect(mostek.get_by_text("weryfikacja aplikacji przez wFirma").first).to_be_visible()
    steps.shoot(mostek, "16-waiting")
    mostek.goto("about:blank")
    running.stop("mostek")
    steps.verify_as_staff(wfirma, NAME)
    running.start_mostek()

    go_with_a_mistake(mostek, running)
    bring_keys(wfirma, mostek, running)
    steps.generate(mostek)
    steps.choose_company(mostek)
    steps.add_shop(mostek, running)
    steps.buy(mostek, running)
    see_one_invoice(mostek, running)


def test_three_api_keys_lead_to_the_first_invoice_as_well(mostek, wfirma, running):
    steps.sign_in_at_wfirma(wfirma, running, steps.ADMINISTRATOR)
    steps.open_applications(wfirma, "Klucze API")
    wfirma.get_by_label("Nazwa nowego klucza").fill(NAME)
    wfirma.get_by_role("button", name="Dodaj").click()
    steps.configure(mostek, running)
    mostek.goto(mostek.url.replace("application", "api-keys"))
    mostek.get_by_label("accessKey").fill(wfirma.locator("#access-key").inner_text())
    mostek.get_by_label("secretKey").fill(wfirma.locator("#secret-key").inner_text())
    mostek.get_by_label("appKey").fill(
        wfirma.get_by_role("complementary", name="appKey").locator("code").inner_text()
    )
    steps.shoot(mostek, "17-api-keys")
    mostek.get_by_role("button", name="Zapisz i wybierz firmę").click()
    mostek.get_by_label(steps.COMPANY).check()
    mostek.get_by_role("button", name="Zapisz").click()
    expect(mostek.get_by_text("Połączenie działa. Przed pierwszą sprzedażą")).to_be_visible()
    steps.set_options(mostek, running)
    steps.add_shop(mostek, running)
    steps.buy(mostek, running)
    see_one_invoice(mostek, running)
