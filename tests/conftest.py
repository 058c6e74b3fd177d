from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from mostek.core import wire
from mostek.lib import clock
from mostek.sandbox.control.calls import CallLog
from mostek.sandbox.control.faults import Faults
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.vies import app as vies_app
from mostek.sandbox.vies.register import Register
from mostek.sandbox.wfirma import oauth
from mostek.sandbox.wfirma.app import create_app
from mostek.sandbox.wfirma.state import Books

hypothesis_settings.register_profile("mostek", deadline=None)
hypothesis_settings.load_profile("mostek")


def pytest_configure() -> None:
    """A password that is slow to guess is slow to make: most tests only want somebody logged in."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Wfirma:
    """The sandbox's wFirma and VIES in this process, over the same client as in production."""

    app: Flask
    books: Books
    faults: Faults
    calls: CallLog
    vies: Register = field(default_factory=Register)

    @property
    def documents(self) -> list[Any]:
        return list(self.books.ledger.invoices.values())

    def count(self, action: str) -> int:
        return int(self.calls.counts().get(action, 0))


@pytest.fixture
def noon() -> Iterator[None]:
    """The clock stands at noon of a Monday in Warsaw; `clock.advance` moves it."""
    with clock.held(NOON):
        yield


@pytest.fixture
def wfirma(settings: Any) -> Iterator[Wfirma]:
    books, faults, calls, register = Books(), Faults(), CallLog(), Register()
    app = create_app(books, faults, calls)
    settings.WFIRMA_API_URL = settings.WFIRMA_LOGIN_URL = "http://wfirma.sandbox"
    settings.VIES_URL = "http://wfirma.sandbox/vies"
    both = DispatcherMiddleware(app, {"/vies": vies_app.create_app(register, clock.now)})
    with wire.over(SandboxTransport(both)):
        yield Wfirma(app, books, faults, calls, register)


def consented(wfirma: Wfirma) -> dict[str, str]:
    """Tokens of a fresh consent of the administrator, without the pages."""
    with wfirma.books.acting() as ledger:
        application = next(iter(ledger.applications.values()))
        user = ledger.user_of("jan@demo.example")
        assert user is not None
        grant = oauth.make_grant(wfirma.books, application, user, application.scopes)
        token = oauth.make_access_token(wfirma.books, grant)
    return {
        "client_id": application.client_id,
        "client_secret": application.client_secret,
        "access_token": token,
        "refresh_token": grant.refresh_token,
    }


@pytest.fixture
def connection(wfirma: Wfirma, noon: None, db: None) -> Any:
    """A Connection that works: VAT payer, receipts on, its company chosen."""
    return make_connection(wfirma)


def make_connection(wfirma: Wfirma, **columns: Any) -> Any:
    from mostek.core import account_check
    from mostek.core.models import Connection

    company = next(one for one in wfirma.books.ledger.companies.values() if one.vat_payer)
    given = {
        "name": "Kursy",
        "created_at": clock.now(),
        "health": Connection.Health.READY,
        "company_id": str(company.id),
        "company_name": company.name,
        "access_expires_at": clock.now().replace(hour=23),
        "seller": {"vat_status": "active", "consumer_document": "receipt", "income_tax": "scale"},
        **consented(wfirma),
        **columns,
    }
    made = Connection.objects.create(**given)
    account_check.believe(made, 0.0)  # as the check of the account does once it has passed
    made.refresh_from_db()
    return made


@pytest.fixture
def publigo(connection: Any) -> Any:
    from mostek.core.models import Source

    return Source.objects.create(
        connection=connection,
        kind="publigo",
        name="Publigo",
        secret="demo-licence-key",
        created_at=clock.now(),
    )


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may reach beyond this machine: whoever tries gets an error, not a timeout."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {
            "127.0.0.1",
            "::1",
            "localhost",
        }:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
