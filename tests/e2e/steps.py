"""What a person does in a browser, step by step, at Mostek, at wFirma and in the shop. The walks are made of these."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

PASSWORD = "trzy-zwykle-slowa"
SHOP_KEY = "KLUCZ-SZKOLY-ZDJEC"
ADMINISTRATOR, EMPLOYEE = "jan@demo.example", "ola@demo.example"
COMPANY = "Kursy Demo Jan Testowy"
SCOPES = ["contractors-read", "companies-read", "contractors-write", "invoices-read", "invoices-write"]


def shoot(page: Any, name: str) -> None:
    """With MOSTEK_SCREENSHOTS set, keep pictures of the page, wide and narrow, for a person to look at."""
    if folder := os.environ.get("MOSTEK_SCREENSHOTS"):
        wide = page.viewport_size
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
        page.set_viewport_size({"width": 390, "height": 800})
        page.screenshot(path=str(Path(folder) / f"{name}-390.png"), full_page=True)
        page.set_viewport_size(wide)


# Mostek


def make_account(page: Any, running: Any) -> None:
    page.goto(running.url)
    page.get_by_label("Kod jednorazowy").fill(running.first_code)
    page.get_by_label("Login").fill("anna")
    page.get_by_label("E-mail").fill("anna@example.com")
    page.get_by_label("Hasło").fill(PASSWORD)
    shoot(page, "01-first-run")
    page.get_by_role("button", name="Załóż konto").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    shoot(page, "02-overview-empty")


def configure(page: Any, running: Any) -> None:
    """*Ustawienia ➔ Integracje ➔ wFirma ➔ Konfiguruj*, by the menu."""
    page.goto(running.url)
    page.get_by_role("link", name="Ustawienia", exact=True).first.click()
    page.get_by_role("heading", name="Integracje").get_by_role("link").click()
    page.get_by_role("button", name="Konfiguruj").or_(page.get_by_role("link", name="Konfiguruj")).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def carry(label: str, mostek: Any, wfirma: Any) -> None:
    """From one tab to the other, by the copy button and the clipboard."""
    mostek.bring_to_front()
    button = mostek.get_by_role("button", name=f"Kopiuj: {label}")
    button.click()
    expect(button).to_have_text("Skopiowano")
    wfirma.bring_to_front()
    field = wfirma.get_by_label(label, exact=True)
    field.focus()
    wfirma.keyboard.press("Control+V")
    expect(field).to_have_value(mostek.get_by_role("textbox", name=label).input_value())


def say_registered(page: Any) -> None:
    page.get_by_role("button", name="Aplikacja jest zapisana w wFirma").click()
    expect(page.get_by_role("heading", name="Klucze i zgoda")).to_be_visible()


def enter_keys(page: Any, client_id: str, client_secret: str) -> None:
    page.get_by_label("ID klienta").fill(client_id)
    page.get_by_label("Hasło klienta").fill(client_secret)


def generate(page: Any) -> None:
    """*Generuj*, the consent of the one who is signed in to wFirma, *Wróć do systemu*."""
    page.get_by_role("button", name="Generuj").click()
    shoot(page, "05-consent")
    page.get_by_role("button", name="Zezwól").click()
    page.get_by_role("link", name="Wróć do systemu").click()
    expect(page.get_by_label("Kod autoryzacji")).not_to_have_value("")
    shoot(page, "06-code")


def choose_company(page: Any) -> None:
    page.get_by_role("link", name="Wybierz firmę").click()
    page.get_by_label(COMPANY).check()
    shoot(page, "07-company")
    page.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_role("heading", name="Test połączenia")).to_be_visible()


def set_options(page: Any, running: Any) -> None:
    """Automatic e-mail of invoices and of receipts, and receipts too."""
    configure(page, running)
    page.get_by_role("link", name="Numeracja i e-maile").click()
    page.get_by_label("Automatyczna wysyłka faktur").check()
    page.get_by_label("Automatyczna wysyłka paragonów").check()
    page.get_by_label("Wystawiaj też paragony").check()
    shoot(page, "13-options")
    page.get_by_role("button", name="Zapisz").click()
    for label in ("Automatyczna wysyłka faktur", "Automatyczna wysyłka paragonów", "Wystawiaj też paragony"):
        expect(page.get_by_label(label)).to_be_checked()


def add_shop(page: Any, running: Any) -> None:
    page.goto(f"{running.url}/sources/add/publigo/")
    page.get_by_label("Nazwa", exact=True).fill("Szkoła Zdjęć")
    page.get_by_label("Klucz API", exact=True).fill(SHOP_KEY)
    page.get_by_label(re.compile("Dotychczas dokumenty wystawia")).uncheck()
    page.get_by_role("button", name=re.compile("Dodaj")).click()
    address = page.locator("#webhook").input_value()
    shoot(page, "09-source")
    running.ask("PUT", "publigo/webhook", {"url": address, "key": SHOP_KEY})


def see_connection(page: Any, running: Any) -> None:
    configure(page, running)
    expect(page.get_by_text("Zgoda ważna")).to_be_visible()
    shoot(page, "19-connected")


def see_number(page: Any, running: Any) -> None:
    page.goto(f"{running.url}/orders/")
    number = page.get_by_text(re.compile(r"FV 1/\d+/\d{4}")).first
    for _ in range(40):
        if number.is_visible():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(number).to_be_visible()
    shoot(page, "10-orders")


# wFirma, as the sandbox shows it


def sign_in_at_wfirma(page: Any, running: Any, login: str) -> None:
    page.goto(f"{running.sandbox}/wfirma/")
    page.get_by_label("Login (e-mail)").fill(login)
    page.get_by_label("Hasło").fill("demo")
    page.get_by_role("button", name="Zaloguj się").click()
    expect(page.get_by_role("heading", name="Pulpit")).to_be_visible()


def open_applications(page: Any, tab: str = "Aplikacje OAuth 2.0") -> None:
    """Menu on the left *Ustawienia*, section *Bezpieczeństwo*, *Aplikacje*, the tab."""
    page.get_by_role("navigation", name="Menu główne").get_by_role("link", name="Ustawienia").click()
    page.get_by_role("region", name="Bezpieczeństwo").get_by_role("link", name="Aplikacje").click()
    expect(page.get_by_role("heading", name="Bezpieczeństwo - Aplikacje")).to_be_visible()
    page.get_by_role("navigation", name="Zakładki").get_by_role("link", name=tab).click()


def add_application(wfirma: Any, mostek: Any, name: str) -> None:
    """*Dodawanie aplikacji OAuth 2.0*: both addresses are carried over by the copy buttons of Mostek's page."""
    wfirma.get_by_role("region", name="Aplikacje użytkownika").get_by_role("link", name="Dodaj").click()
    expect(wfirma.get_by_role("heading", name="Dodawanie aplikacji OAuth 2.0")).to_be_visible()
    wfirma.get_by_label("nazwa", exact=True).fill(name)
    shown = mostek.locator("#scopes").inner_text().split()
    assert shown == SCOPES
    wfirma.get_by_label("zakres", exact=True).select_option(shown)
    for label in ("adres zwrotny", "adres IP"):
        carry(label, mostek, wfirma)
    shoot(wfirma, "04-wfirma-form")
    wfirma.get_by_role("button", name="Zapisz").click()
    row = wfirma.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("oczekuje na weryfikację")


def verify_as_staff(wfirma: Any, name: str) -> None:
    """What people at wFirma do; the sandbox offers it as a button."""
    wfirma.get_by_role("complementary").filter(has_text=name).get_by_role("button", name="Zweryfikuj").click()
    expect(wfirma.get_by_role("row").filter(has_text=name)).to_contain_text("zweryfikowany")


def read_keys(wfirma: Any, name: str) -> tuple[str, str]:
    """*Podgląd aplikacji OAuth 2.0* → ID klienta, Hasło klienta."""
    wfirma.get_by_role("link", name=name).click()
    expect(wfirma.get_by_role("heading", name="Podgląd aplikacji OAuth 2.0")).to_be_visible()
    expect(wfirma.get_by_text("ID klienta", exact=True)).to_be_visible()
    expect(wfirma.get_by_text("Hasło klienta", exact=True)).to_be_visible()
    shoot(wfirma, "04-wfirma-application")
    return wfirma.locator("#client-id").inner_text(), wfirma.locator("#client-secret").inner_text()


def give_permissions(page: Any, running: Any, name: str) -> None:
    """The administrator: *Ustawienia ➔ Inne ➔ Użytkownicy*, the user, *Uprawnienia*, tab *Przychody*, all fields."""
    sign_in_at_wfirma(page, running, ADMINISTRATOR)
    page.get_by_role("navigation", name="Menu główne").get_by_role("link", name="Ustawienia").click()
    page.get_by_role("region", name="Inne").get_by_role("link", name="Użytkownicy").click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Uprawnienia").click()
    page.get_by_role("navigation", name="Zakładki").get_by_role("link", name="Przychody").click()
    for box in page.get_by_role("group", name="Przychody").get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_text("Zapisano.")).to_be_visible()


# The shop


def buy(page: Any, running: Any) -> None:
    page.goto(f"{running.sandbox}/publigo/produkt/77")
    page.get_by_role("button", name="Dodaj do koszyka").click()
    page.goto(f"{running.sandbox}/publigo/zamowienie")
    page.get_by_label("Adres e-mail").fill("lucja@example.com")
    page.get_by_label("Imię", exact=True).fill("Łucja")
    page.get_by_label("Nazwisko", exact=True).fill("Źdźbło")
    page.get_by_label("Chcę otrzymać fakturę").check()
    page.get_by_label("Zamawiam jako").select_option("person")
    page.get_by_label("Imię i nazwisko").fill("Łucja Źdźbło")
    page.get_by_label("Ulica", exact=True).fill("Śliska")
    page.get_by_label("Numer budynku").first.fill("7")
    page.get_by_label("Kod pocztowy").first.fill("00-127")
    page.get_by_label("Miejscowość").first.fill("Łódź")
    page.get_by_role("button", name="Zapłać").click()
    expect(page.get_by_role("heading", name=re.compile("Dziękujemy"))).to_be_visible()
