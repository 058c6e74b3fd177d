"""A document in doubt, as a seller meets it: the check of the account, and the three things one may say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from mostek.demo.main import LOGIN, PASSWORD
from tests.e2e import steps

pytestmark = pytest.mark.e2e

PURCHASE = {
    "cart": [{"id": 77, "price_id": 1, "quantity": 1}],
    "buyer": {"first_name": "Łucja", "last_name": "Źdźbło", "email": "lucja@example.com"},
    "invoice": {
        "person_name": "Łucja Źdźbło",
        "street": "Śliska",
        "building_number": "7",
        "postcode": "00-127",
        "city": "Łódź",
    },
}


@pytest.fixture
def mostek(page: Any, running: Any) -> Any:
    """Connected as the demo is, signed in; the account has been checked and wFirma reports new documents."""
    running.run_python("-m", "mostek.demo.connect", running.sandbox)
    page.goto(running.url)
    page.get_by_label("Login").fill(LOGIN)
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj").click()
    return page


def see(page: Any, what: Any, address: str, seconds: int = 60) -> None:
    """Wait until a page that the worker changes shows it."""
    for _ in range(seconds * 2):
        page.goto(address)
        if what.first.is_visible():
            return
        page.wait_for_timeout(500)
    expect(what.first).to_be_visible()


def open_matter(page: Any, running: Any, name: str = "Zdecyduj") -> None:
    see(page, page.get_by_role("link", name=re.compile(name)), f"{running.url}/inbox/")
    page.get_by_role("link", name=re.compile(name)).first.click()
    expect(page.get_by_role("heading", name="Co wiadomo")).to_be_visible()


def sell_in_doubt(running: Any, fault: str) -> None:
    for name in ("hook_lost", fault):
        running.ask("POST", "faults", {"name": name, "match": "invoices/add"})
    running.ask("POST", "publigo/orders", PURCHASE)


def test_the_account_is_checked_and_reports_are_on(mostek, running):
    steps.configure(mostek, running)
    steps.shoot(mostek, "30-connection-proved")
    mostek.get_by_role("link", name="Sprawdzenie konta").click()
    expect(mostek.get_by_text("Wyszukiwanie dokumentów na tym koncie działa.")).to_be_visible()
    steps.shoot(mostek, "31-account-checked")
    mostek.get_by_role("button", name="Wystaw i usuń próbną pro formę jeszcze raz").click()
    expect(mostek.get_by_text("Pro forma usunięta.")).to_be_visible()
    expect(mostek.get_by_role("button", name="Wystaw i usuń")).to_be_visible()
    assert running.ask("GET", "invoices")["total"] == 0
    counts = running.ask("GET", "calls")["counts"]
    assert counts["invoices/add"] == counts["invoices/delete"] == 2

    steps.configure(mostek, running)
    mostek.get_by_role("link", name="Powiadomienia o nowych dokumentach").click()
    expect(mostek.get_by_text("Powiadomienia są włączone")).to_be_visible()
    steps.shoot(mostek, "32-reports")


def test_a_pro_forma_that_stays_is_named_and_deleted_on_a_second_try(mostek, running):
    running.ask("POST", "faults", {"name": "status:ACCESS DENIED", "match": "invoices/delete"})
    steps.configure(mostek, running)
    mostek.get_by_role("link", name="Sprawdzenie konta").click()
    mostek.get_by_role("button", name="Wystaw i usuń").click()
    expect(mostek.get_by_role("heading", name=re.compile("jest nadal w wFirma"))).to_be_visible()
    steps.shoot(mostek, "33-left-over")
    mostek.get_by_role("button", name="Usuń albo potwierdź").click()
    expect(mostek.get_by_text("Pro forma usunięta.")).to_be_visible()
    assert running.ask("GET", "invoices")["total"] == 0


def test_check_now_ends_the_doubt(mostek, running):
    running.ask("POST", "faults", {"name": "html_500", "match": "invoices/find", "times": 1})
    sell_in_doubt(running, "lost_reply")
    open_matter(mostek, running, "Zobacz, co wiadomo")
    see(
        mostek, mostek.get_by_text("Ostatnie sprawdzenie"), mostek.url
    )  # the worker's own, which wFirma spoilt
    steps.shoot(mostek, "34-unknown")
    mostek.get_by_role("button", name="Sprawdź teraz").click()
    told = mostek.get_by_role("heading", name="Dokument jest w wFirma i należy do tej sprzedaży.")
    expect(told).to_be_visible(timeout=30_000)
    steps.shoot(mostek, "35-check-now-found")
    assert running.ask("GET", "calls")["counts"]["invoices/add"] == 2, "the pro forma and this one"


def test_the_found_document_is_compared_and_taken(mostek, running):
    """wFirma lost the kind of price: the total is another one, so only a person can say that this is the document."""
    running.ask("POST", "faults", {"name": "price_type_dropped", "match": "invoices/add"})
    sell_in_doubt(running, "lost_reply")
    open_matter(mostek, running)
    expect(mostek.get_by_text("różnica", exact=True)).to_be_visible()
    steps.shoot(mostek, "36-undecided")
    mostek.get_by_label("Dokument jest w wFirma pod innym numerem").fill("FV 404/11/2026")
    mostek.get_by_role("button", name="Znajdź i porównaj").click()
    expect(mostek.get_by_text("W wFirma nie ma dokumentu o tym numerze.")).to_be_visible()
    steps.shoot(mostek, "37-no-such-number")
    mostek.get_by_role("link", name="← Łucja Źdźbło").click()
    mostek.get_by_role("link", name=re.compile("To jest ten dokument")).click()
    expect(mostek.get_by_role("heading", name="Czy to ten dokument?")).to_be_visible()
    steps.shoot(mostek, "38-adopt")
    mostek.get_by_role("button", name=re.compile("to dokument tej sprzedaży")).click()
    told = mostek.get_by_role("heading", name="Dokument został przyjęty jako dokument tej sprzedaży.")
    expect(told).to_be_visible(timeout=30_000)
    mostek.get_by_role("link", name="Przejdź do zamówienia").click()
    expect(mostek.get_by_text("Przyjęty jako dokument tej sprzedaży:")).to_be_visible()
    steps.shoot(mostek, "39-adopted-order")
    assert running.ask("GET", "invoices")["total"] == 1


AGED = """
import django; django.setup()
from datetime import timedelta
from mostek.core.models import Document
from mostek.lib import clock
Document.objects.update(unknown_since=clock.now() - timedelta(hours=1), due_at=clock.now() + timedelta(hours=1))
"""


def test_what_does_not_exist_is_issued_once_and_not_too_early(mostek, running):
    sell_in_doubt(running, "reset_before")
    open_matter(mostek, running, "Zobacz, co wiadomo")
    mostek.get_by_role("link", name="Nie ma go: wystaw").click()
    expect(mostek.get_by_role("heading", name="Jest za wcześnie")).to_be_visible()
    steps.shoot(mostek, "40-too-early")

    running.run_python("-c", AGED)
    mostek.reload()
    expect(mostek.get_by_role("heading", name="Ryzyko")).to_be_visible()
    steps.shoot(mostek, "41-issue")
    mostek.get_by_label(re.compile("W wFirma nie ma dokumentu dla: Łucja Źdźbło")).check()
    mostek.get_by_role("button", name="Zapytaj jeszcze raz i wystaw").click()
    told = mostek.get_by_text("wFirma właśnie potwierdziła, że dokumentu nie ma.").first
    expect(told).to_be_visible(timeout=30_000)
    steps.see_number(mostek, running)
    (booked,) = running.ask("GET", "invoices")["invoices"]
    assert booked["total"] == "199.00"


def test_refusals_for_one_reason_go_again_together(mostek, running):
    running.ask("POST", "faults", {"name": "refuse_validation", "match": "invoices/add", "times": 3})
    for _ in range(3):
        running.ask("POST", "publigo/orders", PURCHASE)
    see(mostek, mostek.get_by_role("link", name="Wystaw ponownie: 3"), f"{running.url}/inbox/")
    steps.shoot(mostek, "42-inbox")
    mostek.get_by_role("link", name="Wystaw ponownie: 3").click()
    expect(mostek.get_by_role("heading", name="Wystawić ponownie 3 dokumenty?")).to_be_visible()
    steps.shoot(mostek, "43-release")
    mostek.get_by_role("button", name="Wystaw ponownie 3 dokumenty").click()
    expect(mostek.get_by_text("3 dokumenty wróciły do kolejki.")).to_be_visible()
