"""The pull as a job: one worker at a time, restartable between any two pages, on either side of a cut-over."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database

from mostek.core import issue, pull, shop, work
from mostek.core.models import Event, Order, Product, Source
from mostek.lib import clock
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.publigo.app import create_app
from mostek.sandbox.publigo.order import Buyer, CartItem, Checkout
from mostek.sandbox.publigo.shop import Shop
from mostek.sources.publigo import rest
from tests.core.deliveries import deliver, private_sale

ANNA = Buyer(first_name="Anna", last_name="Przykładowa", email="anna@example.com")


class Door:
    """The shop's transport, and what happens at the n-th call."""

    def __init__(self, shop: Shop) -> None:
        self.inner, self.calls, self.at, self.then = SandboxTransport(create_app(shop)), 0, 0, lambda: None
        self.handle = self.inner.handle_request
        self.inner.handle_request = self.handle_request  # type: ignore[method-assign]

    def handle_request(self, request: Any) -> Any:
        self.calls += 1
        if self.calls == self.at:
            self.then()
        return self.handle(request)


@pytest.fixture
def publigo_shop(noon: None) -> Shop:
    made = Shop.seed()
    made.key, made.api_key = "demo-licence-key", "v2-key"
    return made


@pytest.fixture
def door(publigo_shop: Shop, publigo: Any) -> Iterator[Door]:
    publigo.options = {"address": "http://publigo.sandbox", "rules": ["private_when_not_told"]}
    publigo.keys = {"api_key": "v2-key"}
    publigo.save()
    made = Door(publigo_shop)
    with pull.over(made.inner):
        yield made


def sell(publigo_shop: Shop, number: int = 1, **changes: Any) -> list[str]:
    checkout = Checkout(cart=(CartItem(id=90),), buyer=ANNA, **changes)
    return [str(publigo_shop.place(checkout, deliveries=0).id) for _ in range(number)]


def issue_all() -> None:
    """What only the list told of waits a little for its message."""
    work.step()
    clock.advance(issue.GRACE)
    for _ in range(3):
        work.step()


def test_what_the_list_told_of_waits_a_little_for_its_message(publigo, door, publigo_shop, wfirma, client):
    """Asked in the very second of the payment: the message with the invoice data is still on its way."""
    (number,) = sell(publigo_shop)
    pull.schedule(publigo)
    work.step()
    assert not wfirma.documents
    deliver(client, publigo, private_sale(int(number), total=49))
    work.step()
    (document,) = wfirma.documents
    assert (document.type, Order.objects.get().changed_after_issue) == ("normal", False)


def test_a_source_without_keys_is_never_due(publigo):
    assert not pull.schedule(publigo)
    assert pull.due() == []


def test_a_source_that_is_off_is_not_asked(publigo, door):
    pull.schedule(publigo)
    Source.objects.update(is_on=False)
    pull.run(publigo.pk)
    assert door.calls == 0


@pytest.mark.django_db(transaction=True)
def test_of_six_workers_one_asks(publigo, door, publigo_shop):
    sell(publigo_shop, 3)
    pull.schedule(publigo)

    def ask(_: int) -> None:
        try:
            pull.run(publigo.pk)
        finally:
            database.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ask, range(6)))
    assert door.calls == 1
    assert Event.objects.count() == 3


def test_a_pull_that_breaks_in_the_middle_goes_on_there(publigo, door, publigo_shop, monkeypatch):
    monkeypatch.setattr(rest, "PAGE", 2)
    sold = sell(publigo_shop, 6)
    door.at, door.then = (
        3,
        lambda: setattr(publigo_shop, "settings", replace(publigo_shop.settings, rest_status=500)),
    )
    pull.schedule(publigo)
    pull.run(publigo.pk)
    publigo.refresh_from_db()
    assert Event.objects.count() == 4
    assert publigo.pull_cursor == sold[3]
    publigo_shop.settings = replace(publigo_shop.settings, rest_status=0)
    clock.advance(pull.LONGEST_PAUSE)
    pull.run_due()
    publigo.refresh_from_db()
    assert Event.objects.count() == 6
    assert (publigo.pull_cursor, publigo.pull_since, publigo.pull_claim) == ("", None, "")


def test_a_worker_that_was_frozen_stores_nothing(publigo, door, publigo_shop):
    """Its claim ran out while it waited for the answer, and another one has asked since."""
    sell(publigo_shop, 2)

    def another_asks() -> None:
        door.at = 0
        clock.advance(pull.CLAIM + timedelta(seconds=1))
        Source.objects.update(pull_due_at=clock.now())
        pull.run(publigo.pk)
        Event.objects.filter(key__contains="publish").update(repeats=7)

    door.at, door.then = 1, another_asks
    pull.schedule(publigo)
    pull.run(publigo.pk)
    assert list(Event.objects.values_list("repeats", flat=True)) == [7, 7]
    publigo.refresh_from_db()
    assert (publigo.pull_claim, publigo.pull_failures) == ("", 0)


def test_an_order_that_was_paid_late_is_found(publigo, door, publigo_shop):
    """A transfer: ordered days ago, paid now. The list is sorted by when it was ordered."""
    publigo_shop.place(Checkout(cart=(CartItem(id=90),), buyer=ANNA), deliveries=0)
    (late,) = sell(publigo_shop)
    publigo_shop.set_status(int(late), "pending")
    pull.schedule(publigo)
    work.step()
    assert not Order.objects.filter(external_id=late).exists()
    clock.advance(timedelta(days=9))
    publigo_shop.set_status(int(late), "publish")
    work.step()
    assert Order.objects.get(external_id=late).verdict == "issue"


def test_orders_before_the_source_are_shown_and_not_issued(publigo, door, publigo_shop, wfirma):
    """Somebody else has issued them: the source was not there yet."""
    (old,) = sell(publigo_shop, created=clock.now() - timedelta(days=2))
    (new,) = sell(publigo_shop)
    pull.schedule(publigo)
    issue_all()
    assert Order.objects.get(external_id=old).decision["reasons"][0]["code"] == "order.before_cut_over"
    assert Order.objects.get(external_id=new).verdict == "issue"
    assert len(wfirma.documents) == 1


def test_a_sale_of_the_second_in_which_the_source_was_made_is_issued(publigo, door, publigo_shop, wfirma):
    """Platforms stamp whole seconds: the sale seems older than a source made at :11.08 of the same second."""
    (number,) = sell(publigo_shop, created=clock.now())
    publigo.created_at = clock.now() + timedelta(milliseconds=80)
    publigo.save()
    pull.schedule(publigo)
    issue_all()
    assert Order.objects.get(external_id=number).verdict == "issue"
    assert len(wfirma.documents) == 1


def test_history_is_shown_and_not_issued(publigo, door, publigo_shop, wfirma):
    old = sell(publigo_shop, 3, created=clock.now() - timedelta(days=200))
    shop.ask_now(publigo, since=clock.now() - timedelta(days=365))
    work.step()
    assert sorted(Order.objects.values_list("external_id", flat=True)) == sorted(old)
    assert not wfirma.documents
    assert Source.objects.get().push_missed == 0


def test_moving_the_cut_over_decides_again_what_changed_sides(publigo, door, publigo_shop, wfirma):
    moments = [clock.now() - timedelta(days=days) for days in (3, 1)]
    early, late = (sell(publigo_shop, created=moment)[0] for moment in moments)
    pull.schedule(publigo)
    work.step()
    publigo.refresh_from_db()
    assert shop.cut_over(publigo, clock.now() - timedelta(days=2)) == 1
    issue_all()
    assert Order.objects.get(external_id=early).verdict == "nothing"
    assert Order.objects.get(external_id=late).verdict == "issue"
    assert len(wfirma.documents) == 1


def test_moving_the_cut_over_takes_back_no_document_that_left(publigo, door, publigo_shop, wfirma):
    sell(publigo_shop)
    pull.schedule(publigo)
    issue_all()
    publigo.refresh_from_db()
    clock.advance(timedelta(hours=1))
    shop.cut_over(publigo, clock.now())
    assert Order.objects.get().documents.get().state == "issued"


def test_without_the_rule_a_lost_order_is_held_with_a_question(publigo, door, publigo_shop, wfirma):
    publigo.options = {"address": "http://publigo.sandbox"}
    publigo.save()
    sell(publigo_shop)
    pull.schedule(publigo)
    work.step()
    order = Order.objects.get()
    assert order.decision["question"]["code"] == "buyer.not_told"
    assert not wfirma.documents


def test_the_names_of_products_come_with_the_test_of_the_keys(publigo, door):
    Product.objects.create(
        connection=publigo.connection, code="77:2", name="Kurs", description={"kind": "COURSE"}
    )
    found = shop.examine(publigo)
    assert all(one.ok for one in found)
    product = Product.objects.get(code="77:2")
    assert (product.name, product.description) == (
        "Kurs fotografii - Z opieką prowadzącej",
        {"kind": "COURSE"},
    )
    assert Product.objects.filter(code="90", sales=0).exists()
