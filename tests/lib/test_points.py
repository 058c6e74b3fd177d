"""The list of points is whole: no commit of core and no step of the wire is forgotten."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import mostek
from mostek.lib import points

SOURCE = Path(mostek.__file__).parent
FILES = [file for file in sorted(SOURCE.rglob("*.py")) if "migrations" not in file.parts]

SCAN = ("ask", "_read_page", "_start_again", "_look", "_compare", "trouble", "fail")
# A transaction of core without a point after it, and why it needs none. An entry no longer needed fails the test.
WITHOUT_POINT = {
    "importing/run.py:_keep": "a savepoint: the slice around it reaches `import.stored` once it is committed",
    "account_check.py:tidy": "asks for a step that is announced and committed by itself",
    "hints.py:_read": "a hint proves nothing: one that is lost costs a look of the timetable, not a document",
    "hints.py:_postpone": "as above",
    "hints.py:_done": "as above",
    "download.py:fetch": "a print changes nothing: one that was not committed is fetched again",
    "download.py:_fail": "as above",
    "witness.py:_trouble": "a registration that failed is tried again, after reading wFirma's list",
    "proof/conclude.py:conclude": "a proof only reads: what was not committed is read again",
    **dict.fromkeys((f"proof/scan.py:{name}" for name in SCAN), "as above"),
    "alerts/tell.py:_announce": "an alert only tells: what was not committed is found at the next look",
    "alerts/digest.py:_write": "as above",
    "privacy/anonymise.py:_one": "an order that was not committed still names its buyer, and the next run takes it",
    "privacy/buyer.py:_erase": "as above: the command is given again",
    "reconcile.py:record_absence": "`settle` reaches `reconcile.absent` right after it, whichever way it returned",
    "reconcile.py:record_conflict": "`settle` reaches `reconcile.conflict` right after it",
}


def read(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Calls of `module.name(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
            yield node


def commits(function: ast.FunctionDef) -> int:
    """Transactions, not counting the savepoints inside them."""

    def count(node: ast.AST) -> int:
        if isinstance(node, ast.With) and any(list(calls(item, "atomic")) for item in node.items):
            return 1
        return sum(count(child) for child in ast.iter_child_nodes(node))

    return count(function)


def test_every_transaction_of_core_is_followed_by_a_point():
    without = set()
    for file in sorted((SOURCE / "core").rglob("*.py")):
        for function in functions(read(file)):
            if commits(function) > len(list(calls(function, "reach"))):
                without.add(f"{file.relative_to(SOURCE / 'core')}:{function.name}")
    assert without == set(WITHOUT_POINT), "give it a point, or a reason here"


def test_each_point_is_reached_at_one_place_and_every_place_names_a_known_one():
    named: Counter[str] = Counter()
    for file in FILES:
        for call in calls(read(file), "reach"):
            (name,) = call.args
            assert isinstance(name, ast.Constant), "a point is named in plain letters"
            named[str(name.value)] += 1
    assert set(named) == set(points.POINTS)
    assert [name for name, times in named.items() if times > 1] == []


def test_a_point_that_is_not_on_the_list_is_an_error_where_a_hook_listens():
    with points.hooked(lambda name: None), pytest.raises(LookupError, match=r"no\.such"):
        points.reach("no.such")


def test_without_a_hook_nothing_happens():
    points.reach("issue.claimed")
    points.reach("no.such")


def test_a_hook_hears_of_each_point_and_is_gone_afterwards():
    heard: list[str] = []
    with points.hooked(heard.append):
        points.reach("lease.taken")
    points.reach("lease.released")
    assert heard == ["lease.taken"]


def test_no_point_lies_inside_a_transaction():
    """A process frozen there would hold the one write lock of SQLite; REST's outer transaction is the exception."""
    for file in sorted((SOURCE / "core").rglob("*.py")):
        for node in ast.walk(read(file)):
            if isinstance(node, ast.With) and any(list(calls(item, "atomic")) for item in node.items):
                assert not list(calls(node, "reach")), f"{file.name}:{node.lineno}"
