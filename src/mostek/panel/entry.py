"""One line of a time-line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """`tone` is one of the colours of states; `theirs` are wFirma's own words, folded under the sentence."""

    at: datetime
    tone: str
    text: str
    note: str = ""
    theirs: str = ""
