"""What follows from what wFirma answered: one table (design §6).

Which answer is which error is `wfirma/codes.py`; both together are docs/en/develop/outcomes.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from mostek.core import pace
from mostek.core.models import Document
from mostek.wfirma import codes
from mostek.wfirma.errors import AuthLost, NotSent, OutcomeUnknown, Rejected, Throttled, WfirmaError

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


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that `invoices/add` may meet. `name` is stable; `en` and `pl` say what was seen."""

    name: str
    en: str
    pl: str
    verdict: codes.Verdict

    @property
    def error(self) -> WfirmaError:
        return codes.to_error(self.verdict)

    @property
    def next(self) -> Next:
        return after(self.error, tries=1)


def table() -> Iterator[Row]:
    """Every row there is, in the order in which a call meets them."""
    for group, cases in (
        ("line", codes.BEFORE_THE_WIRE),
        ("wire", codes.ON_THE_WIRE),
        ("answer", codes.ANSWERS),
    ):
        for name, case in cases.items():
            yield Row(f"{group}:{name}", case.en, case.pl, case.verdict)
    for http_status, verdict in codes.HTTP.items():
        without = f"HTTP {http_status}"
        yield Row(f"http:{http_status}", f"{without}, no envelope", f"{without} bez koperty", verdict)
    for status in codes.STATUS:
        verdict = codes.status_verdict(status, action="add", is_write=True)
        yield Row(f"status:{status}", f"`{status}`", f"`{status}`", verdict)
    sentence = codes.NOT_FOUND_SENTENCE.capitalize()
    not_found = codes.status_verdict(sentence, action="add", is_write=True)
    yield Row("status:sentence", f"`{sentence}…` as a code", f"`{sentence}…` jako kod", not_found)
    yield Row(
        "status:*", "a code nobody knows yet", "kod, którego jeszcze nikt nie zna", codes.UNKNOWN_STATUS
    )
    for part, verdict in codes.REFUSALS:
        yield Row(f"error:{part}", f"`ERROR`: “…{part}…”", f"`ERROR`: „…{part}…”", verdict)
    stock = " / ".join(codes.STOCK)
    yield Row("error:stock", f"`ERROR`: “…{stock}…”", f"`ERROR`: „…{stock}…”", codes.OUT_OF_STOCK)
    yield Row("error:fields", "`ERROR` with fields", "`ERROR` z polami", codes.WITH_FIELDS)
    yield Row("error:bare", "`ERROR` without a word", "`ERROR` bez słowa", codes.WITHOUT_REASON)
