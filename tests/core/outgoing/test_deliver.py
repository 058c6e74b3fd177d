"""When a message is sent again, when it is given up, and what is never lost or sent by two."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from datetime import timedelta

import pytest
from django.db import connection as database
from hypothesis import given
from hypothesis import strategies as st

from mostek.core import work
from mostek.core.models import Delivery, Endpoint
from mostek.core.outgoing import deliver, endpoints, events
from mostek.lib import clock, points
from tests.core.outgoing.conftest import only

State = Delivery.State


def tell(endpoint, about="1"):
    endpoint.refresh_from_db()
    events.enqueue(endpoint, "document.issued", {"n": about}, about=about)


def verify(secret, request):
    """As a receiver does it: any of the signatures fits."""
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed + request.content, hashlib.sha256).digest()).decode()
    return f"v1,{wanted}" in request.headers["webhook-signature"].split(" ")


def test_a_message_that_arrived_is_not_sent_again(endpoint, receiver):
    tell(endpoint)
    for _ in range(3):
        deliver.run_due()
        clock.advance(timedelta(days=1))
    assert len(receiver.heard) == 1
    endpoint.refresh_from_db()
    assert endpoint.delivered_at is not None


def test_every_try_has_the_same_id_and_body_and_its_own_time(endpoint, receiver):
    receiver.status = 500
    tell(endpoint)
    deliver.run_due()
    clock.advance(timedelta(seconds=6))
    deliver.run_due()
    first, second = receiver.heard
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.content == second.content
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert verify(endpoint.secret, first)
    assert verify(endpoint.secret, second)


def test_after_three_days_of_nothing_the_address_is_switched_off_and_nothing_is_lost(endpoint, receiver):
    receiver.status = 500
    begin = clock.now()
    tell(endpoint)
    tell(endpoint, "2")
    while Endpoint.objects.filter(is_on=True).exists():
        deliver.run_due()
        clock.advance(timedelta(minutes=10))
    assert timedelta(days=3) <= clock.now() - begin <= timedelta(days=4)
    endpoint.refresh_from_db()
    assert endpoint.trouble == "outgoing.given_up"
    tell(endpoint, "3")
    receiver.status, before = 204, len(receiver.heard)
    deliver.run_due()
    assert len(receiver.heard) == before
    endpoints.switch(endpoint, on=True)
    deliver.run_due()
    assert {one.headers["webhook-id"] for one in receiver.heard[before:]} == set(
        Delivery.objects.values_list("message_id", flat=True)
    )
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.DELIVERED}


def test_a_message_that_alone_is_refused_for_three_days_does_not_stop_the_others(endpoint, receiver):
    tell(endpoint)
    refused = only()
    receiver.refuses = {refused.message_id}
    for number in range(60):
        tell(endpoint, f"other {number}")
        deliver.run_due()
        clock.advance(timedelta(hours=3))
        deliver.run_due()
    refused.refresh_from_db()
    endpoint.refresh_from_db()
    assert (refused.state, refused.code) == (State.FAILED, "outgoing.refused")
    assert (endpoint.is_on, endpoint.trouble) == (True, "")
    assert Delivery.objects.exclude(state=State.DELIVERED).count() == 1


def test_gone_switches_off_at_once_and_keeps_the_message(endpoint, receiver):
    receiver.status = 410
    tell(endpoint)
    deliver.run_due()
    endpoint.refresh_from_db()
    assert (endpoint.is_on, endpoint.trouble, only().state) == (False, "outgoing.gone", State.WAITING)
    receiver.status = 200
    endpoints.switch(endpoint, on=True)
    deliver.run_due()
    assert only().state == State.DELIVERED


@pytest.mark.parametrize("status", [429, 503])
def test_a_receiver_that_asks_for_a_pause_gets_it_for_all_messages(endpoint, receiver, status):
    receiver.status, receiver.headers = status, {"Retry-After": "3600"}
    tell(endpoint)
    tell(endpoint, "2")
    deliver.run_due()
    assert len(receiver.heard) == 1
    receiver.status = 204
    clock.advance(timedelta(minutes=59))
    deliver.run_due()
    assert len(receiver.heard) == 1
    clock.advance(timedelta(minutes=2))
    deliver.run_due()
    assert len(receiver.heard) == 3


def test_one_address_that_is_down_does_not_keep_another_waiting(endpoint, receiver, connection):
    Endpoint.objects.update(resume_at=clock.now() + timedelta(hours=1))
    other = endpoints.add(connection, "https://other.example/", ["document.issued"])
    tell(endpoint)
    tell(other)
    deliver.run_due()
    assert [str(one.url) for one in receiver.heard] == ["https://other.example/"]


def test_after_a_change_both_secrets_sign_for_a_day_and_then_the_new_one_alone(endpoint, receiver):
    former = endpoint.secret
    fresh = endpoints.rotate(endpoint)
    tell(endpoint)
    deliver.run_due()
    assert verify(former, receiver.heard[0])
    assert verify(fresh, receiver.heard[0])
    clock.advance(timedelta(hours=25))
    tell(endpoint, "2")
    deliver.run_due()
    assert verify(fresh, receiver.heard[1])
    assert not verify(former, receiver.heard[1])


class Died(BaseException):
    pass


@pytest.mark.parametrize("point", ["outgoing.claimed", "outgoing.answered", "outgoing.recorded"])
def test_a_worker_that_dies_loses_no_message_and_repeats_it_under_the_same_id(endpoint, receiver, point):
    tell(endpoint)

    def die(name):
        if name == point:
            raise Died

    with points.hooked(die), pytest.raises(Died):
        deliver.run_due()
    deliver.run_due()
    clock.advance(deliver.CLAIM + timedelta(seconds=1))
    deliver.run_due()
    assert only().state == State.DELIVERED
    assert len(receiver.heard) == (2 if point == "outgoing.answered" else 1)
    assert len({one.headers["webhook-id"] for one in receiver.heard}) == 1


def test_a_worker_that_was_frozen_does_not_undo_what_another_one_achieved(endpoint, receiver):
    tell(endpoint)
    slow = deliver.take(only().pk)
    receiver.status = 500
    failed = deliver.send(slow)
    clock.advance(deliver.CLAIM + timedelta(seconds=1))
    receiver.status = 204
    deliver.run_due()
    deliver.record(slow, failed)
    assert only().state == State.DELIVERED
    endpoint.refresh_from_db()
    assert endpoint.failures == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_takes_a_message(endpoint, receiver):
    tell(endpoint)
    pk, taken = only().pk, []
    gate = threading.Barrier(6)

    def race():
        gate.wait()
        taken.append(deliver.take(pk))
        database.close()

    threads = [threading.Thread(target=race) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(one is not None for one in taken) == 1


def test_a_test_is_tried_once_and_says_nothing_of_the_address(endpoint, receiver):
    receiver.status = 404
    endpoints.test(endpoint)
    deliver.run_due()
    assert (only().state, only().status, only().event) == (State.FAILED, 404, "test")
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since) == (0, None)


def test_a_message_is_sent_again_on_request_under_the_same_id(endpoint, receiver):
    tell(endpoint)
    deliver.run_due()
    assert endpoints.resend(only())
    deliver.run_due()
    assert len(receiver.heard) == 2
    assert len({one.headers["webhook-id"] for one in receiver.heard}) == 1


def test_the_worker_has_a_job_for_each_receiver_and_at_most_so_many_at_once(endpoint, receiver, connection):
    for number in range(5):
        tell(endpoints.add(connection, f"https://r{number}.example/", ["document.issued"]), "x")
    lanes = [job for job in work.jobs(()) if job[0] == "endpoint"]
    assert len(lanes) == work.SENDS
    assert [job for job in work.jobs(lanes) if job[0] == "endpoint"] == []


def test_the_pauses_grow_and_together_last_about_three_days():
    assert list(deliver.PAUSES) == sorted(deliver.PAUSES)
    assert timedelta(days=3) <= sum(deliver.PAUSES, timedelta()) <= timedelta(days=3.5)


@given(st.text(max_size=50), st.text(max_size=50))
def test_ids_of_messages_are_the_same_for_the_same_and_only_then(one, other):
    assert (events.message_id(one) == events.message_id(other)) == (one == other)
    assert len(events.message_id(one)) < 60
