"""Notices a push that does not arrive: orders that only the pull found, several in a row."""

from __future__ import annotations

from django.db.models import F

from mostek.core.models import Event, Order, Source
from mostek.core.standing import is_before_cut_over

# One lost message is what the pull is for. Three in a row, with none that arrived between them, are no accident.
SILENT_AFTER = 3


def note(event: Event, order: Order | None, *, is_new: bool) -> None:
    """Inside the transaction in which the event was read."""
    source = Source.objects.filter(pk=event.source_id)
    if event.leg == Event.Leg.PUSH:
        source.filter(push_missed__gt=0).update(push_missed=0)
    elif event.leg == Event.Leg.PULL and order is not None and is_new and not is_history(order):
        source.update(push_missed=F("push_missed") + 1, pulled_new=F("pulled_new") + 1)


def is_history(order: Order) -> bool:
    """Nobody could have told us of it: there was no Source yet."""
    before = order.paid_at is not None and order.paid_at < order.source.created_at
    return before or is_before_cut_over(order)
