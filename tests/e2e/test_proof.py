"""The month in one line of zeros, an alarm when a document was deleted by hand, and a signature; in a browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.test_one_sale import connect

pytestmark = pytest.mark.e2e


def shoot(page: Any, name: str) -> None:
    """Light and dark, wide and narrow."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        steps.shoot(page, f"{name}-{scheme}")
    page.emulate_media(color_scheme="light")


def check_now(page: Any, running: Any) -> None:
    page.goto(f"{running.url}/proof/")
    page.get_by_role("button", name=re.compile("Sprawdź teraz")).first.click()
    expect(page.get_by_role("link", name="CSV")).to_be_visible(timeout=30_000)


def test_a_month_is_proven_alarmed_and_signed_off(page, running):
    steps.make_account(page, running)
    page.goto(f"{running.url}/proof/")
    shoot(page, "30-proof-empty")
    connect(page, running)
    steps.add_shop(page, running)
    check_now(page, running)
    shoot(page, "31-proof-zero")
    steps.buy(page, running)
    steps.see_number(page, running)

    check_now(page, running)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "1 opłacona sprzedaż = 1 dokument, sumy zgodne, 0 brakujących, 0 podwójnych, 0 niewyjaśnionych"
    )
    shoot(page, "32-proof-clean")

    (booked,) = running.ask("GET", "invoices")["invoices"]
    running.ask("PATCH", f"invoices/{booked['id']}", {"copy": True})
    running.ask("PATCH", f"invoices/{booked['id']}", {"total": "99.00", "name": "Ktoś Inny"})
    check_now(page, running)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 podwójny, 1 niewyjaśniony")
    shoot(page, "33-proof-alarm")
    page.goto(f"{running.url}/proof/")
    shoot(page, "34-proof-months")
    page.goto(f"{running.url}/")
    steps.shoot(page, "35-overview-proof")
    page.goto(f"{running.url}/inbox/")
    steps.shoot(page, "36-inbox-proof")
    page.get_by_role("link", name=re.compile("Zgodność, ")).first.click()

    page.get_by_role("link", name="Zatwierdź").click()
    shoot(page, "37-proof-sign")
    page.get_by_role("button", name="Zatwierdź").click()
    expect(page.get_by_text("dlaczego otwarte różnice są w porządku").first).to_be_visible()
    page.get_by_label("Uwaga do zestawienia").fill("Zmienione na prośbę nabywcy, kopia do usunięcia.")
    page.get_by_role("button", name="Zatwierdź").click()
    expect(page.get_by_text("Zmienione na prośbę nabywcy")).to_be_visible()
    shoot(page, "38-proof-signed")

    for ending, begin in (("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF-")):
        link = page.locator(f"a[href$='/{ending}/']").first.get_attribute("href")
        assert page.request.get(running.url + link).body().startswith(begin)

    page.goto(f"{running.sandbox}/wfirma/panel/przychody/{booked['id']}")
    steps.shoot(page, "39-sandbox-invoice")
