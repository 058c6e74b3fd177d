"""`POST /api/v1/refunds`: the road of every platform's refunds, with an answer at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from mostek.core import work
from mostek.core.models import Correction, Document, Event, Order, Refund
from tests.api.test_sales import SALE

PART: dict[str, Any] = {
    "sale": "A-1001",
    "id": "R-1",
    "amount": "50.00",
    "on": "2026-11-23",
    "reason": "Zwrot części",
    "lines": [{"name": "Kurs fotografii", "unit_price": "50.00"}],
}
WHOLE = {"sale": "A-1001", "id": "R-1"}


def test_a_refund_of_everything_before_the_document_left_undoes_the_sale(caller, wfirma):
    caller.post("sales", SALE)
    answer = caller.post("refunds", WHOLE)
    assert (answer.status_code, answer.json()["outcome"]) == (201, "order.undone")
    work.step()
    assert wfirma.documents == []
    assert Document.objects.get().state == Document.State.CANCELLED


def test_a_refund_after_the_document_left_is_shown_with_the_sale(caller, wfirma):
    caller.post("sales", SALE)
    work.step()
    assert caller.post("refunds", PART).json()["outcome"] == "order.refunded"
    shown = caller.get("sales/A-1001").json()
    assert shown["changed_after_issue"] is False, (
        "what follows from it is a correction, which waits for a person"
    )
    assert Correction.objects.get().state == "waiting"
    (refund,) = shown["refunds"]
    assert (refund["id"], refund["amount"], refund["on"]) == ("R-1", "50.00", "2026-11-23")
    assert refund["lines"][0]["unit_price"] == "50"
    assert len(wfirma.documents) == 1


def test_the_same_refund_again_was_there(caller):
    caller.post("sales", SALE)
    first = caller.post("refunds", PART)
    again = caller.post("refunds", dict(reversed(PART.items())) | {"amount": "50.0"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Refund.objects.count() == 1
    assert Event.objects.filter(key__startswith="refund:").count() == 1


def test_the_same_id_with_another_content_is_a_conflict(caller):
    caller.post("sales", SALE)
    caller.post("refunds", PART)
    answer = caller.post("refunds", PART | {"amount": "60.00"})
    assert (answer.status_code, answer.json()["code"]) == (409, "refund_conflict")
    assert Refund.objects.get().amount == Decimal("50.00")


def test_ids_of_two_sales_do_not_meet(caller):
    for reference, refund_id in (("A", "B-C"), ("A-B", "C")):
        caller.post("sales", SALE | {"reference": reference})
        answer = caller.post("refunds", {"sale": reference, "id": refund_id, "amount": "1.00"})
        assert answer.status_code == 201
    assert Refund.objects.count() == 2


def test_a_refund_may_come_before_its_sale(caller, wfirma):
    assert caller.post("refunds", WHOLE).json()["outcome"] == "refund.early"
    assert caller.post("sales", SALE).json()["decision"] == "nothing"
    work.step()
    assert wfirma.documents == []


def test_parts_that_make_up_the_whole_undo_the_sale(caller):
    caller.post("sales", SALE)
    caller.post("refunds", {"sale": "A-1001", "id": "R-1", "amount": "100.00"})
    assert caller.post("refunds", {"sale": "A-1001", "id": "R-2", "amount": "99.00"}).status_code == 201
    assert Order.objects.get().verdict == "nothing"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"amount": "0.00"}, "amount"),
        ({"amount": "-5.00"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"amount": 5.5}, "amount"),
        ({"amount": "500.00"}, "amount"),
        ({"currency": "EUR"}, "currency"),
        ({"on": "23.11.2026"}, "on"),
        ({"id": ""}, "id"),
        ({"id": "x" * 101}, "id"),
        ({"sale": "a\x00b"}, "sale"),
        ({"reason": "x" * 301}, "reason"),
        ({"lines": [{"name": "Kurs"}]}, "lines[0].unit_price"),
        ({"note": "x"}, "note"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_nothing_is_stored(caller, change, path):
    caller.post("sales", SALE)
    answer = caller.post("refunds", PART | change)
    assert answer.status_code == 422
    assert [one["path"] for one in answer.json()["errors"]] == [path]
    assert not Refund.objects.exists()
    assert Event.objects.count() == 1


def test_a_neighbours_refund_does_not_touch_the_sale(caller, neighbour):
    caller.post("sales", SALE)
    assert neighbour.post("refunds", WHOLE).json()["outcome"] == "refund.early"
    assert Order.objects.get().verdict == "issue"
