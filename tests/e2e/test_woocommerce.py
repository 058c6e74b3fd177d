"""A shop on WooCommerce, connected by clicking: its page for keys, the webhooks, a sale, the invoice."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.test_one_sale import connect

pytestmark = pytest.mark.e2e


def add_shop(page: Any, running: Any) -> None:
    page.goto(f"{running.url}/sources/add/woocommerce/")
    page.get_by_label("Adres sklepu").fill(f"{running.sandbox}/woocommerce")
    steps.shoot(page, "woo-01-add")
    page.get_by_role("button", name="Dodaj").click()
    expect(page.get_by_role("heading", name="W WooCommerce")).to_be_visible()
    steps.shoot(page, "woo-02-source")
    page.get_by_role("button", name="Połącz sklep").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Połącz sklep")
    steps.shoot(page, "woo-03-before")
    page.get_by_role("link", name="Przejdź do sklepu").click()
    page.get_by_role("link", name="Zatwierdź").click()


def test_a_shop_is_connected_by_clicking_and_sells(page, running):
    steps.make_account(page, running)
    connect(page, running)
    add_shop(page, running)
    expect(page.get_by_text("Webhooki są włączone.").first).to_be_visible()
    expect(page.get_by_role("button", name="Połącz jeszcze raz")).to_be_visible()
    steps.shoot(page, "woo-04-connected")
    assert len(running.ask("GET", "woocommerce/")["webhooks"]) == 4

    sold = running.ask("POST", "woocommerce/orders", {"wants_invoice": True, "number": "2026/11/1"})
    steps.see_number(page, running)
    page.goto(f"{running.url}/orders/")
    expect(page.get_by_role("link", name=re.compile("Anna Przykładowa")).first).to_be_visible()
    steps.shoot(page, "woo-05-orders")
    (booked,) = running.ask("GET", "invoices")["invoices"]
    assert booked["total"] == sold["total"] == "199.00"
