"""What the push loses the pull finds, for every platform that can be asked."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from mostek.core import pull
from mostek.core.models import Event, Order, Source
from mostek.lib import clock
from mostek.sources import registry

SALES = 60


@pytest.fixture(autouse=True)
def _can_be_asked(kit):
    if not registry.platform(kit.kind).pulls:
        pytest.skip(f"{kit.kind} cannot be asked")


@pytest.mark.parametrize("seed", [1, 2])
def test_of_thirty_per_cent_lost_pushes_none_is_missing(bridge, kit, wfirma, seed):
    chance = random.Random(seed)
    sold = []
    for _ in range(SALES):
        order = kit.sell(total=f"{chance.randint(1, 500)}.00")
        sold.append(order)
        if chance.random() > 0.3:
            bridge.send(kit.push(order))
    assert Event.objects.count() < SALES
    bridge.read()
    bridge.pull()
    for _ in range(SALES):
        bridge.issue()
        if len(wfirma.documents) == SALES:
            break
    assert sorted(Order.objects.values_list("external_id", flat=True)) == sorted(sold)
    assert len(wfirma.documents) == SALES
    assert sum(Decimal(one.total) for one in wfirma.documents) == sum(
        Order.objects.values_list("total", flat=True)
    )


def test_asking_again_brings_nothing_new(bridge, kit, wfirma):
    kit.sell()
    for _ in range(3):
        bridge.pull()
        bridge.issue()
        clock.advance(timedelta(hours=1))
    assert Event.objects.filter(leg="pull").count() == 1
    assert len(wfirma.documents) == 1


def test_push_and_pull_meet_in_one_order_whichever_comes_first(bridge, kit, wfirma):
    first, second = kit.sell(), kit.sell()
    bridge.deliver(first)
    bridge.pull()
    bridge.read()
    bridge.deliver(second)
    bridge.issue()
    assert Order.objects.count() == 2
    assert len(wfirma.documents) == 2
    assert not Order.objects.filter(changed_after_issue=True).exists()


def test_a_pull_says_no_less_than_the_push_did(bridge, kit):
    order = kit.sell()
    bridge.deliver(order)
    before = bridge.order(order)
    bridge.pull()
    bridge.read()
    after = bridge.order(order)
    assert (after.sale, after.revision, after.verdict) == (before.sale, before.revision, before.verdict)


def test_the_push_that_comes_after_all_counts(bridge, kit):
    order = kit.sell()
    bridge.pull()
    bridge.read()
    bridge.deliver(order)
    found = bridge.order(order)
    assert (found.is_partial, found.buyer_name) == (False, "Łucja Źdźbło")


def test_a_key_that_is_not_right_any_more_is_a_persons_turn(bridge, kit, source):
    kit.lock_out()
    bridge.pull()
    source.refresh_from_db()
    assert source.pull_trouble == "pull.key"
    assert source.pull_due_at > clock.now()


@pytest.mark.parametrize("status", [429, 503])
def test_a_platform_that_asks_for_a_pause_gets_it(bridge, kit, source, status):
    kit.fail(status, retry_after=7200)
    bridge.pull()
    source.refresh_from_db()
    assert source.pull_code == "pull.throttled"
    assert source.pull_due_at >= clock.now() + timedelta(seconds=7200)
    assert not source.pull_trouble


@pytest.mark.parametrize("status", [500, 502, 301, 404, 418])
def test_trouble_is_told_and_nothing_is_lost(bridge, kit, source, status):
    kit.fail(status)
    order = kit.sell()
    bridge.pull()
    source.refresh_from_db()
    assert source.pull_code.startswith("pull.")
    kit.fail(0)
    bridge.pull()
    bridge.read()
    source.refresh_from_db()
    assert (source.pull_code, source.pull_failures, source.pull_trouble) == ("", 0, "")
    assert bridge.order(order)


def test_lasting_trouble_becomes_a_persons(bridge, kit, source):
    kit.fail(500)
    assert pull.schedule(source)
    for _ in range(pull.PATIENCE):
        pull.run(source.pk)
        clock.advance(pull.LONGEST_PAUSE)
    source.refresh_from_db()
    assert source.pull_trouble == "pull.unreachable"


def test_a_push_that_never_arrives_is_noticed(bridge, kit, source):
    for _ in range(3):
        clock.advance(timedelta(minutes=20))
        kit.sell()
    bridge.pull()
    bridge.read()
    assert Source.objects.get().push_missed == 3
    bridge.deliver(kit.sell())
    assert Source.objects.get().push_missed == 0


def test_no_key_is_in_the_row_or_the_log(bridge, kit, source, caplog):
    caplog.set_level("DEBUG", logger="mostek")
    for change in (kit.lock_out, lambda: kit.fail(500), lambda: kit.fail(404)):
        change()
        bridge.pull()
    source.refresh_from_db()
    shown = caplog.text + repr(source) + source.pull_detail + source.pull_code
    for secret in (kit.secret, *kit.keys.values()):
        assert secret not in shown
