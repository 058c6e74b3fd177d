"""Every requirement of the connection has its row, and every row names a test that exists."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import DOCS, ROOT, read, rows

PUBLIGO = DOCS / "en" / "develop" / "publigo-requirements.md"
PAGE = DOCS / "en" / "develop" / "connection-requirements.md"
LETTERS = {"A": (1, 2, 6, 7, 8, 9, 10), "B": (1, 2), "C": (1,), "D": (1, 2), "E": range(1, 8)}
LETTERS |= {"F": range(1, 5), "G": (1, 2, 3)}
IDS = [
    *(f"R-{letter}{number}" for letter, numbers in LETTERS.items() for number in numbers),
    *(f"I-{number:02}" for number in range(1, 13)),
    *(f"L{number}" for number in (3, 4, 5, 23, 24, 25, 26)),
]


def test_there_is_a_row_for_each_requirement_and_no_other() -> None:
    assert list(rows(PAGE)) == IDS


@pytest.mark.parametrize("name", IDS)
def test_a_requirement_names_where_it_is_met_and_tests_that_exist(name: str) -> None:
    check(*rows(PAGE)[name])


@pytest.mark.parametrize("name", rows(PUBLIGO))
def test_a_requirement_of_publigo_does_so_too(name: str) -> None:
    check(*rows(PUBLIGO)[name])


def check(what: str, where: str, tests: str) -> None:
    assert len(what) > 10
    assert re.search(r"`\w+(/\w+)+\.py`", where)
    named = re.findall(r"`(tests/\S+\.py)` `(test_\w+)`", tests)
    assert named
    for file, function in named:
        assert re.search(rf"^def {function}\(", read(ROOT / file), re.MULTILINE), f"{file} {function}"
