from __future__ import annotations

from django.db import models

from mostek.core.models.source import Source
from mostek.core.models.visible import VisibleQuerySet


class Event(models.Model):
    """One thing a Source told us, kept as it came."""

    class State(models.TextChoices):
        RECEIVED = "received"  # stored and answered, not read yet
        READ = "read"  # became an Order, or a revision of one, or had been seen
        IGNORED = "ignored"  # understood, and of no concern to us
        FAILED = "failed"  # could not be understood: a person looks

    class Leg(models.TextChoices):
        PUSH = "push"  # the platform told us
        PULL = "pull"  # we asked it
        FILE = "file"  # a person brought it

    source = models.ForeignKey(Source, models.PROTECT, related_name="events")
    key = models.CharField(max_length=255)  # the same key again is the same event again
    body = models.BinaryField()
    body_digest = models.CharField(max_length=64)
    leg = models.CharField(max_length=4, choices=Leg.choices, default=Leg.PUSH, db_default="push")
    received_at = models.DateTimeField()
    repeats = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    reason = models.CharField(max_length=60, blank=True)
    detail = models.TextField(blank=True)
    order = models.ForeignKey("core.Order", models.PROTECT, null=True, related_name="events")
    answer = models.JSONField(null=True)  # what REST answered, for the same request again

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="event_once_per_source")]
        indexes = [
            models.Index("id", name="event_waiting", condition=models.Q(state="received")),
            models.Index("id", name="event_failed", condition=models.Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"event {self.pk}"
