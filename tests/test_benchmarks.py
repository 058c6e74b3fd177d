"""The benchmarks run and measure what they say; their figures are for people."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from mostek.sources import registry
from mostek.tax import command

FOLDER = Path(__file__).parent.parent / "benchmarks"


def load(name):
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_sales_of_the_benchmark_are_varied_and_good_input():
    answers = [command.answer(text) for text in load("decide").sales(288)]
    assert {code for _, code in answers} == {0}
    types = {out["document"]["type"] for out, _ in answers if out["decision"] == "issue"}
    assert {"normal", "bill", "receipt_normal", "receipt_fiscal_normal"} <= types
    assert any(out["decision"] == "hold" for out, _ in answers)


def test_every_benchmark_has_its_line_in_the_readme():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"benchmarks/{path.name}" in readme for path in FOLDER.glob("*.py"))


@pytest.mark.django_db
def test_a_month_of_200_mixed_orders_ends_with_zeros():
    result = load("month").run(200, seed=11)
    assert result.wrong == []
    assert result.is_clean, result.sentence
    assert result.counts["paid"] == result.counts["documented"] == result.due > 180
    assert result.calls["invoices/add"] == result.due
    assert {row["currency"] for row in result.sums} == {"PLN", "EUR"}
    assert all(row["equal"] for row in result.sums)
    assert set(result.paid) == {"publigo", "woocommerce", "stripe", "shopify", "rest"}


def test_the_month_sells_on_every_platform_there_is():
    """A new platform gets its line there, or this says that the month does without it."""
    assert set(load("month").SELL) == set(registry.KINDS)


def test_a_month_with_a_document_too_many_or_too_few_is_not_clean():
    month = load("month")
    counts = dict.fromkeys(("missing", "doubled", "unexplained", "on_its_way"), 0)
    assert month.Result(1, 1, counts=counts).is_clean
    assert not month.Result(1, 1, counts=counts, wrong=["rest C-1: nothing"]).is_clean
    assert not month.Result(1, 1, counts=counts | {"missing": 1}).is_clean
    assert not month.Result(1, 1).is_clean
