"""Reading a month: page by page, behind the sales, through faults and restarts, and never a zero that was not read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mostek.core import lease, tokens, work
from mostek.core.models import Connection, Document, Order, Proof, ProofPage
from mostek.core.proof import nightly, scan
from mostek.core.proof.ours import Month
from mostek.lib import clock
from mostek.sandbox.wfirma import by_hand
from tests.conftest import make_connection
from tests.core.deliveries import deliver, private_sale
from tests.core.proof.conftest import NOVEMBER, codes, numbers


@pytest.fixture
def many(sell, wfirma, connection):
    """500 sales with their documents: one through the whole road, the others copied from it on both sides."""
    sell(1)
    order, document, theirs = Order.objects.get(), Document.objects.get(), wfirma.documents[0]
    ledger = wfirma.books.ledger
    orders, documents = [], []
    for number in range(2, 501):
        copy = by_hand.copy(ledger, theirs, clock.now())
        copy.id_external = f"mo-{number:026d}"
        orders.append(Order(**columns(order, external_id=str(number), pk=order.pk + 10_000 + number)))
        documents.append(
            Document(
                **columns(
                    document,
                    pk=document.pk + 10_000 + number,
                    order_id=order.pk + 10_000 + number,
                    reference=copy.id_external,
                    wfirma_id=str(copy.id),
                    number=copy.fullnumber,
                )
            )
        )
    Order.objects.bulk_create(orders)
    Document.objects.bulk_create(documents)


def columns(row, **changes):
    names = [field.attname for field in row._meta.concrete_fields if not field.generated]
    given = {name: getattr(row, name) for name in names}
    if "pk" in changes:
        given["id"] = changes.pop("pk")
    return given | changes


def step(proof):
    """One call for the proof, by a writer of its own."""
    with lease.held(proof.connection_id) as held:
        connection = Connection.objects.get(pk=proof.connection_id)
        scan.step(Proof.objects.get(pk=proof.pk), tokens.client(connection, held), held)
    proof.refresh_from_db()


def test_five_hundred_documents_cost_five_calls(many, prove, wfirma):
    wfirma.calls.clear()
    proof = prove()
    assert (proof.state, codes(proof), numbers(proof)) == ("done", [], (0, 0, 0))
    assert (proof.counted("paid"), proof.counted("documented"), proof.counted("listed")) == (500, 500, 500)
    assert wfirma.calls.counts() == {"invoices/find": 5}
    assert not ProofPage.objects.exists()


def test_smaller_pages_than_asked_are_read_to_the_end(many, prove, wfirma):
    wfirma.books.settings.page_cap = 33
    proof = prove()
    assert (proof.state, proof.counted("documented"), proof.counted("listed")) == ("done", 500, 500)


def test_another_process_reads_on_where_the_last_one_stopped(many, connection, wfirma, prove):
    proof = scan.ask(connection, NOVEMBER)
    step(proof)
    step(proof)
    assert (proof.page, proof.read) == (3, 200)
    wfirma.calls.clear()
    assert prove().pk == proof.pk
    assert wfirma.calls.counts() == {"invoices/find": 3}


def test_what_was_issued_while_pages_were_read_is_no_false_alarm(
    many, client, publigo, connection, prove, wfirma
):
    proof = scan.ask(connection, NOVEMBER)
    step(proof)
    deliver(client, publigo, private_sale(9001))
    proof = prove()
    assert (codes(proof), numbers(proof)) == ([], (0, 0, 0))
    assert (proof.counted("paid"), proof.counted("documented")) == (501, 501)


def test_a_document_issued_after_the_last_page_is_looked_up_alone(sell, connection, prove, wfirma):
    sell(1)
    proof = scan.ask(connection, NOVEMBER)
    step(proof)
    sell(2)
    proof.refresh_from_db()
    assert (proof.state, codes(proof), numbers(proof)) == ("done", [], (0, 0, 0))
    assert wfirma.count("invoices/get") == 1


def test_a_sale_that_came_during_the_reading_is_on_its_way(sell, client, publigo, connection):
    sell(1)
    proof = scan.ask(connection, NOVEMBER)
    step(proof)
    clock.advance(timedelta(seconds=1))
    deliver(client, publigo, private_sale(2))
    work.read_events()
    step(proof)
    assert (proof.state, codes(proof), numbers(proof)) == ("done", ["on_its_way"], (0, 0, 0))


def test_a_document_deleted_while_pages_are_read_makes_them_be_read_anew(many, connection, prove, wfirma):
    proof = scan.ask(connection, NOVEMBER)
    step(proof)
    gone = wfirma.documents[0].id
    by_hand.delete(wfirma.books.ledger, gone)
    proof = prove()
    assert (proof.state, proof.restarts, codes(proof)) == ("done", 1, ["deleted"])
    assert proof.counted("listed") == 499


def test_a_document_dated_into_the_month_while_pages_are_read_is_not_overlooked(
    many, connection, prove, wfirma
):
    first, *_ = wfirma.documents
    by_hand.change(wfirma.books.ledger, first, {"date": "2026-10-31"}, clock.now())
    proof = scan.ask(connection, NOVEMBER)
    step(proof)
    # It comes before all others: the last of the first page is shown again, and it is on no page that is still to come.
    by_hand.change(wfirma.books.ledger, first, {"date": "2026-11-23"}, clock.now())
    proof = prove()
    assert (proof.state, proof.restarts, codes(proof), proof.counted("listed")) == ("done", 1, [], 500)


def test_a_document_that_is_listed_late_is_not_deleted(sell, prove, wfirma):
    wfirma.faults.on("late_find:3600", times=1, match="invoices/add")
    sell(1)
    proof = prove()
    assert (codes(proof), numbers(proof), proof.counted("documented")) == ([], (0, 0, 0), 1)


def test_sales_go_first(many, client, publigo, connection, wfirma):
    scan.ask(connection, NOVEMBER)
    for number in range(9001, 9004):
        deliver(client, publigo, private_sale(number))
    wfirma.calls.clear()
    work.step()
    made = [entry.call for entry in wfirma.calls.entries()]
    assert made[:3] == ["invoices/add"] * 3
    assert set(made[3:]) == {"invoices/find"}


@pytest.mark.parametrize(
    "fault",
    [
        "status:TOTAL REQUESTS LIMIT EXCEEDED",
        "status:OUT OF SERVICE",
        "reset_before",
        "html_500",
        "empty_body",
    ],
)
def test_a_page_that_fails_is_asked_for_again(many, connection, wfirma, prove, fault):
    proof = scan.ask(connection, NOVEMBER)
    step(proof)
    wfirma.faults.on(fault, times=2, match="invoices/find")
    for _ in range(40):
        work.step()
        clock.advance(timedelta(minutes=2))
    proof.refresh_from_db()
    assert (proof.state, codes(proof), proof.counted("documented")) == ("done", [], 500)


def test_a_month_that_cannot_be_read_is_failed_and_not_empty(sell, connection, wfirma):
    sell(1)
    wfirma.faults.on("html_500", probability=1.0, match="invoices/find")
    proof = scan.ask(connection, NOVEMBER)
    for _ in range(60):
        work.step()
        clock.advance(timedelta(minutes=5))
    proof.refresh_from_db()
    assert (proof.state, proof.counts, proof.is_current, proof.is_clean) == ("failed", {}, False, False)
    assert proof.error.startswith("unknown")
    assert not ProofPage.objects.exists()


def test_an_unreadable_list_does_not_hold_up_the_issuing_of_documents(sell, connection, wfirma):
    wfirma.faults.on("html_500", probability=1.0, match="invoices/find")
    scan.ask(connection, NOVEMBER)
    work.step()
    sell(1)
    assert Document.objects.get().state == "issued"


@pytest.mark.parametrize("code", ["DENIED SCOPE REQUESTED", "ACCESS DENIED"])
def test_a_missing_right_to_read_fails_the_proof_alone(sell, connection, wfirma, prove, code):
    wfirma.faults.on(f"status:{code}", times=1, match="invoices/find")
    proof = prove()
    assert (proof.state, proof.error.split(".")[0]) == ("failed", "auth")
    connection.refresh_from_db()
    assert connection.health == "ready"


def test_an_expired_token_is_refreshed_and_the_reading_goes_on(sell, connection, wfirma):
    sell(1)
    wfirma.faults.on("token_expired", times=1, match="invoices/find")
    proof = scan.ask(connection, NOVEMBER)
    for _ in range(5):
        work.step()
        clock.advance(timedelta(minutes=1))
    proof.refresh_from_db()
    assert (proof.state, proof.counted("documented")) == ("done", 1)


def test_a_connection_that_stays_off_gives_the_proof_up(connection):
    proof = scan.ask(connection, NOVEMBER)
    Connection.objects.update(is_on=False)
    clock.advance(scan.PATIENCE + timedelta(minutes=1))
    work.step()
    proof.refresh_from_db()
    assert (proof.state, proof.error) == ("failed", "proof.not_read")


def test_asking_twice_reads_once(connection):
    assert scan.ask(connection, NOVEMBER).pk == scan.ask(connection, NOVEMBER).pk


# Nights


def night(hour, minute=0, day=24):
    """In Warsaw, winter time."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


def test_each_connection_has_its_minute_of_the_night_once(connection, wfirma):
    other = make_connection(wfirma, name="Druga")
    assert nightly.minute_of(connection.pk) != nightly.minute_of(other.pk)
    with clock.held(night(2)):
        for _ in range(3 * 60 - 1):
            nightly.plan()
            nightly.plan()
            clock.advance(timedelta(minutes=1))
    assert sorted(Proof.objects.values_list("connection", "month")) == [
        (pk, NOVEMBER.first) for pk in sorted((connection.pk, other.pk))
    ]


def test_nothing_is_asked_for_by_day(connection):
    for hour in (1, 5, 12, 23):
        with clock.held(night(hour, 30)):
            assert nightly.plan() == 0


def test_in_the_first_days_the_month_before_is_proven_too(connection):
    with clock.held(datetime(2026, 12, 3, 3, 59, tzinfo=UTC)):
        nightly.plan()
    assert list(Proof.objects.order_by("month").values_list("month", flat=True)) == [
        NOVEMBER.first,
        NOVEMBER.next.first,
    ]


def test_what_is_off_or_needs_a_person_is_left_alone(connection):
    Connection.objects.update(health="needs_you")
    with clock.held(night(4, 59)):
        assert nightly.plan() == 0


def test_of_nights_nobody_signed_only_the_last_stays(sell, connection, prove):
    sell(1)
    for day in (24, 25):
        with clock.held(night(4, 59, day)):
            nightly.plan()
            work.step()
            work.step()
    (proof,) = Proof.objects.all()
    assert (str(proof.night), proof.state, proof.is_current) == ("2026-11-25", "done", True)


def test_months_do_not_meet(connection):
    assert scan.ask(connection, NOVEMBER).pk != scan.ask(connection, Month(NOVEMBER.before.first)).pk
