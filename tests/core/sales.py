"""Sales as REST takes them, and the road from there to wFirma's books."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from mostek.core import receive, work
from mostek.core.models import Order, Source
from mostek.lib import clock

SELLER: dict[str, Any] = {
    "vat_status": "active",
    "vat_ue": True,
    "oss": "registered",
    "consumer_document": "receipt",
    "income_tax": "scale",
}
COURSE: dict[str, Any] = {"kind": "DIGITAL", "vat_rate": "23", "gtu": "GTU_12", "oss_service_type": "SE"}
EBOOK: dict[str, Any] = {"kind": "EBOOK", "vat_rate": "5", "oss_service_type": "SC"}

POLE = {
    "name": "Anna Przykładowa",
    "country": "PL",
    "street": "Testowa 1",
    "zip": "00-001",
    "city": "Warszawa",
    "email": "anna@example.com",
}
GERMAN = {
    "name": "Max Muster",
    "country": "DE",
    "street": "Hauptstr. 5",
    "zip": "10115",
    "city": "Berlin",
    "email": "max@example.de",
}
FINN = GERMAN | {"name": "Aino Esimerkki", "country": "FI", "zip": "00100", "city": "Helsinki"}
SWEDE = GERMAN | {"name": "Åsa Exempel", "country": "SE", "zip": "11122", "city": "Stockholm"}
POLISH_FIRM = POLE | {
    "name": "Firma Testowa sp. z o.o.",
    "company": True,
    "wants_invoice": True,
    "tax_id": "526-025-02-74",
}
GREEK_FIRM = GERMAN | {
    "name": "Paradeigma AE",
    "company": True,
    "wants_invoice": True,
    "tax_id": "GR 094259216",
    "country": "GR",
    "zip": "10431",
    "city": "Athina",
}


def line(price: str, product: str | None = "course", name: str = "Kurs fotografii") -> dict[str, Any]:
    return {"product": product, "name": name, "unit_price": price}


def sale(buyer: dict[str, Any], *lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Paid and supplied today, by card, for the sum of its lines."""
    given = list(lines) or [line("119.00")]
    total = sum(Decimal(one["unit_price"]) for one in given)
    posted = {
        "reference": "A-1001",
        "paid_on": clock.warsaw_date().isoformat(),
        "supplied_on": clock.warsaw_date().isoformat(),
        "currency": "PLN",
        "total": f"{total:.2f}",
        "buyer": buyer,
        "lines": given,
        "payment": {"method": "card", "state": "paid"},
    }
    return posted | changes


def describe(connection: Any, **products: dict[str, Any]) -> None:
    """Products that the seller has described; the course and the e-book always."""
    for code, description in {"course": COURSE, "ebook": EBOOK, **products}.items():
        connection.products.create(
            code=code, name=code, is_described=True, description=description, first_sold_at=clock.now()
        )


def tell(source: Source, posted: dict[str, Any]) -> Order:
    """The sale arrives and is read and decided; nothing is sent yet."""
    receive.store(source, f"{posted['reference']}:{clock.now()}", json.dumps(posted).encode())
    work.read_events()
    return Order.objects.get(source=source, external_id=posted["reference"])
