"""What a person may say about a document in doubt; nothing of it can make a second one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mostek.core import instructions, lease, reconcile, tokens, work
from mostek.core.models import Attempt, Connection, Document, Instruction, User
from mostek.lib import clock
from tests.core.deliveries import deliver, private_sale
from tests.core.test_faults import later, the_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db):
    return User.objects.create_user("anna")


@pytest.fixture
def doubt(client, publigo, wfirma):
    """Booked by wFirma, the answer lost, and nobody has looked yet."""
    deliver(client, publigo, private_sale())
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    work.step()
    assert the_document().state == "unknown"
    return the_document()


@pytest.fixture
def nothing(client, publigo, wfirma):
    """Never booked, and wFirma did not say so."""
    deliver(client, publigo, private_sale())
    wfirma.faults.on("reset_before", times=1, match="invoices/add")
    work.step()
    return the_document()


def told() -> str:
    return Instruction.objects.latest("pk").outcome


def shown(connection, wfirma, number: int = 0):
    """What the comparison page shows a person of a document in wFirma."""
    return reconcile.snapshot(tokens.client(connection).invoice_get(str(wfirma.documents[number].id)))


def settled():
    later(seconds=1)
    clock.advance(lease.SETTLE)


def test_check_now_looks_at_once_ahead_of_other_work(doubt, anna, client, publigo, wfirma):
    deliver(client, publigo, private_sale(2))
    assert instructions.give(doubt, anna, "check")
    wfirma.calls.clear()
    later(seconds=3)
    assert wfirma.calls.entries()[0].call == "invoices/find"
    assert (the_first(doubt).state, told()) == ("issued", "issued")
    assert Attempt.objects.filter(purpose="check").count() == 1


def the_first(document):
    return Document.objects.get(pk=document.pk)


def test_a_look_that_was_asked_for_counts_no_absence(nothing, anna, wfirma):
    settled()
    before = the_document().absences
    for _ in range(5):
        instructions.give(the_document(), anna, "check")
        work.step()
    assert (the_document().state, told()) == ("unknown", "absent")
    assert the_document().absences <= before + 1, "only the worker's own look may have counted"
    assert wfirma.documents == []


def test_one_instruction_at_a_time(doubt, anna):
    assert instructions.give(doubt, anna, "check")
    assert instructions.give(doubt, anna, "issue") is None


def test_issue_is_refused_before_the_settling_delay_is_over(nothing, anna, wfirma):
    instructions.give(nothing, anna, "issue")
    later(seconds=5)
    assert (the_document().state, told()) == ("unknown", "issue.settling")
    assert wfirma.count("invoices/add") == 1


def test_issue_needs_an_absence_made_at_that_very_moment(nothing, anna, wfirma):
    settled()
    wfirma.faults.on("html_500", times=1, match="invoices/find")
    instructions.give(the_document(), anna, "issue")
    work.step()
    assert told() == "unknown.http_5xx"
    assert wfirma.documents == []

    instructions.give(the_document(), anna, "issue")
    later(minutes=1)
    assert told() == "released"
    assert the_document().state == "issued"
    assert len(wfirma.documents) == 1


def test_issue_finds_what_is_there_after_all_and_sends_nothing(doubt, anna, wfirma):
    Connection.objects.update(lookup_proved_at=None)
    clock.advance(lease.SETTLE)
    instructions.give(doubt, anna, "issue")
    work.step()
    assert (the_document().state, told()) == ("issued", "issue.found")
    assert wfirma.count("invoices/add") == 1


@pytest.mark.parametrize("action", ["check", "adopt"])
def test_a_token_that_died_before_its_time_is_renewed_and_the_instruction_carried_out(
    doubt, anna, connection, wfirma, action
):
    given = shown(connection, wfirma)
    wfirma.faults.on("token_expired", times=1, match="invoices/*")
    instructions.give(doubt, anna, action, given)
    later(seconds=5)
    assert told() in {"issued", "adopted"}
    assert the_document().state == "issued"


def test_a_different_document_is_adopted_after_a_person_compared_it(doubt, anna, connection, wfirma):
    with wfirma.books.acting():
        wfirma.documents[0].contractor_detail.name = "Ktoś Inny"
    later(seconds=10)
    document = the_document()
    assert (document.state, document.reason) == ("held", "found.different")
    assert document.detail["found"][0]["buyer"] == "Ktoś Inny"

    instructions.give(document, anna, "adopt", shown(connection, wfirma))
    work.step()
    document = the_document()
    assert (document.state, document.reason, told()) == ("issued", "adopted", "adopted")
    assert document.wfirma_id == str(wfirma.documents[0].id)
    assert any(one["field"] == "contractor.name" for one in document.differences)


def test_what_changed_since_the_person_saw_it_is_not_adopted(doubt, anna, connection, wfirma):
    chosen = shown(connection, wfirma)
    with wfirma.books.acting():
        wfirma.documents[0].total = Decimal("1.00")
    instructions.give(doubt, anna, "adopt", chosen)
    later(seconds=5)
    assert told() == "adopt.changed"
    assert Instruction.objects.get().seen[0]["total"] == "1.00"
    assert the_document().state == "held", "the worker's own look went on and found it different"


def test_a_document_that_is_another_sales_already_is_not_adopted(
    doubt, anna, connection, client, publigo, wfirma
):
    deliver(client, publigo, private_sale(2))
    wfirma.faults.on("html_500", probability=1.0, match="invoices/find")
    for _ in range(10):
        later(seconds=10)
    second = next(i for i, one in enumerate(wfirma.documents) if one.id_external != doubt.reference)
    wfirma.faults.clear()
    clock.advance(lease.SETTLE)
    instructions.give(doubt, anna, "adopt", shown(connection, wfirma, second))
    work.step()
    assert told() == "adopt.taken"


def by_hand(wfirma, connection, like=0, **changes):
    """A document that a person issued in wFirma, without our reference."""
    with wfirma.books.acting() as ledger:
        one = wfirma.documents[like].model_copy(
            update={"id": 987654, "fullnumber": "FV 99/11/2026"} | changes
        )
        ledger.invoices[one.id] = one
    return reconcile.snapshot(tokens.client(connection).invoice_get("987654"))


def test_a_document_issued_by_hand_may_be_adopted_once_ours_cannot_come_any_more(
    doubt, anna, connection, wfirma
):
    chosen = by_hand(wfirma, connection, id_external="")
    with wfirma.books.acting() as ledger:
        ledger.invoices.pop(wfirma.documents[0].id)
    instructions.give(doubt, anna, "adopt", chosen)
    later(seconds=5)
    assert told() == "adopt.settling"
    clock.advance(lease.SETTLE)
    instructions.give(the_document(), anna, "adopt", chosen)
    work.step()
    assert (the_document().state, the_document().number) == ("issued", "FV 99/11/2026")


def test_what_carries_our_reference_is_not_passed_over(doubt, anna, connection, wfirma):
    chosen = by_hand(wfirma, connection, id_external="")
    clock.advance(lease.SETTLE)
    instructions.give(doubt, anna, "adopt", chosen)
    work.step()
    assert told() == "adopt.other"
    assert the_document().wfirma_id == str(wfirma.documents[0].id)


def test_a_proforma_is_no_document_of_a_sale(doubt, anna, connection, wfirma):
    chosen = by_hand(wfirma, connection, id_external="", type="proforma")
    clock.advance(lease.SETTLE)
    instructions.give(doubt, anna, "adopt", chosen)
    work.step()
    assert told() == "adopt.kind"


def test_one_of_two_is_adopted_and_the_other_stays_an_alarm_until_it_is_gone(doubt, anna, connection, wfirma):
    by_hand(wfirma, connection)
    later(seconds=10)
    assert the_document().reason == "found.twice"
    instructions.give(the_document(), anna, "adopt", shown(connection, wfirma))
    work.step()
    document = the_document()
    assert (document.state, document.reason) == ("issued", "found.twice")

    instructions.give(document, anna, "check")
    work.step()
    assert (the_document().reason, told()) == ("found.twice", "found.twice")
    assert sum(one["field"] == "document" for one in the_document().differences) == 1

    with wfirma.books.acting() as ledger:
        ledger.invoices.pop(987654)
    instructions.give(the_document(), anna, "check")
    work.step()
    assert (the_document().reason, told()) == ("", "found.once")


def test_an_instruction_about_what_is_settled_meanwhile_does_nothing(doubt, anna, wfirma):
    instructions.give(doubt, anna, "issue")
    Document.objects.update(state="issued", reason="", wfirma_id="1")
    later(minutes=10)
    assert told() == "instruction.overtaken"
    assert wfirma.count("invoices/add") == 1
    assert instructions.give(the_document(), anna, "check") is None


def test_a_mistake_of_ours_ends_the_instruction_and_the_queue_goes_on(doubt, anna, client, publigo, wfirma):
    deliver(client, publigo, private_sale(2))
    instructions.give(doubt, anna, "adopt", {"number": "no id"})
    later(seconds=3)
    assert told() == "internal"
    assert Document.objects.exclude(pk=doubt.pk).get().state == "issued"


def test_two_orders_of_one_buyer_for_one_total_within_a_minute_are_told_apart(client, publigo, wfirma):
    deliver(client, publigo, private_sale(1))
    deliver(client, publigo, private_sale(2))
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    work.step()
    first, second = Document.objects.order_by("pk")
    later(seconds=10)
    by_reference = {one.id_external: str(one.id) for one in wfirma.documents}
    assert len(by_reference) == 2
    for one in (first, second):
        one.refresh_from_db()
        assert (one.state, one.wfirma_id) == ("issued", by_reference[one.reference])


def test_where_the_lookup_was_not_proved_an_absence_waits_for_a_person(nothing, wfirma):
    Connection.objects.update(lookup_proved_at=None)
    for _ in range(30):
        later(minutes=2)
    assert (the_document().state, the_document().reason) == ("unknown", "absent.unproved")
    assert wfirma.count("invoices/add") == 1
    assert wfirma.count("invoices/find") < 20, "looks grow rarer"


def test_what_is_found_is_adopted_on_an_unproved_account_too(doubt):
    Connection.objects.update(lookup_proved_at=None)
    later(seconds=10)
    assert the_document().state == "issued"


def test_a_person_may_issue_on_an_unproved_account(nothing, anna, wfirma):
    Connection.objects.update(lookup_proved_at=None)
    clock.advance(lease.SETTLE)
    instructions.give(the_document(), anna, "issue")
    later(minutes=1)
    assert the_document().state == "issued"
    assert len(wfirma.documents) == 1
