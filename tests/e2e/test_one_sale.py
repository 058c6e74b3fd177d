"""A newcomer's first quarter of an hour: account, connection, shop, a sale, and the invoice with its number."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from mostek.core.connect import CALLBACK_PATH

pytestmark = pytest.mark.e2e

PASSWORD = "trzy-zwykle-slowa"
SHOP_KEY = "KLUCZ-SZKOLY-ZDJEC"


def shoot(page: Any, name: str) -> None:
    """With MOSTEK_SCREENSHOTS set, keep a picture of the page for a person to look at."""
    if folder := os.environ.get("MOSTEK_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


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


def connect(page: Any, running: Any) -> None:
    """The wizard from the keys on; the application was registered and verified before."""
    wanted = {"name": "Mostek", "redirect_uri": f"{running.url}{CALLBACK_PATH}", "ip": "127.0.0.1"}
    application = running.ask("POST", "application", wanted)
    page.goto(f"{running.url}/settings/integrations/")
    shoot(page, "03-integrations")
    page.get_by_role("button", name="Konfiguruj").click()
    shoot(page, "04-application")
    page.get_by_role("button", name="Aplikacja jest zapisana w wFirma").click()
    page.get_by_label("ID klienta").fill(f"  {application['client_id']}\u200b ")
    page.get_by_label("Hasło klienta").fill(application["client_secret"])
    page.get_by_role("button", name="Generuj").click()
    page.get_by_label("Login (e-mail)").fill("jan@demo.example")
    page.get_by_label("Hasło").fill("demo")
    page.get_by_role("button", name="Zaloguj się").click()
    shoot(page, "05-consent")
    page.get_by_role("button", name="Zezwól").click()
    page.get_by_role("link", name="Wróć do systemu").click()
    expect(page.get_by_label("Kod autoryzacji")).not_to_have_value("")
    shoot(page, "06-code")
    page.get_by_role("link", name="Wybierz firmę").click()
    page.get_by_label("Kursy Demo Jan Testowy").check()
    shoot(page, "07-company")
    page.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_text("Kursy Demo Jan Testowy").first).to_be_visible()
    shoot(page, "08-test")


def add_shop(page: Any, running: Any) -> None:
    page.goto(f"{running.url}/sources/add/publigo/")
    page.get_by_label("Nazwa", exact=True).fill("Szkoła Zdjęć")
    page.get_by_label("Klucz API").fill(SHOP_KEY)
    page.get_by_role("button", name=re.compile("Dodaj")).click()
    address = page.locator("#webhook").input_value()
    shoot(page, "09-source")
    running.ask("PUT", "publigo/webhook", {"url": address, "key": SHOP_KEY})


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
    page.get_by_role("link", name=re.compile("Łucja Źdźbło")).first.click()
    expect(page.get_by_text("199,00 zł").first).to_be_visible()
    expect(page.get_by_text(re.compile("wystawion", re.IGNORECASE)).first).to_be_visible()
    shoot(page, "11-order")
    page.goto(f"{running.url}/documents/")
    shoot(page, "12-documents")


def test_a_newcomer_connects_sells_and_sees_the_number(page, running):
    make_account(page, running)
    connect(page, running)
    add_shop(page, running)
    buy(page, running)
    see_number(page, running)

    link = page.locator("a[href$='/pdf/']").first.get_attribute("href")
    pdf = page.request.get(running.url + link)
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF-")
    (booked,) = running.ask("GET", "invoices")["invoices"]
    assert booked["total"] == "199.00"
    calls = running.ask("GET", "calls")["counts"]
    assert calls["invoices/add"] == 1
