"""What each guard of the one writer is for, one by one: two writers, or one that comes back late."""

from __future__ import annotations

import copy
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from mostek.core import issue, lease, receive, reconcile, record, tokens, work
from mostek.core.lease import CALL_LIMIT, LeaseLost
from mostek.core.models import Attempt, Document, Order, Source
from mostek.core.reference import make_reference
from mostek.lib import clock
from mostek.wfirma.client import Client
from mostek.wfirma.errors import NotSent
from mostek.wfirma.wire import DEADLINE_SECONDS
from tests.core.deliveries import deliver, private_sale
from tests.core.test_faults import later


@pytest.fixture
def planned(client, publigo):
    deliver(client, publigo, private_sale())
    work.read_events()
    return Document.objects.get()


def overtaken(connection):
    """A writer whose lease is over, and the one that came after it."""
    old = lease.take(connection.pk, "old")
    clock.advance(lease.LEASE + timedelta(seconds=1))
    return old, lease.take(connection.pk, "new")


def test_a_second_writer_is_turned_away_until_the_lease_is_over(connection):
    assert lease.take(connection.pk, "first")
    clock.advance(lease.LEASE)
    assert lease.take(connection.pk, "second") is None
    clock.advance(timedelta(seconds=1))
    assert lease.take(connection.pk, "second")


def test_the_deadline_of_the_wire_is_the_one_the_lease_counts_with():
    assert CALL_LIMIT.total_seconds() == DEADLINE_SECONDS


def test_a_writer_without_the_lease_claims_nothing(planned, connection):
    old, _ = overtaken(connection)
    with pytest.raises(LeaseLost):
        issue.claim(planned, old)
    assert Document.objects.get().state == "pending"


def test_a_writer_without_the_lease_concludes_nothing(planned, connection, wfirma):
    wfirma.faults.on("reset_before", times=1, match="invoices/add")
    work.step()
    clock.advance(lease.SETTLE)

    class Overtaken(Client):
        def invoices_by_reference(self, reference, type):
            found = super().invoices_by_reference(reference, type)
            clock.advance(lease.LEASE + timedelta(seconds=1))
            assert lease.take(connection.pk, "new")
            return found

    old = lease.take(connection.pk, "old")
    with pytest.raises(LeaseLost):
        reconcile.settle(
            Document.objects.get(), Overtaken(tokens.transport(connection), connection.company_id), old
        )
    assert Document.objects.get().absences == 0


def test_an_old_outcome_does_not_touch_a_new_claim(planned, connection):
    old = lease.take(connection.pk, "old")
    attempt = issue.claim(planned, old)
    clock.advance(lease.LEASE + timedelta(seconds=1))
    new = lease.take(connection.pk, "new")
    Document.objects.update(state="pending")  # looked for and absent, twice
    assert issue.claim(Document.objects.get(), new)

    record.failure(planned, attempt, NotSent("not_sent.stale"), old)
    assert (Document.objects.get().state, Document.objects.get().epoch) == ("sending", new.epoch)


def test_a_document_withdrawn_after_it_was_picked_is_not_sent(planned, client, publigo, connection, wfirma):
    held = lease.take(connection.pk, "w")
    picked = issue.due(connection.pk)
    deliver(client, publigo, private_sale(total=149))
    work.read_events()
    assert not issue.send(picked, tokens.client(connection, held), held)
    assert wfirma.documents == []


def test_a_look_that_is_recorded_late_does_not_undo_a_success(planned, connection, wfirma):
    """A was slow with its success; B looked meanwhile, found something else, and is slow as well."""
    held = lease.take(connection.pk, "slow")
    attempt = issue.claim(planned, held)
    answered = tokens.client(connection, held).invoice_add(issue.document_to_payload(planned))
    with wfirma.books.acting():
        wfirma.documents[0].contractor_detail.name = "Ktoś Inny"

    class Slow(Client):
        def invoices_by_reference(self, reference, type):
            found = super().invoices_by_reference(reference, type)
            record.issued(planned, answered, (), attempt=attempt)
            return found

    clock.advance(lease.LEASE + timedelta(seconds=1))
    new = lease.take(connection.pk, "new")
    reconcile.settle(Document.objects.get(), Slow(tokens.transport(connection), connection.company_id), new)
    assert (Document.objects.get().state, Document.objects.get().wfirma_id) == ("issued", answered.id)


def test_two_documents_under_one_reference_are_for_a_person(planned, connection, wfirma):
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    work.step()
    with wfirma.books.acting() as ledger:
        second = copy.deepcopy(wfirma.documents[0])
        second.id = 999_999
        ledger.invoices[second.id] = second
    later(seconds=10)
    assert (Document.objects.get().state, Document.objects.get().reason) == ("held", "found.twice")
    assert not issue.release(Document.objects.get())


def test_the_database_refuses_a_second_live_document(planned):
    columns = {
        name: getattr(planned, name) for name in ("order", "connection", "content", "total", "currency")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(
            **columns,
            kind="receipt",
            revision=9,
            reference="mo-9",
            planned_at=clock.now(),
            due_at=clock.now(),
        )


def test_two_readers_of_one_event_make_one_order_of_it(client, publigo):
    deliver(client, publigo, private_sale())
    event = publigo.events.get()
    for _ in range(2):
        receive.read(event)  # each has seen it as received
    event.refresh_from_db()
    assert event.reason == "order.new"
    assert Document.objects.count() == 1


def test_the_reference_of_a_sale_is_the_same_for_ever():
    source = Source(uid="6a0c8f0e-1f2b-4c3d-8e4f-5a6b7c8d9e0f")
    references = {make_reference(Order(pk=pk, source=source, external_id="5001"), "sale", 1) for pk in (1, 2)}
    assert references == {"mo-cepzeksfdqaxjhpk3npplskcfr"}


def test_what_was_in_doubt_is_not_withdrawn_when_the_sale_changes(planned, client, publigo, wfirma):
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    work.step()
    with wfirma.books.acting():
        wfirma.documents[0].contractor_detail.name = "Ktoś Inny"
    later(seconds=10)
    assert Document.objects.get().reason == "found.different"

    deliver(client, publigo, private_sale(total=149))
    later(seconds=1)
    assert Order.objects.get().changed_after_issue
    assert len(wfirma.documents) == 1
    assert Attempt.objects.filter(action="look").exists()


def test_what_was_absent_is_in_doubt_for_ever(planned, client, publigo, wfirma):
    """It was looked for, so it may be found yet, and then under the reference that it has now."""
    wfirma.faults.on("status:FATAL", probability=1.0, match="invoices/add")
    for _ in range(60):
        later(minutes=5)
    assert Document.objects.get().reason == "absent.again"
    deliver(client, publigo, private_sale(total=149))
    later(seconds=1)
    assert Order.objects.get().changed_after_issue
    assert Document.objects.get().state == "held"


def test_what_is_being_sent_is_not_withdrawn_when_the_sale_changes(planned, client, publigo, connection):
    issue.claim(planned, lease.take(connection.pk, "w"))
    deliver(client, publigo, private_sale(total=149))
    work.read_events()
    assert Order.objects.get().changed_after_issue
    assert Document.objects.get().state == "sending"


def test_what_is_unknown_is_never_picked_for_sending(planned, connection, wfirma):
    wfirma.faults.on("reset_before", times=1, match="invoices/add")
    work.step()
    clock.advance(lease.SETTLE)
    assert Document.objects.get().state == "unknown"
    assert issue.due(connection.pk) is None
    assert issue.claim(Document.objects.get(), lease.take(connection.pk, "w")) is None
