"""A real worker process, a real socket, and `kill -9` at moments that hurt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections as databases

from mostek.core import lease, work
from mostek.core.models import Connection, Document
from mostek.lib import clock
from mostek.sandbox.app import Sandbox, create_sandbox
from mostek.sandbox.server import running
from tests.conftest import Wfirma, make_connection
from tests.core.deliveries import deliver, private_sale

pytestmark = [pytest.mark.socket, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sandbox(settings: Any) -> Iterator[Sandbox]:
    sandbox = create_sandbox()
    with running(sandbox) as url:
        settings.WFIRMA_API_URL = settings.WFIRMA_LOGIN_URL = f"{url}/wfirma"
        yield sandbox


@pytest.fixture
def shop(sandbox: Sandbox, client: Any) -> Callable[[int], None]:
    from mostek.core.models import Source

    wfirma = Wfirma(None, sandbox.books, sandbox.faults, sandbox.calls, sandbox.vies)  # type: ignore[arg-type]
    connection = make_connection(wfirma, access_expires_at=clock.now() + timedelta(hours=1))
    source = Source.objects.create(
        connection=connection, kind="publigo", name="P", secret="demo-licence-key", created_at=clock.now()
    )

    def sell(number: int) -> None:
        assert deliver(client, source, private_sale(number)).status_code == 200

    return sell


@pytest.fixture
def worker(settings: Any) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    database = databases["default"].settings_dict
    url = (
        f"sqlite:///{database['NAME']}"
        if databases["default"].vendor == "sqlite"
        else f"postgresql://{database['USER']}@/{database['NAME']}?host={database['OPTIONS']['host']}"
    )

    def start() -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "MOSTEK_DATABASE_URL": url,
            "MOSTEK_DATA": str(settings.DATA_DIR),
            "MOSTEK_WFIRMA_API_URL": settings.WFIRMA_API_URL,
        }
        started.append(subprocess.Popen([sys.executable, "-m", "mostek", "work"], env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(what: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def let_time_pass() -> None:
    """The lease runs out, the settling delay is over: the rows say so, nobody has to wait for minutes."""
    past = clock.now() - lease.SETTLE - timedelta(seconds=1)
    for _ in range(4):
        Connection.objects.update(lease_until=past, resume_at=past)
        Document.objects.filter(state="unknown").update(unknown_since=past, due_at=past)
        work.step()


def numbers(sandbox: Sandbox) -> list[str]:
    return [one.id_external for one in sandbox.books.ledger.invoices.values()]


def test_a_worker_killed_while_wfirma_is_booking_leaves_exactly_one_document(sandbox, shop, worker):
    sandbox.faults.on("slow:1", times=1, match="invoices/add")
    shop(1)
    process = worker()
    wait_for(lambda: Document.objects.filter(state="sending").exists())
    time.sleep(0.3)  # the call is on the wire now
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for(lambda: len(numbers(sandbox)) == 1)

    let_time_pass()
    assert Document.objects.get().state == "issued"
    assert numbers(sandbox) == [Document.objects.get().reference]


def test_a_worker_killed_before_wfirma_read_the_call_leaves_exactly_one_document(sandbox, shop, worker):
    sandbox.faults.on("reset_before", times=1, match="invoices/add")
    shop(1)
    process = worker()
    wait_for(lambda: Document.objects.filter(state="unknown").exists())
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert numbers(sandbox) == []

    let_time_pass()
    assert Document.objects.get().state == "issued"
    assert len(numbers(sandbox)) == 1


def test_workers_killed_again_and_again_lose_nothing_and_double_nothing(sandbox, shop, worker):
    sandbox.faults.on("slow:0.05", probability=1.0, match="invoices/add")
    for number in range(12):
        shop(number)
    for pause in (0.6, 0.8, 1.0, 1.2):
        process = worker()
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
        Connection.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    time.sleep(0.3)
    for _ in range(4):
        let_time_pass()

    issued = Document.objects.filter(state="issued")
    assert issued.count() == 12
    assert sorted(numbers(sandbox)) == sorted(issued.values_list("reference", flat=True))


def test_a_worker_asked_to_stop_finishes_its_call_and_gives_the_lease_back(sandbox, shop, worker):
    sandbox.faults.on("slow:1", times=1, match="invoices/add")
    shop(1)
    process = worker()
    wait_for(lambda: Document.objects.filter(state="sending").exists())
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert Document.objects.get().state == "issued"
    assert Connection.objects.get().lease_until is None
