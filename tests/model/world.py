"""The world of one sale: two workers, the rows of the database, wFirma, a person, a clock. All in one hashable value.

Time goes by in ticks of a minute. The limits of the real code are turned into ticks against us: what has to be short is
rounded up, what has to be waited for is rounded down, so whatever can happen in seconds can happen in ticks. A worker
may stand still at any point for as long as it likes: freezing needs no step, time passes and it does nothing.

Assumed of wFirma, and of nothing else: it books a call within `CALL_LIMIT` of its last byte or never, lists what it has
booked within `LISTED_WITHIN` of that byte, and when it states plainly that there is none, it errs about that once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import timedelta
from math import ceil, floor
from typing import Any, NamedTuple

from mostek.core.lease import CALL_LIMIT, LEASE, SETTLE, START_WITHIN
from mostek.core.reconcile import ABSENCES_NEEDED, TRIES

TICK = timedelta(minutes=1)
LISTED_WITHIN = timedelta(minutes=4)


def at_most(span: timedelta) -> int:
    return ceil(span / TICK)


def at_least(span: timedelta) -> int:
    return floor(span / TICK)


@dataclass(frozen=True)
class Rules:
    """What keeps the promise, each to be switched off."""

    # the database
    one_writer_lease: bool = True
    lease_ends: bool = True
    claim_is_conditional: bool = True
    claim_committed_before_call: bool = True
    fence_before_claim: bool = True
    fence_before_conclusion: bool = True
    fence_before_outcome: bool = True
    epoch_named_in_outcome: bool = True
    abandoned_is_taken_up: bool = True
    sending_becomes_unknown_not_pending: bool = True
    late_success_counts: bool = True
    issued_is_final: bool = True
    unique_live_document: bool = True
    # the clock
    freshness_check_before_wire: bool = True
    freshness_counts_from_the_claim: bool = True
    deadline_of_the_whole_call: bool = True
    lease_outlives_timeout: bool = True
    settling_delay: bool = True
    # the evidence
    reference_stable: bool = True
    unclear_is_looked_for: bool = True
    look_before_send: bool = True
    only_well_formed_ok_is_absence: bool = True
    absence_asked_for_after_settling: bool = True
    two_absences: bool = True
    adopt_only_equal: bool = True
    release_only_certain: bool = True
    withdraw_only_certain: bool = True


RULES = [one.name for one in fields(Rules)]


@dataclass(frozen=True)
class Limits:
    """In ticks."""

    start: int = at_most(START_WITHIN)
    call: int = at_most(CALL_LIMIT)
    lease: int = at_least(LEASE)
    settle: int = at_least(SETTLE)
    listed: int = at_most(LISTED_WITHIN)
    absences: int = ABSENCES_NEEDED
    tries: int = min(TRIES, 2)  # after two rounds a third tells nothing new
    forgotten: int = 1  # how often wFirma's list forgets what it has listed before

    def under(self, rules: Rules) -> Limits:
        changed: dict[str, int] = {}
        if not rules.lease_outlives_timeout:
            changed["lease"] = self.start
        if not rules.settling_delay:
            changed["settle"] = 0
        if not rules.two_absences:
            changed["absences"] = 1
        return Limits(**{**self.__dict__, **changed})


class Document(NamedTuple):
    state: str = "pending"
    reason: str = ""  # of held: "rejected", "absent", "found"
    by: int = -1  # who claimed it, under the epoch of the claim
    settles_in: int = 0
    absences: int = 0
    tries: int = 0
    was_looked_for: bool = False
    was_heard: bool = False  # a worker has read wFirma's success and recorded it


class Worker(NamedTuple):
    step: str = "idle"
    document: int = -1
    age: int = 0  # claimed: since the claim; writing, waiting: since the first byte
    heard: str = ""  # answered: ok, not_sent, refused, unclear; looked: equal, different, absent, nonsense
    is_settled: bool = False  # looked: the settling delay was over when it asked
    is_holder: bool = False  # its epoch is the one in the row of the Connection


class Call(NamedTuple):
    """What wFirma has of ours."""

    document: int
    by: int  # who waits for the answer; -1: nobody any more
    age: int = 0  # since its last byte
    stage: str = "working"  # working, booked, listed
    is_equal: bool = True


class World(NamedTuple):
    documents: tuple[Document, ...] = (Document(),)
    workers: tuple[Worker, ...] = (Worker(), Worker())
    lease: int = 0  # ticks that it still lasts
    calls: tuple[Call, ...] = ()
    forgotten: int = 0
    is_changed: bool = False  # the sale was told otherwise, or twice at once


def document(world: World, index: int, **changes: Any) -> World:
    changed = world.documents[index]._replace(**changes)
    return world._replace(documents=(*world.documents[:index], changed, *world.documents[index + 1 :]))


def worker(world: World, who: int, **changes: Any) -> World:
    return with_worker(world, who, world.workers[who]._replace(**changes))


def with_worker(world: World, who: int, changed: Worker) -> World:
    documents, workers, *rest = world
    return World(documents, (changed, workers[1]) if who == 0 else (workers[0], changed), *rest)


def resting(world: World, who: int) -> World:
    """The worker has forgotten everything but its lease, and hears no answer any more."""
    if any(call.by == who for call in world.calls):
        world = with_calls(world, *(call._replace(by=-1) if call.by == who else call for call in world.calls))
    return with_worker(world, who, Worker(is_holder=world.workers[who].is_holder))


def with_calls(world: World, *calls: Call) -> World:
    return world._replace(calls=tuple(sorted(calls)))


def mirrored(world: World) -> World:
    """A and B are alike: what can happen to one can happen to the other."""
    first, second = world.workers
    if first <= second:
        return world
    other = {0: 1, 1: 0, -1: -1}
    documents = tuple(one._replace(by=other[one.by]) if one.by >= 0 else one for one in world.documents)
    calls = tuple(sorted(one._replace(by=other[one.by]) if one.by >= 0 else one for one in world.calls))
    return World(documents, (second, first), world.lease, calls, world.forgotten, world.is_changed)


@dataclass(frozen=True)
class Setting:
    """What a run explores: the rules that hold and the limits under them."""

    rules: Rules = field(default_factory=Rules)
    limits: Limits = field(default_factory=Limits)
    has_surprises: bool = True  # wFirma may book something else, the sale may change
