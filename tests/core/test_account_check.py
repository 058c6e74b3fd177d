"""The check of an account, whatever goes wrong in it: no pro forma is lost sight of, and none but ours is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mostek.core import account_check, connect, errands, lease, reconcile, tokens, work
from mostek.core.models import AccountCheck, Connection, Document
from mostek.lib import clock
from tests.core.deliveries import deliver, private_sale
from tests.core.test_faults import later, the_document


@pytest.fixture
def unproved(connection):
    Connection.objects.update(lookup_proved_at=None, lookup_delay=None)
    return Connection.objects.get()


def the_check() -> AccountCheck:
    return AccountCheck.objects.latest("pk")


def run(connection, steps: int = 40) -> AccountCheck:
    account_check.begin(connection)
    for _ in range(steps):
        later(seconds=10)
        if the_check().ended_at:
            break
    return the_check()


def codes(check: AccountCheck) -> list[str]:
    return [step["code"].removeprefix("account_check.") for step in check.steps]


def test_a_check_issues_finds_deletes_and_is_believed(unproved, wfirma):
    account_check.begin(unproved)
    work.step()
    check = the_check()
    assert (check.verdict, codes(check)) == ("passed", ["issued", "found", "clean", "deleted"])
    assert wfirma.documents == []
    connection = Connection.objects.get()
    assert (connection.lookup_proved_at, connection.lookup_delay) == (clock.now(), 0.0)
    assert wfirma.count("invoices/add") == wfirma.count("invoices/delete") == 1


@pytest.mark.parametrize(("vat_status", "type"), [("active", "proforma"), ("exempt_113", "proforma_bill")])
def test_what_it_issues_is_a_proforma_of_one_grosz_that_says_what_it_is(unproved, wfirma, vat_status, type):
    company = next(
        one for one in wfirma.books.ledger.companies.values() if one.id == int(unproved.company_id)
    )
    company.vat_payer = vat_status == "active"
    unproved.seller["vat_status"] = vat_status
    unproved.save()
    wfirma.faults.on("html_500", probability=1.0, match="invoices/delete")
    run(unproved, 1)
    (one,) = wfirma.documents
    assert (one.type, str(one.total), one.auto_send) == (type, "0.01", False)
    assert one.id_external == the_check().reference
    assert "to nie jest sprzedaż" in one.lines[0].name
    assert wfirma.books.ledger.emails == []


def test_the_delay_until_it_is_listed_is_measured_and_lengthens_the_settling(unproved, wfirma):
    wfirma.faults.on("late_find:400")
    check = run(unproved, 80)
    assert check.verdict == "passed"
    assert 400 <= check.delay <= 440
    connection = Connection.objects.get()
    assert reconcile.settling(connection) > lease.SETTLE
    assert reconcile.settling(connection).total_seconds() >= 2 * check.delay


def test_a_short_delay_leaves_the_settling_as_it_is(unproved, wfirma):
    wfirma.faults.on("late_find:9")
    check = run(unproved)
    assert 9 <= check.delay <= 15
    assert reconcile.settling(Connection.objects.get()) == lease.SETTLE


def test_an_account_that_never_lists_it_fails_and_the_proforma_is_deleted(unproved, wfirma):
    wfirma.faults.on("late_find:9999")
    check = run(unproved, 200)
    assert (check.verdict, check.code) == ("failed", "account_check.find")
    assert wfirma.documents == []
    assert check.deleted_at is not None
    assert Connection.objects.get().lookup_proved_at is None


def test_an_account_that_drops_the_reference_fails(unproved, wfirma):
    wfirma.faults.on("reference_dropped")
    check = run(unproved, 200)
    assert (check.verdict, check.code) == ("failed", "account_check.find")
    assert len(wfirma.documents) == 1, "without our reference it is not deleted, but named"
    assert check.leaves_a_proforma
    assert check.number == wfirma.documents[0].fullnumber
    assert list(account_check.left_over()) == [check]


def test_a_refusal_to_issue_fails_and_leaves_nothing(unproved, wfirma):
    wfirma.faults.on("refuse_validation")
    check = run(unproved)
    assert (check.verdict, check.code, check.wfirma_id) == ("failed", "account_check.issue", "")
    assert not check.leaves_a_proforma


def test_a_lost_answer_sends_no_second_one(unproved, wfirma):
    wfirma.faults.on("lost_reply", match="invoices/add")
    check = run(unproved)
    assert check.verdict == "passed"
    assert wfirma.count("invoices/add") == 1
    assert wfirma.documents == []


def test_a_worker_killed_right_after_the_call_sends_no_second_one(unproved, wfirma):
    account_check.begin(unproved)

    class Killed(Exception):
        pass

    with lease.held(unproved.pk) as held:
        client = tokens.client(unproved, held)
        add = client.invoice_add

        def dies(*args, **options):
            add(*args, **options)
            raise Killed

        client.invoice_add = dies
        with pytest.raises(Killed):
            account_check.advance(the_check(), client, held)
    assert the_check().sent_at is not None
    assert len(wfirma.documents) == 1

    for _ in range(5):
        later(seconds=10)
    assert the_check().verdict == "passed"
    assert codes(the_check())[0] == "unclear"
    assert wfirma.count("invoices/add") == 1
    assert wfirma.documents == []


def test_a_limit_before_the_call_puts_it_off(unproved, wfirma):
    wfirma.faults.on("limit", match="invoices/add")
    account_check.begin(unproved)
    work.step()
    assert (the_check().sent_at, the_check().ended_at) == (None, None)
    later(minutes=5)
    later(minutes=5)
    assert the_check().verdict == "passed"


def test_a_delete_that_is_refused_is_said_and_can_be_tried_again(unproved, wfirma):
    wfirma.faults.on("status:ACCESS DENIED", times=1, match="invoices/delete")
    check = run(unproved)
    assert (check.verdict, codes(check)[-1], check.leaves_a_proforma) == ("passed", "delete", True)
    assert Connection.objects.get().health == "ready", "documents go on"

    assert account_check.tidy(check)
    later(seconds=1)
    assert not the_check().leaves_a_proforma
    assert wfirma.documents == []


def test_what_a_person_deleted_by_hand_is_noticed(unproved, wfirma):
    wfirma.faults.on("status:ACCESS DENIED", times=1, match="invoices/delete")
    check = run(unproved)
    wfirma.books.ledger.invoices.clear()
    account_check.tidy(check)
    later(seconds=1)
    assert the_check().deleted_at is not None


def test_only_its_own_proforma_is_ever_deleted(unproved, wfirma):
    """Somebody turned the pro forma into an invoice, or gave it another reference, while the check was under way."""
    wfirma.faults.on("html_500", times=1, match="invoices/delete")
    account_check.begin(unproved)
    work.step()
    with wfirma.books.acting():
        wfirma.documents[0].type = "normal"
    later(minutes=5)
    assert codes(the_check())[-1] == "changed"
    assert len(wfirma.documents) == 1
    assert wfirma.count("invoices/delete") == 1, "the one that failed before"


def test_one_check_at_a_time(unproved):
    assert account_check.begin(unproved)
    assert account_check.begin(unproved) is None


def test_another_company_has_to_be_proved_anew(unproved, wfirma):
    check = run(unproved)
    other = next(id for id in wfirma.books.ledger.companies if str(id) != unproved.company_id)
    connect.choose(Connection.objects.get(), str(other))
    assert Connection.objects.get().lookup_proved_at is None
    assert check.verdict == "passed"


def test_what_waited_for_the_check_goes_on_by_itself(client, publigo, unproved, wfirma):
    deliver(client, publigo, private_sale())
    wfirma.faults.on("reset_before", times=1, match="invoices/add")
    for _ in range(10):
        later(minutes=2)
    assert the_document().reason == "absent.unproved"
    account_check.begin(unproved)
    for _ in range(4):
        later(seconds=40)
    assert Document.objects.get().state == "issued"
    assert [one.type for one in wfirma.documents] == ["normal"]


def test_a_mistake_of_ours_ends_the_check_and_names_what_may_stand_there(unproved, wfirma):
    account_check.begin(unproved)
    AccountCheck.objects.update(step="nonsense")
    later(seconds=1)
    assert (the_check().verdict, the_check().code) == ("failed", "internal")
    assert not errands.waiting(clock.now() + timedelta(days=1)).exists()
