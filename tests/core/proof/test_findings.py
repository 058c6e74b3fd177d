"""Whatever can differ between Mostek and wFirma is found, and called by its name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from mostek.core import work
from mostek.core.models import Document, Event, Order, Source
from mostek.core.proof.ours import Month
from mostek.core.proof.value import findings_of, sums_of
from mostek.lib import clock
from mostek.sandbox.wfirma import by_hand
from tests.conftest import make_connection
from tests.core.deliveries import deliver, private_sale
from tests.core.proof.conftest import NOVEMBER, codes, numbers


def the_finding(proof):
    (found,) = findings_of(proof.findings)
    return found


def test_a_month_in_which_everything_went_well_is_a_line_of_zeros(sell, prove):
    sell(1, 2, 3)
    proof = prove()
    assert (proof.state, codes(proof), numbers(proof)) == ("done", [], (0, 0, 0))
    assert (proof.counted("paid"), proof.counted("documented"), proof.counted("listed")) == (3, 3, 3)
    assert [(row.vat, row.gross, row.their_gross) for row in sums_of(proof.sums)] == [
        ("23", Decimal("597.00"), Decimal("597.00"))
    ]
    assert proof.is_clean


def test_a_month_without_anything_is_proven_too(connection, prove):
    proof = prove()
    assert (proof.state, proof.counted("paid"), proof.counted("listed")) == ("done", 0, 0)
    assert proof.is_clean


def test_a_document_deleted_by_hand_is_missed(sell, prove, wfirma):
    sell(1, 2)
    by_hand.delete(wfirma.books.ledger, wfirma.documents[0].id)
    proof = prove()
    assert codes(proof) == ["deleted"]
    assert numbers(proof) == (0, 0, 1)
    assert the_finding(proof).number == Document.objects.first().number
    assert (proof.counted("paid"), proof.counted("documented")) == (2, 1)
    (row,) = sums_of(proof.sums)
    assert row.gap[2] == Decimal("-199.00")


def test_a_document_cancelled_by_hand_counts_no_more(sell, prove, wfirma):
    sell(1, 2)
    by_hand.cancel(wfirma.documents[0], clock.now())
    proof = prove()
    assert codes(proof) == ["cancelled"]
    assert proof.counted("documented") == 1
    assert not sums_of(proof.sums)[0].is_equal


@pytest.mark.parametrize(
    ("wanted", "field", "got"),
    [
        ({"fullnumber": "FV 99/2026"}, "number", "FV 99/2026"),
        ({"total": "99.00"}, "total", "99.00"),
        ({"name": "Ktoś Inny"}, "contractor.name", "Ktoś Inny"),
        ({"nip": "5260250274"}, "contractor.nip", "5260250274"),
        ({"date": "2026-11-02"}, "date", "2026-11-02"),
        ({"date": "2026-12-02"}, "date", "2026-12-02"),
    ],
)
def test_a_document_changed_by_hand_shows_both_values(sell, prove, wfirma, wanted, field, got):
    sell(1)
    by_hand.change(wfirma.books.ledger, wfirma.documents[0], wanted, clock.now())
    proof = prove()
    assert codes(proof) == ["changed"]
    assert (field, got) in [(name, theirs) for name, _, theirs in the_finding(proof).changes]
    assert numbers(proof) == (0, 0, 1)


def test_what_may_change_by_itself_is_no_finding(sell, prove, wfirma):
    sell(1)
    document = wfirma.documents[0]
    document.description, document.paymentstate, document.tags = "zapłacone", "unpaid", "(1)"
    assert codes(prove()) == []


def test_a_rate_changed_by_hand_is_found_though_the_amount_is_the_same(sell, prove, wfirma):
    sell(1)
    document = wfirma.documents[0]
    for row in (*document.lines, *document.vat_contents):
        row.vat_code_id = 223
    document.netto, document.tax = Decimal("184.26"), Decimal("14.74")
    document.vat_contents[0].netto, document.vat_contents[0].tax = document.netto, document.tax
    proof = prove()
    assert codes(proof) == ["changed"]
    assert {(row.vat, row.documents, row.their_documents) for row in sums_of(proof.sums)} == {
        ("23", 1, 0),
        ("8", 0, 1),
    }


def test_the_same_sale_twice_in_wfirma_is_doubled(sell, prove, wfirma):
    sell(1)
    another = by_hand.copy(wfirma.books.ledger, wfirma.documents[0], clock.now())
    proof = prove()
    assert codes(proof) == ["doubled"]
    assert (numbers(proof), the_finding(proof).number) == ((0, 1, 0), another.fullnumber)
    assert sums_of(proof.sums)[0].gap[2] == Decimal("199.00")


def test_a_correction_made_by_hand_is_no_double(sell, prove, wfirma):
    sell(1)
    correction = by_hand.copy(wfirma.books.ledger, wfirma.documents[0], clock.now())
    correction.type, correction.total = "correction", Decimal("-10.00")
    proof = prove()
    assert (codes(proof), numbers(proof)) == (["correction"], (0, 0, 0))


def test_a_document_with_our_mark_that_the_database_does_not_know_is_a_stranger(sell, prove, wfirma):
    sell(1)
    another = by_hand.copy(wfirma.books.ledger, wfirma.documents[0], clock.now())
    another.id_external = "mo-abcdefghijklmnopqrstuvwxyz"
    proof = prove()
    assert (codes(proof), numbers(proof)) == (["stranger"], (0, 0, 1))


def test_documents_of_others_are_counted_and_no_alarm(sell, prove, wfirma):
    sell(1)
    another = by_hand.copy(wfirma.books.ledger, wfirma.documents[0], clock.now())
    another.id_external, another.description = "", ""
    proof = prove()
    assert (codes(proof), numbers(proof)) == ([], (0, 0, 0))
    assert (proof.counted("listed"), proof.counted("others")) == (2, 1)
    assert proof.others == [{"type": "normal", "currency": "PLN", "documents": 1, "gross": "199.00"}]


def test_a_document_of_another_that_names_an_order_is_listed(sell, prove, wfirma):
    sell(5001)
    another = by_hand.copy(wfirma.books.ledger, wfirma.documents[0], clock.now())
    another.id_external, another.description = "", "Zamówienie nr 5001, dziękujemy"
    proof = prove()
    assert (codes(proof), numbers(proof)) == (["alike"], (0, 0, 0))
    assert the_finding(proof).order == Order.objects.get().pk


def test_a_held_sale_is_missing_with_its_reason_and_no_more_once_issued_by_hand(sell, prove, wfirma):
    sell(5001)
    wfirma.faults.on("refuse_validation", times=1, match="invoices/add")
    sell(5002)
    proof = prove()
    assert (codes(proof), numbers(proof)) == (["held"], (1, 0, 0))
    assert the_finding(proof).detail == "rejected.fields"
    assert (proof.counted("paid"), proof.counted("documented")) == (2, 1)

    another = by_hand.copy(wfirma.books.ledger, wfirma.documents[0], clock.now())
    another.id_external, another.description = "", "zamówienie #5002"
    proof = prove()
    assert (sorted(codes(proof)), numbers(proof)) == (["alike", "by_hand"], (0, 0, 0))


def test_a_sale_that_waits_for_an_answer_is_missing(sell, prove, connection):
    connection.seller = {**connection.seller, "consumer_document": "on_request", "vat_status": "active"}
    connection.save()
    sell(1)
    Order.objects.update(verdict="hold")
    Document.objects.all().update(state="cancelled")
    assert "question" in codes(prove())


def test_a_document_of_unknown_outcome_is_missing_until_it_is_settled(sell, prove, wfirma):
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    wfirma.faults.on("late_find:3600", times=1, match="invoices/add")
    sell(1)
    clock.advance(timedelta(seconds=10))
    proof = prove()
    assert (codes(proof), numbers(proof)) == (["unknown"], (1, 0, 0))


def test_a_document_that_wfirma_shows_though_it_is_not_settled_here_is_not_missing(sell, prove, wfirma):
    sell(1)
    Document.objects.update(state="held", reason="found.different", wfirma_id="")
    proof = prove()
    assert (codes(proof), numbers(proof)) == (["unsettled"], (0, 0, 1))


def test_a_document_that_waits_since_before_the_reading_is_missing(sell, prove, connection):
    sell(1)
    Document.objects.update(
        state="pending", wfirma_id="", issued_on=None, due_at=clock.now() + timedelta(hours=9)
    )
    clock.advance(timedelta(minutes=1))
    assert "unsettled" in codes(prove()), "wFirma shows it"


def test_a_free_sale_owes_nothing(sell, prove):
    sell(1)
    sell(2, total=0)
    proof = prove()
    assert numbers(proof) == (0, 0, 0)
    assert proof.counted("paid") == 1


def test_what_a_source_sent_and_nobody_could_read_may_be_a_sale(sell, prove, publigo):
    Event.objects.create(
        source=publigo, key="x", body=b"?", body_digest="", received_at=clock.now(), state="failed"
    )
    proof = prove()
    assert (codes(proof), numbers(proof)) == (["unread"], (0, 0, 1))


def test_a_sale_that_changed_after_its_document_is_an_open_matter(sell, prove):
    sell(1)
    Order.objects.update(changed_after_issue=True)
    assert codes(prove()) == ["sale_changed"]


def test_the_edges_of_a_month_are_explained(client, publigo, prove, connection):
    with clock.held(datetime(2026, 11, 30, 22, 59, tzinfo=UTC)):  # one minute to midnight in Warsaw
        deliver(client, publigo, private_sale(7))
        work.read_events()
        clock.advance(timedelta(minutes=5))
        work.step()
        assert Document.objects.get().issued_on == date(2026, 12, 1)
        clock.advance(timedelta(hours=1))
        november, december = prove(), prove(NOVEMBER.next)
    assert (codes(november), numbers(november)) == (["later"], (0, 0, 0))
    assert (november.counted("paid"), november.counted("documented"), november.counted("ours")) == (1, 1, 0)
    assert (codes(december), numbers(december)) == (["earlier"], (0, 0, 0))
    assert (december.counted("paid"), december.counted("ours"), december.counted("listed")) == (0, 1, 1)


def test_the_month_is_that_of_warsaw(client, publigo, prove, connection):
    with clock.held(datetime(2026, 11, 30, 23, 5, tzinfo=UTC)):  # December in Warsaw
        deliver(client, publigo, private_sale(7))
        work.step()
        assert prove().counted("paid") == 0
        assert prove(NOVEMBER.next).counted("paid") == 1


def test_another_sellers_rows_are_never_seen(client, sell, prove, wfirma, connection):
    sell(1)
    neighbour = make_connection(wfirma, name="Sąsiad")
    theirs = Source.objects.create(
        connection=neighbour, kind="publigo", name="S", secret="demo-licence-key", created_at=clock.now()
    )
    Order.objects.update(source=theirs)
    Document.objects.update(connection=neighbour)
    proof = prove()
    assert codes(proof) == ["stranger"], (
        "with the neighbour's Mostek in the same company, its documents are not ours"
    )
    assert (proof.counted("paid"), proof.counted("ours")) == (0, 0)
    assert "order" not in proof.findings[0]


def test_months_have_their_days():
    february = Month(date(2028, 2, 1))
    assert (february.last, february.before.first, february.next.first) == (
        date(2028, 2, 29),
        date(2028, 1, 1),
        date(2028, 3, 1),
    )
    assert Month.of(date(2026, 12, 31)).next.first == date(2027, 1, 1)
