"""Shadow mode in the panel: the switch, the comparison, and the way out for one sale."""

from __future__ import annotations

import pytest

from mostek.core.models import Document, Order, Proof, Source
from tests.panel.conftest import make_firm, make_order

KEPT = {
    "decision": "issue",
    "reasons": [],
    "warnings": [],
    "document": {
        "type": "normal",
        "currency": "PLN",
        "lines": [{"name": "Kurs cienia", "quantity": "1", "unit_price": "1234.56", "vat": "23"}],
        "totals": [],
        "net": "1003.71",
        "tax": "230.85",
        "total": "1234.56",
    },
}


@pytest.fixture
def firm(anna):
    return make_firm(anna)


@pytest.fixture
def kept(firm):
    return make_order(
        firm.source,
        "4200",
        verdict=Order.Verdict.NOTHING,
        decision={"decision": "nothing", "reasons": [], "warnings": []},
        shadow=KEPT,
    )


def text(answer):
    return answer.content.decode()


def switch(page, firm, on):
    return page.post(f"/sources/{firm.source.pk}/shadow/switch/", {"on": on}, follow=True)


def test_the_switch_says_what_it_does_and_the_source_shows_it(page, firm):
    assert "Tryb cienia jest włączony" in text(switch(page, firm, "1"))
    assert Source.objects.get(pk=firm.source.pk).is_shadow
    assert "nic nie jest wysyłane do wFirma" in text(page.get(f"/sources/{firm.source.pk}/"))
    assert "Tryb cienia jest wyłączony" in text(switch(page, firm, "0"))
    assert not Source.objects.get(pk=firm.source.pk).is_shadow


def test_the_order_shows_what_would_have_been_issued(page, firm, kept):
    shown = text(page.get(f"/orders/{kept.pk}/"))
    assert "Zatrzymane w trybie cienia" in shown
    assert "Kurs cienia" in shown
    assert "cień" in text(page.get("/orders/"))


def test_issuing_after_all_asks_first_and_not_while_the_shadow_lasts(page, firm, kept):
    address = f"/orders/{kept.pk}/issue-anyway/"
    switch(page, firm, "1")
    assert address not in text(page.get(f"/orders/{kept.pk}/"))
    page.post(address)
    assert not Document.objects.filter(order=kept).exists()
    switch(page, firm, "0")
    assert address in text(page.get(f"/orders/{kept.pk}/"))
    assert "będą dwa dokumenty" in text(page.get(address))
    page.post(address)
    kept.refresh_from_db()
    assert kept.issue_anyway_by is not None


def test_the_comparison_counts_and_names_what_differs(page, firm, kept):
    row = {"kind": "invoice", "on": "2026-11-23", "amount": "1234.56", "currency": "PLN", "about": "4200"}
    none = {"order": None, "wfirma_id": "", "number": "", "changes": []}
    changes = [["gtu", "GTU_12", ""], ["total", "1234.56", "1200.00"]]
    Proof.objects.update(
        month="2026-11-01",
        shadow=[
            {**none, **row, "code": "different", "order": kept.pk, "wfirma_id": "9", "number": "FV 9/2026"}
            | {"changes": changes},
            {**none, **row, "code": "only_there", "wfirma_id": "10", "number": "FV 10/2026", "about": ""},
        ],
    )
    shown = text(page.get(f"/sources/{firm.source.pk}/shadow/?month=2026-11"))
    assert "FV 9/2026" in shown
    assert "GTU: Mostek GTU_12, wFirma –" in shown
    assert "<dt>Różne</dt><dd>1</dd>" in shown
    assert "<dt>Tylko w wFirma</dt><dd>1</dd>" in shown


def test_comparing_asks_the_worker_for_the_month(page, firm):
    page.post(f"/sources/{firm.source.pk}/shadow/compare/", {"month": "2026-10"})
    assert Proof.objects.get(state="reading").month.isoformat() == "2026-10-01"


@pytest.mark.parametrize("month", ["2026-13", "x", "0000-00", ""])
def test_a_month_that_is_none_is_this_one(page, firm, month):
    assert page.get(f"/sources/{firm.source.pk}/shadow/?month={month}").status_code == 200


def test_a_platform_that_refuses_the_number_is_in_the_inbox_and_on_its_page(page, anna, firm):
    Source.objects.filter(pk=firm.source.pk).update(write_trouble="write.rights", writes_back=True)
    assert "nie pozwala Mostkowi zapisać numeru" in text(page.get("/inbox/"))
    assert "nie pozwala Mostkowi zapisać numeru" in text(page.get(f"/sources/{firm.source.pk}/"))


def test_writing_back_is_offered_where_there_is_a_place_and_is_off_at_first(page, firm):
    assert "Zapisuj numer dokumentu" not in text(page.get(f"/sources/{firm.source.pk}/"))
    shown = text(page.get("/sources/add/shopify/"))
    assert "Zapisuj numer dokumentu" in shown
    assert "write_orders" in shown
    assert not Source._meta.get_field("writes_back").default
