"""The seller's sums: what was typed, and what came after."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mostek.core import counters, receive
from mostek.core.models import Connection, Order, Source
from mostek.lib import clock
from mostek.tax import form

SELLER: dict[str, Any] = {
    "vat_status": "active",
    "oss": "below_threshold",
    "consumer_document": "invoice",
    "income_tax": "scale",
    "ksef": {"enabled": True, "monthly_relief": True},
}
GERMAN = {"name": "Hans", "country": "DE", "wants_invoice": True}
FIRM = {"name": "Firma", "country": "PL", "company": True, "wants_invoice": True, "tax_id": "5260250274"}


@pytest.fixture
def source(db, noon) -> Source:
    connection = Connection.objects.create(name="Kursy", created_at=clock.now(), seller=SELLER)
    return Source.objects.create(connection=connection, kind="rest", name="REST", created_at=clock.now())


def sell(source: Source, reference: str, total: str, buyer: dict[str, Any], **changes: Any) -> Order:
    sale = {
        "reference": reference,
        "paid_on": clock.warsaw_date().isoformat(),
        "currency": "PLN",
        "total": total,
        "buyer": buyer,
        "lines": [{"name": "Kurs", "unit_price": total}],
        **changes,
    }
    source = Source.objects.get(pk=source.pk)
    event, _ = receive.store(source, f"{reference}:{total}", json.dumps(sale).encode())
    receive.read(event)
    return Order.objects.get(external_id=reference)


def seller_of(source: Source) -> Any:
    connection = Connection.objects.get(pk=source.connection_id)
    return counters.counted(form.seller_from_json(connection.seller), connection)


def change(source: Source, counted_from: dict[str, str] | None = None, **seller: Any) -> None:
    connection = Connection.objects.get(pk=source.connection_id)
    connection.seller = {**connection.seller, **seller}
    connection.counted_from = counted_from or {}
    connection.save()


def test_sales_to_consumers_of_the_union_add_up_net(source):
    sell(source, "A-1", "123.00", GERMAN)
    sell(source, "A-2", "246.00", GERMAN)
    sell(source, "A-3", "999.00", {"name": "Anna", "country": "PL", "wants_invoice": True})
    sell(source, "A-4", "999.00", {"name": "Bill", "country": "US", "wants_invoice": True})
    sell(source, "A-5", "999.00", FIRM)
    assert seller_of(source).eu_consumer_sales_net_pln == Decimal("300.00")


def test_the_sale_that_crosses_the_limit_is_held_and_counted_only_once_it_is_decided(source):
    change(source, eu_consumer_sales_net_pln="41900.00")
    first = sell(source, "A-1", "123.00", GERMAN)
    assert (first.verdict, first.eu_consumer_net) == ("issue", Decimal("100.00"))
    second = sell(source, "A-2", "1.23", GERMAN)
    assert second.decision["question"]["code"] == "oss.threshold_crossed"
    assert seller_of(source).eu_consumer_sales_net_pln == Decimal("42000.00")


def test_a_sale_that_changes_does_not_count_against_itself(source):
    change(source, eu_consumer_sales_net_pln="41900.00")
    sell(source, "A-1", "123.00", GERMAN)
    changed = sell(source, "A-1", "122.00", GERMAN)
    assert changed.verdict == "issue"
    assert seller_of(source).eu_consumer_sales_net_pln == Decimal("41999.19")


def test_what_came_before_the_typed_sum_is_in_it_already(source):
    sell(source, "A-1", "123.00", GERMAN)
    clock.advance(timedelta(minutes=1))
    change(source, {"eu_consumer_net": clock.now().isoformat()}, eu_consumer_sales_net_pln="5000.00")
    assert seller_of(source).eu_consumer_sales_net_pln == Decimal("5000.00")
    sell(source, "A-2", "123.00", GERMAN)
    assert seller_of(source).eu_consumer_sales_net_pln == Decimal("5100.00")


def test_both_sums_begin_at_zero_with_their_period(source):
    typed = {"eu_consumer_net": clock.now().isoformat(), "outside_ksef": clock.now().isoformat()}
    ksef = {"enabled": True, "monthly_relief": True, "outside_this_month": "4000.00"}
    change(source, typed, eu_consumer_sales_net_pln="5000.00", ksef=ksef)
    sell(source, "A-1", "123.00", GERMAN)
    sell(source, "A-2", "1000.00", FIRM)
    assert seller_of(source).ksef.outside_this_month == Decimal("5000.00")

    clock.advance(timedelta(days=8))  # December
    assert seller_of(source).ksef.outside_this_month == Decimal(0)
    assert seller_of(source).eu_consumer_sales_net_pln == Decimal("5100.00")
    clock.advance(timedelta(days=31))  # January
    assert seller_of(source).eu_consumer_sales_net_pln == Decimal(0)


def test_invoices_outside_ksef_use_the_relief_up(source):
    routes = [sell(source, f"A-{n}", "4000.00", FIRM).decision["document"]["ksef"] for n in range(3)]
    assert routes == ["outside", "outside", "required"]
    assert seller_of(source).ksef.outside_this_month == Decimal("8000.00")


def test_a_foreign_currency_counts_by_its_rate_and_not_at_all_without_one(source):
    sell(source, "A-1", "123.00", GERMAN, currency="EUR", rate_pln="4.2000")
    sell(source, "A-2", "123.00", GERMAN, currency="EUR")
    assert seller_of(source).eu_consumer_sales_net_pln == Decimal("420.00")
