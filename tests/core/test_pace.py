"""The pace of one Connection, and the turns among many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.core import connections, examine, issue, lease, pace, turn, work
from mostek.core.models import Connection, Document, Source
from mostek.lib import clock
from tests.conftest import consented
from tests.core.deliveries import deliver, private_sale

GAPS = st.floats(0, pace.LONGEST_GAP)
SECONDS = st.floats(-1e9, 1e9)
LIMIT = "status:TOTAL REQUESTS LIMIT EXCEEDED"


@given(st.lists(st.booleans(), max_size=300))
def test_the_gap_stays_within_its_bounds_whatever_wfirma_answers(answers):
    gap = 0.0
    for is_limit in answers:
        gap = pace.slower(gap) if is_limit else pace.faster(gap)
        assert gap == 0 or pace.NO_GAP < gap <= pace.LONGEST_GAP


@given(GAPS)
def test_a_limit_slows_down_by_half_and_a_success_makes_up_for_little_of_it(gap):
    slower = pace.slower(gap)
    assert slower >= max(gap, pace.FIRST_GAP)
    assert slower >= min(2 * gap, pace.LONGEST_GAP)
    recovered = pace.faster(slower)
    assert gap == pace.LONGEST_GAP or recovered > gap or gap >= pace.FIRST_GAP / 2
    assert recovered < slower


@given(GAPS)
def test_a_gap_that_nothing_disturbs_goes_away(gap):
    calls = 0
    while gap:
        gap, calls = pace.faster(gap), calls + 1
    assert calls <= 1 / pace.NO_GAP / pace.RECOVERY + 1


def test_recovery_is_slow():
    gap = pace.slower(0)
    for _ in range(100):
        gap = pace.faster(gap)
    assert gap > pace.FIRST_GAP / 4


@given(st.floats(0, pace.LONGEST_CALL), SECONDS, st.integers(0, 25))
def test_the_time_of_a_document_lies_between_the_old_and_the_new_figure(before, seconds, documents):
    after = pace.smoothed(before, seconds, documents)
    assert 0 <= after <= pace.LONGEST_CALL
    if before and documents:
        newest = min(max(seconds, 0) / documents, pace.LONGEST_CALL)
        assert min(before, newest) - 1e-6 <= after <= max(before, newest) + 1e-6


def kept() -> Connection:
    return Connection.objects.get()


def sell(client, source, *numbers):
    for number in numbers:
        assert deliver(client, source, private_sale(number)).status_code == 200


def test_after_a_limit_calls_keep_a_gap_that_every_worker_obeys(client, publigo, wfirma):
    sell(client, publigo, 1, 2, 3)
    wfirma.faults.on(LIMIT, times=1, match="invoices/add")
    work.step()
    assert (kept().pause_code, kept().gap) == ("throttled.requests", pace.FIRST_GAP)

    clock.advance(timedelta(seconds=60))
    work.step()
    assert Document.objects.filter(state="issued").count() == 1, "one call, then the gap"
    assert 0.9 < kept().gap < pace.FIRST_GAP
    assert kept().pause_code == "", "a gap is not a pause that anybody has to read about"
    work.step()
    assert Document.objects.filter(state="issued").count() == 1, "another worker waits as well"
    clock.advance(timedelta(seconds=1))
    work.step()
    assert Document.objects.filter(state="issued").count() == 2


def test_each_limit_code_doubles_the_gap_and_maintenance_does_not(client, publigo, wfirma):
    sell(client, publigo, 1)
    wfirma.faults.on(LIMIT, times=3, match="invoices/add")
    for _ in range(3):
        work.step()
        clock.advance(timedelta(minutes=16))
    assert kept().gap == 4 * pace.FIRST_GAP
    wfirma.faults.on("maintenance", times=1, match="invoices/add")
    work.step()
    assert (kept().pause_code, kept().gap) == ("throttled.maintenance", 4 * pace.FIRST_GAP)


def test_an_execution_limit_in_the_middle_of_an_add_is_looked_into_and_slows_down(client, publigo, wfirma):
    sell(client, publigo, 1)
    wfirma.faults.on("status:TOTAL EXECUTION TIME LIMIT EXCEEDED", times=1, match="invoices/add")
    work.step()
    assert Document.objects.get().state == "unknown"
    assert kept().gap == pace.FIRST_GAP
    assert kept().resume_at == clock.now() + timedelta(minutes=1)


def test_a_gap_is_forgotten_slowly_while_calls_go_through(client, publigo, wfirma):
    Connection.objects.update(gap=0.06)
    sell(client, publigo, *range(30))
    for _ in range(40):
        work.step()
        clock.advance(timedelta(seconds=1))
    assert Document.objects.filter(state="issued").count() == 30
    assert kept().gap < 0.06


def test_nobody_calls_while_the_login_is_locked(client, publigo, wfirma, connection):
    sell(client, publigo, 1)
    wfirma.faults.on("status:AUTH FAILED LIMIT WAIT 5 MINUTES", times=1)
    work.step()
    calls = len(wfirma.calls.counts())
    clock.advance(timedelta(minutes=4, seconds=59))
    work.step()
    assert [check.code for check in examine.examine(kept())] == ["throttled.auth_lock"]
    assert len(wfirma.calls.counts()) == calls

    clock.advance(timedelta(seconds=1))
    work.step()
    assert Document.objects.get().state == "issued"


def test_a_limit_that_meets_a_persons_test_slows_the_worker_too(client, publigo, wfirma, connection):
    wfirma.faults.on("status:AUTH FAILED LIMIT WAIT 5 MINUTES", times=1)
    assert [check.code for check in examine.examine(connection)] == ["throttled.auth_lock"]
    sell(client, publigo, 1)
    work.step()
    assert wfirma.count("invoices/add") == 0


def test_a_persons_test_goes_ahead_of_what_waits(client, publigo, wfirma, connection):
    sell(client, publigo, 1, 2)
    work.read_events()
    with lease.ahead(connection.pk) as held:
        assert held is not None
        work.step()
        assert wfirma.count("invoices/add") == 0
    # The worker is in the middle of its turn when somebody asks: the turn ends with the call under way.
    Connection.objects.update(wanted_until=clock.now() + timedelta(seconds=20))
    assert not kept().is_open(clock.now())
    assert connections.due(clock.now()) == []
    Connection.objects.update(wanted_until=None)
    work.step()
    assert wfirma.count("invoices/add") == 2


def test_who_asked_and_died_keeps_nobody_out_for_long(client, publigo, wfirma):
    sell(client, publigo, 1)
    Connection.objects.update(wanted_until=clock.now() + timedelta(seconds=2 * lease.PERSON_WAITS))
    work.step()
    assert wfirma.count("invoices/add") == 0
    clock.advance(timedelta(seconds=2 * lease.PERSON_WAITS))
    work.step()
    assert wfirma.count("invoices/add") == 1


def test_a_person_who_cannot_be_let_ahead_in_time_leaves_no_trace(wfirma, connection):
    with lease.held(connection.pk), lease.ahead(connection.pk, wait=0.2) as none:
        assert none is None
    assert kept().wanted_until is None


# Turns among Connections.


@pytest.fixture
def three(client, publigo, wfirma, settings):
    """Three companies, one thread; the first has far more to do than one turn takes."""
    settings.WORKER_THREADS = 1
    sources = [publigo]
    for name in ("Druga", "Trzecia"):
        other = Connection.objects.create(
            name=name,
            created_at=clock.now(),
            health="ready",
            company_id=publigo.connection.company_id,
            access_expires_at=clock.now() + timedelta(hours=12),
            seller=publigo.connection.seller,
            **consented(wfirma),
        )
        sources.append(
            Source.objects.create(
                connection=other, kind="publigo", name=name, secret="demo-licence-key", created_at=clock.now()
            )
        )
    return sources


def next_turn() -> int:
    """What one thread does next."""
    (pk,) = work.choose({})
    clock.advance(timedelta(seconds=5))
    turn.serve(pk)
    return pk


def test_ten_thousand_waiting_do_not_starve_one(client, three, wfirma):
    big, *small = three
    sell(client, big, *range(1000, 1000 + 3 * turn.BATCH))
    work.read_events()
    clock.advance(timedelta(hours=1))
    for number, source in enumerate(small):
        sell(client, source, number)
    work.read_events()

    order = [next_turn() for _ in range(3)]
    assert order[0] == big.connection_id, "it has waited for an hour"
    assert set(order[1:]) == {source.connection_id for source in small}
    assert next_turn() == big.connection_id
    sell(client, small[0], 10)
    work.read_events()
    clock.advance(timedelta(seconds=1))
    assert [next_turn(), next_turn()] == [big.connection_id, small[0].connection_id]
    while work.choose({}):
        next_turn()
    assert Document.objects.filter(state="issued").count() == 3 * turn.BATCH + 3


def test_no_more_turns_begin_than_there_are_threads(client, three, settings):
    for number, source in enumerate(three):
        sell(client, source, number)
    work.read_events()
    assert len(work.choose({})) == 1
    assert work.choose({0}) == [], "a turn of another one is under way"
    settings.WORKER_THREADS = 2
    first, second = work.choose({})
    assert work.choose({first}) == [second], "who is being served is not chosen again"


def test_a_document_that_waits_for_ksef_keeps_no_other_waiting_and_goes_by_itself(client, publigo, wfirma):
    sell(client, publigo, 1, 2)
    wfirma.faults.on("ksef_batch", times=1)
    work.step()
    states = Document.objects.order_by("pk").values_list("state", "reason")
    assert list(states) == [("pending", "throttled.ksef_batch"), ("issued", "")]
    assert (kept().gap, kept().resume_at) == (0, None)
    clock.advance(timedelta(minutes=9))
    work.step()
    assert wfirma.count("invoices/add") == 2
    clock.advance(timedelta(minutes=1))
    work.step()
    assert {one.state for one in Document.objects.all()} == {"issued"}
    assert len(wfirma.documents) == 2


def test_a_document_issued_at_full_speed_costs_no_gap(client, publigo, wfirma):
    sell(client, publigo, 1)
    work.step()
    assert (kept().gap, kept().resume_at, kept().waits) == (0, None, 0)
    assert issue.due(kept().pk) is None
