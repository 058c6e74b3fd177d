"""A sale and its draft, small enough to be changed by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from mostek.tax.decision import Draft, DraftLine, Oss
from mostek.tax.sale import Buyer, Line, Payment, Sale
from mostek.wfirma.payload import invoice_to_payload

TODAY = date(2026, 11, 23)
FIRM = Buyer(
    country="PL",
    name="Firma Testowa sp. z o.o.",
    company=True,
    wants_invoice=True,
    tax_id="123-456-32-18",
    street="Prosta 1",
    zip="00001",
    city="Warszawa",
    email="biuro@firma.example",
)
PERSON = Buyer(country="PL", name="Jan Kowalski", email="jan@example.pl")
GERMAN = Buyer(
    country="DE", name="Max Muster", street="Hauptstr. 5", zip="10115", city="Berlin", email="max@example.de"
)


def sale(buyer: Buyer = FIRM, **changes: Any) -> Sale:
    given: dict[str, Any] = {
        "reference": "publigo-4102",
        "currency": "PLN",
        "total": Decimal("246.00"),
        "buyer": buyer,
        "lines": (Line(name="Kurs online", unit_price=Decimal("246.00")),),
        "paid_on": date(2026, 11, 22),
        "supplied_on": date(2026, 11, 22),
        "payment": Payment(method="card", state="paid"),
    }
    return Sale(**given | changes)


def line(vat: Any = "23", price: str = "123.00", quantity: str = "2", **changes: Any) -> DraftLine:
    return DraftLine(
        name="Kurs online", quantity=Decimal(quantity), unit_price=Decimal(price), vat=vat, **changes
    )


def draft(*lines: DraftLine, **changes: Any) -> Draft:
    given: dict[str, Any] = {
        "type": "normal",
        "currency": "PLN",
        "price_type": "brutto",
        "lines": lines or (line(),),
        "totals": (),
        "net": Decimal("200.00"),
        "tax": Decimal("46.00"),
        "total": Decimal("246.00"),
    }
    return Draft(**given | changes)


OSS = Oss(country="DE", type="SE", evidence=("A", "B"))


def payload(the_sale: Sale | None = None, the_draft: Draft | None = None, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "reference": "mst-0001",
        "issue_date": TODAY,
        "auto_send": True,
        "series_id": "72",
        "description": "Zamówienie 4102",
    }
    return invoice_to_payload(the_sale or sale(), the_draft or draft(), **given | changes)


def invoice(*args: Any, **changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = payload(*args, **changes)["invoices"]["0"]["invoice"]
    return document
