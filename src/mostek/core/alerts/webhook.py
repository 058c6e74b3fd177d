"""What the seller's own programmes are told of an Alert, on the road of all outgoing messages."""

from __future__ import annotations

from typing import Any

from mostek.core import messages
from mostek.core.alerts import letter
from mostek.core.models import Alert, Connection, Endpoint
from mostek.core.outgoing import events
from mostek.lib import clock


def is_listened_to(connection: Connection) -> bool:
    return bool(listening(connection))


def listening(connection: Connection) -> list[Endpoint]:
    return [
        one
        for one in Endpoint.objects.filter(connection=connection, is_on=True)
        if events.ALERT in one.events
    ]


def announce(alert: Alert) -> None:
    """Inside the transaction that marks it as announced. The same Alert is one message, however often it is written."""
    for endpoint in listening(alert.connection):
        events.enqueue(endpoint, events.ALERT, to_json(alert), about=alert.pk)


def to_json(alert: Alert) -> dict[str, Any]:
    """The data of the message. Codes, counts and moments: no buyer and no secret."""
    said = messages.of(alert.condition, language="en", count=alert.count)
    return {
        "alert": {
            "id": alert.pk,
            "condition": alert.condition,
            "about": alert.about or None,
            "count": alert.count,
            "opened_at": alert.opened_at.isoformat(),
            "since": alert.since.isoformat() if alert.since else None,
            "told_at": clock.now().isoformat(),
            "message": said.happened,
            "next_step": (messages.of(alert.about, language="en") if alert.about else said).step,
            "link": letter.link_of(said.link, alert.connection_id),
        },
        "connection": {"id": alert.connection_id, "name": alert.connection.name},
    }
