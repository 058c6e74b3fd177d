"""Money has no floats: neither a literal nor a conversion stands anywhere in the engine."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import mostek.tax

MODULES = sorted(Path(mostek.tax.__path__[0]).glob("*.py"))
DIVIDES_INTEGERS = "an integer divided by `/` is a float"


def floats(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, (float, complex)):
            yield node.lineno, repr(node.value)
        elif isinstance(node, ast.Name) and node.id == "float":
            yield node.lineno, "float"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and both_integers(node):
            yield node.lineno, DIVIDES_INTEGERS
        elif isinstance(node, (ast.Import, ast.ImportFrom)) and imports_math(node):
            yield node.lineno, "math"


def both_integers(node):
    sides = (node.left, node.right)
    return all(isinstance(side, ast.Constant) and isinstance(side.value, int) for side in sides)


def imports_math(node):
    names = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return "math" in names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_of_the_engine_knows_no_float(path):
    assert list(floats(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "source", ["x = 0.1", "x = float(y)", "x = 1 / 3", "import math", "def f(x: float): ..."]
)
def test_the_search_finds_what_it_looks_for(source):
    assert list(floats(ast.parse(source)))


def test_the_whole_engine_is_looked_at():
    assert {"decide", "amounts", "correct", "remainder"} <= {path.stem for path in MODULES}
