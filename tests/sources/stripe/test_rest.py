"""Mostek and the stand-in for Stripe, from the event to the document."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mostek.core import pull, shop, work
from mostek.core.models import Event, Order, Source
from mostek.lib import clock
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.stripe.account import Account, to_body
from mostek.sandbox.stripe.app import create_app
from mostek.sandbox.stripe.objects import CartItem, Purchase
from mostek.sandbox.stripe.webhook import HEADER, sign

KEY, SECRET = "rk_live_test", "whsec_test"
NIP = "5261040828"


@pytest.fixture
def account() -> Account:
    return Account(key=KEY, secret=SECRET)


@pytest.fixture
def source(connection: Any, account: Account) -> Iterator[Source]:
    made = Source.objects.create(
        connection=connection,
        kind="stripe",
        name="Stripe",
        created_at=clock.now(),
        secret=SECRET,
        keys={"api_key": KEY},
        options={"api": "http://stripe.sandbox", "invoice_for_all": True},
    )
    with pull.over(SandboxTransport(create_app(account))):
        pull.schedule(made)
        pull.run_due()
        clock.advance(timedelta(minutes=1))
        yield made


@pytest.fixture
def push(source: Source, client: Any) -> Any:
    def send(event: dict[str, Any]) -> None:
        body = to_body(event)
        headers = {HEADER: sign(body, SECRET)}
        answer = client.post(f"/in/{source.key}/", body, content_type="application/json", headers=headers)
        assert answer.status_code == 200, answer.content
        work.read_events()

    return send


def settle() -> None:
    for _ in range(6):
        work.step()


def ask(source: Source) -> None:
    """As *Sprawdź teraz* does, and what follows from it."""
    pull.schedule(source)
    settle()


def set_options(source: Source, **options: Any) -> None:
    source.options |= options
    source.save(update_fields=["options"])


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_events_of_one_subscription_payment_are_one_order_in_any_order(
    source, account, push, wfirma, order
):
    set_options(source, bare_payments=True)
    account.sell(Purchase(mode="subscription", tax_id=NIP, name="Firma Przykładowa"))
    events = account.events()
    assert len(events) == 3
    for place in order:
        push(events[place])
        settle()
    assert [one.external_id[:3] for one in Order.objects.all()] == ["in_"]
    assert len(wfirma.documents) == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_events_of_one_checkout_are_one_order_in_any_order(source, account, push, wfirma, order):
    set_options(source, bare_payments=True)
    session = account.sell(Purchase())
    for place in order:
        push(account.events()[place])
        settle()
    assert [one.external_id for one in Order.objects.all()] == [session["payment_intent"]]
    assert len(wfirma.documents) == 1


def test_an_invoice_that_checkout_makes_for_one_payment_is_its_one_order(source, account, push, wfirma):
    session = account.sell(Purchase(with_invoice=True, custom={"nip": NIP}))
    for event in account.events():
        push(event)
    settle()
    found = Order.objects.get()
    assert found.external_id == session["invoice"]
    assert found.sale["buyer"]["tax_id"] == NIP
    assert len(wfirma.documents) == 1


def test_the_answer_in_the_first_checkout_counts_for_each_renewal(source, account, wfirma):
    plan = Purchase(mode="subscription", custom={"nip": NIP})
    session = account.sell(plan)
    ask(source)
    clock.advance(timedelta(hours=1))
    account.bill(Purchase(mode="subscription"), session["subscription"])
    settle()
    assert [one.sale["buyer"]["tax_id"] for one in Order.objects.all()] == [NIP, NIP]


def test_a_message_waits_for_what_was_bought_and_asks_at_once(source, account, push, wfirma):
    session = account.sell(Purchase(cart=(CartItem(name="Kurs"), CartItem(name="Album", product="prod_2"))))
    push(account.event_of("checkout.session.completed", session["id"]))
    found = Order.objects.get()
    assert (found.verdict, found.decision["question"]["code"]) == ("hold", "sale.incomplete")
    assert Source.objects.get().pull_due_at <= clock.now()
    settle()
    assert [one["name"] for one in Order.objects.get().sale["lines"]] == ["Kurs", "Album"]
    assert len(wfirma.documents) == 1
    assert Source.objects.get().push_missed == 0


def test_a_platform_in_trouble_is_not_asked_sooner(source, account, push):
    account.status, account.retry_after = 429, 3600
    source.refresh_from_db()
    clock.advance(timedelta(hours=1))
    pull.run_due()
    due = Source.objects.get().pull_due_at
    assert due >= clock.now() + timedelta(seconds=3600)
    session = account.sell(Purchase())
    push(account.event_of("checkout.session.completed", session["id"]))
    assert Source.objects.get().pull_due_at == due


def test_a_push_that_comes_while_stripe_is_asked_has_it_asked_again(source, account, push):
    clock.advance(timedelta(hours=1))
    asked, told = account.events, []

    def events(kinds: Any = ()) -> Any:
        found = asked(kinds)
        if not told:
            clock.advance(timedelta(seconds=1))
            told.append(account.sell(Purchase()))
            push(account.event_of("checkout.session.completed", told[0]["id"]))
        return found

    account.events = events
    pull.run_due()
    assert Order.objects.get().is_partial
    settle()
    assert not Order.objects.get().is_partial


def test_more_lines_than_a_page_are_all_there(source, account):
    cart = tuple(CartItem(name=f"Kurs {n}", amount=100) for n in range(130))
    account.sell(Purchase(cart=cart))
    account.bill(Purchase(cart=cart))
    ask(source)
    assert [len(one.sale["lines"]) for one in Order.objects.all()] == [130, 130]


def test_tax_on_top_and_discounts_come_to_what_was_paid(source, account, wfirma):
    item = CartItem(amount=10000, quantity=3, discount=1111, tax=23, tax_on_top=True)
    session = account.sell(Purchase(cart=(item,), shipping=1500))
    ask(source)
    found = Order.objects.get()
    assert found.total == Decimal(session["amount_total"]) / 100
    assert found.verdict == "issue"
    assert Decimal(wfirma.documents[0].total) == found.total


def test_a_payment_of_the_sellers_own_form_counts_only_where_it_was_switched_on(source, account, push):
    account.pay_alone(Purchase())
    push(account.events()[0])
    settle()
    assert not Order.objects.exists()
    set_options(source, bare_payments=True)
    clock.advance(timedelta(minutes=1))
    intent = account.pay_alone(Purchase())
    push(account.events()[0])
    settle()
    assert intent["id"] in Order.objects.values_list("external_id", flat=True)


@pytest.mark.parametrize("kind", ["charge.refunded", "refund.created"])
def test_a_refund_finds_the_order_of_its_invoice(source, account, push, wfirma, kind):
    account.bill(Purchase())
    ask(source)
    paid = account.tables["invoice_payments"].popitem()[1]
    account.put("invoice_payments", paid)
    intent = paid["payment"]["payment_intent"]
    account.refund(intent, 5000)
    push(account.events((kind,))[0])
    settle()
    found = Order.objects.get()
    assert [one.amount for one in found.refunds.all()] == [Decimal("50.00")]
    assert [one.plan["total"] for one in found.corrections.all()] == ["-50.00"]


def test_parts_that_went_back_are_each_counted_once(source, account, push, wfirma):
    intent = account.sell(Purchase())["payment_intent"]
    ask(source)
    for amount in (5000, 2500):
        clock.advance(timedelta(minutes=1))
        account.refund(intent, amount)
        for event in account.events(("charge.refunded", "refund.created"))[:2]:
            push(event)
        settle()
    amounts = sorted(one.amount for one in Order.objects.get().refunds.all())
    assert amounts == [Decimal("25.00"), Decimal("50.00")]


def test_a_lost_dispute_marks_the_order(source, account, wfirma):
    intent = account.sell(Purchase())["payment_intent"]
    ask(source)
    clock.advance(timedelta(hours=1))
    account.dispute(intent)
    settle()
    assert Order.objects.get().corrections.count() == 1


def test_money_that_comes_later_makes_the_sale_on_its_day(source, account):
    session = account.sell(Purchase(paid_later=True))
    ask(source)
    assert not Order.objects.exists()
    clock.advance(timedelta(days=3))
    account.settle(session)
    settle()
    assert Order.objects.get().sale["paid_on"] == clock.warsaw_date().isoformat()


def test_a_long_history_goes_on_where_it_stopped_even_if_stripe_forgot_the_event(source, account):
    for _ in range(40):
        account.sell(Purchase())
    clock.advance(timedelta(hours=1))
    with pull.access(Source.objects.get()) as access:
        puller = pull.registry.puller("stripe")
        first = puller.pull(access, clock.now() - timedelta(days=1), "")
        second, _, last = first.cursor.partition(".")
        del account.tables["events"][last]
        rest = puller.pull(access, clock.now() - timedelta(days=1), first.cursor)
    assert rest.found
    assert int(second) > 0


def test_an_object_that_stripe_forgot_does_not_stop_the_others(source, account):
    lost, kept = account.sell(Purchase()), account.sell(Purchase())
    del account.tables["sessions"][lost["id"]]
    ask(source)
    found = {one.external_id: one.is_partial for one in Order.objects.all()}
    assert found == {lost["payment_intent"]: True, kept["payment_intent"]: False}


def test_a_key_is_tried_with_every_right_and_its_mode(source, account):
    assert [one.code for one in shop.examine(source)] == ["stripe.works"]
    assert shop.examine(source)[0].ok
    set_options(source, test_mode=True)
    assert [one.code for one in shop.examine(source)] == ["stripe.key_of_live"]


def test_the_names_of_products_have_the_codes_of_the_lines(source, account):
    own = {"id": "prod_2", "object": "product", "name": "Album  foto", "metadata": {"sku": "ALBUM"}}
    account.put("products", own)
    with pull.access(source) as access:
        found = pull.registry.lister("stripe").products(access)
    assert found == {"prod_course": "Kurs", "ALBUM": "Album foto"}


def test_nothing_is_asked_twice_once_it_is_known(source, account):
    account.sell(Purchase())
    ask(source)
    known = Event.objects.count()
    assert known
    for _ in range(3):
        clock.advance(timedelta(minutes=11))
        settle()
    assert Event.objects.count() == known
