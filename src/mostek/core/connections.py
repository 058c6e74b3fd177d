"""Health and pace of a Connection: what the answers of wFirma do to it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mostek.core.models import Connection, Document
from mostek.lib import clock
from mostek.wfirma.errors import AuthLost, NotSent, OutcomeUnknown, Throttled

log = logging.getLogger("mostek.connections")

FIRST_PAUSE = 3.0  # seconds
LONGEST_PAUSE = timedelta(minutes=15)
# Refusals that concern one Document and say nothing of the next.
OF_ONE_DOCUMENT = {"throttled.ksef_batch"}


def busy(now: datetime) -> QuerySet[Connection]:
    """Those with a Document whose turn it is."""

    def has(state: Document.State) -> Exists:
        waiting = Document.objects.filter(connection=OuterRef("pk"), state=state, due_at__lte=now)
        return Exists(waiting)

    states = Document.State
    return callable_now(now).filter(has(states.PENDING) | has(states.UNKNOWN) | has(states.SENDING))


def callable_now(now: datetime) -> QuerySet[Connection]:
    """Those that may be called, and that nobody is calling."""
    return (
        Connection.objects.filter(is_on=True, health=Connection.Health.READY)
        .filter(Q(resume_at=None) | Q(resume_at__lte=now))
        .filter(Q(lease_until=None) | Q(lease_until__lt=now))
    )


def answered(connection_id: int) -> None:
    """A call went through: the pace recovers."""
    Connection.objects.filter(pk=connection_id).exclude(waits=0).update(
        waits=0, resume_at=None, pause_code=""
    )


def refused(connection_id: int, error: Exception) -> None:
    """What wFirma cannot do for one Document now it cannot do for the next: the whole Connection pauses.

    A limit sets the pause itself; trouble on the line makes it 3 s, 6 s, 12 s …; a refusal of our credentials
    stops the Connection until a person acts.
    """
    connection = Connection.objects.filter(pk=connection_id)
    match error:
        case Throttled() if error.code not in OF_ONE_DOCUMENT:
            _pause(connection, error.wait, error.code)
        case NotSent() | OutcomeUnknown():
            _pause(connection, FIRST_PAUSE, error.code)
        case AuthLost() if not (error.code == "auth.token" and expire_token(connection_id)):
            needs_you(connection_id, error.code, error.detail)


def _pause(connection: QuerySet[Connection], seconds: float, code: str) -> None:
    """`seconds` at first, twice as long each time in a row."""
    waits = connection.values_list("waits", flat=True).get()
    growing = min(timedelta(seconds=seconds * 2 ** min(waits, 10)), LONGEST_PAUSE)
    pause = max(growing, timedelta(seconds=seconds))
    connection.update(waits=F("waits") + 1, resume_at=clock.now() + pause, pause_code=code)


def expire_token(connection_id: int) -> bool:
    """A refused access token is refreshed once; refused again right after a refresh, it is a person's turn."""
    recently = clock.now() - timedelta(minutes=2)
    return bool(
        Connection.objects.filter(pk=connection_id, auth=Connection.Auth.OAUTH2)
        .exclude(refresh_token="")
        .filter(Q(refreshed_at=None) | Q(refreshed_at__lt=recently))
        .update(access_expires_at=clock.now())
    )


def needs_you(connection_id: int, code: str, detail: str = "") -> None:
    """The log line is what an alert hangs on: the code of the message and no secrets; once per trouble."""
    connection = Connection.objects.filter(pk=connection_id)
    if not connection.filter(health=Connection.Health.NEEDS_YOU, health_code=code).exists():
        log.error("connection %s needs you: %s", connection_id, code)
    connection.update(
        health=Connection.Health.NEEDS_YOU, health_code=code, health_detail=detail, health_since=clock.now()
    )


def ready(connection_id: int) -> None:
    """It works (again): what waited has its turn now."""
    Connection.objects.filter(pk=connection_id).update(
        health=Connection.Health.READY,
        health_code="",
        health_detail="",
        health_since=clock.now(),
        waits=0,
        resume_at=None,
        pause_code="",
    )


def stumbled(connection_id: int) -> None:
    """A mistake of ours while it was served: not again at once, or the mistake would fill the day."""
    _pause(Connection.objects.filter(pk=connection_id), FIRST_PAUSE, "internal")
