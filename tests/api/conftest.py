from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mostek.core import api_keys
from mostek.lib import clock
from tests.conftest import make_connection


@pytest.fixture
def api_key(connection: Any) -> str:
    from mostek.core.models import Source

    source = Source.objects.create(connection=connection, kind="rest", name="REST", created_at=clock.now())
    return api_keys.make(source, "test")[1]


@pytest.fixture
def source(api_key: str) -> Any:
    from mostek.core.models import Source

    return Source.objects.get()


class Caller:
    """A program with a key."""

    def __init__(self, key: str, language: str = "en") -> None:
        self.client = Client(headers={"authorization": f"Bearer {key}", "accept-language": language})

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)

    def put(self, path: str, body: Any) -> Any:
        return self.client.put(f"/api/v1/{path}", body, content_type="application/json")


@pytest.fixture
def caller(api_key: str) -> Caller:
    return Caller(api_key)


@pytest.fixture
def neighbour(wfirma: Any, connection: Any) -> Caller:
    """A program of another company, with every scope."""
    from mostek.core.models import Source

    theirs = make_connection(wfirma, company_name="Obca")
    made = Source.objects.create(connection=theirs, kind="rest", name="Obce", created_at=clock.now())
    return Caller(api_keys.make(made, "theirs")[1])
