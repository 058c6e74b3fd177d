"""Corrections in the panel: the plan before and after, one click to approve it, mistakes that people tell of."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mostek.core.models import Connection, Correction, Document, Order, Source, User
from mostek.lib import clock
from tests.core.refunds import balance, refund, settle
from tests.core.sales import POLE, POLISH_FIRM, SELLER, describe, line, sale, tell

LINES = (line("100.00", name="Kurs A"), line("50.00", name="Kurs B"))


@pytest.fixture
def shop(connection: Any, anna: User) -> Source:
    connection.seller = dict(SELLER)
    connection.save()
    connection.members.add(anna)
    describe(connection)
    return Source.objects.create(connection=connection, kind="rest", name="Sklep", created_at=clock.now())


@pytest.fixture
def order(shop: Source) -> Order:
    order = tell(shop, sale(POLISH_FIRM, *LINES))
    settle()
    return order


def see(page: Client, name: str, pk: int | None = None) -> str:
    answer = page.get(reverse(f"panel:{name}", args=[pk] if pk else []))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def seals(html: str) -> list[str]:
    return re.findall(r'name="seen" value="([^"]+)"', html)


def mistake(order: Order) -> str:
    return reverse("panel:order_mistake", args=[order.pk])


def test_the_order_shows_the_plan_and_one_click_approves_it(page, anna, shop, order, wfirma):
    refund(shop, "r1", "50.00", "Kurs B")
    html = see(page, "order", order.pk)
    assert "czeka na zatwierdzenie" in html
    assert "−50,00 zł" in html
    (seal,) = seals(html)
    row = Correction.objects.get()
    page.post(reverse("panel:correction_approve", args=[row.pk]), {"seen": seal})
    settle()
    row.refresh_from_db()
    assert (row.state, row.who, row.document.state) == ("approved", anna, "issued")
    html = see(page, "order", order.pk)
    assert row.document.number in html
    assert "koryguje FV 1/11/2026" in html


def test_a_plan_that_was_not_the_one_seen_is_not_approved(page, shop, order, wfirma):
    refund(shop, "r1", "50.00", "Kurs B")
    row = Correction.objects.get()
    page.post(reverse("panel:correction_approve", args=[row.pk]), {"seen": "another"})
    row.refresh_from_db()
    assert row.state == "waiting"


def test_not_needed_takes_a_reason(page, anna, shop, order):
    refund(shop, "r1")
    row = Correction.objects.get()
    drop = reverse("panel:correction_drop", args=[row.pk])
    page.post(drop, {"note": "  "})
    row.refresh_from_db()
    assert row.state == "waiting"
    page.post(drop, {"note": "Wystawiona ręcznie"})
    row.refresh_from_db()
    assert (row.state, row.note, row.who) == ("dropped", "Wystawiona ręcznie", anna)
    assert "Wystawiona ręcznie" in see(page, "order", order.pk)


def test_all_that_is_shown_is_approved_together_and_nothing_else(page, shop, order, wfirma):
    tell(shop, sale(POLISH_FIRM, reference="A-1002"))
    settle()
    refund(shop, "r1", "50.00", "Kurs B")
    refund(shop, "r2")
    refund(shop, "r3", order="A-1002")
    assert ">3</a>" in see(page, "overview")
    shown = seals(see(page, "corrections"))
    told = sorted({one for one in shown if ":" in one})
    assert len(told) == 3
    refund(shop, "r4", "1.00", order="A-1002")
    page.post(reverse("panel:corrections_approve"), {"seen": told})
    settle()
    assert (len(wfirma.documents), balance(wfirma)) == (5, 0)
    assert Correction.objects.filter(state="approved").count() == 3


def test_more_than_was_paid_is_asked_about_and_the_right_amount_typed(page, shop, order, wfirma):
    refund(shop, "r1", "500.00")
    row = Correction.objects.get()
    assert "zostało 150,00" in see(page, "corrections")
    refund_page = reverse("panel:correction_refund", args=[row.pk])
    assert page.post(refund_page, {"amount_0": "", "amount_1": ""}).status_code == 422
    page.post(refund_page, {"amount_0": "", "amount_1": "20,00"})
    row.refresh_from_db()
    assert (row.state, row.plan["total"]) == ("waiting", "-20.00")
    assert row.plan["lines"] == [{"position": 1, "quantity": "1", "unit_price": "30.00"}]


def test_a_wrong_nip_is_typed_looked_at_and_approved_once(page, anna, order, wfirma):
    html = see(page, "order_mistake", order.pk)
    assert "526-025-02-74" in html
    given = {
        "name": "Firma Inna",
        "tax_id": "1111111111",
        "street": "Testowa 1",
        "zip": "00-001",
        "city": "Warszawa",
        "price_0": "100,00",
        "price_1": "50,00",
    }
    answer = page.post(mistake(order), given)
    html = answer.content.decode()
    assert "korekta do zera" in html
    assert not Correction.objects.exists(), "looking at it stores nothing"
    page.post(mistake(order), given | {"seen": seals(html)[0]})
    settle()
    row = Correction.objects.get()
    assert (row.who, row.document.state, row.replacement.state) == (anna, "issued", "issued")
    assert [one.type for one in wfirma.documents] == ["normal", "correction", "normal"]
    html = see(page, "order", order.pk)
    assert "w miejsce FV 1/11/2026" in html


def test_a_wrong_price_is_typed_over_and_nothing_else_may_be(page, order, wfirma):
    given = {
        "name": "Firma Testowa sp. z o.o.",
        "tax_id": "526-025-02-74",
        "street": "Testowa 1",
        "zip": "00-001",
        "city": "Warszawa",
        "price_0": "100,00",
        "price_1": "50,00",
    }
    assert page.post(mistake(order), given).status_code == 422
    assert page.post(mistake(order), given | {"price_0": "90,00", "city": "Gdynia"}).status_code == 422
    html = page.post(mistake(order), given | {"price_0": "90,00"}).content.decode()
    page.post(mistake(order), given | {"price_0": "90,00", "seen": seals(html)[0]})
    settle()
    assert balance(wfirma) == Decimal("140.00")


def test_before_the_document_is_issued_nothing_is_corrected(page, shop):
    Connection.objects.update(is_on=False)
    order = tell(shop, sale(POLISH_FIRM))
    assert page.get(mistake(order)).status_code == 302


def test_refunds_of_receipts_are_a_table_for_the_accountant(page, shop, wfirma):
    tell(shop, sale(POLE, line("123.00", name="=Kurs")))
    settle()
    refund(shop, "r1")
    answer = page.get(reverse("panel:corrections_register"), {"month": "2026-11"})
    text = answer.content.decode("utf-8-sig")
    head, row = text.strip().split("\r\n")
    assert head.startswith("Numer w ewidencji;Data zwrotu;")
    cells = row.split(";")
    assert cells[:3] == ["1", "2026-11-23", Document.objects.get().number]
    assert cells[5] == "'=Kurs"
    assert cells[7:12] == ["23", "100,00", "23,00", "123,00", "PLN"]
    empty = page.get(reverse("panel:corrections_register"), {"month": "2026-10"}).content.decode()
    assert empty.count("\r\n") == 1


@pytest.mark.parametrize("rule", ["none", "consumers", "refunds"])
def test_the_seller_says_which_corrections_go_by_themselves(page, shop, rule):
    address = reverse("panel:connection_numbering", args=[shop.connection_id])
    page.post(address, {"email_invoices": "on", "corrections": rule, "series_correction": ""})
    assert Connection.objects.get().corrections == rule
