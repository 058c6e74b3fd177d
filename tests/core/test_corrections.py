"""From the refund to the correction in wFirma's books: planned, approved, issued once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mostek.core import lease, work
from mostek.core.correct import approve, chain
from mostek.core.correct import plan as planning
from mostek.core.models import Connection, Document, Order
from mostek.lib import clock
from mostek.sandbox.wfirma import by_hand
from mostek.sources.adapter import Cancelled
from mostek.tax import form, form_after
from mostek.tax.correction import BuyerMistake, PricedLine, PriceMistake, Refund, RefundLine
from mostek.tax.decision import Question
from mostek.tax.written_after import correction_to_json
from tests.core.refunds import agree, balance, person, plans, refund, settle, states, tell_back
from tests.core.sales import FINN, POLE, POLISH_FIRM, line, sale, tell

THREE = (line("100.00", name="Kurs A"), line("50.00", name="Kurs B"), line("25.50", name="Kurs C"))


@pytest.fixture
def sold(shop: Any, wfirma: Any) -> Order:
    """An invoice over three lines for a firm, issued."""
    order = tell(shop, sale(POLISH_FIRM, *THREE))
    settle()
    assert Document.objects.get().state == "issued"
    return order


def alone(rule: str) -> None:
    Connection.objects.update(corrections=rule)


def corrections(wfirma: Any) -> list[Any]:
    return [one for one in wfirma.documents if one.type == "correction"]


def clean() -> None:
    for document in Document.objects.all():
        assert (document.state, document.reason, document.differences) == ("issued", "", [])


def test_one_of_three_lines_then_the_rest_then_nothing_is_left(shop, sold, wfirma):
    refund(shop, "r1", "50.00", "Kurs B")
    assert states() == [("waiting", "correction")]
    settle()
    assert corrections(wfirma) == []  # a person approves
    assert agree()
    settle()
    refund(shop, "r2")
    assert agree()
    settle()
    refund(shop, "r3", "10.00")

    first, second = corrections(wfirma)
    assert (Decimal(first.total), Decimal(second.total)) == (Decimal("-50.00"), Decimal("-125.50"))
    assert (first.parent_id, second.parent_id) == (
        int(Document.objects.get(kind="invoice").wfirma_id),
        first.id,
    )
    assert balance(wfirma) == 0
    assert all(one.count == 0 for one in second.lines)
    assert states() == [("approved", "correction")] * 2 + [("nothing", "nothing")]
    assert plans()[2].plan["reasons"][0]["code"] == "correction.nothing_left"
    assert not Order.objects.get().changed_after_issue
    clean()


def test_a_refund_that_is_told_five_times_is_one_correction(shop, sold, wfirma):
    alone("refunds")
    for _ in range(5):
        refund(shop, "r1", "50.00", "Kurs B")
        settle()
    assert [Decimal(one.total) for one in corrections(wfirma)] == [Decimal("-50.00")]
    clean()


def test_a_refund_of_all_of_a_consumer_goes_by_itself_where_the_seller_said_so(shop, wfirma):
    alone("consumers")
    tell(shop, sale(POLE | {"wants_invoice": True}))
    tell(shop, sale(POLISH_FIRM, reference="A-1002"))
    settle()
    refund(shop, "r1")
    refund(shop, "r2", order="A-1002")
    settle()
    assert [Decimal(one.total) for one in corrections(wfirma)] == [Decimal("-119.00")]
    assert states() == [("approved", "correction"), ("waiting", "correction")]
    assert (plans()[0].who, plans()[0].document.state) == (None, "issued")


def test_a_part_that_goes_back_to_a_consumer_waits_for_a_person_under_that_rule(shop, wfirma):
    alone("consumers")
    tell(shop, sale(POLE | {"wants_invoice": True}))
    settle()
    refund(shop, "r1", "19.00")
    settle()
    assert (states(), corrections(wfirma)) == ([("waiting", "correction")], [])


def test_an_amount_without_lines_is_spread_over_the_lines_by_what_they_are_worth(shop, sold, wfirma):
    refund(shop, "r1", "35.10")
    assert agree()
    settle()
    (booked,) = corrections(wfirma)
    assert Decimal(booked.total) == Decimal("-35.10")
    assert [Decimal(one.price) for one in booked.lines] == [Decimal(p) for p in ("80.00", "40.00", "20.40")]
    clean()


def test_more_than_was_paid_is_asked_about_with_the_arithmetic(shop, sold, wfirma):
    refund(shop, "r1", "200.00")
    (row,) = plans()
    assert row.state == "question"
    assert "200,00" in row.plan["question"]["pl"]
    assert "175,50" in row.plan["question"]["pl"]
    event = form_after.event_from_json(row.event)
    assert approve.retype(row, replace(event, amount=Decimal("175.50")))
    assert agree()
    settle()
    assert balance(wfirma) == 0


def test_a_refund_in_another_currency_is_asked_about(shop, sold, wfirma):
    order = Order.objects.get()
    order.refunds.create(
        source=shop,
        external_id="A-1001",
        refund_id="r9",
        amount=Decimal("10.00"),
        currency="EUR",
        received_at=clock.now(),
    )
    refund(shop, "r1", "1.00")
    assert states()[0] == ("question", "hold")
    row = plans()[0]
    event = Refund(
        id=row.cause, on=clock.warsaw_date(), lines=(RefundLine(position=0, amount=Decimal("40.00")),)
    )
    assert approve.retype(row, event)
    refund(shop, "r2", "1.00")  # what a person typed is not overwritten by the next telling
    assert plans()[0].plan["total"] == "-40.00"


def test_a_sale_with_a_receipt_gets_an_entry_of_the_register_and_no_invoice(shop, wfirma):
    alone("refunds")
    tell(shop, sale(POLE))
    settle()
    refund(shop, "r1", "19.00")
    refund(shop, "r2")
    settle()
    assert states() == [("registered", "register")] * 2
    assert [row.plan["total"] for row in plans()] == ["-19.00", "-100.00"]
    assert corrections(wfirma) == []


def test_a_refund_before_the_document_leaves_is_planned_when_it_is_issued(shop, wfirma):
    tell(shop, sale(POLISH_FIRM, *THREE))
    refund(shop, "r1", "50.00", "Kurs B")
    assert plans() == []
    settle()
    assert states() == [("waiting", "correction")]
    assert not Order.objects.get().changed_after_issue


def test_a_refund_while_the_outcome_is_unknown_is_planned_when_that_is_settled(shop, wfirma):
    alone("refunds")
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    tell(shop, sale(POLISH_FIRM, *THREE))
    work.step()
    assert Document.objects.get().state == "unknown"
    refund(shop, "r1")
    assert plans() == []
    clock.advance(timedelta(minutes=1))
    settle()
    assert (len(wfirma.documents), balance(wfirma)) == (2, 0)
    clean()


@pytest.mark.parametrize("fault", ["lost_reply", "html_500", "truncated", "reset_before"])
def test_a_correction_whose_reply_is_lost_is_not_doubled(shop, sold, wfirma, fault):
    refund(shop, "r1", "50.00", "Kurs B")
    agree()
    wfirma.faults.on(fault, times=1, match="invoices/add")
    work.step()
    assert Document.objects.get(kind="correction").state == "unknown"
    for _ in range(6):
        clock.advance(timedelta(seconds=lease.SETTLE.total_seconds()))
        work.step()
    assert [Decimal(one.total) for one in corrections(wfirma)] == [Decimal("-50.00")]
    clean()


def test_a_correction_refused_during_a_batch_of_ksef_goes_out_later(shop, sold, wfirma):
    wfirma.documents[0].ksef_at = clock.now() + timedelta(minutes=4)
    refund(shop, "r1")
    agree()
    work.step()
    document = Document.objects.get(kind="correction")
    assert (document.state, document.reason) == ("pending", "throttled.ksef_batch")
    for _ in range(6):
        clock.advance(timedelta(minutes=2))
        work.step()
    assert balance(wfirma) == 0
    clean()


def test_a_document_that_somebody_corrected_by_hand_is_not_corrected_again(shop, sold, wfirma):
    refund(shop, "r1")
    wfirma.documents[0].corrections = 1
    agree()
    settle()
    document = Document.objects.get(kind="correction")
    assert (document.state, document.reason) == ("held", "cannot_express.parent_changed")
    assert corrections(wfirma) == []


def test_the_third_party_stands_on_the_correction_too(shop, wfirma):
    school = {"name": "Szkoła nr 1", "street": "Szkolna 1", "zip": "00-002", "city": "Warszawa", "role": "8"}
    tell(shop, sale(POLISH_FIRM, recipient=school))
    settle()
    refund(shop, "r1", "19.00")
    agree()
    settle()
    (booked,) = corrections(wfirma)
    assert (booked.receiver_detail.name, booked.receiver_detail.role) == ("Szkoła nr 1", "8")
    clean()


def test_a_correction_abroad_keeps_currency_and_rate(shop, wfirma):
    tell(shop, sale(FINN, line("125.50"), currency="EUR"))
    settle()
    tell_back(shop, Cancelled("A-1001"))
    agree()
    settle()
    (booked,) = corrections(wfirma)
    assert (booked.currency, Decimal(booked.tax), balance(wfirma)) == ("EUR", Decimal("-25.50"), 0)
    clean()


def wrong_nip(order: Order) -> tuple[BuyerMistake, str]:
    buyer = form.sale_from_json(order.sale).buyer
    told = BuyerMistake(
        id="typed", on=clock.warsaw_date(), buyer=replace(buyer, tax_id="1111111111", name="Inna")
    )
    found = approve.preview(order, told)
    assert found is not None
    return told, approve.seal(correction_to_json(found))


def test_a_wrong_nip_makes_a_correction_to_zero_and_a_new_invoice_with_one_approval(shop, sold, wfirma):
    told, seen = wrong_nip(sold)
    row = approve.correct_mistake(sold, told, person(), seen)
    assert row is not None
    zero, new = row.document, row.replacement
    assert (zero.parent.kind, new.parent) == ("invoice", zero)
    assert new.due_at is None  # it leaves after the correction
    settle()
    assert [(one.type, Decimal(one.total)) for one in wfirma.documents] == [
        ("normal", Decimal("175.50")),
        ("correction", Decimal("-175.50")),
        ("normal", Decimal("175.50")),
    ]
    assert [one.contractor_detail.nip for one in wfirma.documents] == [
        "5260250274",
        "5260250274",
        "1111111111",
    ]
    assert chain.standing(Order.objects.get()).pk == new.pk
    clean()


def test_while_the_correction_to_zero_is_in_doubt_the_new_invoice_waits(shop, sold, wfirma):
    wfirma.faults.on("reset_before", times=1, match="invoices/add")
    told, seen = wrong_nip(sold)
    approve.correct_mistake(sold, told, person(), seen)
    for _ in range(3):
        clock.advance(timedelta(seconds=30))
        work.step()
    assert len(wfirma.documents) == 1
    for _ in range(6):
        clock.advance(timedelta(seconds=lease.SETTLE.total_seconds()))
        work.step()
    assert [one.type for one in wfirma.documents] == ["normal", "correction", "normal"]


def test_a_refund_after_a_wrong_nip_corrects_the_new_invoice(shop, sold, wfirma):
    refund(shop, "r0", "10.00")  # a plan that waits is worked out anew on what takes its document's place
    told, seen = wrong_nip(sold)
    assert approve.correct_mistake(sold, told, person(), seen)
    assert not agree(plans()[0]), "the new invoice is not there yet"
    settle()
    assert agree(plans()[0])
    refund(shop, "r1")
    assert agree(plans()[2])
    settle()
    assert balance(wfirma) == 0
    assert corrections(wfirma)[-1].contractor_detail.nip == "1111111111"
    clean()


def test_a_wrong_address_is_corrected_without_amounts(shop, sold, wfirma):
    buyer = form.sale_from_json(sold.sale).buyer
    told = BuyerMistake(id="typed", on=clock.warsaw_date(), buyer=replace(buyer, city="Gdynia"))
    made = approve.preview(sold, told)
    assert approve.correct_mistake(sold, told, person(), approve.seal(correction_to_json(made)))
    settle()
    (booked,) = corrections(wfirma)
    assert (Decimal(booked.total), booked.contractor_detail.city) == (0, "Gdynia")
    clean()


def test_a_wrong_price_is_corrected_to_the_right_one(shop, sold, wfirma):
    priced = PricedLine(position=1, unit_price=Decimal("60.00"))
    told = PriceMistake(id="typed", on=clock.warsaw_date(), lines=(priced,))
    made = approve.preview(sold, told)
    assert approve.correct_mistake(sold, told, person(), approve.seal(correction_to_json(made)))
    settle()
    assert [Decimal(one.total) for one in corrections(wfirma)] == [Decimal("10.00")]
    clean()


def test_another_plan_than_the_one_seen_is_not_approved(shop, sold, wfirma):
    refund(shop, "r1", "50.00", "Kurs B")
    refund(shop, "r2")
    first, second = plans()
    seen = approve.seal(second.plan)
    assert not approve.approve(second, person(), seen), "the oldest comes first"
    assert approve.drop(first, person(), "Zwrot poza sklepem")
    assert not approve.approve(second, person(), seen), "it is of more money now"
    assert agree(plans()[1])
    settle()
    assert balance(wfirma) == 0
    assert plans()[0].note == "Zwrot poza sklepem"


def test_two_corrections_that_were_approved_together_leave_in_order(shop, sold, wfirma):
    for number, name in enumerate(("Kurs C", "Kurs B")):
        refund(shop, f"r{number}", {"Kurs C": "25.50", "Kurs B": "50.00"}[name], name)
    assert agree(plans()[0])
    assert agree(plans()[1])
    settle()
    first, second = corrections(wfirma)
    assert second.parent_id == first.id
    assert balance(wfirma) == Decimal("100.00")
    clean()


def test_a_changed_sale_takes_nothing_back_that_waits_in_a_chain(shop, sold, wfirma):
    refund(shop, "r1", "50.00", "Kurs B")
    Connection.objects.update(is_on=False)
    agree()
    clock.advance(timedelta(minutes=1))
    tell(shop, sale(POLISH_FIRM, line("99.00")))
    assert Order.objects.get().changed_after_issue
    Connection.objects.update(is_on=True)
    settle()
    assert balance(wfirma) == Decimal("125.50")


def test_a_copy_made_by_hand_under_our_reference_is_not_overlooked(shop, sold, wfirma):
    refund(shop, "r1")
    agree()
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    work.step()
    by_hand.copy(wfirma.books.ledger, corrections(wfirma)[0], clock.now())
    clock.advance(timedelta(seconds=30))
    work.step()
    document = Document.objects.get(kind="correction")
    assert (document.state, document.reason) == ("held", "found.twice")


def test_a_refund_without_lines_of_a_question_is_no_plan(shop, sold):
    refund(shop, "r1", "900.00")
    assert isinstance(chain.plan_of(plans()[0]).question, Question)


def test_a_refund_that_an_earlier_version_only_marked_is_planned_when_a_worker_starts(shop, sold, wfirma):
    refund(shop, "r1", "50.00", "Kurs B")
    sold.corrections.all().delete()
    Order.objects.update(changed_after_issue=True)
    assert planning.catch_up() == 1
    assert states() == [("waiting", "correction")]
    assert not Order.objects.get().changed_after_issue
    assert planning.catch_up() == 0


def test_a_cancellation_that_is_taken_back_needs_no_correction(shop, sold, wfirma):
    tell_back(shop, Cancelled("A-1001", told_at=clock.now()))
    assert states() == [("waiting", "correction")]
    Order.objects.update(told_at=clock.now() + timedelta(minutes=1))
    refund(shop, "r1", "10.00")
    assert states() == [("nothing", "nothing"), ("waiting", "correction")]
    assert plans()[0].plan["reasons"][0]["code"] == "correction.called_off"
