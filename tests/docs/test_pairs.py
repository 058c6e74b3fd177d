"""Polish and English tell the same, page by page, and in the words of the product."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT, headings, pages, prose, read, twins

PAIRS = [
    *((DOCS / "en" / name, DOCS / "pl" / name) for name in twins()),
    (ROOT / "README.md", ROOT / "README.pl.md"),
]


def test_both_languages_have_the_same_pages() -> None:
    polish = sorted(str(page.relative_to(DOCS / "pl")) for page in (DOCS / "pl").rglob("*.md"))
    assert polish == twins()


@pytest.mark.parametrize(("english", "polish"), PAIRS, ids=lambda page: page.name)
def test_both_languages_have_the_same_headings(english: Path, polish: Path) -> None:
    assert [level for level, _ in headings(polish)] == [level for level, _ in headings(english)]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_has_one_title_and_no_level_is_skipped(page: Path) -> None:
    levels = [level for level, _ in headings(page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_speaks_calmly(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    assert not re.findall(r"\w! |\w!$", text, re.MULTILINE), "no exclamation marks"
    assert "Państw" not in text


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_knows_no_machine(page: Path) -> None:
    assert not re.findall(r"(?<![\w.])/(?:work|tmp|home|root|Users)/", read(page))


@pytest.mark.parametrize("page", sorted((DOCS / "pl").rglob("*.md")), ids=lambda page: page.name)
def test_polish_quotes_are_polish(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    assert not set(text) & {'"', "“"}
