from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.wfirma.desk import Desk, invoice, line


def correct(
    desk: Desk, parent: dict[str, Any], lines: list[dict[str, Any]], **changes: Any
) -> dict[str, Any]:
    return desk.add(
        type="correction",
        parent_id=parent["id"],
        contractor=None,
        contractor_id=70010001,
        lines=lines,
        **changes,
    )


def line_ids(record: dict[str, Any]) -> list[str]:
    return [one["invoicecontent"]["id"] for one in record["invoicecontents"].values()]


def test_a_correction_shows_the_lines_after_and_the_amounts_as_difference(desk: Desk) -> None:
    original = desk.add(lines=[line(count=2), line(name="E-book", price="49.00", vat="5")])
    first, second = line_ids(original)
    record = correct(desk, original, [{"parent_id": first, "count": 1, "price": "123.00", "name": "inna"}])
    assert record["fullnumber"] == "KOR 1/10/2026"
    assert (record["netto"], record["tax"], record["total"]) == ("-100.00", "-23.00", "-123.00")
    after = [one["invoicecontent"] for one in record["invoicecontents"].values()]
    assert [(one["name"], one["count"], one["parent"]["id"]) for one in after] == [
        ("Kurs online", "1.0000", first),
        ("E-book", "1.0000", second),
    ]
    rows = {
        one["vat_content"]["vat_code"]["id"]: one["vat_content"]["brutto"]
        for one in record["vat_contents"].values()
    }
    assert rows == {"222": "-123.00", "224": "0.00"}
    assert record["parent"] == {"id": original["id"]}


def test_the_chain_counts_and_composes(desk: Desk) -> None:
    original = desk.add(lines=[line(count=3)])
    first = correct(desk, original, [{"parent_id": line_ids(original)[0], "count": 2}])
    second = correct(desk, first, [{"parent_id": line_ids(first)[0], "count": 0, "price": 0}])
    assert second["total"] == "-246.00"
    states = []
    for record in (original, first, second):
        now = desk.ask(f"/invoices/get/{record['id']}")["invoices"]["0"]["invoice"]
        states.append((now["corrections"], now["total"], now["total_composed"]))
    assert states == [("2", "369.00", "0.00"), ("1", "-123.00", "-369.00"), ("0", "-246.00", "-246.00")]


def test_new_lines_can_be_added(desk: Desk) -> None:
    original = desk.add()
    record = correct(desk, original, [line(name="Dopłata", price="10.00")])
    assert record["total"] == "10.00"
    assert [one["invoicecontent"]["parent"]["id"] for one in record["invoicecontents"].values()] == [
        line_ids(original)[0],
        "0",
    ]


def test_a_receiver_is_not_inherited(desk: Desk) -> None:
    receiver = {"name": "Oddział", "zip": "00-001", "city": "Warszawa", "role": "2"}
    original = desk.add(contractor_receiver=receiver)
    assert original["contractor_receiver"]["id"]
    assert correct(desk, original, [])["contractor_receiver"] == {"id": 0}


@pytest.mark.parametrize(
    "changes", [{"parent_id": 1}, {"lines": [{"parent_id": 999, "count": 1}]}, {"lines": [line(name="")]}]
)
def test_it_refuses_what_is_not_there(desk: Desk, changes: dict[str, Any]) -> None:
    original = desk.add()
    record = {"type": "correction", "parent_id": original["id"], **changes}
    assert desk.ask("/invoices/add", invoice(**record))["status"]["code"] == "ERROR"
    assert len(desk.books.ledger.invoices) == 1


def test_a_correction_waits_for_ksef(desk: Desk) -> None:
    desk.books.ledger.companies[111222].ksef = True
    original = desk.add()
    body = invoice(type="correction", parent_id=original["id"])
    answer = desk.ask("/invoices/add", body)
    assert answer["status"]["message"].startswith("Nie można wystawić korekty do faktury w trakcie")
    desk.pass_time(60)
    assert desk.ask("/invoices/add", body)["status"]["code"] == "OK"
