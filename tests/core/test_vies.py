"""A firm from the Union: VIES is asked, its answer is kept, and an outage never makes a consumer of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mostek.core import answer, receive, vies, vies_check, work
from mostek.core.models import Document, Order, User, ViesCheck
from mostek.lib import clock
from tests.core.sales import GERMAN, GREEK_FIRM, POLISH_FIRM, sale, tell

GERMAN_FIRM = GERMAN | {
    "name": "Muster GmbH",
    "company": True,
    "wants_invoice": True,
    "tax_id": "DE136695976",
}


@pytest.fixture
def anna(db: None) -> User:
    return User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")


def the_order() -> Order:
    return Order.objects.get()


def later(**span: float) -> None:
    clock.advance(timedelta(**span))
    work.step()


def question(order: Order) -> str:
    return str(order.decision["question"]["code"]) if order.verdict == "hold" else ""


def test_a_valid_number_is_asked_once_and_its_consultation_number_kept(shop, wfirma):
    order = tell(shop, sale(GREEK_FIRM))
    assert (order.verdict, question(order)) == ("hold", "buyer.vies_not_asked")
    work.step()
    order.refresh_from_db()
    assert order.verdict == "issue"
    known = order.sale["buyer"]["vies"]
    assert (known["valid"], known["checked_on"]) == (True, "2026-11-23")
    assert known["proof"].startswith("WAPI")
    assert Document.objects.get().content["sale"]["buyer"]["vies"] == known
    assert wfirma.vies.asked == [{"number": "EL094259216", "requester": "PL5260250274"}]
    assert Document.objects.get().state == "issued"


def test_a_polish_buyer_is_not_asked_about(shop, wfirma):
    tell(shop, sale(POLISH_FIRM))
    work.step()
    assert wfirma.vies.asked == []


def test_an_answer_serves_the_next_sale_of_the_day_and_not_of_the_next(shop, wfirma):
    for number in range(3):
        tell(shop, sale(GREEK_FIRM, reference=f"A-{number}"))
        work.step()
        clock.advance(timedelta(hours=11))
    assert len(wfirma.vies.asked) == 1
    proofs = {order.sale["buyer"]["vies"]["proof"] for order in Order.objects.all()}
    assert len(proofs) == 1
    clock.advance(timedelta(hours=3))
    tell(shop, sale(GREEK_FIRM, reference="A-9"))
    work.step()
    assert len(wfirma.vies.asked) == 2


def test_another_requester_asks_for_itself(shop, wfirma):
    tell(shop, sale(GREEK_FIRM))
    work.step()
    shop.connection.company_nip = "8567346215"
    shop.connection.save()
    tell(shop, sale(GREEK_FIRM, reference="A-2"))
    work.step()
    assert [one["requester"] for one in wfirma.vies.asked] == ["PL5260250274", "PL8567346215"]


def test_an_invalid_number_makes_a_consumer_with_the_vat_of_the_country(shop, wfirma):
    wfirma.vies.set_number("DE136695976", "INVALID")
    order = tell(shop, sale(GERMAN_FIRM))
    work.step()
    order.refresh_from_db()
    assert order.decision["document"]["oss"]["country"] == "DE"
    assert wfirma.documents[0].contractor_detail.tax_id_type == "none"


@pytest.mark.parametrize(
    "answer", ["MS_UNAVAILABLE", "MS_MAX_CONCURRENT_REQ", "TIMEOUT", "SERVICE_UNAVAILABLE", "IP_BLOCKED"]
)
def test_an_outage_holds_the_sale_and_it_is_issued_later(shop, wfirma, answer):
    wfirma.vies.set_down("*", answer)
    tell(shop, sale(GREEK_FIRM))
    work.step()
    assert (question(the_order()), wfirma.documents) == ("buyer.vies_unavailable", [])
    assert ViesCheck.objects.get().trouble == answer
    wfirma.vies.set_down("*", "")
    later(seconds=30)
    assert wfirma.documents == [], "not before its time"
    later(seconds=31)
    assert len(wfirma.documents) == 1
    assert the_order().sale["buyer"]["vies"]["valid"] is True


def test_questions_come_at_growing_intervals(shop, wfirma):
    wfirma.vies.set_down("EL", "MS_UNAVAILABLE")
    tell(shop, sale(GREEK_FIRM))
    pauses = []
    for _ in range(12):
        work.step()
        check = ViesCheck.objects.get()
        assert check.due_at is not None
        pauses.append(check.due_at - clock.now())
        clock.advance(pauses[-1])
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert pauses[-1] == vies.LONGEST_PAUSE
    assert len(wfirma.vies.asked) == 12


def test_before_the_last_legal_day_a_person_is_shown_it(shop, wfirma):
    wfirma.vies.set_down("EL", "MS_UNAVAILABLE")
    tell(shop, sale(GREEK_FIRM))
    work.step()
    check = ViesCheck.objects.get()
    assert check.decide_by.isoformat() == "2026-12-15"
    assert not vies_check.is_urgent(check)
    later(days=18)
    assert not vies_check.is_urgent(ViesCheck.objects.get())
    later(days=1)
    urgent = ViesCheck.objects.get()
    assert vies_check.is_urgent(urgent)
    assert not ViesCheck.objects.filter(vies_check.still_patient()).exists()
    assert urgent.due_at - clock.now() <= vies.LONGEST_WHEN_URGENT


def test_the_same_sale_told_again_keeps_what_vies_said(shop, wfirma):
    tell(shop, sale(GREEK_FIRM))
    work.step()
    clock.advance(timedelta(minutes=1))
    order = tell(shop, sale(GREEK_FIRM))
    work.step()
    assert not order.changed_after_issue
    assert order.events.last().reason == "order.seen"
    assert len(wfirma.documents) == 1


def test_a_changed_sale_of_the_same_firm_is_not_asked_about_again(shop, wfirma):
    shop.connection.__class__.objects.update(is_on=False)
    tell(shop, sale(GREEK_FIRM))
    work.step()
    clock.advance(timedelta(minutes=1))
    order = tell(shop, sale(GREEK_FIRM, total="99.00", lines=[{"name": "Kurs", "unit_price": "99.00"}]))
    assert (order.verdict, order.decision["document"]["total"]) == ("issue", "99.00")
    assert len(wfirma.vies.asked) == 1


def test_another_number_is_asked_about_anew(shop, wfirma):
    wfirma.vies.set_down("*", "TIMEOUT")
    tell(shop, sale(GREEK_FIRM))
    work.step()
    clock.advance(timedelta(seconds=1))
    wfirma.vies.set_down("*", "")
    tell(shop, sale(GERMAN_FIRM))
    work.step()
    assert wfirma.vies.asked[-1]["number"] == "DE136695976"
    assert wfirma.documents[0].contractor_detail.nip == "DE136695976"


def test_a_sale_that_no_longer_waits_for_vies_is_not_asked_about(shop, wfirma):
    wfirma.vies.set_down("*", "TIMEOUT")
    tell(shop, sale(GREEK_FIRM))
    work.step()
    clock.advance(timedelta(seconds=1))
    tell(shop, sale(POLISH_FIRM))
    assert ViesCheck.objects.get().due_at is None
    later(days=1)
    assert len(wfirma.vies.asked) == 1


def test_a_late_answer_to_an_old_question_changes_nothing(shop, wfirma):
    """The buyer's number is corrected while VIES is being asked about the old one."""
    order = tell(shop, sale(GREEK_FIRM))
    old = ViesCheck.objects.get()
    clock.advance(timedelta(seconds=1))
    tell(shop, sale(GERMAN_FIRM))
    vies.ask(old)
    order.refresh_from_db()
    assert question(order) == "buyer.vies_not_asked"
    assert order.sale["buyer"]["vies"] is None


def test_decide_again_asks_at_once(shop, wfirma):
    wfirma.vies.set_down("*", "TIMEOUT")
    tell(shop, sale(GREEK_FIRM))
    work.step()
    wfirma.vies.set_down("*", "")
    receive.decide_again(the_order())
    work.step()
    assert len(wfirma.documents) == 1


def test_two_workers_do_not_both_ask(shop, wfirma):
    tell(shop, sale(GREEK_FIRM))
    first, second = ViesCheck.objects.get(), ViesCheck.objects.get()
    assert vies.claim(first)
    assert not vies.claim(second)


def test_a_worker_lost_while_asking_leaves_the_question_due_again(shop, wfirma):
    tell(shop, sale(GREEK_FIRM))
    vies.claim(ViesCheck.objects.get())
    work.step()
    assert wfirma.vies.asked == []
    later(minutes=2)
    assert len(wfirma.documents) == 1


def test_without_a_number_of_ours_there_is_an_answer_and_no_consultation_number(shop, wfirma):
    shop.connection.company_nip = ""
    shop.connection.save()
    tell(shop, sale(GREEK_FIRM))
    work.step()
    assert wfirma.vies.asked == [{"number": "EL094259216", "requester": ""}]
    assert the_order().sale["buyer"]["vies"]["proof"] is None
    assert len(wfirma.documents) == 1


def test_a_number_that_a_person_corrected_is_asked_about_once_and_its_answer_kept(shop, wfirma, anna):
    order = tell(shop, sale(GERMAN_FIRM | {"tax_id": "DE136695977"}))
    assert question(order) == "buyer.number_wrong"
    answer.give(
        order, anna, question="buyer.number_wrong", choice="correct_number", value={"tax_id": "DE136695976"}
    )
    assert question(the_order()) == "buyer.vies_not_asked"
    for _ in range(3):
        work.step()
    assert [one["number"] for one in wfirma.vies.asked] == ["DE136695976"]
    document = Document.objects.get()
    assert document.state == "issued"
    assert document.content["sale"]["buyer"]["vies"]["proof"].startswith("WAPI")
    assert wfirma.documents[0].contractor_detail.nip == "DE136695976"


def test_a_corrected_number_waits_out_an_outage_like_any_other(shop, wfirma, anna):
    wfirma.vies.set_down("*", "TIMEOUT")
    order = tell(shop, sale(GERMAN_FIRM | {"tax_id": "DE136695977"}))
    answer.give(
        order, anna, question="buyer.number_wrong", choice="correct_number", value={"tax_id": "DE136695976"}
    )
    for _ in range(5):
        work.step()
    assert len(wfirma.vies.asked) == 1
    assert question(the_order()) == "buyer.vies_unavailable"
    wfirma.vies.set_down("*", "")
    later(minutes=2)
    assert len(wfirma.documents) == 1
