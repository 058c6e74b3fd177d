"""A clock that is set, or wrong: nothing is lost, nothing is doubled, and it is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection as database
from django.test import Client

from mostek.core import doctor, heartbeat, issue, lease, skew, tokens, work
from mostek.core.models import Connection, Document, Heartbeat, User
from mostek.lib import clock
from mostek.wfirma import client as wfirma_client
from tests.conftest import NOON
from tests.core.deliveries import deliver, private_sale

HOUR = timedelta(hours=1)


@pytest.fixture(params=[HOUR, -HOUR], ids=["forward", "backward"])
def by(request):
    return request.param


@pytest.fixture
def watch(noon):
    """The worker's, from before the clock is set."""
    return skew.Watch()


@pytest.fixture
def sale(client, publigo, watch, wfirma):
    # wFirma's own clock is right and is set by nobody.
    wfirma.books.clock = lambda: NOON + timedelta(seconds=clock.elapsed())
    deliver(client, publigo, private_sale())


def the_document() -> Document:
    return Document.objects.get()


@pytest.mark.django_db
def test_time_that_passes_is_not_a_clock_that_is_set(watch):
    clock.advance(timedelta(days=3))
    assert watch.look(ask_database=False) == ""
    clock.jump(lease.MAX_SKEW)
    assert watch.look(ask_database=False) == "", "what the margins bear is let be"
    clock.jump(timedelta(seconds=1))
    assert watch.look(ask_database=False) == "clock.jumped", "small steps add up"


def test_what_wfirma_lists_late_is_not_doubled_by_a_clock_set_meanwhile(sale, watch, wfirma, by):
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    wfirma.faults.on("late_find:240", times=1, match="invoices/add")
    work.step(watch)
    assert the_document().state == "unknown"
    clock.advance(timedelta(seconds=5))

    clock.jump(by)
    for _ in range(60):
        work.step(watch)
        clock.advance(timedelta(seconds=20))
    assert the_document().state == "issued"
    assert len(wfirma.documents) == 1
    assert wfirma.count("invoices/add") == 1


def test_the_same_without_the_watch_would_double_it(sale, watch, wfirma):
    """What the rule is for: without it the settling delay is over in an instant."""
    wfirma.faults.on("lost_reply", times=1, match="invoices/add")
    wfirma.faults.on("late_find:240", times=1, match="invoices/add")
    work.step()
    clock.advance(timedelta(seconds=5))
    clock.jump(HOUR)
    for _ in range(10):
        work.step()
        clock.advance(timedelta(seconds=20))
    assert wfirma.count("invoices/add") == 2


def test_a_lease_of_a_lost_worker_neither_holds_for_an_hour_nor_lets_its_call_be_repeated(
    sale, watch, wfirma, connection, by
):
    work.read_events()
    lost = lease.take(connection.pk, "lost")
    attempt = issue.claim(the_document(), lost)
    assert attempt is not None
    clock.jump(by)
    for _ in range(60):
        work.step(watch)
        clock.advance(timedelta(seconds=20))
    assert the_document().state == "issued"
    assert len(wfirma.documents) == 1


def test_a_document_that_waits_is_sent_although_its_turn_now_lies_an_hour_ahead(sale, watch, wfirma, by):
    work.read_events()
    clock.jump(by)
    work.step(watch)
    assert the_document().state == "issued"


def test_a_pause_written_by_another_time_ends(sale, watch, wfirma):
    wfirma.faults.on("limit", times=1, match="invoices/add")
    work.step(watch)
    clock.jump(-HOUR)
    for _ in range(20):
        work.step(watch)
        clock.advance(timedelta(minutes=1))
    assert the_document().state == "issued"


def test_under_a_lease_across_which_the_clock_was_set_nothing_begins(sale, connection, by):
    work.read_events()
    held = lease.take(connection.pk, "w")
    clock.jump(by)
    with pytest.raises(lease.LeaseLost):
        issue.claim(the_document(), held)
    assert the_document().state == "pending"


def test_a_process_that_stood_still_does_not_send_because_the_clock_was_set_back(sale, connection, wfirma):
    class Frozen(wfirma_client.Client):
        def invoice_add(self, payload, *, before_wire=None):
            clock.advance(lease.START_WITHIN + timedelta(seconds=20))
            clock.jump(timedelta(seconds=-25))
            return super().invoice_add(payload, before_wire=before_wire)

    work.read_events()
    with lease.held(connection.pk) as held:
        issue.send(the_document(), Frozen(tokens.transport(connection), connection.company_id), held)
    assert wfirma.documents == []
    assert the_document().reason == "not_sent.stale"


def test_a_token_refused_after_the_clock_was_set_back_is_renewed(sale, watch, wfirma):
    Connection.objects.update(refreshed_at=clock.now())
    clock.jump(-HOUR)
    wfirma.faults.on("token_expired", times=1, match="invoices/add")
    for _ in range(3):
        work.step(watch)
    assert the_document().state == "issued"


def test_it_is_said_while_it_matters(sale, watch, by):
    owner = User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")
    Connection.objects.get().members.add(owner)
    page = Client(headers={"accept-language": "pl"})
    page.force_login(owner)
    pulse = heartbeat.Pulse()
    pulse.beat(watch.look(ask_database=False))
    clock.jump(by)
    pulse.beat(watch.look(ask_database=False))
    Heartbeat.objects.update(at=clock.now())
    assert "Zegar serwera został przestawiony." in page.get("/").content.decode()
    told = [one for one in doctor.examine(online=False) if one.about == "clock"]
    assert any("set to another time" in one.en for one in told)
    assert not any(one.ok for one in told)

    clock.advance(lease.SETTLE)
    pulse.beat(watch.look(ask_database=False))
    assert Heartbeat.objects.get().trouble == ""
    assert "przestawiony" not in page.get("/").content.decode()


def test_the_margins_bear_two_clocks_that_are_wrong_in_opposite_ways():
    both = 2 * lease.MAX_SKEW
    assert lease.LEASE - both >= lease.START_WITHIN + lease.CALL_LIMIT
    assert lease.SETTLE - both >= lease.LEASE + lease.MAX_SKEW


@pytest.mark.django_db
def test_one_machine_has_one_clock():
    if database.vendor == "sqlite":
        assert skew.ahead() == timedelta(0)


@pytest.mark.django_db
@pytest.mark.parametrize("off", [HOUR, -HOUR], ids=["ahead", "behind"])
def test_a_worker_whose_clock_is_not_the_databases_is_not_to_work(off):
    if database.vendor != "postgresql":
        pytest.skip("SQLite has no clock of its own")
    with clock.held(datetime.now(UTC) + off):
        assert abs(skew.ahead() - off) < timedelta(seconds=5)
        watch = skew.Watch()
        assert watch.look() == "clock.skewed"
        assert not doctor_is_content()
        clock.jump(-off)
        assert watch.look() == "clock.jumped", "right again, and what waits waits anew"
        assert doctor_is_content()


def doctor_is_content() -> bool:
    return not [one for one in doctor.examine(online=False) if one.about == "clock"]
