"""How fast one Connection may be called: a gap between two calls, learnt from what wFirma answers.

wFirma says neither how many calls it takes nor over which time; its limits move with the load of its servers. So the
gap starts at nothing, doubles with each limit code, and gives way slowly: after every call that went through the
*rate* grows by a constant. Growth by steps and retreat by half is what finds a limit that nobody tells, and keeps
several callers of one limit fair. Numbers in, numbers out; `connections` keeps them in the row, where every worker
reads them.
"""

from __future__ import annotations

FIRST_GAP = 1.0  # seconds: one call in a second is what careful integrations keep to
LONGEST_GAP = (
    60.0  # a limit code alone makes us wait as long; a longer gap would be a pause, and that has its own rule
)
FACTOR = 2.0
# Calls per second won by each call that goes through: from one call a second to ten in about 450 calls, from one a
# minute to one a second in 50.
RECOVERY = 0.02
NO_GAP = 0.05  # shorter than any call takes: from here on there is none

# Codes that speak of our pace. Maintenance, locks and trouble on the line pause the Connection, and teach nothing.
LIMITS = frozenset({"throttled.requests", "throttled.execution_time", "unknown.execution_time"})

SMOOTHING = 0.2  # weight of the newest turn in the time per document
LONGEST_CALL = 600.0  # a machine that slept in the middle of a call must not spoil the forecast for days


def slower(gap: float) -> float:
    """After a limit code."""
    return min(max(FIRST_GAP, gap * FACTOR), LONGEST_GAP)


def faster(gap: float) -> float:
    """After a call that went through."""
    if gap <= NO_GAP:
        return 0.0
    shorter = 1 / (1 / min(gap, LONGEST_GAP) + RECOVERY)
    return shorter if shorter > NO_GAP else 0.0


def smoothed(before: float, seconds: float, documents: int) -> float:
    """The time of one document after a turn of `documents` that took `seconds`; `before` is 0 when none is known."""
    if documents < 1:
        return before
    newest = min(max(seconds, 0.0) / documents, LONGEST_CALL)
    # A turn of twenty-five says more than a turn of one.
    weight = 1 - (1 - SMOOTHING) ** documents
    return newest if before <= 0 else before + weight * (newest - before)
