"""The dead man's switch: an address of the operator's is asked as long as the worker truly works.

Whoever keeps that address notices when the calls stop. So nothing is asked while work lies undone, and a process that
hangs asks nothing by itself.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

import httpx2
from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from mostek.core import connections, wire
from mostek.core.models import Document, Event, Heartbeat
from mostek.lib import clock

log = logging.getLogger("mostek.ping")

TIMEOUT = 10.0
STALL = timedelta(minutes=15)  # what is due so long, and could be done, is not being done
FRESH = timedelta(minutes=1)


class Watch:
    """One per worker process. `go` runs beside the loop, but only the loop starts it."""

    def __init__(self) -> None:
        self._asked_at = float("-inf")

    def is_due(self) -> bool:
        return bool(settings.PING_URL) and time.monotonic() - self._asked_at >= settings.PING_EVERY

    def go(self) -> None:
        self._asked_at = time.monotonic()
        if why := trouble():
            log.error("no ping: %s", why)
        else:
            ask(settings.PING_URL)


def trouble() -> str:
    """Why this is no time to say that all is well; empty when it is. Raises DatabaseError."""
    now = clock.now()
    alive = Heartbeat.objects.filter(at__gt=now - FRESH)
    if not alive.exists():
        return "no heartbeat is fresh"
    if alive.exclude(trouble="").filter(trouble="clock.skewed").exists():
        return "a clock is wrong"
    unread = Event.objects.filter(state=Event.State.RECEIVED, source__is_on=True, received_at__lt=now - STALL)
    if unread.exists():
        return "events are not read"
    mine = Document.objects.filter(connection=OuterRef("pk"), state=Document.State.PENDING)
    unserved = connections.callable_now(now).filter(Q(served_at=None) | Q(served_at__lt=now - STALL))
    if unserved.filter(Exists(mine.filter(due_at__lt=now - STALL))).exists():
        return "documents are due and nobody serves them"
    return ""


def ask(url: str) -> bool:
    """The operator has named the address, so it may lie in their own network. It may carry a key: it is not logged."""
    try:
        answer = wire.http().get(url, timeout=TIMEOUT)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        log.warning("the ping did not arrive: %s", type(error).__name__)
        return False
    if answer.status_code >= 300:
        log.warning("the ping was answered with %s", answer.status_code)
    return answer.status_code < 300
