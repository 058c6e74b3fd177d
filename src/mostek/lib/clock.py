"""The one source of time. Tests hold it still; nothing else in Mostek asks the machine for the hour.

A machine's clock can be set while we run. `elapsed` counts seconds and cannot be set, so the two together tell.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")

# Where there is one, the counter that goes on while the machine sleeps.
_COUNTER = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

_held: datetime | None = None
_anchor: datetime | None = None
_speed = 1.0
_passed = 0.0  # by a held clock


def now() -> datetime:
    """Aware UTC time."""
    if _held is not None:
        return _held
    return from_machine(datetime.now(UTC))


def run_faster(anchor: datetime, speed: float) -> None:
    """From `anchor` (aware) on, an hour of this process takes an hour / `speed`. For `mostek chaos` alone.

    Processes with the same anchor and speed agree on the time.
    """
    global _anchor, _speed, _began
    _anchor, _speed = anchor, speed
    _began = now().timestamp() - elapsed()


def from_machine(moment: datetime) -> datetime:
    """What `now` was when a machine's own clock, the database's say, showed `moment`."""
    return moment if _anchor is None else _anchor + (moment - _anchor) * _speed


def on_this_machine(seconds: float) -> float:
    """How long so many seconds of `now` take: what a timeout of a socket has to be, to keep its ratio to a lease."""
    return seconds / _speed


def elapsed() -> float:
    """Seconds since some moment, whatever the clock is set to."""
    return _passed if _held is not None else time.clock_gettime(_COUNTER) * _speed


def drift() -> float:
    """Seconds by which the clock has been set since the first look: positive is forward. Compare two of them."""
    return now().timestamp() - elapsed() - _began


def warsaw_date(moment: datetime | None = None) -> date:
    """The calendar day in Warsaw: documents are dated by it, whatever zone the server runs in."""
    return (moment or now()).astimezone(WARSAW).date()


@contextmanager
def held(moment: datetime) -> Iterator[None]:
    """Stop the clock of this process at `moment` (aware)."""
    global _held, _passed, _began
    before = _held, _passed, _began
    _held, _passed, _began = moment, 0.0, moment.timestamp()
    try:
        yield
    finally:
        _held, _passed, _began = before


def advance(by: timedelta) -> None:
    """Move a held clock on. A running clock cannot be moved."""
    global _passed
    jump(by)
    _passed += by.total_seconds()


def jump(by: timedelta) -> None:
    """Set a held clock, as a person or a time server would: no time passes."""
    global _held
    if _held is None:
        raise RuntimeError("the clock is not held")
    _held += by


_began = datetime.now(UTC).timestamp() - time.clock_gettime(_COUNTER)
