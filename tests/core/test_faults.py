"""wFirma slow, faulty or lying: nothing is lost, nothing is doubled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mostek.core import instructions, issue, lease, outcomes, work
from mostek.core.models import Attempt, Connection, Document, User
from mostek.lib import clock
from mostek.wfirma.client import Client
from mostek.wfirma.errors import AuthLost, NotSent, OutcomeUnknown, Rejected, Throttled
from tests.core.deliveries import deliver, private_sale


@pytest.fixture
def sale(client, publigo):
    deliver(client, publigo, private_sale())


def later(**span):
    """Time goes by and the worker works on."""
    clock.advance(timedelta(**span))
    work.step()


def the_document():
    return Document.objects.get()


def test_a_document_whose_reply_was_lost_is_found_and_adopted(sale, wfirma):
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    work.step()
    assert the_document().state == "unknown"
    assert len(wfirma.documents) == 1

    later(seconds=10)
    assert the_document().state == "issued"
    assert the_document().wfirma_id == str(wfirma.documents[0].id)
    assert wfirma.count("invoices/add") == 1


def test_a_call_cut_before_it_was_read_is_sent_again_only_after_two_settled_absences(sale, wfirma):
    wfirma.faults.on("reset_before", times=1, match="invoices/add")
    work.step()
    assert the_document().state == "unknown"

    later(seconds=10)
    later(minutes=2)
    assert the_document().state == "unknown", "an early absence proves nothing"
    later(seconds=lease.SETTLE.total_seconds())
    assert (the_document().state, the_document().absences) == ("unknown", 1)
    later(minutes=1)
    assert the_document().state == "issued"
    assert len(wfirma.documents) == 1


def test_a_document_that_is_listed_late_is_not_issued_twice(sale, wfirma):
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    wfirma.faults.on("late_find:120", times=1, match="invoices/add")
    work.step()
    for _ in range(20):
        later(seconds=30)
    assert the_document().state == "issued"
    assert len(wfirma.documents) == 1


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ("html_500", "unknown"),
        ("http:502", "unknown"),
        ("status:FATAL", "unknown"),
        ("ok_without_id", "unknown"),
        ("truncated", "unknown"),
        ("empty_body", "unknown"),
        ("slow:300", "unknown"),
        ("status:OUT OF SERVICE", "pending"),
        ("status:SNAPSHOT LOCK", "pending"),
        ("status:TOTAL REQUESTS LIMIT EXCEEDED", "pending"),
        ("status:AUTH FAILED LIMIT WAIT 5 MINUTES", "pending"),
        ("status:AUTH", "issued"),  # the token is refreshed and the sale goes on, in the same turn
        ("bare_auth", "issued"),
        ("status:ACCESS DENIED", "pending"),
        ("status:INPUT ERROR", "held"),
        ("refuse_validation", "held"),
    ],
)
def test_each_fault_leaves_the_right_state_and_in_the_end_one_document(sale, wfirma, fault, state):
    wfirma.faults.on(fault, times=1, match="invoices/add")
    work.step()
    assert the_document().state == state

    if state == "held":
        assert issue.release(the_document())
    Connection.objects.update(health="ready")  # a person has mended what AuthLost asked for
    for _ in range(8):
        later(minutes=5)
    assert the_document().state == "issued"
    assert len(wfirma.documents) == 1


def test_a_limit_slows_the_whole_connection_down(sale, wfirma):
    wfirma.faults.on("status:TOTAL REQUESTS LIMIT EXCEEDED", times=1, match="invoices/add")
    work.step()
    assert not Connection.objects.get().is_open(clock.now())
    later(seconds=30)
    assert wfirma.count("invoices/add") == 1
    later(minutes=1)
    assert the_document().state == "issued"


def test_a_refused_token_is_refreshed_once_and_the_sale_goes_on(sale, wfirma):
    wfirma.faults.on("token_expired", times=1, match="invoices/add")
    work.step()
    later(seconds=1)
    assert the_document().state == "issued"
    assert Connection.objects.get().health == "ready"


def test_a_dead_consent_asks_for_a_person_and_the_documents_wait(sale, wfirma):
    with wfirma.books.acting() as ledger:
        ledger.access_tokens.clear()
        for grant in ledger.grants.values():
            grant.revoked = True
    work.step()
    later(seconds=1)
    connection = Connection.objects.get()
    assert (connection.health, connection.health_code) == ("needs_you", "auth.refresh_dead")
    assert the_document().state == "pending"


def test_a_document_of_ours_that_differs_is_shown_to_a_person(sale, wfirma):
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    work.step()
    with wfirma.books.acting():
        wfirma.documents[0].contractor_detail.name = "Ktoś Inny"
    later(seconds=10)
    document = the_document()
    assert (document.state, document.reason) == ("held", "found.different")
    assert not issue.release(document), "what may be a second document is never just sent again"


def test_a_worker_that_was_frozen_after_its_claim_does_not_send(sale, wfirma, connection):
    class Frozen(Client):
        def invoice_add(self, payload, *, before_wire=None):
            clock.advance(lease.START_WITHIN + timedelta(seconds=1))
            return super().invoice_add(payload, before_wire=before_wire)

    from mostek.core import tokens

    work.read_events()
    with lease.held(connection.pk) as held:
        frozen = Frozen(tokens.transport(connection), connection.company_id)
        issue.send(the_document(), frozen, held)
    assert (the_document().state, the_document().reason) == ("pending", "not_sent.stale")
    assert wfirma.documents == []


def test_what_a_lost_worker_was_sending_becomes_unknown_never_pending(sale, wfirma, connection):
    work.read_events()
    lost = lease.take(connection.pk, "lost")
    issue.claim(the_document(), lost)

    later(seconds=lease.LEASE.total_seconds() - 1)
    assert the_document().state == "sending"
    clock.advance(timedelta(seconds=2))
    lease.release(lease.take(connection.pk, "next"))
    assert (the_document().state, the_document().reason) == ("unknown", "worker_lost")


def test_the_answer_of_a_worker_that_lost_its_lease_still_counts_as_evidence(sale, wfirma, connection):
    work.read_events()
    slow = lease.take(connection.pk, "slow")

    class Slow(Client):
        def invoice_add(self, payload, *, before_wire=None):
            issued = super().invoice_add(payload, before_wire=before_wire)
            clock.advance(lease.LEASE + timedelta(seconds=1))
            assert lease.take(connection.pk, "next")
            return issued

    from mostek.core import tokens

    issue.send(the_document(), Slow(tokens.transport(connection), connection.company_id), slow)
    assert the_document().state == "issued"
    assert Attempt.objects.get(action="add").outcome == "issued"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (NotSent(), "pending"),
        (Throttled(wait=60), "pending"),
        (AuthLost(), "pending"),
        (Rejected(), "held"),
        (OutcomeUnknown(), "unknown"),
        (ZeroDivisionError(), "unknown"),
    ],
)
def test_the_table_of_outcomes(error, state):
    assert outcomes.after(error, tries=1).state == state


def test_waiting_grows_and_has_an_end():
    delays = [outcomes.backoff(tries) for tries in range(1, 40)]
    assert delays == sorted(delays)
    assert delays[-1] == outcomes.LONGEST


def test_what_is_unclear_and_absent_every_time_is_held_in_the_end(sale, wfirma):
    wfirma.faults.on("status:FATAL", probability=1.0, match="invoices/add")
    for _ in range(60):
        later(minutes=5)
    assert (the_document().state, the_document().reason) == ("held", "absent.again")
    assert wfirma.documents == []

    wfirma.faults.clear()
    assert not issue.release(the_document()), "what was in doubt is never just sent again"
    assert instructions.give(the_document(), User.objects.create_user("anna"), "issue")
    later(minutes=5)
    assert the_document().state == "issued"
