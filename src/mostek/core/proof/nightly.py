"""Each Connection once a night, between two and five in Warsaw, spread so that they do not all come at once."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from mostek.core.models import Connection, Proof
from mostek.core.proof import scan
from mostek.core.proof.ours import Month
from mostek.lib import clock

FIRST_HOUR, LAST_HOUR = 2, 5
SPREAD = 170  # minutes
STEP = 37  # without a common divisor with SPREAD: neighbours in the table are far apart in the night
LOOK_BACK = 5  # days of a month in which the one before is proven as well
EVERY = 60.0  # seconds between two looks


class Watch:
    """One per worker process: looks once a minute whether it is night."""

    def __init__(self) -> None:
        self._looked_at = float("-inf")

    def look(self) -> None:
        if time.monotonic() - self._looked_at >= EVERY:
            self._looked_at = time.monotonic()
            plan()


def plan() -> int:
    """Ask for tonight's proofs whose minute has come; how many were asked for. Any number of workers may."""
    scan.stop_waiting()
    local = clock.now().astimezone(clock.WARSAW)
    if not FIRST_HOUR <= local.hour < LAST_HOUR:
        return 0
    night = local.date()
    begin = local.replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0)
    asked = Proof.objects.filter(night=night).values("connection")
    ready = Connection.objects.filter(is_on=True, health=Connection.Health.READY).exclude(pk__in=asked)
    count = 0
    for connection in ready.only("pk"):
        if local >= begin + minute_of(connection.pk):
            for month in months(local):
                scan.ask(connection, month, night=night)
                count += 1
    return count


def minute_of(pk: int) -> timedelta:
    return timedelta(minutes=pk * STEP % SPREAD)


def months(local: datetime) -> list[Month]:
    """The month, and in its first days the one before: its last documents are still being issued and posted."""
    this = Month.of(local.date())
    return [this.before, this] if local.day <= LOOK_BACK else [this]
