"""The one source of time. Tests hold it still; nothing else in Mostek asks the machine for the hour."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")

_held: datetime | None = None
_anchor: datetime | None = None
_speed = 1.0


def now() -> datetime:
    """Aware UTC time."""
    if _held is not None:
        return _held
    machine = datetime.now(UTC)
    return machine if _anchor is None else _anchor + (machine - _anchor) * _speed


def run_faster(anchor: datetime, speed: float) -> None:
    """From `anchor` (aware) on, an hour of this process takes an hour / `speed`. For `mostek chaos` alone.

    Processes with the same anchor and speed agree on the time.
    """
    global _anchor, _speed
    _anchor, _speed = anchor, speed


def on_this_machine(seconds: float) -> float:
    """How long so many seconds of `now` take: what a timeout of a socket has to be, to keep its ratio to a lease."""
    return seconds / _speed


def warsaw_date(moment: datetime | None = None) -> date:
    """The calendar day in Warsaw: documents are dated by it, whatever zone the server runs in."""
    return (moment or now()).astimezone(WARSAW).date()


@contextmanager
def held(moment: datetime) -> Iterator[None]:
    """Stop the clock of this process at `moment` (aware)."""
    global _held
    before, _held = _held, moment
    try:
        yield
    finally:
        _held = before


def advance(by: timedelta) -> None:
    """Move a held clock on. A running clock cannot be moved."""
    global _held
    if _held is None:
        raise RuntimeError("the clock is not held")
    _held += by
