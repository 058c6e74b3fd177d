"""Receivers of messages in the panel: the secret once, the list of messages, again, off and on."""

from __future__ import annotations

import pytest

from mostek.core.models import Delivery, Endpoint
from mostek.core.outgoing import deliver
from tests.core.outgoing.conftest import Receiver
from tests.panel.conftest import make_connection, make_delivery, make_firm

URL = "https://shop.example/hook"


@pytest.fixture
def firm(anna):
    return make_firm(anna)


def text(answer):
    return answer.content.decode()


def add(page, url=URL, listens=("document.issued",)):
    return page.post("/settings/webhooks/", {"url": url, "events": listens})


def test_a_new_receiver_shows_its_secret_once(page, anna):
    make_connection(anna)
    shown = text(add(page))
    one = Endpoint.objects.get()
    assert one.secret.startswith("whsec_")
    assert one.secret in shown
    assert one.secret not in text(page.get(f"/settings/webhooks/{one.pk}/"))
    assert one.secret not in text(page.get("/settings/webhooks/"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", 'class="error"'),
        ("http://shop.example/", "zaczynać się od https"),
        ("https://user:pass@shop.example/", "To nie jest adres"),
        ("javascript:alert(1)", "To nie jest adres"),
        ("https://[", "To nie jest adres"),
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(page, anna, settings, url, said):
    settings.ALLOW_PRIVATE = False
    make_connection(anna)
    answer = add(page, url)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Endpoint.objects.exists()


def test_the_same_address_twice_is_refused(page, anna):
    make_connection(anna)
    add(page)
    assert add(page).status_code == 422
    assert Endpoint.objects.count() == 1


def test_a_new_secret_is_shown_once_and_the_former_is_kept_for_a_day(page, firm):
    former = firm.endpoint.secret
    shown = text(page.post(f"/settings/webhooks/{firm.endpoint.pk}/rotate/"))
    firm.endpoint.refresh_from_db()
    assert firm.endpoint.secret in shown
    assert former not in shown
    assert firm.endpoint.former_secret == former


def test_messages_are_listed_with_their_answer_and_can_be_sent_again(page, firm):
    failed = make_delivery(
        firm.endpoint, state="failed", status=500, code="outgoing.broken", tries=10, document=firm.document
    )
    shown = text(page.get(f"/settings/webhooks/{firm.endpoint.pk}/"))
    assert "500" in shown
    assert "Odbiorca odpowiedział błędem." in shown
    receiver = Receiver()
    page.post(f"/settings/webhooks/messages/{failed.pk}/resend/")
    with deliver.over(receiver):
        deliver.run_due()
    assert [one.headers["webhook-id"] for one in receiver.heard] == [failed.message_id]
    failed.refresh_from_db()
    assert failed.state == Delivery.State.DELIVERED


def test_what_was_switched_off_says_why_and_sends_what_waits_when_it_is_on_again(page, firm):
    Endpoint.objects.update(is_on=False, trouble="outgoing.gone")
    waits = make_delivery(firm.endpoint, state="waiting", status=410, due_at=None)
    assert "(410)" in text(page.get(f"/settings/webhooks/{firm.endpoint.pk}/"))
    assert "(410)" in text(page.get("/settings/webhooks/"))
    page.post(f"/settings/webhooks/{firm.endpoint.pk}/switch/", {"on": "1"})
    receiver = Receiver()
    with deliver.over(receiver):
        deliver.run_due()
    waits.refresh_from_db()
    assert waits.state == Delivery.State.DELIVERED


def test_a_test_is_sent_by_the_worker_and_not_by_the_page(page, firm):
    receiver = Receiver()
    with deliver.over(receiver):
        page.post(f"/settings/webhooks/{firm.endpoint.pk}/test/")
        assert receiver.heard == []
        deliver.run_due()
    assert len(receiver.heard) == 1


def test_a_receiver_is_removed_with_its_messages_and_documents_stay(page, firm):
    page.post(f"/settings/webhooks/{firm.endpoint.pk}/remove/")
    assert not Delivery.objects.exists()
    firm.document.refresh_from_db()
