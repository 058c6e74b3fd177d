"""What machines ask of us: alive, ready, the figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test import Client

from mostek.api import probes
from mostek.core import ping, wire
from mostek.core.models import Attempt, Connection, Document, Event, Heartbeat, Source, User
from mostek.lib import clock
from tests.panel.conftest import held, make_connection, make_document, make_order, make_source

TOKEN = {"authorization": "Bearer scrape-me"}


@pytest.fixture
def shop(db, noon):
    Heartbeat.objects.create(worker="one", at=clock.now())
    return make_source(make_connection(User.objects.create_user("anna")), name="MARKED-shop")


@pytest.fixture
def figures(settings):
    settings.METRICS_TOKEN = "scrape-me"

    def read():
        text = Client().get("/metrics", headers=TOKEN).content.decode()
        return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))

    return read


def test_healthz_does_not_ask_the_database_nor_for_a_host_name():
    """Without the mark `db` any query is an error."""
    answer = Client().get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_readyz_is_well_while_a_worker_is_at_work(shop):
    answer = Client().get("/readyz", headers={"host": "10.0.0.7"})
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "migrations": "ok", "worker": "ok"}


def test_readyz_names_the_worker_that_sleeps(shop):
    clock.advance(timedelta(minutes=2))
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["worker"]) == (503, "asleep")


@pytest.mark.django_db
def test_readyz_names_a_database_that_is_behind(monkeypatch):
    monkeypatch.setattr(probes, "_is_up_to_date", False)
    with database.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '%alerts'")
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "behind")


def test_without_a_token_in_the_settings_there_are_no_figures(db):
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer wrong", "scrape-me", "Bearer scrape-mé"])
def test_a_wrong_token_opens_nothing(settings, given):
    settings.METRICS_TOKEN = "scrape-me"
    assert Client().get("/metrics", headers={"authorization": given}).status_code == 401


def test_the_figures_count_what_is_there(shop, figures):
    make_document(make_order(shop, "1"))
    late = make_document(
        make_order(shop, "2"),
        **held(state="pending", due_at=clock.now(), planned_at=clock.now() - timedelta(hours=1)),
    )
    make_document(make_order(shop, "3"), **held())
    Attempt.objects.create(
        document=late, action="add", epoch=1, opened_at=clock.now(), outcome="throttled.requests"
    )
    Attempt.objects.create(document=late, action="add", epoch=1, opened_at=clock.now() - timedelta(hours=2))
    Event.objects.create(source=shop, key="1", body=b"{}", body_digest="", received_at=clock.now())
    Source.objects.update(pulled_at=clock.now() - timedelta(minutes=3))
    told = figures()
    assert told['mostek_documents{state="issued"}'] == "1"
    assert told['mostek_documents{state="held"}'] == "1"
    assert told["mostek_oldest_pending_seconds"] == "3600"
    assert told['mostek_wfirma_calls_last_hour{action="add",outcome="throttled.requests"}'] == "1"
    assert told["mostek_events_waiting"] == "1"
    assert told[f'mostek_pull_lag_seconds{{source="{shop.pk}",kind="publigo"}}'] == "180"
    assert told['mostek_connections{health="ready"}'] == "1"
    assert told["mostek_worker_heartbeat_seconds"] == "0"


def test_the_figures_name_no_buyer_no_shop_and_no_secret(shop, settings):
    settings.METRICS_TOKEN = "scrape-me"
    Connection.objects.update(health_detail="MARKED", access_token="MARKED")
    make_document(make_order(shop, "MARKED", buyer_name="MARKED"), **held(detail={"said": "MARKED"}))
    answer = Client().get("/metrics", headers=TOKEN)
    assert answer["content-type"].startswith("text/plain; version=0.0.4")
    assert "MARKED" not in answer.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(shop, settings, django_assert_max_num_queries):
    settings.METRICS_TOKEN = "scrape-me"
    for number in range(20):
        make_document(make_order(shop, str(number)))
    with django_assert_max_num_queries(25):
        Client().get("/metrics", headers=TOKEN)


class Watcher:
    """The service that expects to be asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"OK"]


@pytest.fixture
def watcher(settings):
    from mostek.sandbox.inprocess import SandboxTransport

    settings.PING_URL = "http://hc.example/ping/secret-key"
    one = Watcher()
    with wire.over(SandboxTransport(one)):
        yield one


def test_a_worker_that_works_asks_the_address_and_then_waits(shop, watcher):
    watch = ping.Watch()
    assert watch.is_due()
    watch.go()
    assert watcher.asked == ["/ping/secret-key"]
    assert not watch.is_due()


def test_without_an_address_nothing_is_asked(settings):
    assert not ping.Watch().is_due()


def test_it_is_silent_while_no_heartbeat_is_fresh(shop, watcher):
    clock.advance(timedelta(minutes=2))
    ping.Watch().go()
    assert watcher.asked == []


def test_it_is_silent_while_events_are_not_read(shop, watcher):
    Event.objects.create(source=shop, key="1", body=b"{}", body_digest="", received_at=clock.now())
    clock.advance(timedelta(minutes=16))
    Heartbeat.objects.update(at=clock.now())
    ping.Watch().go()
    assert watcher.asked == []


def test_it_is_silent_while_due_documents_are_not_served(shop, watcher):
    make_document(make_order(shop), **held(state="pending", due_at=clock.now()))
    clock.advance(timedelta(minutes=16))
    Heartbeat.objects.update(at=clock.now())
    ping.Watch().go()
    assert watcher.asked == []
    Connection.objects.update(served_at=clock.now())  # a long queue that moves is no stall
    ping.Watch().go()
    assert len(watcher.asked) == 1


def test_documents_that_wait_for_a_person_do_not_silence_it(shop, watcher):
    make_document(make_order(shop), **held(state="pending", due_at=clock.now()))
    Connection.objects.update(health="needs_you")
    clock.advance(timedelta(minutes=16))
    Heartbeat.objects.update(at=clock.now())
    ping.Watch().go()
    assert len(watcher.asked) == 1


def test_the_address_is_not_logged(shop, settings, caplog):
    settings.PING_URL = "http://127.0.0.1:9/ping/secret-key"
    ping.Watch().go()
    assert "the ping did not arrive" in caplog.text
    assert "secret-key" not in caplog.text
    assert Document.objects.count() == 0
