"""The worker is woken: at once where the database can tell it, and never later than it looks by itself."""

from __future__ import annotations

import logging
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection as database
from django.db import transaction

from mostek.core import wake, work
from mostek.core.models import Connection, Document
from mostek.lib import clock
from tests.conftest import make_connection
from tests.core.deliveries import deliver, private_sale

pytestmark = [pytest.mark.django_db(transaction=True)]

only_postgresql = pytest.mark.skipif(
    "postgres" not in os.environ.get("MOSTEK_DATABASE_URL", ""), reason="only PostgreSQL can tell"
)
NEVER = 300.0  # seconds: a test that waits so long has failed


@pytest.fixture
def source(wfirma):
    from mostek.core.models import Source

    ready = make_connection(wfirma, access_expires_at=clock.now() + timedelta(hours=1))
    return Source.objects.create(
        connection=ready, kind="publigo", name="P", secret="demo-licence-key", created_at=clock.now()
    )


@contextmanager
def at_work(safety: float = NEVER) -> Iterator[None]:
    """A worker in a thread, which by itself would not look again for `safety` seconds."""
    stop = threading.Event()
    worker = threading.Thread(target=work.run, args=(stop,), kwargs={"safety": safety})
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(20)
        assert not worker.is_alive()


def wait_for(what: Callable[[], object], seconds: float = 20) -> float:
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, "it did not come to pass"
        time.sleep(0.01)
    return time.monotonic() - began


def listeners() -> list[int]:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE query ~ 'LISTEN|SELECT 1' AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def hears(caplog) -> bool:
    return any("the database wakes" in record.getMessage() for record in caplog.records)


def issued() -> bool:
    return Document.objects.filter(state="issued").exists()


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.INFO, "mostek.wake")
    return caplog


def test_a_sale_is_issued_although_nobody_can_tell(client, source, wfirma):
    with at_work(safety=0.2):
        deliver(client, source, private_sale())
        wait_for(issued)


def test_a_wait_ends_soon_after_stop(source):
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()
    with wake.Ear() as ear:
        ear.wait(stop, NEVER)
        assert time.monotonic() - began < 5


def test_a_turn_that_ends_wakes_the_worker_of_its_process():
    with wake.Ear() as ear:
        threading.Timer(0.05, ear.ring).start()
        began = time.monotonic()
        ear.wait(threading.Event(), wake.POLL)
        assert time.monotonic() - began < wake.POLL


@pytest.mark.usefixtures("noon")
def test_the_worker_sleeps_no_longer_than_to_the_next_turn(client, source):
    assert work.until_next(5) == 5
    deliver(client, source, private_sale())
    work.read_events()
    Document.objects.update(due_at=clock.now() + timedelta(seconds=3))
    assert work.until_next(5) == 3
    Connection.objects.update(resume_at=clock.now() + timedelta(seconds=2))
    assert work.until_next(5) == 2
    Connection.objects.update(resume_at=clock.now() + timedelta(microseconds=1))
    assert work.until_next(5) == work.SHORTEST
    Connection.objects.update(is_on=False)
    assert work.until_next(5) == 5


@only_postgresql
def test_a_sale_is_issued_at_once_without_looking_for_it(client, source, wfirma, log):
    with at_work():
        wait_for(lambda: hears(log))
        time.sleep(0.5)  # it has nothing to do and waits
        deliver(client, source, private_sale())
        assert wait_for(issued) < 2


@only_postgresql
def test_what_is_told_in_a_transaction_comes_with_the_commit(source, log):
    with wake.Ear() as ear:
        stop = threading.Event()
        wait_for(lambda: ear.wait(stop, 0.1) or ear.hears)
        ear.wait(stop, 0.3)
        with transaction.atomic():
            wake.tell()
            began = time.monotonic()
            ear.wait(stop, 0.6)
            assert time.monotonic() - began > 0.5, "not yet"
        began = time.monotonic()
        ear.wait(stop, 5)
        assert time.monotonic() - began < 2


@only_postgresql
def test_a_line_that_is_killed_is_opened_again(client, source, wfirma, log):
    with at_work():
        wait_for(lambda: hears(log))
        killed = listeners()
        log.clear()
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) AS pid", [killed])
        wait_for(lambda: hears(log))
        assert not set(listeners()) & set(killed)
        time.sleep(0.5)
        deliver(client, source, private_sale())
        assert wait_for(issued) < 2


@contextmanager
def pooler(folder: Path, refuses: bool) -> Iterator[str]:
    """Between us and the database: it refuses LISTEN as some poolers do, or takes it and delivers nothing."""
    host, port = database.settings_dict["OPTIONS"]["host"], 5432
    found = [file.name for file in Path(host).glob(".s.PGSQL.*") if not file.name.endswith(".lock")]
    port = int(re.sub(r"\D", "", found[0]))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / f".s.PGSQL.{port}"))
    listener.listen()

    def carry(one: socket.socket, other: socket.socket, outward: bool) -> None:
        try:
            while data := one.recv(65536):
                if outward and b"LISTEN" in data:
                    if refuses:
                        break
                    data = data.replace(b"LISTEN mostek_work", b"LISTEN not_at_work")
                other.sendall(data)
        except OSError:
            pass
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # the other thread may be reading it
            end.close()

    def accept() -> None:
        while True:
            try:
                ours, _ = listener.accept()
            except OSError:
                return
            theirs = socket.socket(socket.AF_UNIX)
            theirs.connect(str(Path(host) / f".s.PGSQL.{port}"))
            for ends in ((ours, theirs, True), (theirs, ours, False)):
                threading.Thread(target=carry, args=ends, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield str(folder)
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@only_postgresql
@pytest.mark.parametrize("refuses", [True, False], ids=["refuses", "swallows"])
def test_behind_a_pooler_the_worker_looks_often_and_says_so_once(source, log, tmp_path, monkeypatch, refuses):
    monkeypatch.setattr(wake, "ASK_EVERY", 0.5)
    through = database.copy()
    with pooler(tmp_path, refuses) as host:
        through.settings_dict = {
            **database.settings_dict,
            "OPTIONS": {**database.settings_dict["OPTIONS"], "host": host},
        }
        with wake.Ear(through) as ear:
            began = time.monotonic()
            for _ in range(6):
                ear.wait(threading.Event(), NEVER)
            assert not ear.hears
            assert time.monotonic() - began < 6 * wake.POLL + 1
    warned = [one.getMessage() for one in log.records if one.levelno == logging.WARNING]
    assert len(warned) == 1
    assert "instead" in warned[0]
