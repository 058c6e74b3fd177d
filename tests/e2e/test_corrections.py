"""Money goes back after the invoice: told five times, approved with one click, and zero in the books; in a browser."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.test_one_sale import connect
from tests.e2e.test_woocommerce import add_shop

pytestmark = pytest.mark.e2e


def open_order(page: Any, running: Any, text: str) -> None:
    """Reload the page of the only order until it says so."""
    page.goto(f"{running.url}/orders/")
    page.get_by_role("link", name=re.compile("Anna Przykładowa")).first.click()
    found = page.get_by_text(text).first
    for _ in range(60):
        if found.is_visible():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(found).to_be_visible()


def totals(running: Any) -> list[Decimal]:
    return [Decimal(one["total"]) for one in running.ask("GET", "invoices")["invoices"]]


def test_two_refunds_are_approved_and_the_books_are_at_zero(page, running):
    steps.make_account(page, running)
    connect(page, running)
    add_shop(page, running)
    sold = running.ask("POST", "woocommerce/orders", {"wants_invoice": True, "number": "2026/11/1"})
    steps.see_number(page, running)

    running.ask("POST", f"woocommerce/orders/{sold['id']}/refunds", {"amount": "50.00"})
    for _ in range(4):
        running.ask("PUT", f"woocommerce/orders/{sold['id']}/status", {"status": "completed"})
    open_order(page, running, "czeka na zatwierdzenie")
    steps.shoot(page, "60-order-plan")
    page.goto(f"{running.url}/")
    steps.shoot(page, "61-overview-plan")
    page.get_by_role("link", name="1", exact=True).last.click()
    steps.shoot(page, "62-corrections")
    assert totals(running) == [Decimal("199.00")]

    page.get_by_role("button", name="Zatwierdź").click()
    open_order(page, running, "koryguje FV 1/")
    running.ask("POST", f"woocommerce/orders/{sold['id']}/refunds", {})
    open_order(page, running, "czeka na zatwierdzenie")
    page.get_by_role("button", name="Zatwierdź").click()
    open_order(page, running, "koryguje KOR 1/")
    steps.shoot(page, "63-order-zero")
    assert sorted(totals(running)) == [Decimal("-149.00"), Decimal("-50.00"), Decimal("199.00")]

    page.goto(f"{running.url}/proof/")
    page.get_by_role("button", name=re.compile("Sprawdź teraz")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("0 niewyjaśnionych", timeout=30_000)
    steps.shoot(page, "64-proof-corrected")


def test_a_wrong_buyer_is_typed_over_and_looked_at_first(page, running):
    steps.make_account(page, running)
    connect(page, running)
    add_shop(page, running)
    running.ask("POST", "woocommerce/orders", {"wants_invoice": True, "number": "2026/11/1"})
    steps.see_number(page, running)
    open_order(page, running, "Na dokumencie jest błąd")
    page.get_by_role("link", name=re.compile("Na dokumencie jest błąd")).click()
    page.get_by_label("Miejscowość").fill("Gdynia")
    page.get_by_role("button", name="Pokaż, co z tego wyniknie").click()
    steps.shoot(page, "65-mistake")
    page.get_by_role("button", name="Zatwierdź").click()
    open_order(page, running, "koryguje FV 1/")
    assert sorted(totals(running)) == [Decimal("0.00"), Decimal("199.00")]
