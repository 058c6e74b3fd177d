"""The number of a document at its order, for every platform that has a place for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mostek.core import pdf_link, work
from mostek.core.models import Delivery, Document, Order, Source
from mostek.core.outgoing import deliver, endpoints
from mostek.lib import clock, points
from mostek.sources import registry


@pytest.fixture(autouse=True)
def _has_a_place(kit):
    if not registry.platform(kit.kind).writes_back:
        pytest.skip(f"{kit.kind} has no place for it")
    assert registry.platform(kit.kind).write_right.pl


@pytest.fixture
def issued(bridge, kit, source):
    """An order with its document in wFirma, its number not written yet; the order's external id."""
    Source.objects.update(writes_back=True)
    source.refresh_from_db()
    order = kit.sell()
    bridge.deliver(order)
    kit.fail(503)
    bridge.issue()
    assert Document.objects.get().state == Document.State.ISSUED
    Delivery.objects.update(due_at=clock.now(), tries=0)
    Source.objects.update(write_resume_at=None)
    kit.fail(0)
    return order


def test_the_number_arrives_with_the_link(bridge, kit, issued):
    deliver.run_due()
    labels, _ = kit.written(issued)
    document = Document.objects.get()
    assert labels["mostek_document_number"] == document.number
    token = labels["mostek_document_url"].rstrip("/").rpartition("/")[2]
    assert pdf_link.read(token) == document


def test_writing_again_leaves_what_once_does(bridge, kit, issued):
    deliver.run_due()
    once = kit.written(issued)
    endpoints.resend(Delivery.objects.get())
    deliver.run_due()
    assert kit.written(issued) == once


def test_a_worker_that_dies_after_writing_doubles_nothing(bridge, kit, issued):
    class Died(BaseException):
        pass

    def die(name):
        if name == "outgoing.answered":
            raise Died

    with points.hooked(die), pytest.raises(Died):
        deliver.run_due()
    once = kit.written(issued)
    clock.advance(deliver.CLAIM + timedelta(seconds=1))
    deliver.run_due()
    assert kit.written(issued) == once
    assert Delivery.objects.get().state == Delivery.State.DELIVERED


def test_the_platforms_own_word_about_it_is_seen_and_changes_nothing(bridge, kit, issued):
    deliver.run_due()
    before = bridge.order(issued)
    clock.advance(timedelta(minutes=5))
    if "sale" in kit.pushes:
        bridge.send(kit.push(issued, "change" if "change" in kit.pushes else "sale"))
    bridge.pull()
    bridge.read()
    for _ in range(3):
        work.step()
    after = bridge.order(issued)
    assert (after.revision, after.sale, after.changed_after_issue) == (before.revision, before.sale, False)
    assert Document.objects.count() == 1
    assert Delivery.objects.count() == 1
    assert Order.objects.count() == 1


def test_a_key_that_may_not_write_is_a_persons_turn_and_documents_go_on(bridge, kit, issued, source):
    kit.forbid_writing()
    deliver.run_due()
    source.refresh_from_db()
    assert source.write_trouble == "write.rights"
    assert Delivery.objects.get().state == Delivery.State.WAITING
    assert Document.objects.get().state == Document.State.ISSUED


def test_keys_that_are_not_right_any_more_are_a_persons_turn(bridge, kit, issued, source):
    kit.lock_out()
    deliver.run_due()
    source.refresh_from_db()
    assert source.write_trouble
    assert source.write_resume_at > clock.now()


@pytest.mark.parametrize("status", [429, 503])
def test_a_platform_that_asks_for_a_pause_is_asked_later(bridge, kit, issued, source, status):
    kit.fail(status, retry_after=7200)
    deliver.run_due()
    source.refresh_from_db()
    assert not source.write_trouble
    assert source.write_resume_at >= clock.now() + timedelta(seconds=7200)
    kit.fail(0)
    clock.advance(timedelta(seconds=7201))
    deliver.run_due()
    assert kit.written(issued)[0]
    assert Delivery.objects.get().state == Delivery.State.DELIVERED


def test_nothing_is_written_where_nobody_asked_for_it(bridge, kit, source):
    order = kit.sell()
    bridge.deliver(order)
    bridge.issue()
    assert not Delivery.objects.exists()
    assert kit.written(order) == ({}, ())
