"""What would have been issued beside what others issued: who belongs to whom, and what differs."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.core import shadow_switch, work
from mostek.core.models import Attempt, Document, Proof, Source
from mostek.core.shadow_compare import Paper, compare, count, row_from_json
from mostek.lib import clock
from mostek.sandbox.wfirma import by_hand
from tests.core.deliveries import deliver, private_sale
from tests.core.proof.conftest import prove  # noqa: F401

DAY = date(2026, 11, 23)


def ours(key="1", **changes):
    given = {
        "kind": "invoice",
        "on": DAY,
        "total": Decimal("123.00"),
        "currency": "PLN",
        "number": f"500{key}",
        "buyer": "ACME Sp. z o.o.",
        "nip": "PL5260250274",
        "tax": Decimal("23.00"),
        "vat": frozenset({"23"}),
        "gtu": frozenset({"GTU_12"}),
    }
    return Paper(**{**given, "key": key, **changes})


def theirs(key="900", **changes):
    given = {"number": f"FV {key}/2026", "nip": "526-025-02-74", "buyer": "Acme sp. z o. o."}
    return ours(**{**given, "description": "Zamówienie 5001", "key": key, **changes})


def test_the_number_of_the_order_in_the_remarks_makes_the_pair():
    (row,) = compare([ours()], [theirs()])
    assert (row.code, row.order, row.wfirma_id, row.changes) == ("equal", 1, "900", ())


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("kind", "receipt", ("kind", "invoice", "receipt")),
        ("total", Decimal("125.00"), ("total", "123.00", "125.00")),
        ("currency", "EUR", ("currency", "PLN", "EUR")),
        ("tax", Decimal("9.11"), ("tax", "23.00", "9.11")),
        ("vat", frozenset({"8"}), ("vat", "23", "8")),
        ("buyer", "Jan Kowalski", ("buyer", "ACME Sp. z o.o.", "Jan Kowalski")),
        ("nip", "1111111111", ("nip", "5260250274", "1111111111")),
        ("gtu", frozenset(), ("gtu", "GTU_12", "")),
    ],
)
def test_what_differs_is_named(field, value, said):
    (row,) = compare([ours()], [theirs(**{field: value})])
    assert (row.code, row.changes) == ("different", (said,))


@pytest.mark.parametrize("field", ["tax", "vat", "buyer", "nip", "gtu"])
def test_what_wfirma_does_not_say_is_not_compared(field):
    (row,) = compare([ours()], [theirs(**{field: None})])
    assert row.code == "equal"


def test_a_grosz_of_rounding_in_the_tax_is_no_difference():
    (row,) = compare([ours()], [theirs(tax=Decimal("23.01"))])
    assert row.code == "equal"


def test_without_a_number_buyer_total_and_day_make_the_pair():
    (row,) = compare([ours()], [theirs(description="", on=DAY + timedelta(days=1))])
    assert (row.code, row.wfirma_id) == ("equal", "900")


@pytest.mark.parametrize(
    "changes", [{"buyer": "Inny"}, {"total": Decimal("124.00")}, {"on": DAY + timedelta(days=9)}]
)
def test_without_a_number_another_buyer_total_or_week_is_another_sale(changes):
    found = compare([ours()], [theirs(description="", **changes)])
    assert [row.code for row in found] == ["missing", "only_there"]


def test_of_two_equal_sales_each_has_its_own_document():
    found = compare([ours("1"), ours("2")], [theirs("900", description=""), theirs("901", description="")])
    assert sorted(row.wfirma_id for row in found) == ["900", "901"]
    assert count(found)["equal"] == 2


papers = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 3), st.sampled_from(["", "Zamówienie 5001", "nr 5002"])),
    max_size=6,
)


@given(papers, papers)
def test_every_sale_and_every_document_stands_in_exactly_one_row(sales, documents):
    left = [
        ours(str(n), total=Decimal(total), on=DAY + timedelta(days=day))
        for n, (day, total, _) in enumerate(sales, 1)
    ]
    right = [
        theirs(f"9{n}", total=Decimal(total), on=DAY + timedelta(days=day), description=said)
        for n, (day, total, said) in enumerate(documents)
    ]
    rows = compare(left, right)
    assert sorted(row.order for row in rows if row.order) == sorted(int(one.key) for one in left)
    assert sorted(row.wfirma_id for row in rows if row.wfirma_id) == sorted(one.key for one in right)
    assert sum(count(rows).values()) == len(rows)
    assert all(row_from_json(asdict(row)) == row for row in rows)


@given(papers)
def test_what_others_issued_just_so_is_equal(sales):
    left = [ours(str(n), total=Decimal(total)) for n, (_, total, _) in enumerate(sales, 1)]
    right = [
        replace(one, key=f"9{one.key}", number=f"FV {one.key}", description=f"Zamówienie nr {one.number}")
        for one in left
    ]
    assert count(compare(left, right))["equal"] == len(left)


def issued_by_others(wfirma, client, connection, number, **changes):
    """As another program would have issued it into the same company: without our reference, unknown to us."""
    other, _ = Source.objects.get_or_create(
        connection=connection,
        name="inny",
        defaults={"kind": "publigo", "secret": "demo-licence-key", "created_at": clock.now()},
    )
    deliver(client, other, private_sale(number))
    work.step()
    with wfirma.books.acting() as ledger:
        one = max(wfirma.documents, key=lambda document: document.id)
        by_hand.change(ledger, one, {"id_external": "", **changes}, clock.now())
    Attempt.objects.all().delete()
    Document.objects.all().delete()
    other.orders.update(verdict="nothing")
    return str(one.id)


def test_the_page_of_the_month_says_what_is_equal_different_missing_and_only_there(
    client,
    publigo,
    connection,
    wfirma,
    prove,  # noqa: F811
):
    shadow_switch.switch(publigo, on=True)
    for number, total in ((5001, 199), (5002, 49), (5003, 199)):
        deliver(client, publigo, private_sale(number, total=total))
    work.step()
    equal = issued_by_others(wfirma, client, connection, 5001)
    different = issued_by_others(wfirma, client, connection, 5003, total="99.00")
    other = issued_by_others(wfirma, client, connection, 7007, description="Za konsultacje", name="Ktoś inny")
    proof = prove()
    assert proof.state == Proof.State.DONE
    rows = {row.wfirma_id or row.about: row for row in map(row_from_json, proof.shadow)}
    assert {key: row.code for key, row in rows.items()} == {
        equal: "equal",
        different: "different",
        "5002": "missing",
        other: "only_there",
    }
    assert ("total", "199.00", "99.00") in rows[different].changes
    assert not any("Łucja" in str(one) for one in proof.shadow)
    assert not proof.pages.exists()
