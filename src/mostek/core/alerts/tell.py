"""Write the messages about what has opened. Sending them is `mail`'s; the rows are made together with the mark."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from mostek.core import wake
from mostek.core.alerts import letter, webhook
from mostek.core.alerts.letter import Letter
from mostek.core.models import Alert, AlertAddress, Connection, Mail
from mostek.lib import clock


def announce() -> None:
    """Where nobody is to be told yet, an Alert waits until there is somebody, or until it closes."""
    due = Alert.objects.filter(closed_at=None, announced_at=None, tell_at__lte=clock.now())
    for alert in due.select_related("connection").order_by("pk"):
        addresses = addresses_of(alert.connection)
        if addresses or webhook.is_listened_to(alert.connection):
            _announce(alert, addresses)


def _announce(alert: Alert, addresses: list[AlertAddress]) -> None:
    """Once, whoever comes first."""
    with transaction.atomic():
        open_now = Alert.objects.filter(pk=alert.pk, closed_at=None, announced_at=None)
        if not open_now.update(announced_at=clock.now(), count_told=alert.count):
            return
        written = ((one, letter.of_alert(alert, one.language)) for one in addresses)
        write(alert.connection, Mail.Kind.ALERT, written, alert=alert)
        webhook.announce(alert)


def send_test(connection: Connection, address: AlertAddress) -> None:
    written = letter.of_test(connection, address.language)
    write(connection, Mail.Kind.TEST, [(address, written)])


def addresses_of(connection: Connection) -> list[AlertAddress]:
    """Nobody, while there is no mail server: then nothing is marked as told either."""
    if not settings.MOSTEK_SMTP:
        return []
    return list(AlertAddress.objects.filter(connection=connection).order_by("pk"))


def write(
    connection: Connection,
    kind: Mail.Kind,
    written: Iterable[tuple[AlertAddress, Letter]],
    *,
    alert: Alert | None = None,
) -> None:
    now = clock.now()
    mails = [
        Mail(
            connection=connection,
            alert=alert,
            kind=kind,
            to=address.email,
            language=address.language,
            words=letter.to_json(words),
            created_at=now,
            due_at=now,
        )
        for address, words in written
    ]
    Mail.objects.bulk_create(mails)
    wake.tell()
