"""Every point × everything wFirma may do: killed or frozen there, a sale has exactly one document in the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connections as databases

from mostek.lib import clock, points
from tests.crash.roads import ROADS, Stage, freeze_at, kill_at, record, walk

pytestmark = pytest.mark.django_db(transaction=True)

# Off the road of these sales, each with tests of its own: people, files, VIES, KSeF, messages, clocks that are set.
BESIDE = (
    "account_check.",
    "answer.",
    "correct.",
    "cut_over.",
    "foreign.",
    "hand.",
    "import.",
    "instruction.",
)
BESIDE += (
    "connect.",
    "goods.",
    "ksef.",
    "mailing.",
    "outgoing.",
    "pull.",
    "shadow.",
    "shop.",
    "skew.",
    "vies.",
)
ELSEWHERE = {name for name in points.POINTS if name.startswith((*BESIDE, "witness."))} | {"issue.held"}
# Whoever sleeps through everything meets the same world on the other roads.
FREEZES = [
    *("booked and listed", "booked, reply lost, listed late", "cut before it was read", "token refused"),
]
# The second run of the tests, on the other database, goes the roads that differ most.
ON_POSTGRESQL = ["booked and listed", "booked, reply lost, listed late"]
# A road passes these as it sends, and again as it looks.
TWICE = {"lease.taken", "wire.before", "wire.reply_read"}
LOOKS = "booked, reply lost, listed late"
# All roads begin alike: what lies before this point is walked on the first one alone.
PARTING = "issue.claimed"


@pytest.fixture
def stage(wfirma, noon, publigo):
    return Stage(wfirma, publigo)


def worth_it(road: str, passed: Sequence[str]) -> list[tuple[int, str]]:
    """Each point where it is passed first, some where it is passed last: a look is repeated many times over."""
    first = [(passed.index(name), name) for name in dict.fromkeys(passed)]
    twice = TWICE & set(passed) if road == LOOKS else set()
    last = [(len(passed) - 1 - passed[::-1].index(name), name) for name in twice]
    begin = passed.index(PARTING) if road != ON_POSTGRESQL[0] and PARTING in passed else 0
    return sorted((position, name) for position, name in {*first, *last} if position >= begin)


@pytest.mark.parametrize("road", ROADS if databases["default"].vendor == "sqlite" else ON_POSTGRESQL)
def test_wherever_a_worker_dies_one_sale_is_one_document(stage, road):
    everywhere(stage, road, kill_at)


@pytest.mark.parametrize("road", FREEZES if databases["default"].vendor == "sqlite" else ON_POSTGRESQL)
def test_wherever_a_worker_freezes_and_wakes_up_too_late_one_sale_is_one_document(stage, road):
    everywhere(stage, road, freeze_at)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_by_an_hour_loses_nothing_and_doubles_nothing(stage, hours):
    def jump_at(stage: Stage, road: str, position: int, name: str) -> None:
        passed: list[str] = []

        def hook(point: str) -> None:
            passed.append(point)
            if len(passed) == position + 1:
                clock.jump(timedelta(hours=hours))

        walk(stage, road, hook)

    everywhere(stage, "booked, reply lost", jump_at)


def everywhere(stage: Stage, road: str, harm: Callable[[Stage, str, int, str], None]) -> None:
    failed = {}
    for position, name in worth_it(road, record(stage, road)):
        try:
            harm(stage, road, position, name)
        except AssertionError as error:
            failed[f"{position} {name}"] = str(error)
    assert not failed


def test_the_roads_pass_every_point_of_a_worker(stage):
    passed = {name for road in ROADS for name in record(stage, road)}
    assert passed == set(points.POINTS) - ELSEWHERE
