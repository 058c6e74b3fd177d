"""How fast a Connection may go: pure arithmetic, the caller keeps the value."""

from __future__ import annotations

from dataclasses import dataclass, replace

FIRST_WAIT = 60.0
LONGEST_WAIT = 900.0
RECOVER_AFTER = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """`level` counts refusals that have not been outlived yet, `good` the successes since the last one."""

    level: int = 0
    good: int = 0


def slowed(pace: Pace, asked_wait: float = 0.0) -> tuple[Pace, float]:
    """After `Throttled`: the next pace and the seconds to wait, 60 · 2ⁿ up to a quarter of an hour.

    wFirma's own wish (`Throttled.wait`) is honoured even beyond that.
    """
    own = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(pace.level, 10))
    return Pace(level=min(pace.level + 1, 10)), max(own, asked_wait)


def recovered(pace: Pace) -> Pace:
    """After a success: five in a row take back one refusal, so one lucky call opens no gates."""
    if pace.level == 0:
        return Pace()
    if pace.good + 1 < RECOVER_AFTER:
        return replace(pace, good=pace.good + 1)
    return Pace(level=pace.level - 1)
