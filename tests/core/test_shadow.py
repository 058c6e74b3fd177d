"""Shadow mode: everything up to issuing, nothing sent, and what becomes of it afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mostek.core import receive, shadow_switch, shop, work
from mostek.core.models import Document, Order, User
from mostek.lib import clock, points
from tests.core.deliveries import deliver, private_sale


@pytest.fixture
def who(db):
    return User.objects.create_user("anna", password="trzy-zwykle-slowa")


def dark(source):
    assert shadow_switch.switch(source, on=True)
    source.refresh_from_db()
    return source


def light(source):
    assert shadow_switch.switch(source, on=False)
    source.refresh_from_db()
    return source


def sell(client, source, number=5001, **changes):
    deliver(client, source, private_sale(number, **changes))
    work.step()
    return Order.objects.get(external_id=str(number))


def test_in_shadow_the_document_is_decided_and_nothing_is_sent(client, publigo, wfirma):
    order = sell(client, dark(publigo))
    assert (order.verdict, order.shadow["decision"], order.shadow["document"]["total"]) == (
        "nothing",
        "issue",
        "199.00",
    )
    assert order.decision["reasons"][-1]["code"] == "order.in_shadow"
    assert not Document.objects.exists()
    assert wfirma.documents == []
    assert wfirma.count("invoices/add") == 0


def test_a_source_beside_it_goes_on(client, publigo, connection, wfirma):
    other = type(publigo).objects.create(
        connection=connection,
        kind="publigo",
        name="Drugi",
        secret="demo-licence-key",
        created_at=clock.now(),
    )
    dark(publigo)
    sell(client, other, 6001)
    assert len(wfirma.documents) == 1


def test_what_is_planned_when_the_shadow_begins_is_kept_back_with_the_rest(client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    work.read_events()
    assert Document.objects.get().state == "pending"
    dark(publigo)
    work.step()
    assert Document.objects.get().state == "cancelled"
    assert Order.objects.get().shadow["decision"] == "issue"
    assert wfirma.documents == []


def test_after_the_shadow_what_was_sold_in_it_stays_kept_back_and_the_next_sale_is_issued(
    client, publigo, wfirma
):
    dark(publigo)
    kept = sell(client, publigo)
    clock.advance(timedelta(hours=1))
    light(publigo)
    clock.advance(timedelta(minutes=1))
    sell(client, publigo, 5002)
    assert len(wfirma.documents) == 1
    receive.decide_again(kept)
    work.step()
    assert len(wfirma.documents) == 1
    kept.refresh_from_db()
    assert kept.shadow["decision"] == "issue"


def test_a_change_that_comes_after_the_shadow_issues_nothing(client, publigo, wfirma):
    dark(publigo)
    sell(client, publigo)
    light(publigo)
    order = sell(client, publigo, 5001, total=250)
    assert order.shadow["document"]["total"] == "250.00"
    assert wfirma.documents == []


def test_a_sale_of_the_shadow_that_comes_late_is_kept_back(client, publigo, wfirma):
    dark(publigo)
    paid = clock.now()
    clock.advance(timedelta(hours=2))
    light(publigo)
    deliver(client, publigo, private_sale())
    work.read_events()
    order = Order.objects.get()
    Document.objects.all().delete()
    Order.objects.update(paid_at=paid, shadow={})
    receive.decide_again(order)
    order.refresh_from_db()
    assert order.shadow["decision"] == "issue"
    assert not Document.objects.exists()


def test_what_was_held_before_the_shadow_is_issued_when_it_is_answered_after_it(client, publigo, wfirma):
    deliver(client, publigo, private_sale())
    work.read_events()
    order = Order.objects.get()
    Document.objects.all().delete()
    Order.objects.update(verdict="hold")
    clock.advance(timedelta(hours=1))
    dark(publigo)
    clock.advance(timedelta(hours=1))
    light(publigo)
    receive.decide_again(order)
    work.step()
    assert len(wfirma.documents) == 1


def test_one_sale_is_issued_after_all_when_a_person_asks_and_only_after_the_shadow(
    client, publigo, wfirma, who
):
    dark(publigo)
    order = sell(client, publigo)
    assert not shadow_switch.issue_anyway(order, who)
    light(publigo)
    assert shadow_switch.issue_anyway(order, who)
    work.step()
    order.refresh_from_db()
    assert (len(wfirma.documents), order.shadow, order.issue_anyway_by) == (1, {}, who)
    assert not shadow_switch.issue_anyway(order, who)
    work.step()
    assert len(wfirma.documents) == 1


def test_a_second_shadow_takes_back_what_was_asked_for_and_not_sent(client, publigo, wfirma, who):
    dark(publigo)
    order = sell(client, publigo)
    light(publigo)
    shadow_switch.issue_anyway(order, who)
    clock.advance(timedelta(minutes=1))
    dark(publigo)
    work.step()
    light(publigo)
    receive.decide_again(order)
    work.step()
    assert wfirma.documents == []


def test_a_cut_over_moved_back_does_not_issue_what_others_have_issued(client, publigo, wfirma):
    begin = clock.now()
    dark(publigo)
    sell(client, publigo)
    clock.advance(timedelta(hours=1))
    light(publigo)
    shop.cut_over(publigo, clock.now())
    assert Order.objects.get().shadow["decision"] == "issue"
    shop.cut_over(publigo, begin - timedelta(days=1))
    work.step()
    assert wfirma.documents == []


def test_switching_twice_is_switching_once(publigo):
    dark(publigo)
    spans = publigo.shadow_spans
    assert not shadow_switch.switch(publigo, on=True)
    publigo.refresh_from_db()
    assert publigo.shadow_spans == spans


class Died(BaseException):
    pass


@pytest.mark.parametrize("point", ["shadow.switched", "shadow.held_back", "receive.read"])
def test_whoever_dies_in_the_switch_sends_nothing(client, publigo, wfirma, point):
    deliver(client, publigo, private_sale())
    work.read_events()
    deliver(client, publigo, private_sale(5002))

    def die(name):
        if name == point:
            raise Died

    def turn():
        shadow_switch.switch(publigo, on=True)
        work.step()

    with points.hooked(die), pytest.raises(Died):
        turn()
    clock.advance(timedelta(minutes=10))
    for _ in range(4):
        work.step()
    assert wfirma.documents == []
    assert Order.objects.exclude(shadow={}).count() == 2
