"""Once a day, at the hour of the Connection: what stands open and what has ended. Quiet where nothing has changed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from mostek.core.alerts import letter, tell
from mostek.core.models import Alert, AlertSettings, Connection, Mail
from mostek.lib import clock

DAY = timedelta(days=1)
MONDAY = 0  # what stays open without a change is told once a week


def write_due() -> None:
    """Any number of workers may: the day is marked together with the messages."""
    local = clock.now().astimezone(clock.WARSAW)
    touched = Q(closed_at=None) | Q(closed_at__gte=local - 2 * DAY)
    for connection in Connection.objects.filter(pk__in=Alert.objects.filter(touched).values("connection")):
        chosen, _ = AlertSettings.objects.get_or_create(connection=connection)
        if is_due(chosen, local):
            _write(connection, chosen, local.date())


def is_due(chosen: AlertSettings, local: datetime) -> bool:
    today = chosen.digest_on is not None and chosen.digest_on >= local.date()
    return not today and local.hour >= chosen.digest_hour


def _write(connection: Connection, chosen: AlertSettings, today: date) -> None:
    alerts = worth_telling(connection, chosen)
    said = sorted([one.condition, one.count] for one in alerts)
    is_news = any(one.closed_at for one in alerts) or said != sorted(chosen.digest_said)
    addresses = tell.addresses_of(connection) if is_news or today.weekday() == MONDAY else []
    with transaction.atomic():
        mine = AlertSettings.objects.filter(pk=chosen.pk, digest_on=chosen.digest_on)
        if not mine.update(digest_on=today, digest_said=[one for one in said if one[1]]):
            return
        if alerts:
            written = ((one, letter.of_digest(connection, alerts, one.language)) for one in addresses)
            tell.write(connection, Mail.Kind.DIGEST, written)


def worth_telling(connection: Connection, chosen: AlertSettings) -> list[Alert]:
    """What began before the hour of the digest and is open, or has ended since the last one; of each condition the
    newest. What begins later today has its own message, and its place in tomorrow's digest."""
    last = chosen.digest_on or clock.warsaw_date() - DAY
    ended = Q(closed_at__gte=_moment(last, chosen))
    rows = Alert.objects.filter(Q(closed_at=None) | ended, connection=connection)
    rows = rows.filter(opened_at__lt=_moment(clock.warsaw_date(), chosen))
    newest = {one.condition: one for one in rows.select_related("connection").order_by("pk")}
    return list(newest.values())


def _moment(day: date, chosen: AlertSettings) -> datetime:
    return datetime.combine(day, time(chosen.digest_hour), clock.WARSAW)
