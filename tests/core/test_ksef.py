"""After the document: its number in KSeF, and the e-mail that waits for it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from mostek.core import ksef, mailing, work
from mostek.core.models import Document, KsefEntry, KsefReading, Mailing, User
from mostek.lib import clock, points
from tests.core.deliveries import COMPANY, deliver, private_sale
from tests.core.test_faults import later
from tests.crash.roads import Killed

NUMBER = re.compile(r"\d{10}-\d{8}-[0-9A-F]{12}-[0-9A-F]{2}")


@pytest.fixture
def account(wfirma, publigo):
    """wFirma sends to KSeF, which answers after three minutes; the seller said so."""
    company = wfirma.books.ledger.companies[int(publigo.connection.company_id)]
    company.ksef = True
    wfirma.books.ledger.settings.ksef_seconds = 180
    connection = publigo.connection
    connection.seller = {**connection.seller, "ksef": {"enabled": True}}
    connection.save()
    return connection


@pytest.fixture
def after_the_number(account):
    account.email_when = "ksef"
    account.save()
    return account


def entry():
    return KsefEntry.objects.get()


def emails(wfirma):
    return wfirma.books.ledger.emails


def test_the_number_arrives_within_minutes(account, client, publigo, wfirma):
    deliver(client, publigo, COMPANY)
    work.step()
    assert (entry().state, entry().number) == ("pending", "")
    for _ in range(6):
        later(minutes=1)
    assert entry().state == "numbered"
    assert NUMBER.fullmatch(entry().number)
    assert entry().number == wfirma.documents[0].ksef_reference
    assert wfirma.count("invoices/find") <= 4


def test_the_email_leaves_after_the_number_with_the_real_invoice(after_the_number, client, publigo, wfirma):
    deliver(client, publigo, COMPANY)
    work.step()
    assert emails(wfirma) == []
    for _ in range(6):
        later(minutes=1)
    (email,) = emails(wfirma)
    assert (email.origin, email.attached) == ("send", "invoice")
    assert Mailing.objects.get().state == "accepted"
    for _ in range(10):
        later(hours=1)
    assert len(emails(wfirma)) == 1


def test_what_does_not_go_to_ksef_is_mailed_while_issuing(after_the_number, client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    work.step()
    assert [email.origin for email in emails(wfirma)] == ["auto_send"]
    assert not KsefEntry.objects.exists()
    assert wfirma.calls.counts() == {"invoices/add": 1}


def test_a_document_that_ksef_refused_is_an_alarm_and_its_email_stays(
    after_the_number, client, publigo, wfirma
):
    wfirma.faults.on("ksef_rejected", times=1, match="invoices/add")
    deliver(client, publigo, COMPANY)
    work.step()
    for _ in range(6):
        later(minutes=1)
    assert (entry().state, entry().trouble) == ("rejected", "ksef.rejected")
    assert emails(wfirma) == []

    wfirma.documents[0].ksef_rejected = False  # a person has mended it in wFirma
    ksef.ask_again(entry())
    later(seconds=121)
    assert (entry().state, entry().trouble) == ("numbered", "")
    assert len(emails(wfirma)) == 1


def test_a_number_that_is_overdue_is_an_alarm_and_still_asked_for(account, client, publigo, wfirma):
    wfirma.books.ledger.settings.ksef_seconds = 3 * 86_400
    deliver(client, publigo, COMPANY)
    work.step()
    for _ in range(30):
        later(hours=1)
    assert entry().trouble == "", "the next working day is not over"
    for _ in range(10):
        later(hours=1)
    assert (entry().state, entry().trouble) == ("pending", "ksef.late")
    for _ in range(12):
        later(hours=6)
    assert (entry().state, entry().trouble) == ("numbered", "")


def test_after_two_weeks_nobody_asks_any_more(account, client, publigo, wfirma):
    wfirma.books.ledger.settings.ksef_seconds = 99 * 86_400
    deliver(client, publigo, COMPANY)
    work.step()
    for _ in range(70):
        later(hours=6)
    assert (entry().state, entry().trouble) == ("given_up", "ksef.given_up")
    asked = wfirma.count("invoices/find")
    assert asked < 120
    for _ in range(10):
        later(hours=12)
    assert wfirma.count("invoices/find") == asked


def test_a_thousand_waiting_documents_cost_thirty_calls_an_hour(account, client, publigo, wfirma):
    wfirma.books.ledger.settings.ksef_seconds = 2 * 3600
    deliver(client, publigo, COMPANY)
    work.step()
    multiply(1000, wfirma)
    assert KsefEntry.objects.filter(state="pending").count() == 1000
    in_the_hour = []
    for _ in range(3):
        before = wfirma.count("invoices/find")
        for _ in range(20):
            later(minutes=3)
        in_the_hour.append(wfirma.count("invoices/find") - before)
    assert max(in_the_hour) <= 30, in_the_hour
    assert KsefEntry.objects.filter(state="numbered").count() == 1000


def multiply(wanted, wfirma):
    """As many more documents as there are on a busy day, without the road that brings them."""
    first, template = Document.objects.get(), wfirma.documents[0]
    ledger = wfirma.books.ledger
    for number in range(2, wanted + 1):
        id_ = ledger.next_id("invoice")
        ledger.invoices[id_] = template.model_copy(update={"id": id_, "fullnumber": f"FV {number}/11/2026"})
        order = first.order
        order.pk, order.external_id = None, f"x{number}"
        order.save(force_insert=True)
        document = Document.objects.get(pk=first.pk)
        document.pk, document.order, document.reference = None, order, f"x{number}"
        document.wfirma_id, document.number = str(id_), f"FV {number}/11/2026"
        document.save(force_insert=True)
        now = clock.now()
        KsefEntry.objects.create(
            document=document,
            connection=document.connection,
            issued_on=document.issued_on,
            began_at=now,
            late_at=now + timedelta(days=2),
            due_at=now,
        )


def test_a_lost_reply_to_an_email_is_told_and_not_repeated(after_the_number, client, publigo, wfirma):
    wfirma.books.ledger.settings.ksef_seconds = 0
    wfirma.faults.on("lost_reply", times=1, match="invoices/send")
    deliver(client, publigo, COMPANY)
    work.step()
    for _ in range(20):
        later(minutes=1)
    assert len(emails(wfirma)) == 1
    assert (Mailing.objects.get().state, Mailing.objects.get().reason) == ("unknown", "mailing.unknown")
    assert wfirma.count("invoices/send") == 1


@pytest.mark.parametrize("fault", ["refused", "limit", "maintenance", "token_expired"])
def test_an_email_that_certainly_did_not_leave_is_sent_later(
    after_the_number, client, publigo, wfirma, fault
):
    wfirma.books.ledger.settings.ksef_seconds = 0
    wfirma.faults.on(fault, times=1, match="invoices/send")
    deliver(client, publigo, COMPANY)
    work.step()
    for _ in range(40):
        later(minutes=1)
    assert Mailing.objects.get().state == "accepted"
    assert len(emails(wfirma)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "point", ["mailing.claimed", "wire.before", "wire.sent", "wire.reply_read", "mailing.closed"]
)
def test_wherever_a_worker_dies_an_email_leaves_at_most_once(
    after_the_number, client, publigo, wfirma, point
):
    wfirma.books.ledger.settings.ksef_seconds = 0
    deliver(client, publigo, COMPANY)
    work.step()
    later(minutes=1)
    person = User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")
    sent = len(emails(wfirma))
    asked = mailing.again(Document.objects.get(), "inny@example.com", who=person)
    assert asked is not None

    def hook(name):
        if name == point:
            raise Killed

    with points.hooked(hook), pytest.raises(Killed):
        work.step()
    for _ in range(10):
        later(minutes=1)
    asked.refresh_from_db()
    assert asked.done_at is not None
    went = len(emails(wfirma)) - sent
    assert went <= 1
    assert asked.state == ("accepted" if point == "mailing.closed" else "unknown")


def test_a_person_may_send_it_again_to_another_address_once_at_a_time(account, client, publigo, wfirma):
    deliver(client, publigo, COMPANY)
    work.step()
    person = User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")
    document = Document.objects.get()
    assert mailing.again(document, "ksiegowa@example.com", who=person)
    assert mailing.again(document, "ksiegowa@example.com", who=person) is None
    work.step()
    assert [email.to for email in emails(wfirma)][-1] == "ksiegowa@example.com"
    assert mailing.again(document, "ksiegowa@example.com", who=person)


def test_the_sellers_own_words_carry_the_facts(account, client, publigo, wfirma):
    account.email_subject = "Faktura {numer}"
    account.email_text = "Dzień dobry, to faktura do zamówienia {zamówienie} na {kwota}."
    account.save()
    deliver(client, publigo, COMPANY)
    work.step()
    work.step()
    (email,) = emails(wfirma)
    assert email.subject == "Faktura FV 1/11/2026"
    assert "na 361.99 PLN." in email.body


def test_a_reading_stopped_between_two_pages_goes_on(account, client, publigo, wfirma):
    deliver(client, publigo, COMPANY)
    work.step()
    multiply(250, wfirma)
    KsefReading.objects.update(due_at=clock.now())
    clock.advance(timedelta(minutes=6))
    seen = []

    def hook(name):
        if name == "ksef.page_read":
            seen.append(name)
            if len(seen) == 2:
                raise Killed

    with points.hooked(hook), pytest.raises(Killed):
        work.step()
    assert KsefEntry.objects.filter(state="numbered").count() == 200
    later(minutes=4)
    assert KsefEntry.objects.filter(state="numbered").count() == 250
