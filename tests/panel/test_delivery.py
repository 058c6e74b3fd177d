"""After the document: what the page of the order says of KSeF and of e-mails, and what a person may do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from mostek.core import work
from mostek.core.models import Document, KsefEntry, Mailing, User
from mostek.lib import clock
from tests.core.deliveries import COMPANY, deliver
from tests.panel.conftest import signed_in


@pytest.fixture
def document(client, publigo, wfirma, anna):
    connection = publigo.connection
    wfirma.books.ledger.companies[int(connection.company_id)].ksef = True
    connection.seller = {**connection.seller, "ksef": {"enabled": True}}
    connection.save()
    connection.members.add(anna)
    deliver(client, publigo, COMPANY)
    work.step()
    return Document.objects.get()


def shown(page: Client, document: Document) -> str:
    return page.get(f"/orders/{document.order_id}/").content.decode()


def test_the_page_says_that_the_number_is_awaited_and_then_the_number(page, document):
    assert "czeka na numer" in shown(page, document)
    KsefEntry.objects.update(
        state="numbered", number="9876543210-20261123-0123456789AB-CD", asked_at=clock.now()
    )
    assert shown(page, document).count("9876543210-20261123-0123456789AB-CD") == 2


@pytest.mark.parametrize("code", ["ksef.rejected", "ksef.late", "ksef.given_up"])
def test_trouble_with_ksef_stands_in_the_inbox_with_the_path_to_mend_it(page, document, code):
    KsefEntry.objects.update(state="rejected", trouble=code, said="error", asked_at=clock.now())
    inbox = page.get("/inbox/").content.decode()
    assert document.number in inbox
    assert "Sprawdź w wFirma" in shown(page, document)
    page.post(f"/documents/{document.pk}/ksef/")
    assert (KsefEntry.objects.get().state, KsefEntry.objects.get().trouble) == ("pending", "")
    assert "Nic nie czeka na" in page.get("/inbox/").content.decode()


def test_a_document_is_sent_to_another_address(page, document, wfirma):
    page.post(f"/documents/{document.pk}/mail/", {"email": " ksiegowa@example.com "})
    work.step()
    assert wfirma.books.ledger.emails[-1].to == "ksiegowa@example.com"
    assert "ksiegowa@example.com na polecenie: anna" in shown(page, document)


def test_what_is_no_address_sends_nothing(page, document):
    page.post(f"/documents/{document.pk}/mail/", {"email": "ksiegowa@"})
    assert not Mailing.objects.exists()


def test_an_email_of_unknown_fate_is_a_question_until_somebody_sends_it_again(page, document, wfirma):
    wfirma.faults.on("lost_reply", times=1, match="invoices/send")
    page.post(f"/documents/{document.pk}/mail/", {"email": "jan@example.com"})
    work.step()
    assert "Nie wiadomo, czy e-mail" in page.get("/inbox/").content.decode()
    page.post(f"/documents/{document.pk}/mail/", {"email": "jan@example.com"})
    clock.advance(timedelta(minutes=1))
    work.step()
    assert "Nie wiadomo, czy e-mail" not in page.get("/inbox/").content.decode()
    assert wfirma.count("invoices/send") == 2


def test_a_stranger_neither_sends_nor_asks(document, bogdan: User):
    stranger = signed_in(bogdan)
    assert stranger.post(f"/documents/{document.pk}/mail/", {"email": "x@example.com"}).status_code == 404
    assert stranger.post(f"/documents/{document.pk}/ksef/").status_code == 404
    assert not Mailing.objects.exists()
