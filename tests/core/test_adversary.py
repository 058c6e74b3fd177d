"""What an adversary of the road of a sale tried, kept so that nobody can do it again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import httpx2
import pytest
from django.db import OperationalError
from django.db import connection as database

from mostek.core import instructions, issue, lease, receive, reconcile, record, tokens, wire, work
from mostek.core.models import Attempt, Connection, Document, Event, Order, User
from mostek.lib import clock
from mostek.sandbox.inprocess import SandboxTransport
from mostek.wfirma.client import Client
from tests.core.deliveries import deliver, private_sale
from tests.core.test_faults import later


def test_one_look_that_never_works_does_not_stop_the_next_sale(client, publigo, wfirma):
    deliver(client, publigo, private_sale(1))
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    work.step()
    wfirma.faults.on("html_500", probability=1.0, match="invoices/find")
    for _ in range(40):
        later(minutes=5)
    deliver(client, publigo, private_sale(2))
    for _ in range(12):
        later(minutes=5)
    second = Document.objects.get(order__external_id="2")
    assert second.state == "issued"
    assert Document.objects.get(order__external_id="1").state == "unknown"
    assert wfirma.count("invoices/find") < 40, "looks grow rarer"


def test_a_document_of_ours_under_another_type_is_evidence_not_absence(client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    work.step()
    with wfirma.books.acting():
        wfirma.documents[0].type = "bill"
    for _ in range(5):
        later(minutes=5)
    assert (Document.objects.get().state, Document.objects.get().reason) == ("held", "found.different")
    assert len(wfirma.documents) == 1


def test_passing_trouble_of_the_database_leaves_the_event_for_the_next_turn(client, publigo):
    deliver(client, publigo, private_sale())
    with database.execute_wrapper(locked):
        assert work.read_events() is False, "no busy loop"
        assert Event.objects.get().state == "received"

        clock.advance(work.PATIENCE + timedelta(seconds=1))
        work.read_events()
        assert Event.objects.get().state == "failed", "not for ever"


def locked(execute, sql, params, many, context):
    if sql.startswith('INSERT INTO "core_order"'):
        raise OperationalError("database is locked")
    return execute(sql, params, many, context)


def test_a_refused_sale_that_the_shop_corrects_is_issued_as_corrected(client, publigo, wfirma):
    wfirma.faults.on("refuse_validation", times=1, match="invoices/add")
    deliver(client, publigo, private_sale())
    work.step()
    assert Document.objects.get().state == "held"

    deliver(client, publigo, private_sale(total=149))
    work.step()
    assert [Decimal(one.total) for one in wfirma.documents] == [Decimal("149.00")]
    assert not Order.objects.get().changed_after_issue


def test_issuing_again_follows_what_the_seller_has_said_since(client, publigo, wfirma):
    wfirma.faults.on("refuse_validation", times=1, match="invoices/add")
    deliver(client, publigo, private_sale(total=105))
    work.step()
    publigo.connection.products.update(is_described=True, description={"kind": "EBOOK", "vat_rate": "5"})

    assert receive.issue_again(Document.objects.get())
    later(seconds=1)
    (booked,) = wfirma.documents
    assert Decimal(booked.tax) == Decimal("5.00")
    assert set(Document.objects.values_list("state", flat=True)) == {"cancelled", "issued"}


def test_what_was_once_in_doubt_is_issued_again_under_its_own_reference(client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    wfirma.faults.on("status:FATAL", probability=1.0, match="invoices/add")
    for _ in range(60):
        later(minutes=5)
    document = Document.objects.get()
    wfirma.faults.clear()
    assert not receive.issue_again(document)
    assert instructions.give(document, User.objects.create_user("anna"), "issue")
    later(minutes=5)
    assert Document.objects.get().reference == document.reference == wfirma.documents[0].id_external


def test_the_same_order_told_again_on_another_day_is_the_same_order(client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    later(seconds=1)
    clock.advance(timedelta(days=1))
    deliver(client, publigo, private_sale(status="Complete"))
    work.step()
    assert not Order.objects.get().changed_after_issue
    assert Event.objects.latest("pk").reason == "order.seen"


def test_a_late_success_that_makes_two_is_shown_and_never_swallowed(client, publigo, wfirma, connection):
    deliver(client, publigo, private_sale())
    work.step()
    document = Document.objects.get()
    other = tokens.client(connection).invoice_get(document.wfirma_id)
    attempt = Attempt.objects.create(document=document, action="add", epoch=1, opened_at=clock.now())
    record.issued(document, replaced(other, id="999"), (), attempt=attempt)
    assert Document.objects.get().reason == "found.twice"


def replaced(issued, **fields):
    from dataclasses import replace

    return replace(issued, **fields)


def test_a_late_success_counts_even_when_it_was_thought_absent(client, publigo, wfirma, connection):
    deliver(client, publigo, private_sale())
    work.read_events()
    held = lease.take(connection.pk, "slow")
    document = Document.objects.get()
    attempt = issue.claim(document, held)
    body = issue.document_to_payload(document)
    issued = tokens.client(connection, held).invoice_add(body)
    Document.objects.update(state="pending")
    record.issued(document, issued, (), attempt=attempt)
    assert Document.objects.get().state == "issued"


def test_wfirma_naming_a_document_that_is_another_one_of_ours_is_held(client, publigo, wfirma, connection):
    deliver(client, publigo, private_sale(1))
    work.step()
    first = Document.objects.get()
    deliver(client, publigo, private_sale(2))
    work.read_events()
    second = Document.objects.exclude(pk=first.pk).get()
    held = lease.take(connection.pk, "w")
    attempt = issue.claim(second, held)
    record.issued(second, tokens.client(connection, held).invoice_get(first.wfirma_id), (), attempt=attempt)
    second.refresh_from_db()
    assert (second.state, second.reason) == ("held", "found.twice")


def test_a_pair_that_came_after_the_lease_was_lost_is_kept(wfirma, connection):
    class Frozen(httpx2.BaseTransport):
        """The process stands still while the answer is on its way, and another one takes the lease."""

        def handle_request(self, request):
            answer = SandboxTransport(wfirma.app).handle_request(request)
            clock.advance(lease.LEASE + timedelta(seconds=1))
            assert lease.take(connection.pk, "next")
            return answer

    held, before = lease.take(connection.pk, "frozen"), connection.refresh_token
    with wire.over(Frozen()):
        tokens.refresh(connection, held)
    assert Connection.objects.get().refresh_token == connection.refresh_token != before


@pytest.mark.parametrize(
    "body",
    [
        b'{"id":1,"total":1e99999999999999999999,"items":[]}',
        b'{"id":"\\ud800","total":1,"items":[]}',
        b'{"id":"' + b"x" * 300 + b'","total":1,"items":[]}',
    ],
)
def test_a_signed_body_of_any_kind_is_stored_and_answered(client, publigo, body):
    assert deliver(client, publigo, body).status_code in {200, 400}
    assert Event.objects.count() == 1
    assert deliver(client, publigo, body + b" ").status_code in {200, 400}


def test_a_webhook_address_works_without_its_last_slash(client, publigo):
    from tests.core.deliveries import signature

    body = private_sale()
    headers = {"x-wpidea-signature": signature(body)}
    answer = client.post(f"/in/{publigo.key}", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200


def test_a_worker_that_woke_up_before_it_read_the_clock_does_not_send(client, publigo, wfirma, connection):
    """Frozen between the claim's commit and the call: its age counts from the claim, not from the waking."""
    deliver(client, publigo, private_sale())
    work.read_events()

    def frozen(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "core_attempt"'):
            clock.advance(lease.LEASE)
        return execute(sql, params, many, context)

    held = lease.take(connection.pk, "frozen")
    with database.execute_wrapper(frozen):
        issue.send(Document.objects.get(), tokens.client(connection, held), held)
    assert Document.objects.get().reason == "not_sent.stale"
    assert wfirma.documents == []


def test_an_absence_counts_from_when_it_was_asked_for_however_late_it_is_recorded(
    client, publigo, wfirma, connection
):
    class Frozen(Client):
        def invoices_by_reference(self, reference, type):
            found = super().invoices_by_reference(reference, type)
            clock.advance(lease.SETTLE)
            return found

    deliver(client, publigo, private_sale())
    wfirma.faults.on("reset_before", times=1, match="invoices/add")
    work.step()
    held = lease.take(connection.pk, "frozen")
    frozen = Frozen(tokens.transport(connection), connection.company_id)
    reconcile.settle(Document.objects.get(), frozen, held)
    assert (Document.objects.get().state, Document.objects.get().absences) == ("unknown", 0)


def test_a_sale_whose_document_wfirma_named_wrongly_is_not_planned_anew(client, publigo, wfirma, connection):
    for number in (1, 2):
        deliver(client, publigo, private_sale(number))
        work.read_events()
    first, second = Document.objects.order_by("pk")
    held = lease.take(connection.pk, "w")
    for document in (first, second):  # wFirma answers with the first one's name each time
        attempt = issue.claim(document, held)
        answered = tokens.client(connection, held).invoice_add(issue.document_to_payload(document))
        named = (
            answered
            if document == first
            else replaced(answered, id=Document.objects.get(pk=first.pk).wfirma_id)
        )
        record.issued(document, named, (), attempt=attempt)
    lease.release(held)
    deliver(client, publigo, private_sale(2, total=149))
    later(seconds=1)
    assert Order.objects.get(external_id="2").changed_after_issue
    assert len(wfirma.documents) == 2
