"""The promise holds in every reachable state, and no rule of it can be left out."""

from __future__ import annotations

from datetime import timedelta
from math import ceil, floor

import pytest

from mostek.core.lease import CALL_LIMIT, LEASE, MAX_SKEW, SETTLE, START_WITHIN
from tests.model.explore import everything, explore, left_out, without
from tests.model.world import LISTED_WITHIN, RULES, TICK, Limits, Setting

TWO_GUARDS = ("fence_before_outcome", "epoch_named_in_outcome")

TWICE = "while a call of it is at wFirma"
BREAKS = dict.fromkeys(RULES, TWICE) | {
    "lease_ends": "there is no way from here",
    "claim_is_conditional": "there are two documents for one sale",
    "abandoned_is_taken_up": "there is no way from here",
    "late_success_counts": "although its success was read",
    "issued_is_final": "although its success was read",
    "unique_live_document": "there are two documents for one sale",
    "adopt_only_equal": "is not what was asked for",
}


def test_never_two_never_lost_never_adopted_wrongly_in_any_state():
    explored = everything()
    assert not explored.broken, explored.told()
    assert explored.states > 40_000, "the model has lost most of its world"


@pytest.mark.parametrize("rule", [name for name in RULES if name not in TWO_GUARDS])
def test_without_one_rule_there_is_a_story_that_breaks_a_promise(rule):
    explored = without(rule)
    assert BREAKS[rule] in explored.broken, explored.told()


@pytest.mark.parametrize("rule", TWO_GUARDS)
def test_an_outcome_is_guarded_twice_and_one_guard_is_enough(rule):
    assert not explore(left_out(rule)).broken


def test_without_both_guards_an_old_outcome_overwrites_a_new_claim():
    explored = without(*TWO_GUARDS)
    assert "B claims document 1; A records not_sent" in explored.told()
    assert TWICE in explored.broken


def test_the_settling_delay_covers_what_is_assumed_of_wfirma():
    assert LISTED_WITHIN + TICK <= SETTLE


@pytest.mark.parametrize(
    "change",
    [
        {"settle": Limits().settle - 1},
        {"listed": Limits().listed + 1},
        {"call": Limits().call + 1},
        {"start": Limits().start + 1},
        {"lease": Limits().lease - 1},
        {"forgotten": Limits().forgotten + 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_no_limit_has_a_tick_to_spare(change):
    assert TWICE in without(**change).broken


def test_the_promise_bears_clocks_that_are_wrong_by_what_is_allowed():
    """In half-minutes: two clocks that differ take a minute of the lease, of the delay and of the listing."""
    half, wrong = timedelta(seconds=30), 2 * MAX_SKEW
    skewed = Limits(
        start=ceil(START_WITHIN / half),
        call=ceil(CALL_LIMIT / half),
        lease=floor((LEASE - wrong) / half),
        settle=floor((SETTLE - wrong) / half),
        listed=ceil((SETTLE - wrong) / half) - 1,
        tries=1,
    )
    assert not explore(Setting(limits=skewed, has_surprises=False)).broken
