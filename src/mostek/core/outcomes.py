"""What follows from what wFirma answered: one table (design §6).

Which answer is which error is `wfirma/codes.py`; both together are docs/en/develop/outcomes.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mostek.core import pace
from mostek.core.models import Document
from mostek.wfirma.errors import AuthLost, NotSent, OutcomeUnknown, Rejected, Throttled

State = Document.State

NOW = timedelta(0)
FIRST_LOOK = timedelta(seconds=3)
LONGEST = timedelta(minutes=15)

# First pauses of a Connection; each in a row doubles, up to LONGEST.
LINE_PAUSE = timedelta(seconds=3)
LIMIT_PAUSE = timedelta(minutes=1)

# Refusals that say nothing of the next call: one Document is in the way of KSeF, or we were in our own way.
OF_ONE_DOCUMENT = frozenset({"throttled.ksef_batch", "throttled.busy"})


@dataclass(frozen=True, slots=True)
class Next:
    """The next state of the Document, its reason, and when it is its turn again (`None`: a person's turn).

    `pause`: of the whole Connection, the first time. `needs_you`: the Connection stops until a person acts.
    """

    state: Document.State
    reason: str
    delay: timedelta | None
    pause: timedelta = NOW
    needs_you: bool = False


def backoff(tries: int, first: float = 10, longest: timedelta = LONGEST) -> timedelta:
    """10 s, 20 s, 40 s … at most 15 minutes. `tries` counts from 1."""
    return min(timedelta(seconds=first * 2 ** min(tries - 1, 20)), longest)


def after(error: Exception, tries: int) -> Next:
    """The table. An exception nobody foresaw may have left the house: it is looked into, never sent again blindly."""
    match error:
        case NotSent():
            return Next(State.PENDING, error.code, backoff(tries), pause=LINE_PAUSE)
        case Throttled():
            wait = max(timedelta(seconds=error.wait), NOW)
            pause = NOW if error.code in OF_ONE_DOCUMENT else wait
            return Next(State.PENDING, error.code, wait, pause=pause)
        case AuthLost():
            return Next(State.PENDING, error.code, NOW, needs_you=True)
        case Rejected():
            return Next(State.HELD, error.code, None)
        case OutcomeUnknown():
            pause = LIMIT_PAUSE if error.code in pace.LIMITS else LINE_PAUSE
            return Next(State.UNKNOWN, error.code, FIRST_LOOK, pause=pause)
        case _:
            return Next(State.UNKNOWN, "internal", FIRST_LOOK)
