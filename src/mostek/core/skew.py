"""Clocks are checked, not trusted: docs/en/develop/decisions/0010-clocks-are-checked.md

Leases, settling delays and turns are moments in rows, written by one process and read by another. So a worker whose
clock is not that of the database does nothing, and a clock that was set while it ran makes it begin to wait anew
wherever too short a wait could double a document.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.db import connection as database
from django.db import transaction
from django.db.models import Q

from mostek.core.lease import LEASE, MAX_SKEW, SETTLE
from mostek.core.models import Connection, Document, Good, Proof
from mostek.lib import clock, points

log = logging.getLogger("mostek.skew")

ASK_EVERY = 10.0  # seconds between two looks at the database's clock
# No delay of ours reaches further, but for what wFirma itself asks; what stands there was written by another time.
LONGEST_DELAY = timedelta(minutes=15)

JUMPED, SKEWED = "clock.jumped", "clock.skewed"


def ahead() -> timedelta:
    """By how much this machine's clock is ahead of the database's; nothing where both are one machine's."""
    if database.vendor != "postgresql":
        return timedelta(0)
    before = clock.now()
    with database.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    there = clock.from_machine(row[0])
    return before + (clock.now() - before) / 2 - there


class Watch:
    """One per worker process, looked at before each round of work."""

    def __init__(self) -> None:
        self._drift = clock.drift()
        self._asked_at = float("-inf")
        self._jumped_at: float | None = None
        self._is_skewed = False

    def look(self, *, ask_database: bool = True) -> str:
        """What is the matter with the clock: `clock.skewed` (do nothing), `clock.jumped` (seen to), or nothing."""
        by = timedelta(seconds=clock.drift() - self._drift)
        has_jumped = abs(by) > MAX_SKEW
        if ask_database and (has_jumped or time.monotonic() - self._asked_at > ASK_EVERY):
            self._asked_at = time.monotonic()
            self._compare()
        if self._is_skewed:
            return SKEWED
        if has_jumped:
            log.error("the clock was set by %.0f s: what waits on it waits anew", by.total_seconds())
            begin_anew(clock.now())
            self._drift, self._jumped_at = clock.drift(), clock.elapsed()
        recently = self._jumped_at is not None and clock.elapsed() - self._jumped_at < SETTLE.total_seconds()
        return JUMPED if recently else ""

    def _compare(self) -> None:
        by = ahead()
        was, self._is_skewed = self._is_skewed, abs(by) > MAX_SKEW
        if self._is_skewed and not was:
            log.error("this machine's clock differs by %.0f s from the database's", by.total_seconds())


def begin_anew(now: datetime) -> None:
    """After the clock was set: a settling delay begins again, and no moment lies further ahead than it can.

    Looking early is always safe, so what is unknown is looked for at once; only its absence counts later.
    """
    with transaction.atomic():
        Document.objects.filter(state=Document.State.UNKNOWN).update(
            unknown_since=now, absences=0, due_at=now
        )
        Good.objects.filter(asked_at__isnull=False).update(asked_at=now)
        bring_back(now)
    points.reach("skew.began_anew")


def bring_back(now: datetime) -> None:
    """Moments that only a clock set back can have left behind. Each is put as late as an honest one could be."""
    waiting = Document.objects.filter(due_at__gt=now + LONGEST_DELAY)
    waiting.filter(state__in=[Document.State.PENDING, Document.State.SENDING]).update(due_at=now)
    unknown = Q(due_at__gt=now + LONGEST_DELAY) | Q(unknown_since__gt=now + MAX_SKEW)
    Document.objects.filter(unknown, state=Document.State.UNKNOWN).update(
        unknown_since=now, absences=0, due_at=now
    )
    Proof.objects.filter(state=Proof.State.READING, due_at__gt=now + LONGEST_DELAY).update(due_at=now)
    rows = Connection.objects
    rows.filter(lease_until__gt=now + LEASE + MAX_SKEW).update(lease_until=now + LEASE)
    rows.filter(wanted_until__gt=now + LONGEST_DELAY).update(wanted_until=None)
    # wFirma may ask for an hour. Rather one early call, which it answers with the same limit, than a day of silence.
    rows.filter(resume_at__gt=now + LONGEST_DELAY).update(resume_at=now + LONGEST_DELAY)
