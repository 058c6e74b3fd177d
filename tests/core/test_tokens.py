"""Tokens rotate: one refresh at a time, stored before use; what is lost on the way is said, and costs one consent."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections as databases
from django.test import Client

from mostek.core import connect, lease, messages, tokens, wire, work
from mostek.core.models import Connection, Document, User
from mostek.lib import clock
from mostek.sandbox.app import Sandbox, create_sandbox
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.server import running
from mostek.wfirma.errors import AuthLost
from tests.conftest import Wfirma, consented, make_connection
from tests.core.consents import consent
from tests.core.deliveries import deliver, private_sale

ROOT = Path(__file__).parent.parent.parent
SETTINGS = ("name", "is_on", "client_id", "company_id", "company_name", "seller", "series")
SWITCHES = ("email_invoices", "email_receipts")


def kept() -> Connection:
    return Connection.objects.get()


def expire() -> None:
    Connection.objects.update(access_expires_at=clock.now())


@pytest.fixture
def panel(connection: Connection, wfirma: Wfirma) -> Client:
    next(iter(wfirma.books.ledger.applications.values())).redirect_uri = connect.callback_url()
    owner = User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")
    connection.members.add(owner)
    client = Client(headers={"accept-language": "pl"})
    client.force_login(owner)
    return client


def test_a_token_is_refreshed_before_it_ends_and_both_parts_are_new(connection, wfirma):
    access, refresh = connection.access_token, connection.refresh_token
    Connection.objects.update(access_expires_at=clock.now() + tokens.EARLY + timedelta(seconds=1))
    tokens.client(kept())
    assert wfirma.count("oauth2/token") == 0
    clock.advance(timedelta(seconds=1))
    tokens.client(kept()).companies()
    assert wfirma.count("oauth2/token") == 1
    assert access != kept().access_token
    assert refresh != kept().refresh_token
    assert kept().refreshed_at == clock.now()
    tokens.client(kept())
    assert wfirma.count("oauth2/token") == 1


def test_a_lost_answer_to_a_refresh_asks_for_a_new_consent_and_nothing_else_is_lost(
    client, panel, publigo, connection, wfirma, caplog
):
    before = Connection.objects.values(*SETTINGS, *SWITCHES).get()
    expire()
    wfirma.faults.on("lost_reply", match="oauth2/token")
    deliver(client, publigo, private_sale())
    work.step()
    assert kept().health == "ready", "the old token may still be good"
    clock.advance(timedelta(minutes=1))
    work.step()
    assert (kept().health, kept().health_code) == ("needs_you", "auth.refresh_lost")
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in told] == [
        f"connection {connection.pk} needs you: auth.refresh_lost"
    ]
    assert "Generuj" in messages.of("auth.refresh_lost", language="pl").step
    assert (
        messages.of("auth.refresh_lost", language="pl").happened
        in panel.get("/settings/integrations/").content.decode()
    )
    assert Document.objects.get().state == "pending"

    consent(panel, wfirma, connection)
    work.step()
    assert Document.objects.get().state == "issued"
    assert Connection.objects.values(*SETTINGS, *SWITCHES).get() == before
    assert kept().refresh_began_at is None


def test_a_refresh_that_never_reached_wfirma_is_made_up_for(connection, wfirma):
    expire()
    wfirma.faults.on("reset_before", match="oauth2/token")
    Connection.objects.update(refreshed_at=clock.now() - timedelta(days=2))
    work.step()
    clock.advance(timedelta(minutes=1))
    work.step()
    assert kept().health == "ready"
    assert kept().refreshed_at == clock.now()


def test_a_dead_refresh_token_is_told_once_and_at_once(connection, wfirma, panel, caplog):
    expire()
    for grant in wfirma.books.ledger.grants.values():
        grant.revoked = True
    for _ in range(3):
        with pytest.raises(AuthLost):
            tokens.client(kept())
    assert [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR] == [
        f"connection {connection.pk} needs you: auth.refresh_dead"
    ]
    overview = panel.get("/").content.decode()
    assert "wFirma wymaga Twojej uwagi" in overview or messages.of("auth.refresh_dead").happened in overview


@pytest.mark.parametrize("is_on", [True, False])
def test_a_shop_that_sells_nothing_keeps_its_consent(connection, wfirma, is_on):
    Connection.objects.update(is_on=is_on, refreshed_at=clock.now())
    for _ in range(45):
        clock.advance(timedelta(days=1, minutes=1))
        work.step()
    assert kept().health == "ready"
    assert wfirma.count("oauth2/token") == 45
    tokens.client(kept()).companies()


def test_without_renewal_the_consent_would_have_died(connection, wfirma):
    clock.advance(timedelta(days=31))
    with pytest.raises(AuthLost) as refused:
        tokens.client(kept())
    assert refused.value.code == "auth.refresh_dead"


def test_the_panel_says_how_long_the_consent_lasts_and_that_this_is_an_assumption(connection, panel):
    Connection.objects.update(refreshed_at=clock.now() - timedelta(days=3))
    shown = panel.get(f"/settings/integrations/wfirma/{connection.pk}/").content.decode()
    assert "jeszcze 27 dni" in shown
    assert "30 dni to nasze założenie" in shown


def test_a_refresh_that_fails_does_not_harm_a_consent_given_meanwhile(connection, wfirma):
    """The person was quicker than the worker, whose refresh token is dead."""
    expire()
    slow = kept()
    for grant in wfirma.books.ledger.grants.values():
        grant.revoked = True
    fresh = kept()
    for name, value in consented(wfirma).items():
        setattr(fresh, name, value)
    fresh.consented_at, fresh.access_expires_at = clock.now(), clock.now() + timedelta(hours=1)
    fresh.save()
    with lease.held(connection.pk) as held:
        tokens.client(slow, held).companies()
    assert kept().health == "ready"
    assert kept().access_token == fresh.access_token


def test_a_refresh_that_works_does_not_overwrite_a_consent_given_meanwhile(connection, wfirma):
    """The person consented while the worker's refresh was on its way: their pair stays."""
    expire()
    theirs = consented(wfirma)

    class Meanwhile(SandboxTransport):
        def handle_request(self, request):
            answer = super().handle_request(request)
            Connection.objects.update(consented_at=clock.now(), refresh_token=theirs["refresh_token"])
            return answer

    with wire.over(Meanwhile(wfirma.app)), lease.held(connection.pk) as held:
        tokens.refresh(kept(), held)
    assert kept().refresh_token == theirs["refresh_token"]


def test_a_writer_without_the_lease_refreshes_nothing(connection, wfirma):
    """Its refresh token may be traded already: a second trade would cost the consent."""
    old = lease.take(connection.pk, "old")
    clock.advance(lease.LEASE + timedelta(seconds=1))
    assert lease.take(connection.pk, "new")
    with pytest.raises(lease.LeaseLost):
        tokens.refresh(kept(), old)
    assert wfirma.count("oauth2/token") == 0


# Real processes, a real socket, a database on disk.


@pytest.fixture
def sandbox(settings: Any) -> Iterator[Sandbox]:
    sandbox = create_sandbox()
    with running(sandbox) as url:
        settings.WFIRMA_API_URL = settings.WFIRMA_LOGIN_URL = f"{url}/wfirma"
        yield sandbox


@pytest.fixture
def stale(sandbox: Sandbox) -> Connection:
    wfirma = Wfirma(None, sandbox.books, sandbox.faults, sandbox.calls)  # type: ignore[arg-type]
    return make_connection(wfirma, access_expires_at=clock.now(), refreshed_at=clock.now())


@pytest.fixture
def refresher(settings: Any) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    database = databases["default"].settings_dict
    url = (
        f"sqlite:///{database['NAME']}"
        if databases["default"].vendor == "sqlite"
        else f"postgresql://{database['USER']}@/{database['NAME']}?host={database['OPTIONS']['host']}"
    )

    def start(*arguments: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "mostek.settings",
            "MOSTEK_DATABASE_URL": url,
            "MOSTEK_DATA": str(settings.DATA_DIR),
            "MOSTEK_WFIRMA_API_URL": settings.WFIRMA_API_URL,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.core.refresher", *arguments],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.socket
@pytest.mark.django_db(transaction=True)
def test_two_processes_that_refresh_at_once_make_one_call_and_lose_no_token(stale, sandbox, refresher):
    sandbox.faults.on("slow:0.5", match="oauth2/token", times=5)
    both = [refresher(str(stale.pk)) for _ in range(2)]
    for process in both:
        go(process)
    assert [process.communicate(timeout=60)[0] for process in both] == ["2\n", "2\n"]
    assert sandbox.calls.counts()["oauth2/token"] == 1
    (grant,) = sandbox.books.ledger.grants.values()
    assert kept().refresh_token == grant.refresh_token
    assert kept().lease_until is None


@pytest.mark.socket
@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_the_token_answer_and_the_commit_costs_one_consent(
    stale, sandbox, refresher
):
    before = Connection.objects.values(*SETTINGS, *SWITCHES).get()
    dying = refresher(str(stale.pk), "die")
    go(dying)
    assert dying.wait(timeout=60) == -9
    (grant,) = sandbox.books.ledger.grants.values()
    assert kept().refresh_token != grant.refresh_token, "wFirma's only copy of the new token is gone"

    Connection.objects.update(lease_until=clock.now() - timedelta(seconds=1))  # the lease of the dead ran out
    with pytest.raises(AuthLost):
        tokens.client(kept())
    assert (kept().health, kept().health_code) == ("needs_you", "auth.refresh_lost")
    assert Connection.objects.values(*SETTINGS, *SWITCHES).get() == before
    assert kept().client_secret == stale.client_secret
