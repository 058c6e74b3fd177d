"""The panel as people of two firms see it. No test here needs wFirma unless it takes the fixture `wfirma`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from mostek.core.importing import take
from mostek.core.models import (
    Attempt,
    Connection,
    Correction,
    Delivery,
    Document,
    Endpoint,
    Event,
    Import,
    Order,
    Product,
    Proof,
    Source,
    User,
)
from mostek.lib import clock

PASSWORD = "trzy-zwykle-slowa"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Counters of the login start at zero."""
    cache.clear()


@pytest.fixture
def anna(db: None) -> User:
    """An ordinary member, so that the scope of every query is tested."""
    return User.objects.create_user("anna", "anna@example.com", PASSWORD)


@pytest.fixture
def bogdan(db: None) -> User:
    return User.objects.create_user("bogdan", "bogdan@example.com", PASSWORD)


@pytest.fixture
def page(anna: User) -> Client:
    """A browser that speaks Polish, signed in as Anna."""
    return signed_in(anna)


def signed_in(user: User, language: str = "pl") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


@dataclass(frozen=True)
class Firm:
    """One of each noun, owned by one user."""

    connection: Connection
    source: Source
    rest: Source
    order: Order
    document: Document
    event: Event
    attempt: Attempt
    product: Product
    proof: Proof
    file: Source
    import_: Import
    endpoint: Endpoint
    delivery: Delivery
    correction: Correction

    def keys(self) -> dict[str, int]:
        """The primary key that a URL of this name takes."""
        return {
            "order": self.order.pk,
            "document": self.document.pk,
            "source": self.source.pk,
            "product": self.product.pk,
            "connect": self.connection.pk,
            "seller": self.connection.pk,
            "proof": self.proof.pk,
            "import": self.import_.pk,
            "endpoint": self.endpoint.pk,
            "delivery": self.delivery.pk,
            "correction": self.correction.pk,
        }


def make_firm(owner: User, name: str = "Akademia", **document: Any) -> Firm:
    connection = make_connection(owner, name=name, company_name=f"{name} Sp. z o.o.")
    source = make_source(connection, name=f"Publigo {name}", secret="licence-key-0000-9931")
    rest = make_source(connection, kind="rest", name=f"REST {name}")
    order = make_order(source)
    planned = make_document(order, **document)
    event = Event.objects.create(
        source=source,
        key="order:1",
        body=b"{}",
        body_digest="",
        received_at=clock.now(),
        state=Event.State.READ,
        order=order,
        reason="order.new",
    )
    attempt = Attempt.objects.create(
        document=planned,
        action=Attempt.Action.ADD,
        epoch=1,
        opened_at=clock.now(),
        closed_at=clock.now(),
        outcome="issued",
    )
    product = Product.objects.create(connection=connection, code="77:1", name=f"Kurs {name}")
    proof = make_proof(connection)
    file = make_source(connection, kind="file", name=f"Arkusz {name}")
    import_ = make_import(file)
    endpoint = Endpoint.objects.create(
        connection=connection,
        url=f"https://{name}.example/hook",
        events=["document.issued"],
        created_at=clock.now(),
    )
    delivery = make_delivery(endpoint, document=planned)
    correction = Correction.objects.create(
        order=order,
        cause="refund:1",
        root=planned,
        plan={"action": "nothing", "reasons": []},
        state=Correction.State.NOTHING,
        told_at=clock.now(),
    )
    return Firm(
        connection=connection,
        source=source,
        rest=rest,
        order=order,
        document=planned,
        event=event,
        attempt=attempt,
        product=product,
        proof=proof,
        file=file,
        import_=import_,
        endpoint=endpoint,
        delivery=delivery,
        correction=correction,
    )


def make_import(source: Source, content: bytes = b"", **columns: Any) -> Import:
    """A file whose columns are still to be said."""
    content = content or b"Order number;Amount\r\n1;199,00\r\n"
    one = take.take(source, "sprzedaż.csv", content)
    Import.objects.filter(pk=one.pk).update(**columns)
    one.refresh_from_db()
    return one


def make_delivery(endpoint: Endpoint, **columns: Any) -> Delivery:
    given = {
        "message_id": f"msg_{Delivery.objects.count()}",
        "event": "document.issued",
        "payload": {"type": "document.issued", "data": {}},
        "created_at": clock.now(),
        "state": Delivery.State.DELIVERED,
        "status": 204,
        "tries": 1,
        **columns,
    }
    return Delivery.objects.create(endpoint=endpoint, **given)


def make_proof(connection: Connection, **columns: Any) -> Proof:
    """A finished one of this month, a line of zeros."""
    given = {
        "month": clock.warsaw_date().replace(day=1),
        "asked_at": clock.now(),
        "began_at": clock.now(),
        "finished_at": clock.now(),
        "state": Proof.State.DONE,
        "is_current": True,
        "counts": {"paid": 1, "documented": 1, "ours": 1, "listed": 1},
        **columns,
    }
    return Proof.objects.create(connection=connection, **given)


def make_connection(owner: User, **columns: Any) -> Connection:
    given = {
        "name": "wFirma",
        "created_at": clock.now(),
        "health": Connection.Health.READY,
        "company_id": "402913",
        "company_nip": "5260250274",
        "client_id": "id-klienta",
        "client_secret": "haslo-klienta-MARKED-1111",
        "access_token": "access-MARKED-2222",
        "refresh_token": "refresh-MARKED-3333",
        "access_expires_at": clock.now(),
        "consented_at": clock.now(),
        **columns,
    }
    connection = Connection.objects.create(**given)
    connection.members.add(owner)
    return connection


def make_source(connection: Connection, **columns: Any) -> Source:
    given = {"kind": "publigo", "name": "Publigo", "created_at": clock.now(), **columns}
    return Source.objects.create(connection=connection, **given)


def make_order(source: Source, external_id: str = "4102", **columns: Any) -> Order:
    sale = {
        "reference": f"publigo-{external_id}",
        "currency": "PLN",
        "total": "1234.56",
        "paid_on": "2026-11-23",
        "buyer": {
            "name": "Żaneta Łąka",
            "company": False,
            "wants_invoice": False,
            "country": "PL",
            "email": "zaneta@example.com",
        },
        "lines": [{"name": "Kurs fotografii", "quantity": "1", "unit_price": "1234.56", "discount": "0.00"}],
        "charges": [],
    }
    reasons = [
        {
            "code": "buyer.consumer_pl",
            "pl": "Kupujący prywatny z Polski.",
            "en": "Private buyer in Poland.",
            "basis": "art. 106b ustawy o VAT",
        }
    ]
    given = {
        "sale": sale,
        "verdict": Order.Verdict.ISSUE,
        "decision": {"decision": "issue", "reasons": reasons, "warnings": [], "document": None},
        "buyer_name": "Żaneta Łąka",
        "buyer_email": "zaneta@example.com",
        "total": Decimal("1234.56"),
        "currency": "PLN",
        "received_at": clock.now(),
        **columns,
    }
    return Order.objects.create(source=source, external_id=external_id, **given)


def make_document(order: Order, **columns: Any) -> Document:
    draft = {
        "type": "receipt_normal",
        "currency": "PLN",
        "price_type": "brutto",
        "lines": [{"name": "Kurs fotografii", "quantity": "1", "unit_price": "1234.56", "vat": "23"}],
        "totals": [],
        "net": "1003.71",
        "tax": "230.85",
        "total": "1234.56",
    }
    given = {
        "kind": Document.Kind.RECEIPT,
        "reference": f"mo-{order.pk}",
        "content": {"draft": draft, "sale": order.sale},
        "total": Decimal("1234.56"),
        "currency": "PLN",
        "planned_at": clock.now(),
        "state": Document.State.ISSUED,
        "wfirma_id": f"3001{order.pk}",
        "number": f"PAR {order.pk}/11/2026",
        "issued_on": clock.warsaw_date(),
        "issued_at": clock.now(),
        **columns,
    }
    return Document.objects.create(order=order, connection=order.source.connection, **given)


def held(**columns: Any) -> dict[str, Any]:
    """Columns of a Document that wFirma refused."""
    return {
        "state": Document.State.HELD,
        "reason": "rejected.fields",
        "wfirma_id": "",
        "number": "",
        "issued_on": None,
        "issued_at": None,
        **columns,
    }
