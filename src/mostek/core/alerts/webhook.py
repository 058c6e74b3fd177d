"""What the seller's own programmes are told of an Alert. A thin seam: the road of outgoing messages is joined here."""

from __future__ import annotations

from typing import Any

from mostek.core import messages
from mostek.core.alerts import letter
from mostek.core.models import Alert, Connection
from mostek.lib import clock

OPENED = "alert.opened"


def is_listened_to(connection: Connection) -> bool:
    return False


def announce(alert: Alert) -> None:
    """Inside the transaction that marks it as announced."""


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
