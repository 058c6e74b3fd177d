from __future__ import annotations

from typing import Any

import pytest

from mostek.core.models import AlertAddress, Connection, Source, User
from tests.panel.conftest import make_connection, make_source


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")


@pytest.fixture
def works(owner: User, noon: None) -> Connection:
    return make_connection(owner, name="Kursy")


@pytest.fixture
def shop(works: Connection) -> Source:
    return make_source(works)


@pytest.fixture
def told(works: Connection, settings: Any) -> AlertAddress:
    """Somebody is told, in Polish, and there is a mail server."""
    settings.MOSTEK_SMTP = {"host": "mail.example.com"}
    return AlertAddress.objects.create(connection=works, email="anna@example.com")
