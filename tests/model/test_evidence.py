"""What the page says of the evidence is what stands in the model, the mutants and the code."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.docs.pages import DOCS, ROOT, read, rows
from tests.model.explore import everything, without
from tests.model.mutants import MUTANTS, OUTSIDE_THE_MODEL
from tests.model.world import RULES

PAGE = DOCS / "en" / "develop" / "exactly-once.md"
SOURCE = ROOT / "src" / "mostek"


def evidence() -> dict[str, list[str]]:
    return {name: cells for name, cells in rows(PAGE).items() if len(cells) == 4}


def test_each_rule_has_its_row_and_no_row_is_without_a_rule():
    assert list(evidence()) == [*RULES, *OUTSIDE_THE_MODEL]


@pytest.mark.parametrize("rule", [*RULES, *OUTSIDE_THE_MODEL])
def test_a_row_names_the_code_the_mutants_and_the_tests(rule):
    where, _, mutants, tests = evidence()[rule]
    file, name = re.findall(r"`([^`]+)`", where)
    assert re.search(rf"^\s*(def |class )?{name}\b", read(SOURCE / file), re.MULTILINE)
    its = [mutant for mutant in MUTANTS if rule in mutant.rules]
    assert its, "a rule without a mutant"
    assert re.findall(r"`([^`]+)`", mutants) == [mutant.name for mutant in its]
    named = [f"{file}::{name}" for file, name in re.findall(r"`([^`]+)` `([^`]+)`", tests)]
    assert named == list(dict.fromkeys(mutant.test for mutant in its))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_still_matches_the_code_and_its_test_exists(mutant):
    for file, old, new in mutant.edits:
        assert read(SOURCE / file).count(old) == 1, f"{file}: {old}"
        assert new != old
    file, name = mutant.test.split("::")
    assert re.search(rf"^def {name}\(", read(ROOT / file), re.MULTILINE)


def test_mutants_have_names_of_their_own():
    assert max(Counter(mutant.name for mutant in MUTANTS).values()) == 1


def test_the_page_gives_the_number_of_states():
    assert f"{everything().states:,} states" in read(PAGE)


def test_the_story_on_the_page_is_the_shortest_one():
    told = re.sub(r"\n> ", " ", read(PAGE))
    assert without("freshness_counts_from_the_claim").told() in told
