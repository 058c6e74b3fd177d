"""The plan of a run comes from its seed alone and leaves nothing out."""

from __future__ import annotations

from mostek.chaos import plan
from mostek.lib.points import POINTS
from mostek.sandbox.control.faults import NAMES, Faults


def drawn(seed=7, sales=60, **changes):
    given = {"seed": seed, "sales": sales, "sources": 5, "points": tuple(POINTS), "faults": tuple(NAMES)}
    return plan.draw(**{**given, "lease": 180.0, **changes})


def test_the_same_seed_gives_the_same_plan_and_another_seed_another():
    assert drawn() == drawn()
    assert drawn() != drawn(seed=8)


def test_every_fault_of_the_sandbox_is_in_it_also_one_that_is_new():
    def kinds(names):
        return {name.partition(":")[0] for name in names}

    chosen = drawn(faults=(*NAMES, "brand_new"))
    faults = [fault for gust in chosen.gusts for fault in gust.faults]
    assert kinds(one.name for one in (*faults, *chosen.calm)) == kinds(NAMES) | {"brand_new"}


def test_the_sandbox_knows_every_fault_of_the_plan():
    faults = Faults()
    for gust in drawn(sales=3000).gusts:
        for fault in gust.faults:
            faults.on(fault.name, match=fault.match, committed=fault.committed)


def test_a_worker_is_struck_at_every_point_a_worker_passes():
    elsewhere = {"receive.decided", "answer.given", "answer.taken_back", "vies.recorded", "vies.failed"}
    elsewhere |= {"skew.began_anew", "goods.began", "pull.stored", "shop.cut_over"}
    elsewhere |= {"cut_over.begun", "cut_over.confirmed", "cut_over.asked", "foreign.saved"}
    people = ("account_check.", "correct.", "instruction.", "witness.")
    elsewhere |= {name for name in POINTS if name.startswith(people)}
    struck = {strike.point for strike in drawn().strikes}
    assert struck == (set(POINTS) - elsewhere - {"connect.accepted"}) | {plan.ANYWHERE}


def test_some_naps_are_longer_than_everything_another_worker_may_need():
    naps = [strike.seconds for strike in drawn(sales=2000).strikes if strike.action == plan.FREEZE]
    assert max(naps) > 180 + 300 + 60
    assert min(naps) < 180


def test_the_only_evidence_is_not_taken_away_while_answers_are_lost():
    chosen = drawn(sales=3000)
    assert {fault.name for fault in chosen.calm} == set(plan.ALONE)
    assert not any(fault.name in plan.ALONE for gust in chosen.gusts for fault in gust.faults)


def test_what_answers_before_the_action_never_books():
    """An answer that says "nothing done" about something done is a lie no program can see through."""
    for gust in drawn(sales=5000).gusts:
        for fault in gust.faults:
            assert not fault.committed or fault.name.startswith(("http:5", "html_500", "status:FATAL"))
