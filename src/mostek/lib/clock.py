"""The one source of time. Tests hold it still; nothing else in Mostek asks the machine for the hour."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")

_held: datetime | None = None


def now() -> datetime:
    """Aware UTC time."""
    return _held if _held is not None else datetime.now(UTC)


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
