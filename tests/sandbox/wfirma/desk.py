"""A small bench for tests: a sandbox in this process and a caller who holds a token."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from mostek.sandbox.control.calls import CallLog
from mostek.sandbox.control.faults import Faults
from mostek.sandbox.inprocess import SandboxTransport
from mostek.sandbox.wfirma import oauth
from mostek.sandbox.wfirma.app import create_app
from mostek.sandbox.wfirma.records import Grant
from mostek.sandbox.wfirma.state import Books

COMPANY, SMALL_COMPANY = 111222, 111223
BUYER = {
    "name": "Firma Testowa sp. z o.o.",
    "tax_id_type": "nip",
    "nip": "1234563218",
    "street": "Prosta 1",
    "zip": "00-001",
    "city": "Warszawa",
    "country": "PL",
    "email": "biuro@firma.example",
}


class Desk:
    def __init__(self) -> None:
        self.time = datetime(2026, 10, 1, 10, 0, tzinfo=UTC)
        self.books = Books(clock=lambda: self.time)
        self.faults, self.calls = Faults(), CallLog()
        self.app = create_app(self.books, self.faults, self.calls)
        self.http = httpx2.Client(transport=SandboxTransport(self.app), base_url="http://wfirma.test")
        self.application = next(iter(self.books.ledger.applications.values()))
        self.grant = self.allow("jan@demo.example")
        self.token = oauth.make_access_token(self.books, self.grant)

    def allow(self, login: str, scopes: list[str] | None = None) -> Grant:
        user = self.books.ledger.user_of(login)
        assert user is not None
        return oauth.make_grant(self.books, self.application, user, scopes or self.application.scopes)

    def use(self, login: str, scopes: list[str] | None = None) -> None:
        self.token = oauth.make_access_token(self.books, self.allow(login, scopes))

    def pass_time(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def raw(self, path: str, body: Any = None, **query: str | None) -> httpx2.Response:
        params = {
            "inputFormat": "json",
            "outputFormat": "json",
            "company_id": str(COMPANY),
            "oauth_version": "2",
        }
        params = {name: value for name, value in {**params, **query}.items() if value is not None}
        headers = {"Authorization": f"Bearer {self.token}"}
        content = {"content": body} if isinstance(body, str | bytes) else {"json": body} if body else {}
        return self.http.post(path, params=params, headers=headers, **content)

    def ask(self, path: str, body: Any = None, **query: str | None) -> dict[str, Any]:
        answer: dict[str, Any] = self.raw(path, body, **query).json()
        return answer

    def add(self, **changes: Any) -> dict[str, Any]:
        """The record in the answer of `invoices/add`."""
        record: dict[str, Any] = self.ask("/invoices/add", invoice(**changes))["invoices"]["0"]["invoice"]
        return record

    def find(
        self, *conditions: tuple[str, str, str], module: str = "invoices", **parameters: Any
    ) -> dict[str, Any]:
        tree = [{"condition": {"field": f, "operator": o, "value": v}} for f, o, v in conditions]
        return self.ask(f"/{module}/find", {module: {"parameters": {"conditions": tree, **parameters}}})


def line(**changes: Any) -> dict[str, Any]:
    return {"name": "Kurs online", "unit": "szt.", "count": 1, "price": "123.00", "vat": "23", **changes}


def invoice(*, lines: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    numbered = {str(i): {"invoicecontent": one} for i, one in enumerate(lines or [line()])}
    record = {
        "type": "normal",
        "price_type": "brutto",
        "contractor": BUYER,
        "invoicecontents": numbered,
        **changes,
    }
    return {"invoices": {"0": {"invoice": {name: v for name, v in record.items() if v is not None}}}}
