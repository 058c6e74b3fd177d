"""A newcomer's first quarter of an hour: account, connection, shop, a sale, and the invoice with its number."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from mostek.core.connect import CALLBACK_PATH
from tests.e2e import steps

pytestmark = pytest.mark.e2e


def connect(page: Any, running: Any) -> None:
    """The wizard from the keys on; the application was registered and verified before."""
    wanted = {"name": "Mostek", "redirect_uri": f"{running.url}{CALLBACK_PATH}", "ip": "127.0.0.1"}
    application = running.ask("POST", "application", wanted)
    steps.sign_in_at_wfirma(page, running, steps.ADMINISTRATOR)
    page.goto(f"{running.url}/settings/integrations/")
    steps.shoot(page, "03-integrations")
    page.get_by_role("button", name="Konfiguruj").click()
    steps.shoot(page, "04-application")
    steps.say_registered(page)
    steps.enter_keys(page, f"  {application['client_id']}\u200b ", application["client_secret"])
    steps.generate(page)
    steps.choose_company(page)
    expect(page.get_by_text(steps.COMPANY).first).to_be_visible()
    steps.shoot(page, "08-test")


def see_order(page: Any, running: Any) -> None:
    page.get_by_role("link", name=re.compile("Łucja Źdźbło")).first.click()
    expect(page.get_by_text("199,00 zł").first).to_be_visible()
    expect(page.get_by_text(re.compile("wystawion", re.IGNORECASE)).first).to_be_visible()
    steps.shoot(page, "11-order")
    page.goto(f"{running.url}/documents/")
    steps.shoot(page, "12-documents")


def test_a_newcomer_connects_sells_and_sees_the_number(page, running):
    steps.make_account(page, running)
    connect(page, running)
    steps.add_shop(page, running)
    steps.buy(page, running)
    steps.see_number(page, running)
    see_order(page, running)

    link = page.locator("a[href$='/pdf/']").first.get_attribute("href")
    pdf = page.request.get(running.url + link)
    for _ in range(40):  # the worker fetches it; the page in between opens it by itself
        if pdf.status != 202:
            break
        page.wait_for_timeout(250)
        pdf = page.request.get(running.url + link)
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF-")
    (booked,) = running.ask("GET", "invoices")["invoices"]
    assert booked["total"] == "199.00"
    calls = running.ask("GET", "calls")["counts"]
    assert calls["invoices/add"] == 1
