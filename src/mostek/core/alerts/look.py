"""Open an Alert where a condition begins, count while it lasts, close it where it ends."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Max

from mostek.core.alerts.conditions import CONDITIONS, Condition, Found
from mostek.core.models import Alert
from mostek.lib import clock

log = logging.getLogger("mostek.alerts")

PAUSE = timedelta(hours=6)  # between two messages about one condition, however often it ends and begins


def look() -> None:
    """Any number of workers may: of one condition of one Connection only one Alert is open."""
    now = clock.now()
    for condition in CONDITIONS:
        found = {one.connection_id: one for one in condition.find(now)}
        for alert in Alert.objects.filter(condition=condition.code, closed_at=None):
            _follow(alert, found.pop(alert.connection_id, None), now)
        for one in found.values():
            _open(condition, one, now)


def _follow(alert: Alert, found: Found | None, now: datetime) -> None:
    """Written only where something has changed: it is looked at every minute."""
    rows = Alert.objects.filter(pk=alert.pk, closed_at=None)
    if found is None:
        rows.update(closed_at=now, count=0)
        log.info("alert %s: %s at connection %s is over", alert.pk, alert.condition, alert.connection_id)
    elif (found.count, found.about) != (alert.count, alert.about):
        rows.update(count=found.count, most=max(alert.most, found.count), about=found.about)


def _open(condition: Condition, found: Found, now: datetime) -> None:
    before = Alert.objects.filter(connection=found.connection_id, condition=condition.code)
    announced = before.aggregate(last=Max("announced_at"))["last"]
    alert = Alert(
        connection_id=found.connection_id,
        condition=condition.code,
        about=found.about,
        opened_at=now,
        since=found.since,
        tell_at=max(now, announced + PAUSE) if announced else now,
        count=found.count,
        most=found.count,
    )
    Alert.objects.bulk_create([alert], ignore_conflicts=True)
    log.warning("alert: %s at connection %s", condition.code, found.connection_id)
