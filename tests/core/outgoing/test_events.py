"""What becomes of a document makes a message, in the same transaction, once, and without the buyer."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction

from mostek.core import issue, record, work
from mostek.core.models import Attempt, Delivery, Document, Source
from mostek.core.outgoing import endpoints, events
from mostek.lib import clock, points
from mostek.wfirma.errors import Rejected
from mostek.wfirma.values import Issued
from tests.core.deliveries import deliver, private_sale
from tests.core.outgoing.conftest import only


def test_an_issued_document_is_told_once_with_its_number_and_amounts(client, publigo, endpoint, receiver):
    deliver(client, publigo, private_sale())
    work.step()
    work.step()
    (request,) = receiver.heard
    said = json.loads(request.content)
    document = Document.objects.get()
    assert said["type"] == "document.issued"
    assert said["data"]["document"]["number"] == document.number
    assert (
        said["data"]["document"] | {"total": "199.00", "currency": "PLN", "state": "issued"}
        == said["data"]["document"]
    )
    assert said["data"]["order"]["external_id"] == "5001"
    assert said["data"]["order"]["url"].endswith(f"/orders/{document.order_id}/")
    assert only().state == Delivery.State.DELIVERED


def test_no_message_says_who_bought(client, publigo, endpoint, receiver):
    deliver(client, publigo, private_sale())
    work.step()
    body = receiver.heard[0].content.decode()
    order = Document.objects.get().order
    for secret in (order.buyer_name, order.buyer_email, "Śliska", "00-127", "Łódź", "Źdźbło"):
        assert secret
        assert secret not in body


def test_only_who_listens_is_told(client, publigo, connection, receiver):
    endpoints.add(connection, "https://shop.example/held", ["document.held"])
    deliver(client, publigo, private_sale())
    work.step()
    assert not Delivery.objects.exists()


def pending(client, publigo):
    """A document planned and claimed, its call under way."""
    deliver(client, publigo, private_sale())
    work.read_events()
    document = Document.objects.get()
    Document.objects.update(state="sending", epoch=1, tries=1)
    document.refresh_from_db()
    return document, Attempt.objects.create(document=document, action="add", epoch=1, opened_at=clock.now())


def test_a_correction_is_told_as_corrected(client, publigo, endpoint, receiver):
    document, attempt = pending(client, publigo)
    Document.objects.update(kind="correction")
    record.issued(document, Issued(id="77", number="KOR 1/2026"), (), attempt=attempt)
    assert only().event == "document.corrected"


def test_a_refused_document_is_told_as_held_once_for_the_same_refusal(client, publigo, endpoint, wfirma):
    deliver(client, publigo, private_sale())
    work.read_events()
    issue.hold(Document.objects.get(), "cannot_express.internal")
    told = only()
    assert (told.event, told.payload["data"]["document"]["reason"]) == (
        "document.held",
        "cannot_express.internal",
    )
    with transaction.atomic():
        events.held(told.document_id)
    assert Delivery.objects.count() == 1


def test_what_wfirma_refuses_is_told_by_the_whole_road(client, publigo, endpoint, wfirma, receiver):
    wfirma.faults.on("status:INPUT ERROR", times=1, match="invoices/add")
    deliver(client, publigo, private_sale())
    work.step()
    assert Document.objects.get().state == "held"
    assert json.loads(receiver.heard[0].content)["type"] == "document.held"


def test_the_database_takes_no_second_message_about_one_event(client, publigo, endpoint, receiver):
    deliver(client, publigo, private_sale())
    work.step()
    first = only()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(
            endpoint=endpoint,
            message_id=first.message_id,
            event="document.issued",
            created_at=clock.now(),
        )


def test_a_success_that_was_not_committed_leaves_no_message(client, publigo, endpoint, receiver):
    document, attempt = pending(client, publigo)

    class Died(Exception):
        pass

    def die():
        with transaction.atomic():
            record.issued(document, Issued(id="77", number="FV 1/2026"), (), attempt=attempt)
            raise Died

    with pytest.raises(Died):
        die()
    assert not Delivery.objects.exists()
    assert Document.objects.get().state == "sending"


def test_a_mistake_in_a_message_does_not_undo_the_success(client, publigo, endpoint, receiver, caplog):
    document, attempt = pending(client, publigo)
    Document.objects.update(content={"draft": "not a draft"})
    record.issued(document, Issued(id="77", number="FV 1/2026"), (), attempt=attempt)
    assert Document.objects.get().state == "issued"
    assert "no message about it could be made" in caplog.text


def test_every_held_outcome_is_told(client, publigo, endpoint, receiver):
    document, attempt = pending(client, publigo)
    heard: list[str] = []
    from mostek.core.lease import take

    held = take(document.connection_id, "w")
    Document.objects.update(state="sending", epoch=held.epoch)
    with points.hooked(heard.append):
        record.failure(document, attempt, Rejected("rejected.fields"), held)
    assert only().event == "document.held"
    assert heard == ["record.failed"]


def test_a_ksef_number_that_comes_later_is_written_back_once(client, publigo, receiver, wfirma):
    deliver(client, publigo, private_sale())
    work.step()
    document = Document.objects.get()
    Source.objects.update(kind="woocommerce", writes_back=True)
    for _ in range(2):
        with transaction.atomic():
            events.numbered(document.pk, "5260250274-20261123-ABC")
    told = only()
    assert (told.event, told.payload["ksef_number"]) == ("write_back", "5260250274-20261123-ABC")
