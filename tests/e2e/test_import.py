"""A sheet of sales and one sale by hand, as a seller brings them, in a real browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from mostek.demo.main import LOGIN, PASSWORD
from tests.e2e import steps

pytestmark = pytest.mark.e2e

HEADER = "Nr;Zapłacono;Kwota;Klient;E-mail;Towar"
ROWS = (
    "A-1;03.11.2026;199,00;Łucja Źdźbło;lucja@example.com;Kurs fotografii",
    "A-2;04.11.2026;1 234,56 zł;Jan Nowak;jan@example.com;Szkolenie",
    "A-3;04.11.2026;12 34;Ola Kowal;ola@example.com;Szkolenie",
    ";;1 433,56;;;",
)


@pytest.fixture
def mostek(page: Any, running: Any) -> Any:
    """Connected as the demo is, signed in."""
    running.run_python("-m", "mostek.demo.connect", running.sandbox)
    page.goto(running.url)
    page.get_by_label("Login").fill(LOGIN)
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj").click()
    return page


def shoot(page: Any, name: str) -> None:
    steps.shoot(page, name)
    if folder := os.environ.get("MOSTEK_SCREENSHOTS"):
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=str(Path(folder) / f"{name}-dark.png"), full_page=True)
        page.emulate_media(color_scheme="light")


def upload(page: Any, *rows: str) -> None:
    content = "\r\n".join([HEADER, *rows]).encode("cp1250")
    page.get_by_label("Plik ze sprzedażą").set_input_files(
        {"name": "sprzedaz.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Wczytaj").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Co oznaczają kolumny")


def test_a_sheet_is_brought_twice(mostek: Any, running: Any) -> None:
    page = mostek
    page.goto(f"{running.url}/sources/add/file/")
    page.get_by_role("button", name="Dodaj").click()
    page.get_by_role("link", name="Import pliku").click()
    shoot(page, "80-import-upload")

    upload(page, *ROWS)
    page.get_by_label("Numer zamówienia", exact=True).select_option(label="Nr")
    page.get_by_role("button", name="Sprawdź plik").click()
    expect(page.get_by_role("alert")).to_contain_text("Wskaż, która to kolumna.")
    shoot(page, "81-import-columns-wrong")
    page.get_by_label("Waluta: to samo dla całego pliku").fill("zł")
    page.get_by_label("Kraj: to samo dla całego pliku").fill("polska")
    page.get_by_label("Nazwa produktu", exact=True).select_option(label="Towar")
    page.get_by_role("button", name="Sprawdź plik").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 sprzedaże do importu", timeout=60_000)
    expect(page.get_by_text("Kolumna „Kwota”, „12 34”")).to_be_visible()
    expect(page.get_by_text("Wiersz z podsumowaniem nie jest sprzedażą.")).to_be_visible()
    shoot(page, "82-import-checked")

    page.get_by_role("button", name="Importuj").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plik zaimportowany", timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Pobierz wiersze z błędami").click()
    assert "A-3" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    shoot(page, "83-import-done")

    # Once more, one row mended and one changed: what was said of the columns is known.
    page.get_by_role("link", name="Import pliku").click()
    upload(page, ROWS[0].replace("199", "249"), ROWS[1], ROWS[2].replace("12 34", "1 234,00"))
    page.get_by_role("button", name="Sprawdź plik").click()
    expect(page.get_by_role("button", name="Importuj")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Importuj").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plik zaimportowany", timeout=60_000)
    expect(page.get_by_role("row", name="nowe 1")).to_be_visible()
    expect(page.get_by_role("row", name="znane, bez zmian 1")).to_be_visible()
    expect(page.get_by_text("199.00 → 249.00")).to_be_visible()
    shoot(page, "84-import-again")
    page.get_by_role("link", name="Import pliku").click()
    expect(page.get_by_role("link", name="sprzedaz.csv", exact=True)).to_have_count(2)
    shoot(page, "85-import-list")


def test_one_sale_is_typed(mostek: Any, running: Any) -> None:
    page = mostek
    page.goto(f"{running.url}/orders/by-hand/")
    shoot(page, "86-by-hand")
    page.get_by_label("Firma", exact=True).check()
    page.get_by_label("Imię i nazwisko albo nazwa firmy").fill("Firma Przykładowa sp. z o.o.")
    page.get_by_label("NIP albo numer VAT").fill("526-025-02-74")
    page.get_by_label("Ulica i numer").fill("Prosta 1")
    page.get_by_label("Kod pocztowy").fill("00-838")
    page.get_by_label("Miejscowość").fill("Warszawa")
    page.get_by_label("Nazwa na dokumencie, pozycja 1").fill("Szkolenie")
    page.get_by_role("button", name="Pokaż, co zostanie wystawione").click()
    expect(page.get_by_role("alert")).to_contain_text("Wpisz kwotę")
    page.get_by_label("Cena brutto za sztukę, pozycja 1").fill("1 230,00")
    page.get_by_role("button", name="Pokaż, co zostanie wystawione").click()
    expect(page.get_by_role("heading", name="faktura")).to_be_visible()
    shoot(page, "87-by-hand-shown")
    page.get_by_role("button", name="Zapisz sprzedaż").click()
    expect(page.get_by_text("Zapisano. Tak wygląda teraz ta sprzedaż.")).to_be_visible()
    shoot(page, "88-by-hand-saved")
    steps.see_number(page, running)
