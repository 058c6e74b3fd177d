"""While VIES is being asked nobody is bothered; before the legal day a person is shown the sale."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mostek.core import work
from mostek.core.models import Order, Source
from mostek.lib import clock
from tests.conftest import make_connection
from tests.core.sales import GREEK_FIRM, SELLER, describe, sale, tell


@pytest.fixture
def waiting(anna: Any, noon: None, wfirma: Any) -> Order:
    connection = make_connection(wfirma, seller=SELLER, company_nip="5260250274")
    connection.members.add(anna)
    describe(connection)
    source = Source.objects.create(connection=connection, kind="rest", name="Sklep", created_at=clock.now())
    wfirma.vies.set_down("*", "MS_UNAVAILABLE")
    order = tell(source, sale(GREEK_FIRM))
    work.step()
    return order


def inbox(page: Any) -> str:
    return str(page.get("/inbox/").content.decode())


def order_page(page: Any, order: Order) -> str:
    return str(page.get(f"/orders/{order.pk}/").content.decode())


def test_a_sale_that_waits_for_vies_is_no_work_for_a_person(page, waiting):
    assert "Paradeigma" not in inbox(page)
    shown = order_page(page, waiting)
    assert "Mostek pyta VIES o numer VAT." in shown
    assert "VIES nie odpowiedział na pytanie o numer EL094259216." in shown


def test_three_days_before_the_legal_day_it_is_urgent(page, waiting):
    clock.advance(timedelta(days=19))
    assert "Paradeigma" in inbox(page)
    assert "trzeba wystawić do wt., 15 gru 2026" in inbox(page).replace("\u00a0", " ")
    assert "VIES nadal nie odpowiada." in order_page(page, waiting)


def test_a_person_may_have_it_asked_now(page, waiting, wfirma):
    wfirma.vies.set_down("*", "")
    page.post(f"/orders/{waiting.pk}/decide/")
    work.step()
    waiting.refresh_from_db()
    shown = order_page(page, waiting)
    assert "VIES potwierdził numer VAT EL094259216." in shown
    assert waiting.sale["buyer"]["vies"]["proof"] in shown
    assert len(wfirma.documents) == 1


def test_a_gtu_code_that_was_not_confirmed_is_said_and_not_counted(page, waiting, wfirma):
    wfirma.vies.set_down("*", "")
    wfirma.books.settings.line_gtu = "ignored"
    clock.advance(timedelta(minutes=2))
    work.step()
    shown = order_page(page, waiting)
    assert "wFirma nie potwierdziła kodu GTU" in shown
    assert "Mostek łączy odtąd takie pozycje z wpisem w katalogu" in shown
    assert "Paradeigma" not in inbox(page)
