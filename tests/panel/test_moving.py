"""The page of moving over: three steps, and nothing is sent before the second."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mostek.core import cut_over, doctor, foreign, hints, standing, witness, work
from mostek.core.models import Document, ForeignDocument, Order, Source
from mostek.core.proof import scan
from mostek.core.proof.ours import Month
from mostek.core.proof.value import findings_of
from mostek.lib import clock
from mostek.wfirma.hook import Told
from tests.core.former import PERSON, former_shop
from tests.panel.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def former(wfirma, noon):
    with former_shop(wfirma) as made:
        yield made


@pytest.fixture
def shop(former, connection, client, anna):
    """Four old orders, two of them invoiced by the shop itself; Anna sees the company."""
    connection.members.add(anna)
    for number in range(4):
        former.switch(number < 2)
        former.sell(f"{100 + number}.00", PERSON)
        former.switch(True)
        former.minutes(2)
    clock.advance(timedelta(hours=1))
    former.connect(connection, client)
    former.anna = signed_in(anna)
    return former


def begin(shop):
    local = clock.now().astimezone(clock.WARSAW)
    given = {"guided": "on", "issue_from": f"{local:%Y-%m-%dT%H:%M}", "since": f"{local:%Y-%m-%d}"}
    answer = shop.anna.post(f"/sources/{shop.source.pk}/cut-over/", given)
    assert answer["location"] == f"/sources/{shop.source.pk}/moving/"
    shop.work()


def off(shop):
    shop.switch(False)
    return shop.anna.post(f"/sources/{shop.source.pk}/moving/switch/", {"is_off": "on"}, follow=True)


def text(shop, show="", language="pl"):
    return shop.anna.get(f"/sources/{shop.source.pk}/moving/?show={show}").content.decode()


def test_each_old_order_says_who_issued_it_or_that_nobody_did(shop):
    begin(shop)
    without, elsewhere = text(shop), text(shop, "elsewhere")
    assert without.count("opłacone wcześniej, dokumentu nie znaleziono") == 2
    assert "wystawiono poza Mostkiem: FV 1/11/2026" in elsewhere
    assert "wystawiono poza Mostkiem: FV 2/11/2026" in elsewhere
    assert "Bez dokumentu: 2" in without
    assert "Wystaw wszystkie" not in without  # the switch comes first


def test_the_way_to_the_switch_is_in_the_words_of_the_help_page(shop):
    begin(shop)
    page = text(shop)
    assert "Ustawienia ➔ Integracje ➔ wFirma" in page
    assert "Przełącznik wFirma w Publigo jest wyłączony" in page


def test_a_tick_is_needed_and_is_kept_with_the_persons_name(shop, anna):
    begin(shop)
    shop.anna.post(f"/sources/{shop.source.pk}/moving/switch/", {})
    assert Source.objects.get().former_off_at is None
    page = off(shop).content.decode()
    assert Source.objects.get().former_off_by == anna
    assert "anna" in page


def test_all_that_have_no_document_are_issued_with_one_button(shop, wfirma):
    begin(shop)
    off(shop)
    shop.minutes(16)
    shop.work()
    assert "Wystaw wszystkie 2 dokumenty" in text(shop)
    shop.anna.post(f"/sources/{shop.source.pk}/moving/issue/", {})
    shop.minutes(12)
    shop.work()
    assert len(wfirma.documents) == 4
    assert "Wystawione przez Mostek: 2" in text(shop)


def test_one_is_issued_alone_and_none_while_the_switch_may_be_on(shop, wfirma):
    begin(shop)
    order = cut_over.without_document(shop.source).first()
    url = f"/sources/{shop.source.pk}/moving/issue/"
    shop.anna.post(url, {"order": order.pk})
    assert not Document.objects.exists()
    off(shop)
    shop.anna.post(url, {"order": order.pk})
    shop.minutes(16)
    shop.work()
    assert len(wfirma.documents) == 3


def test_documents_with_numbers_that_are_not_known_take_the_one_button_away(shop):
    begin(shop)
    ForeignDocument.objects.create(
        connection=shop.source.connection,
        wfirma_id="77",
        kind="invoice",
        seen_at=clock.now(),
        site="kursy.example.pl",
        order_number="12",
    )
    off(shop)
    page = text(shop)
    assert "1 dokument tego sklepu wymienia zamówienie, którego Mostek nie zna" in page
    assert "Wystaw wszystkie" not in page
    assert shop.anna.post(f"/sources/{shop.source.pk}/moving/issue/", {}).status_code == 404


def test_a_new_publigo_source_waits_if_the_box_says_that_publigo_issues(shop):
    data = {"name": "Druga", "secret": "x", "is_on": "on", "former": "on"}
    page = shop.anna.post("/sources/add/publigo/", data, follow=True).content.decode()
    assert cut_over.is_open(Source.objects.get(name="Druga"))
    assert "Sprzedaże czekają" in page


def test_a_waiting_sale_leads_to_the_switch_everywhere(shop):
    begin(shop)
    shop.sell("50.00", PERSON)
    shop.work()
    order = Order.objects.order_by("-pk").first()
    assert order.documents.get().reason == standing.TOGGLE
    for url in (f"/orders/{order.pk}/", "/inbox/"):
        assert f"/sources/{shop.source.pk}/moving/" in shop.anna.get(url).content.decode()
    assert any(one.about == "source Publigo" and not one.ok for one in doctor.examine(online=False))


@pytest.fixture
def both(shop, wfirma):
    """The switch was on after all: a sale has two documents."""
    begin(shop)
    off(shop)
    shop.minutes(31)
    shop.work()
    shop.switch(True)
    shop.sell("77.00", PERSON)
    shop.work()
    shop.minutes(2)
    assert len(wfirma.documents) == 4
    return Order.objects.get(total="77.00")


def prove(shop):
    proof = scan.ask(shop.source.connection, Month.of(clock.warsaw_date()))
    for _ in range(10):
        work.step()
        proof.refresh_from_db()
        if proof.state != "reading":
            break
    return proof


def test_the_proof_finds_what_both_have_invoiced_and_everything_says_so(shop, both):
    proof = prove(shop)
    (found,) = [one for one in findings_of(proof.findings) if one.code == "proof.both"]
    assert (found.order, proof.counted("doubled")) == (both.pk, 1)
    assert foreign.doubled().get().order == both
    for url in ("/", f"/orders/{both.pk}/", "/inbox/", f"/proof/{proof.pk}/"):
        page = shop.anna.get(url).content.decode()
        assert ["FV 3/11/2026" in page, "FV 4/11/2026" in page] == [True, True], url
    told = [one for one in doctor.examine(online=False) if "FV 4/11/2026" in one.pl]
    assert [one.ok for one in told] == [False]


def test_wfirmas_webhook_finds_it_at_once(shop, both, wfirma):
    row = witness.of(shop.source.connection)
    stranger = next(one for one in wfirma.documents if not one.id_external and one.total == 77)
    hints.keep(row, Told(((str(stranger.id), ""),), ""))
    shop.work()
    assert foreign.doubled().get().order == both


def test_the_alarm_ends_when_one_of_the_two_is_gone(shop, both, wfirma, anna):
    prove(shop)
    row = foreign.doubled().get()
    url = f"/orders/{both.pk}/both/"
    shop.anna.post(url, {"document": row.pk})
    shop.work()
    assert foreign.doubled().exists()
    del wfirma.books.ledger.invoices[int(row.wfirma_id)]
    clock.advance(timedelta(minutes=1))
    shop.anna.post(url, {"document": row.pk})
    shop.work()
    assert not foreign.doubled().exists()


def test_a_person_may_leave_both(shop, both, anna):
    prove(shop)
    row = foreign.doubled().get()
    shop.anna.post(f"/orders/{both.pk}/both/", {"document": row.pk, "accept": "on"})
    assert not foreign.doubled().exists()
    row.refresh_from_db()
    assert row.accepted_by == anna
    assert prove(shop).counted("doubled") == 0


def test_a_strangers_shop_is_not_there(shop, bogdan):
    begin(shop)
    page = signed_in(bogdan)
    assert page.get(f"/sources/{shop.source.pk}/moving/").status_code == 404
    for name in ("switch", "issue", "look"):
        assert page.post(f"/sources/{shop.source.pk}/moving/{name}/", {"is_off": "on"}).status_code == 404
    assert Source.objects.get().former_off_at is None
