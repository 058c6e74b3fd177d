"""Every state that can be reached, breadth first: the first broken promise has the shortest story."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from tests.model.steps import CERTAIN, steps
from tests.model.world import TICK, Limits, Rules, Setting, World, mirrored

OF_SURPRISES = {
    "claim_is_conditional",
    "issued_is_final",
    "unique_live_document",
    "adopt_only_equal",
    "release_only_certain",
    "withdraw_only_certain",
}


@dataclass(frozen=True)
class Explored:
    states: int
    broken: str  # the promise that does not hold, or nothing
    story: tuple[str, ...]

    def told(self) -> str:
        said = []
        for line, same in groupby(self.story):
            times = len(list(same))
            if line == "a tick passes":
                said.append(f"{int(times * TICK.total_seconds())} s pass")
            else:
                said.extend([line] * times)
        return "; ".join([*said, self.broken])


def without(*names: str, **changes: int) -> Explored:
    """All rules but these, other limits. A story from a smaller world is a story, so that is where to look first."""
    setting = left_out(*names, **changes)
    small = None if set(names) & OF_SURPRISES else explore(replace(setting, has_surprises=False))
    return small if small and small.broken else explore(setting)


def left_out(*names: str, **changes: int) -> Setting:
    rules = Rules(**dict.fromkeys(names, False))
    return Setting(rules, replace(Limits(), **({"tries": 1} | changes)).under(rules))


@cache
def everything() -> Explored:
    """All rules hold; the largest of the runs, made once."""
    return explore(Setting())


def explore(setting: Setting) -> Explored:
    """To the first broken promise, or all of it; then also whether every state has a way out."""
    start = World()
    known = {start: start}  # a state → the one of its two mirror images that was met
    came: dict[World, tuple[World, str] | None] = {start: None}
    before: dict[World, list[World]] = {start: []}
    ahead = deque([start])
    while ahead:
        world = ahead.popleft()
        for told, after in steps(world, setting):
            met = known.setdefault(mirrored(after), after)
            if met is after:
                came[met], before[met] = (world, told), []
                if broken := broken_promise(met):
                    return Explored(len(came), broken, story(met, came))
                ahead.append(met)
            before[met].append(world)
    saved = with_a_way_out(before)
    lost = next((world for world in came if world not in saved), None)
    if lost is not None:
        return Explored(len(came), "there is no way from here to a document or a person", story(lost, came))
    return Explored(len(came), "", ())


def story(world: World, came: dict[World, tuple[World, str] | None]) -> tuple[str, ...]:
    told = []
    while (step := came[world]) is not None:
        world, line = step
        told.append(line)
    return tuple(reversed(told))


def broken_promise(world: World) -> str:
    booked = [call for call in world.calls if call.stage != "working"]
    if len(booked) > 1:
        return "there are two documents for one sale"
    for index, one in enumerate(world.documents):
        of_it = [call for call in world.calls if call.document == index]
        name = f"document {index + 1}"
        if one.was_heard and one.state not in {"issued", "adopted"}:
            return f"{name} is {one.state} although its success was read"
        if one.state == "issued" and not any(call.stage != "working" for call in of_it):
            return f"{name} is issued and does not exist"
        if one.state == "adopted" and not any(call.stage != "working" and call.is_equal for call in of_it):
            return f"{name} is adopted and is not what was asked for"
        if of_it and (one.state == "pending" or one.reason in CERTAIN):
            return f"{name} may be sent again while a call of it is at wFirma"
        if of_it and one.state == "cancelled":
            return f"{name} is cancelled while a call of it is at wFirma"
    return ""


def is_settled(world: World) -> bool:
    return all(one.state in {"issued", "adopted", "held", "cancelled"} for one in world.documents)


def with_a_way_out(before: dict[World, list[World]]) -> set[World]:
    reached = {world for world in before if is_settled(world)}
    ahead = deque(reached)
    while ahead:
        for earlier in before[ahead.popleft()]:
            if earlier not in reached:
                reached.add(earlier)
                ahead.append(earlier)
    return reached
