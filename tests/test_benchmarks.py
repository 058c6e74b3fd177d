"""The benchmarks run and measure what they say; their figures are for people."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from mostek.tax import command

FOLDER = Path(__file__).parent.parent / "benchmarks"


def load(name):
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
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
