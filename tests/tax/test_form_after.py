from __future__ import annotations

import pytest

from mostek.tax import form_after, written_after
from mostek.tax.correction import BuyerMistake, PriceMistake, Refund
from mostek.tax.fields import BadInput
from mostek.tax.sale import Vies
from tests.tax.after import ANNA, TODAY, corrected, original, refund, should_cost

ON = {"id": "r", "on": "2026-12-02"}
LINE = {"position": 0, "amount": "5.00"}


def test_an_event_has_its_defaults():
    assert form_after.event_from_json({"refund": ON}) == Refund(id="r", on=TODAY)
    lines = [{"position": 0, "unit_price": "9.00"}]
    assert isinstance(form_after.event_from_json({"price_mistake": {**ON, "lines": lines}}), PriceMistake)


def test_a_wrong_buyer_reads_back_with_what_vies_said():
    vies = Vies(valid=True, checked_on=TODAY, proof="WAPIAAAAY")
    mistake = BuyerMistake(id="b", on=TODAY, buyer=ANNA)
    assert form_after.event_from_json(written_after.event_to_json(mistake)) == mistake
    first = original(buyer=ANNA.__class__(country="DE", tax_id="DE136695976", vies=vies))
    assert form_after.original_from_json(written_after.original_to_json(first)) == first


@pytest.mark.parametrize(
    ("event", "code", "path"),
    [
        ({}, "bad_value", "event"),
        ({"refund": ON, "price_mistake": {**ON, "lines": [LINE]}}, "bad_value", "event"),
        ({"refund": {"id": "r"}}, "missing", "event.refund.on"),
        ({"refund": {**ON, "amount": "0.00"}}, "bad_value", "event.refund"),
        ({"refund": {**ON, "amount": "1.001"}}, "bad_value", "event.refund"),
        ({"refund": {**ON, "amount": "1.00", "lines": [LINE]}}, "bad_value", "event.refund"),
        ({"refund": {**ON, "lines": [LINE, LINE]}}, "bad_value", "event.refund"),
        ({"refund": {**ON, "lines": [{"position": 0}]}}, "bad_value", "event.refund.lines[0]"),
        (
            {"refund": {**ON, "lines": [{"position": "0", "quantity": "1"}]}},
            "wrong_type",
            "event.refund.lines[0].position",
        ),
        ({"refund": {**ON, "why": "mood"}}, "bad_value", "event.refund.why"),
        ({"refund": {**ON, "paid": True}}, "unknown_key", "event.refund.paid"),
        ({"price_mistake": {**ON, "lines": []}}, "bad_value", "event.price_mistake.lines"),
    ],
)
def test_an_event_that_cannot_be_is_refused_with_its_place(event, code, path):
    with pytest.raises(BadInput) as refused:
        form_after.event_from_json(event, "event")
    found = {(one.code, one.path) for one in refused.value.errors}
    assert (code, path) in found
    assert all(one.pl and one.en for one in refused.value.errors)


def test_every_kind_of_answer_reads_back():
    answers = [
        *corrected(original(), refund("50.00"), refund("900.00", id="r-2"), refund(id="r-3")),
        *corrected(original(issued=False), should_cost(0, "1.00")),
    ]
    assert {one.action for one in answers} == {"correction", "hold", "replan"}
    for one in answers:
        assert form_after.correction_from_json(written_after.correction_to_json(one)) == one
