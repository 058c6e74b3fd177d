"""One sale, typed by a person: kept by a Source of its own, one for each Connection."""

from __future__ import annotations

from django.db import transaction

from mostek.core import receive
from mostek.core.models import Connection, Event, Order, Source
from mostek.lib import clock, points
from mostek.sources import registry, stored
from mostek.sources.adapter import Incoming

KIND = "hand"


class Taken(Exception):
    """This form was sent before, with something else in it. `order` is what it made then."""

    def __init__(self, order: Order | None) -> None:
        self.order = order
        super().__init__("taken")


def source_of(connection: Connection) -> Source:
    """Made when it is first needed."""
    with transaction.atomic():
        Connection.objects.select_for_update().get(pk=connection.pk)
        found = Source.objects.filter(connection=connection, kind=KIND).order_by("pk").first()
        if found is None:
            name = registry.platform(KIND).name
            found = Source.objects.create(connection=connection, kind=KIND, name=name, created_at=clock.now())
    points.reach("hand.source")
    return found


def enter(connection: Connection, token: str, incoming: Incoming) -> Order:
    """The same token is the same sale, however often it is sent. Raises Taken."""
    source = source_of(connection)
    key = f"hand:{token}"
    try:
        with transaction.atomic():
            event, is_new = receive.store(source, key, stored.sale_to_body(incoming), Event.Leg.FILE)
            if is_new:
                receive.read(event)
    except receive.OtherBody:
        first = Event.objects.select_related("order").get(source=source, key=key)
        raise Taken(first.order) from None
    points.reach("hand.entered")
    event.refresh_from_db()
    if event.order is None:
        raise Taken(None)
    return event.order
