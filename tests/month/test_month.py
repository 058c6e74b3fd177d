"""A month of mixed sales ends with a proof of zeros, and what is not zero is seen."""

from __future__ import annotations

import pytest

from mostek.sources import registry
from tests.month.shops import SELL
from tests.month.walk import Result, run

CLEAN = dict.fromkeys(("missing", "doubled", "unexplained", "on_its_way"), 0)


@pytest.mark.django_db
def test_a_month_of_200_mixed_orders_ends_with_zeros():
    result = run(200, seed=11)
    assert result.wrong == []
    assert result.is_clean, result.sentence
    assert result.counts["paid"] == result.counts["documented"] == result.due > 180
    assert result.calls["invoices/add"] == result.due
    assert {row["currency"] for row in result.sums} == {"PLN", "EUR"}
    assert all(row["equal"] for row in result.sums)
    assert set(result.paid) == set(SELL)


def test_the_month_sells_on_every_platform_there_is():
    assert set(SELL) == set(registry.KINDS)


@pytest.mark.parametrize(
    ("counts", "wrong", "is_clean"),
    [
        (CLEAN, [], True),
        (CLEAN | {"missing": 1}, [], False),
        (CLEAN | {"doubled": 1}, [], False),
        (CLEAN, ["rest C-1: nothing"], False),
        ({}, [], False),
    ],
)
def test_a_month_with_a_document_too_many_or_too_few_is_not_clean(counts, wrong, is_clean):
    assert Result(1, 1, counts=counts, wrong=wrong).is_clean is is_clean
