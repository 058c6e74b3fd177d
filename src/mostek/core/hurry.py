"""A push that leaves something out has the platform asked at once, instead of at the next turn of the pull."""

from __future__ import annotations

from django.db.models import Case, DateTimeField, F, Value, When

from mostek.core.models import Event, Source
from mostek.lib import clock
from mostek.sources.adapter import Ignored, Incoming, Told


def after(event: Event, told: Told, what: str) -> None:
    """Where there are no keys, or the platform is in trouble, the pull keeps its own pace."""
    if event.leg == Event.Leg.PUSH and is_vague(told, what):
        rows = Source.objects.filter(pk=event.source_id, pull_failures=0)
        rows.exclude(pull_due_at=None).update(pull_due_at=clock.now())


def is_vague(told: Told, what: str) -> bool:
    """A refund whose order nobody knows is one, too: that order may have been lost."""
    if isinstance(told, Incoming):
        return told.is_partial
    return told.asks_now if isinstance(told, Ignored) else what == "refund.early"


def next_turn(source: Source, otherwise: object) -> Case:
    """At once, if a push asked for it after `source` was read at the beginning of the pull."""
    unasked = When(pull_due_at=source.pull_due_at, then=Value(otherwise))
    return Case(unasked, default=F("pull_due_at"), output_field=DateTimeField())
