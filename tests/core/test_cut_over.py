"""From Publigo's own integration to Mostek: no sale has two documents, none has none."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from mostek.core import cut_over, foreign, issue, receive, shop, standing, work
from mostek.core.models import Document, ForeignDocument, ForeignLook, Order, User
from mostek.lib import clock, points
from mostek.sandbox.publigo import own_wfirma
from mostek.sandbox.publigo.payload import order_to_body
from tests.conftest import NOON
from tests.core.deliveries import deliver
from tests.core.former import FIRM, PERSON, former_shop

pytestmark = pytest.mark.django_db

HISTORY = 300


@pytest.fixture
def former(wfirma, noon):
    with former_shop(wfirma) as made:
        yield made


@pytest.fixture
def anna(db):
    return User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")


def begin(former, connection, client):
    """The source is made and cut over in this minute; Publigo's own integration is still on."""
    source = former.connect(connection, client)
    cut_over.begin(source, clock.now())
    source.refresh_from_db()
    return source


def test_of_300_historical_orders_half_invoiced_by_publigo_none_is_doubled_and_none_lost(
    former, wfirma, connection, client, anna
):
    chance = random.Random(7)
    with clock.held(NOON - timedelta(days=40)):
        by_publigo = set()
        for number in range(HISTORY):
            former.switch(number % 2 == 0)
            order = former.sell(f"{chance.randint(10, 900)}.00", chance.choice((None, FIRM, PERSON)))
            by_publigo |= {str(order)} if number % 2 == 0 else set()
            former.switch(True)
            former.minutes(2)
            clock.advance(timedelta(minutes=chance.randint(10, 150)))
        sold_by = clock.now()
    assert sold_by < NOON
    assert former.documents_of() == dict.fromkeys(by_publigo, 1)

    source = former.connect(connection, client)
    finds = wfirma.count("invoices/find")
    cut_over.begin(source, clock.now(), history=clock.warsaw_date() - timedelta(days=41))
    former.work()
    assert Order.objects.count() == HISTORY
    assert cut_over.history(source).filter(is_elsewhere=True).count() == HISTORY // 2
    assert cut_over.without_document(source).count() == HISTORY // 2
    assert not cut_over.strangers(source).exists()
    assert wfirma.count("invoices/find") - finds <= 3  # pages of the list, not one call for each order
    assert len(wfirma.documents) == HISTORY // 2

    # The minute has passed, the switch is forgotten for two hours: both hear of every sale.
    late = [former.sell(f"{chance.randint(10, 900)}.00", PERSON) for _ in range(20)]
    former.minutes(12)
    former.work()
    assert not Document.objects.filter(state="issued").exists()

    taken = cut_over.issue_here(cut_over.without_document(source)[:60], anna)
    former.work()
    assert taken == 60
    assert not Document.objects.filter(state="issued").exists()  # the switch is still on

    # Off at last; what was queued by then still comes out for a few minutes.
    former.switch(False, wfirma_drains=True)
    assert cut_over.confirm(source, anna, is_off=True)
    after = [former.sell(f"{chance.randint(10, 900)}.00", FIRM) for _ in range(10)]
    former.minutes(16)
    former.work()
    rest = list(cut_over.without_document(source))
    assert len(rest) == HISTORY // 2 - 60
    assert cut_over.issue_here(rest, anna) == len(rest)
    former.work(6)

    found = former.documents_of()
    assert set(found) == {*Order.objects.values_list("external_id", flat=True)}
    assert {number for number, times in found.items() if times != 1} == set()
    assert len(wfirma.documents) == HISTORY + len(late) + len(after)
    assert sum(Decimal(one.total) for one in wfirma.documents) == sum(
        Order.objects.values_list("total", flat=True)
    )
    assert not foreign.doubled().exists()
    assert not Document.objects.filter(state="pending").exists()


def test_what_is_sold_once_the_switch_is_off_costs_one_call_and_no_look(
    former, wfirma, connection, client, anna
):
    source = begin(former, connection, client)
    cut_over.confirm(source, anna, is_off=True)
    former.minutes(16)
    former.work()
    looks, finds = ForeignLook.objects.count(), wfirma.count("invoices/find")
    former.sell()
    former.work()
    assert len(wfirma.documents) == 1
    assert (ForeignLook.objects.count(), wfirma.count("invoices/find")) == (looks, finds)


def test_nothing_of_the_source_is_sent_while_the_switch_may_be_on(former, wfirma, connection, client):
    begin(former, connection, client)
    former.sell()
    clock.advance(timedelta(days=1))
    former.work()
    assert not wfirma.documents
    assert Document.objects.get().reason == standing.TOGGLE


def test_an_order_paid_right_before_the_confirmation_waits_for_the_queue_of_the_platform(
    former, wfirma, connection, client, anna
):
    source = begin(former, connection, client)
    former.switch(True, wfirma_drains=True)
    former.sell()
    former.switch(False)
    cut_over.confirm(source, anna, is_off=True)
    former.work()
    assert not wfirma.documents
    former.minutes(16)
    former.work()
    assert [one.description for one in wfirma.documents] == ["kursy.example.pl #4102"]
    order = Order.objects.get()
    assert order.verdict == "nothing"
    assert order.decision["reasons"][-1]["code"] == "order.issued_elsewhere"


def test_an_order_that_a_pull_finds_late_is_looked_for_as_well(former, wfirma, connection, client, anna):
    source = begin(former, connection, client)
    former.switch(True)
    former.sell(pushed=False)
    former.minutes(2)
    former.switch(False)
    cut_over.confirm(source, anna, is_off=True)
    clock.advance(timedelta(hours=3))
    assert shop.ask_now(source)
    former.work()
    clock.advance(timedelta(minutes=30))
    former.work()
    assert Order.objects.get().decision["reasons"][-1]["code"] == "order.issued_elsewhere"
    assert len(wfirma.documents) == 1


def test_a_confirmation_taken_back_makes_sales_wait_again(former, wfirma, connection, client, anna):
    source = begin(former, connection, client)
    cut_over.confirm(source, anna, is_off=True)
    clock.advance(timedelta(hours=1))
    former.work()
    assert cut_over.confirm(source, anna, is_off=False)
    former.sell()
    former.work()
    assert not wfirma.documents
    assert cut_over.confirm(source, anna, is_off=True)
    clock.advance(standing.SETTLED)
    former.work()
    assert len(wfirma.documents) == 1


def test_an_old_order_whose_document_turns_up_meanwhile_is_not_issued(
    former, wfirma, connection, client, anna
):
    former.switch(False)
    former.sell()
    clock.advance(timedelta(hours=1))
    source = former.connect(connection, client)
    cut_over.begin(source, clock.now(), history=clock.warsaw_date())
    cut_over.confirm(source, anna, is_off=True)
    clock.advance(timedelta(hours=1))
    former.work()
    (order,) = cut_over.without_document(source)
    former.switch(True)
    former.shop._queue[int(order.external_id)] = _queued(former, order)
    former.minutes(1)
    assert cut_over.issue_here([order], anna) == 1
    former.work()
    assert len(wfirma.documents) == 1
    assert not cut_over.without_document(source).exists()


def _queued(former, order):
    return own_wfirma.queued(former.shop.order(int(order.external_id)))


def test_an_old_order_has_its_document_from_mostek_at_a_persons_word(
    former, wfirma, connection, client, anna
):
    former.sell()
    clock.advance(timedelta(hours=1))
    source = former.connect(connection, client)
    cut_over.begin(source, clock.now(), history=clock.warsaw_date())
    cut_over.confirm(source, anna, is_off=True)
    clock.advance(timedelta(hours=1))
    former.work()
    assert not wfirma.documents
    cut_over.issue_here(cut_over.without_document(source), anna)
    former.work()
    clock.advance(issue.GRACE)
    former.work()
    assert len(wfirma.documents) == 1
    said = Order.objects.get().answers.get()
    assert (said.choice, said.who) == ("issue_here", anna)
    assert cut_over.issue_here(Order.objects.all(), anna) == 0


@pytest.mark.parametrize(
    ("description", "site", "number"),
    [
        ("kursy.example.pl #12", "kursy.example.pl", "12"),
        ("https://x.pl/a #7".replace("https://", ""), "x.pl/a", "7"),
        ("Odwrotne obciążenie\nwww.Kursy.example.pl #123", "kursy.example.pl", "123"),
        ("127.0.0.1:8001/publigo #4102", "127.0.0.1:8001/publigo", "4102"),
        ("zamówienie #12/2026", "", "12/2026"),
        ("#4102.", "", "4102"),
        ("# ", "", ""),
        ("Zamówienie 4102", "", ""),
        ("", "", ""),
    ],
)
def test_a_description_names_one_order_by_its_whole_number(description, site, number):
    assert foreign.named(description) == (site, number)


@pytest.mark.parametrize(
    ("changes", "is_found"),
    [
        ({}, True),
        ({"description": "kursy.example.pl #41020"}, False),
        ({"description": "inny.example.pl #4102"}, False),
        ({"description": "#4102"}, True),
        ({"kind": "receipt", "type": "receipt_normal"}, True),
        ({"kind": "proforma", "type": "proforma"}, False),
        ({"kind": "correction", "type": "correction"}, False),
        ({"kind": "other", "type": "normal_draft"}, False),
        ({"is_cancelled": True}, False),
    ],
)
def test_only_a_document_of_this_very_sale_counts(former, connection, client, changes, is_found):
    former.connect(connection, client)
    former.sell()
    work.read_events()
    given = {"description": "kursy.example.pl #4102", "kind": "invoice", "type": "normal", **changes}
    site, number = foreign.named(given["description"])
    ForeignDocument.objects.create(
        connection=connection, wfirma_id="1", seen_at=clock.now(), site=site, order_number=number, **given
    )
    assert bool(foreign.of(Order.objects.get())) is is_found


def test_where_the_site_is_unknown_and_two_sources_have_the_number_the_amount_decides(
    former, connection, client
):
    source = former.connect(connection, client)
    former.sell("199.00")
    other = former.connect(connection, client)
    other.options = {}
    other.save()
    source.options = {}
    source.save()
    order = former.shop.order(4102)
    deliver(client, other, order_to_body(order, former.shop.settings).replace(b"199", b"150"))
    work.read_events()
    ForeignDocument.objects.create(
        connection=connection,
        wfirma_id="1",
        kind="invoice",
        seen_at=clock.now(),
        site="kursy.example.pl",
        order_number="4102",
        total=Decimal("150.00"),
    )
    found = {order.total: bool(foreign.of(order)) for order in Order.objects.all()}
    assert found == {Decimal("199.00"): False, Decimal("150.00"): True}


def test_find_tells_what_others_issued_on_these_days(former, wfirma, connection, client):
    former.switch(True)
    former.sell("123.00", FIRM)
    former.minutes(1)
    former.connect(connection, client)
    today = clock.warsaw_date()
    assert foreign.looked_at(connection, today, today) is None
    foreign.ask(connection.pk, today, today)
    foreign.ask(connection.pk, today - timedelta(days=2), today)
    former.work()
    (one,) = foreign.find(connection, today, today)
    assert (one.kind, one.total, one.currency, one.nip) == ("invoice", Decimal("123.00"), "PLN", "5260250274")
    assert (one.date, one.buyer_name, one.description) == (
        today,
        "Żuraw sp. z o.o.",
        "kursy.example.pl #4102",
    )
    assert ForeignLook.objects.count() == 1
    assert foreign.looked_at(connection, today, today) is not None
    wfirma.books.ledger.invoices.clear()
    clock.advance(timedelta(minutes=1))
    foreign.ask(connection.pk, today, today)
    former.work()
    assert foreign.find(connection, today, today) == []


def test_a_look_that_fails_is_repeated_and_what_waits_for_it_goes_on_waiting(
    former, wfirma, connection, client, anna
):
    source = begin(former, connection, client)
    former.sell()
    former.work()
    cut_over.confirm(source, anna, is_off=True)
    wfirma.faults.on("html_500", match="invoices/find")
    clock.advance(standing.SETTLED)
    former.work()
    look = ForeignLook.objects.filter(done_at=None).get()
    assert (look.error, look.tries) == ("unknown.http_5xx", 1)
    assert not wfirma.documents
    wfirma.faults.clear()
    clock.advance(timedelta(hours=2))
    former.work()
    assert len(wfirma.documents) == 1


def test_a_worker_that_dies_before_the_conclusion_is_followed_by_one_that_draws_it(
    former, wfirma, connection, client, anna
):
    source = begin(former, connection, client)
    former.sell()
    former.work()
    cut_over.confirm(source, anna, is_off=True)
    clock.advance(standing.SETTLED)

    class Killed(BaseException):
        pass

    def kill(name):
        if name == "foreign.saved":
            raise Killed

    with points.hooked(kill), pytest.raises(Killed):
        work.step()
    assert not wfirma.documents
    clock.advance(timedelta(minutes=10))
    former.work()
    assert len(wfirma.documents) == 1


def test_a_sale_changed_while_it_waits_is_issued_as_it_is_in_the_end(
    former, wfirma, connection, client, anna
):
    source = begin(former, connection, client)
    former.sell("199.00")
    work.read_events()
    order = former.shop.order(4102)
    deliver(client, source, order_to_body(order, former.shop.settings).replace(b"199", b"150"))
    work.read_events()
    cut_over.confirm(source, anna, is_off=True)
    clock.advance(standing.SETTLED)
    former.work()
    assert [Decimal(one.total) for one in wfirma.documents] == [Decimal("150.00")]
    assert receive.decide_waiting(Order.objects.all()) == 0
