from __future__ import annotations

from django.db import models
from django.db.models.fields.json import KT

from mostek.core.models.source import Source
from mostek.core.models.visible import VisibleQuerySet


class Order(models.Model):
    """The normalised sale; one per (Source, external id). `sale` and `decision` have the shapes of `mostek decide`."""

    class Verdict(models.TextChoices):
        ISSUE = "issue"
        NOTHING = "nothing"
        HOLD = "hold"

    source = models.ForeignKey(Source, models.PROTECT, related_name="orders")
    external_id = models.CharField(max_length=100)
    number = models.CharField(max_length=100, blank=True)  # as the buyer knows it, where that differs
    revision = models.PositiveIntegerField(default=1)
    sale = models.JSONField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    decision = models.JSONField()
    decided_at = models.DateTimeField(null=True)  # the decision above; null when it came with the sale
    # Set when the sale changed after its Document had left: a correction may be due, a person decides.
    changed_after_issue = models.BooleanField(default=False)

    # What the Source says of the sale beside the sale itself; shapes and meaning as in `sources.adapter.Incoming`.
    paid_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    is_partial = models.BooleanField(default=False, db_default=False)
    asks = models.CharField(max_length=60, default="", db_default="", blank=True)
    other_name = models.CharField(max_length=300, default="", db_default="", blank=True)

    # The decision that was kept back in shadow mode, in the shape of `decision`; {} where none was.
    shadow = models.JSONField(default=dict, db_default={}, blank=True)
    issue_anyway_at = models.DateTimeField(null=True)  # a person wants the document of a sale kept back
    issue_anyway_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")

    # What this order adds to the sums of `core.counters`, in PLN; null where it adds nothing.
    eu_consumer_net = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    outside_ksef = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    counted_at = models.DateTimeField(null=True)

    # `core/privacy` alone writes these: since when nothing here names the buyer; since when they wish it so.
    anonymised_at = models.DateTimeField(null=True)
    erasure_asked_at = models.DateTimeField(null=True)

    # Copies for lists and search.
    buyer_name = models.CharField(max_length=300, blank=True)
    buyer_email = models.CharField(max_length=254, blank=True)
    total = models.DecimalField(max_digits=15, decimal_places=2)
    currency = models.CharField(max_length=3)
    received_at = models.DateTimeField()
    # Made by the database of the sale itself: an older process in a rolling upgrade cannot forget it.
    paid_day = models.GeneratedField(
        expression=KT("sale__paid_on"), output_field=models.CharField(max_length=10), db_persist=True
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="order_once_per_source")
        ]
        indexes = [
            models.Index(fields=["source", "-id"], name="order_newest"),
            models.Index(fields=["source", "paid_day"], name="order_of_month"),
            models.Index(fields=["id"], name="order_held", condition=models.Q(verdict="hold")),
            models.Index(fields=["id"], name="order_changed", condition=models.Q(changed_after_issue=True)),
            models.Index(
                fields=["source", "counted_at"],
                name="order_counted",
                condition=models.Q(counted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"order {self.external_id}"

    @property
    def is_forgotten(self) -> bool:
        """Its buyer's data went, all or in part: what is told of it again must not bring them back."""
        return self.anonymised_at is not None or self.erasure_asked_at is not None
