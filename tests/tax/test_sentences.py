from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import mostek.tax
from mostek.tax.questions import CHOICES, QUESTIONS, ask
from mostek.tax.reasons import REASONS
from mostek.tax.warning import WARNINGS

TAX = Path(mostek.tax.__path__[0])
# A platform may ask what no rule could: what it says leaves that open.
FOLDERS = (TAX, TAX.parent / "sources", TAX.parent / "core" / "correct")
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for folder in FOLDERS for path in sorted(folder.rglob("*.py"))
)
ROWS = [
    *((code, row[:2]) for table in (REASONS, WARNINGS, QUESTIONS) for code, row in table.items()),
    *CHOICES.items(),
]


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("code", "pair"), ROWS, ids=lambda value: value if isinstance(value, str) else "")
def test_both_languages_say_it_plainly(code, pair):
    pl, en = pair
    assert pl
    assert en
    assert pl != en
    for text in pair:
        assert "!" not in text
        assert "Państw" not in text
        assert not re.search(r"\bAI\b|;\s*$", text)
        assert len(text) <= 140
    assert fields(pl) >= fields(en)


def test_a_code_belongs_to_one_table():
    assert not set(REASONS) & set(WARNINGS)
    assert not set(REASONS) & set(QUESTIONS)


@pytest.mark.parametrize("code", [*REASONS, *WARNINGS, *QUESTIONS])
def test_every_code_is_in_use(code):
    stem = re.escape(code)
    families = [r"vat\.", r"buyer\.vies_"]
    used = len(re.findall(rf'"{stem}"', SOURCE)) > 1
    assert used or any(re.match(family, code) for family in families)


@pytest.mark.parametrize("code", QUESTIONS)
def test_every_question_offers_answers_with_words(code):
    names = dict.fromkeys([*fields(QUESTIONS[code][0]), *fields(QUESTIONS[code][1])], "x")
    question = ask(code, **names)
    assert len(question.choices) >= 2
    assert "{" not in question.pl + question.en
