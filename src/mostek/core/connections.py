"""Health and pace of a Connection: what the answers of wFirma do to it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery

from mostek.core import goods, outcomes, pace, wake
from mostek.core.models import Connection, Document
from mostek.lib import clock
from mostek.wfirma.errors import AuthLost

log = logging.getLogger("mostek.connections")

WAITING = (Document.State.PENDING, Document.State.UNKNOWN, Document.State.SENDING)

# Columns that keep the worker away until then.
ENDS = ("resume_at", "lease_until", "wanted_until")

# Nobody may call while it lasts, a person neither: each try might begin the five minutes anew.
LOCKED_OUT = "throttled.auth_lock"


def due(now: datetime) -> list[int]:
    """Connections that may be called now and have a Document whose turn it is: who waits longest comes first.

    One waits since its oldest Document became due or since its last turn ended, whichever came later: ten thousand
    that wait since yesterday take turns with one that came just now.
    """
    open_now = (
        callable_now(now)
        .annotate(**{f"oldest_{state}": _first(state, due_at__lte=now) for state in WAITING})
        .filter(Q(*((f"oldest_{state}__isnull", False) for state in WAITING), _connector=Q.OR))
    )
    columns = ("pk", "served_at", *(f"oldest_{state}" for state in WAITING))

    def waits_since(row: tuple[Any, ...]) -> tuple[datetime, int]:
        pk, served_at, *oldest = row
        since = min(moment for moment in oldest if moment is not None)
        return max(since, min(served_at or since, now)), pk

    return [pk for pk, *_ in sorted(open_now.values_list(*columns), key=waits_since)]


def callable_now(now: datetime) -> QuerySet[Connection]:
    """Those that may be called, and that nobody is calling or about to call."""
    return (
        Connection.objects.filter(is_on=True, health=Connection.Health.READY)
        .filter(Q(resume_at=None) | Q(resume_at__lte=now))
        .filter(Q(lease_until=None) | Q(lease_until__lt=now))
        .filter(Q(wanted_until=None) | Q(wanted_until__lte=now))
    )


def next_turn(now: datetime) -> datetime | None:
    """The first moment after `now` at which a Connection may have something to do, as the rows stand."""
    rows = Connection.objects.filter(is_on=True, health=Connection.Health.READY).annotate(
        pending=_first(Document.State.PENDING, due_at__gt=now),
        unknown=_first(Document.State.UNKNOWN, due_at__gt=now),
    )
    firsts = {f"first_{name}": Min(name) for name in ("pending", "unknown")}
    ends = {f"{name}_ends": Min(name, filter=Q((f"{name}__gt", now))) for name in ENDS}
    found = rows.aggregate(**firsts, **ends)
    return min((moment for moment in found.values() if moment is not None), default=None)


def _first(state: str, **when: datetime) -> Subquery:
    waiting = Document.objects.filter(connection=OuterRef("pk"), state=state, **when)
    return Subquery(waiting.order_by("due_at").values("due_at")[:1])


def answered(connection_id: int) -> None:
    """A call went through: the pause is over and the gap becomes shorter, but it is kept."""
    connection = Connection.objects.filter(pk=connection_id)
    waits, gap = connection.values_list("waits", "gap").get()
    if not waits and not gap:
        return
    shorter = pace.faster(gap)
    resume_at = clock.now() + timedelta(seconds=shorter) if shorter else None
    connection.update(waits=0, resume_at=resume_at, pause_code="", gap=shorter)


def refused(connection_id: int, error: Exception) -> None:
    """What wFirma cannot do for one Document now it cannot do for the next: the whole Connection pauses.

    A limit sets the pause itself and widens the gap; trouble on the line makes it 3 s, 6 s, 12 s …; a refusal of our
    credentials stops the Connection until a person acts.
    """
    then = outcomes.after(error, tries=1)
    if then.pause:
        _pause(Connection.objects.filter(pk=connection_id), then.pause, then.reason)
    elif isinstance(error, AuthLost) and not (error.code == "auth.token" and expire_token(connection_id)):
        needs_you(connection_id, error.code, error.detail)


def _pause(connection: QuerySet[Connection], first: timedelta, code: str) -> None:
    """`first`, and twice as long each time in a row."""
    waits, gap = connection.values_list("waits", "gap").get()
    pause = max(first, min(first * 2 ** min(waits, 10), outcomes.LONGEST))
    if code in pace.LIMITS:
        gap = pace.slower(gap)
        log.warning("%s: one call every %.1f s from now on", code, gap)
    connection.update(waits=F("waits") + 1, resume_at=clock.now() + pause, pause_code=code, gap=gap)


def is_locked_out(connection: Connection) -> bool:
    now = clock.now()
    return (
        connection.pause_code == LOCKED_OUT
        and connection.resume_at is not None
        and connection.resume_at > now
    )


def expire_token(connection_id: int) -> bool:
    """A refused access token is refreshed once; refused again right after a refresh, it is a person's turn."""
    recently = clock.now() - timedelta(minutes=2)
    return bool(
        Connection.objects.filter(pk=connection_id, auth=Connection.Auth.OAUTH2)
        .exclude(refresh_token="")
        # A refresh in the future was made before the clock was set back.
        .filter(Q(refreshed_at=None) | Q(refreshed_at__lt=recently) | Q(refreshed_at__gt=clock.now()))
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
    goods.try_again(connection_id)
    wake.tell()


def stumbled(connection_id: int) -> None:
    """A mistake of ours while it was served: not again at once, or the mistake would fill the day."""
    _pause(Connection.objects.filter(pk=connection_id), outcomes.LINE_PAUSE, "internal")
