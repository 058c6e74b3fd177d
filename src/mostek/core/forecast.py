"""How many documents wait at a Connection, and when the last of them will have been sent.

From what is due, the time one document has taken lately and the gap that wFirma's limits have taught us. Where that is
not known, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostek.core.connections import WAITING
from mostek.core.models import Connection, Document
from mostek.lib import clock


@dataclass(frozen=True, slots=True)
class Forecast:
    """`seconds` of work, when it can be said; `after`: nothing is sent before that moment."""

    waiting: int
    seconds: float | None = None
    after: datetime | None = None


def of(connection: Connection) -> Forecast | None:
    return of_each([connection]).get(connection.pk)


def of_each(connections: Iterable[Connection]) -> dict[int, Forecast]:
    """By Connection, those alone at which something waits."""
    by_pk = {one.pk: one for one in connections}
    now = clock.now()
    counted = (
        Document.objects.filter(connection__in=by_pk, state__in=WAITING, due_at__isnull=False)
        .values("connection_id")
        .annotate(waiting=Count("pk"), due=Count("pk", filter=Q(due_at__lte=now)), first=Min("due_at"))
    )
    return {
        row["connection_id"]: _foresee(by_pk[row["connection_id"]], row["waiting"], row["due"], row["first"])
        for row in counted
    }


def _foresee(connection: Connection, waiting: int, due: int, first: datetime) -> Forecast:
    now = clock.now()
    if not connection.is_on or connection.health != Connection.Health.READY:
        return Forecast(waiting)  # a person decides when
    is_paused = connection.resume_at is not None and connection.resume_at > now and connection.pause_code
    if is_paused:
        return Forecast(waiting, after=connection.resume_at)
    if not due:
        return Forecast(waiting, after=first)
    if not connection.call_seconds:
        return Forecast(waiting)
    return Forecast(waiting, seconds=due * (connection.call_seconds + connection.gap))


def words(forecast: Forecast) -> str:
    """`312 documents waiting, about 6 minutes`; in the language that is active."""
    waiting = ngettext("%(count)s document waiting", "%(count)s documents waiting", forecast.waiting) % {
        "count": forecast.waiting
    }
    when = _when(forecast)
    return f"{waiting}, {when}" if when else waiting


def _when(forecast: Forecast) -> str:
    if forecast.after is not None:
        # A pause ends within the hour, so the hour alone is clear.
        return _("after %(time)s") % {
            "time": f"{timezone.localtime(_next_minute(forecast.after), clock.WARSAW):%H:%M}"
        }
    if forecast.seconds is None:
        return ""
    minutes = round(forecast.seconds / 60)
    if minutes < 1:
        return _("less than a minute")
    if minutes < 90:
        return ngettext("about %(count)s minute", "about %(count)s minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    return ngettext("about %(count)s hour", "about %(count)s hours", hours) % {"count": hours}


def _next_minute(moment: datetime) -> datetime:
    """14:04:20 is said as 14:05: a minute too late rather than one too early."""
    return moment if not moment.second else moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
