from __future__ import annotations

from django.db import models

from mostek.core.models.event import Event
from mostek.core.models.order import Order
from mostek.core.models.source import Source
from mostek.core.models.visible import VisibleQuerySet


class Refund(models.Model):
    """Money that went back, or a sale that was called off, as a Source tells it. It may come before its Order."""

    class Kind(models.TextChoices):
        REFUND = "refund"
        CANCELLED = "cancelled"  # the order as a whole; `refund_id` is "cancelled"

    source = models.ForeignKey(Source, models.PROTECT, related_name="refunds")
    external_id = models.CharField(max_length=100)  # of the order
    refund_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.REFUND)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="refunds")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="refunds")
    amount = models.DecimalField(max_digits=15, decimal_places=2, null=True)  # null: all that was left
    currency = models.CharField(max_length=3, blank=True)
    on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    lines = models.JSONField(default=list)  # what came back, as lines of a sale
    told_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id", "refund_id"], name="refund_once_per_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.refund_id}"
