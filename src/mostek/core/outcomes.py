"""What follows from what wFirma answered: one table (design §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mostek.core.models import Document
from mostek.wfirma.errors import AuthLost, NotSent, OutcomeUnknown, Rejected, Throttled, WfirmaError

State = Document.State

NOW = timedelta(0)
FIRST_LOOK = timedelta(seconds=3)
LONGEST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Next:
    """The next state of the Document, its reason, and when it is its turn again (`None`: a person's turn)."""

    state: Document.State
    reason: str
    delay: timedelta | None


def backoff(tries: int, first: float = 10, longest: timedelta = LONGEST) -> timedelta:
    """10 s, 20 s, 40 s … at most 15 minutes. `tries` counts from 1."""
    return min(timedelta(seconds=first * 2 ** min(tries - 1, 20)), longest)


def after(error: Exception, tries: int) -> Next:
    """The table. An exception nobody foresaw may have left the house: it is looked into, never sent again blindly."""
    match error:
        case NotSent():
            return Next(State.PENDING, error.code, backoff(tries))
        case Throttled():
            return Next(State.PENDING, error.code, max(timedelta(seconds=error.wait), NOW))
        case AuthLost():
            return Next(State.PENDING, error.code, NOW)
        case Rejected():
            return Next(State.HELD, error.code, None)
        case OutcomeUnknown():
            return Next(State.UNKNOWN, error.code, FIRST_LOOK)
        case WfirmaError():
            return Next(State.UNKNOWN, error.code, FIRST_LOOK)
        case _:
            return Next(State.UNKNOWN, "internal", FIRST_LOOK)
