from __future__ import annotations

from typing import Any

from django.db import models

from mostek.core.models.document import Document
from mostek.core.models.order import Order
from mostek.core.models.refund import Refund
from mostek.core.models.user import User
from mostek.core.models.visible import VisibleQuerySet


def nothing_told() -> dict[str, Any]:
    return {}


def no_lines() -> list[dict[str, Any]]:
    return []


class Correction(models.Model):
    """What follows from one refund or one mistake after the document was issued.

    One row per cause, however often it is told. A plan is worked out anew until it is approved; then it is owed as a
    Document (and, for a wrong NIP, a second one), which takes the road of all Documents.
    """

    class State(models.TextChoices):
        WAITING = "waiting"  # a plan: a person approves it, or says that it is not needed
        QUESTION = "question"  # the rules ask
        APPROVED = "approved"  # owed: `document`
        REGISTERED = "registered"  # the sale has no invoice: an entry of the register
        NOTHING = "nothing"  # nothing is due; the reasons of `plan` say why
        DROPPED = "dropped"  # a person said that it is not needed: `note`

    order = models.ForeignKey(Order, models.PROTECT, related_name="corrections")
    cause = models.CharField(max_length=120)  # "refund:<refund id>", "price:<n>", "buyer:<n>"
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="corrections")
    root = models.ForeignKey(Document, models.PROTECT, related_name="+")  # the document of the sale
    event = models.JSONField(default=nothing_told)  # as `tax.form_after` reads it
    is_typed = models.BooleanField(default=False)  # by a person: what the platform says does not replace it
    plan = models.JSONField(default=nothing_told)  # as `tax.written_after` writes it
    before = models.JSONField(default=no_lines)  # the lines before it, as a draft writes them
    state = models.CharField(max_length=10, choices=State.choices)
    told_at = models.DateTimeField()

    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="correction")
    replacement = models.OneToOneField(Document, models.PROTECT, null=True, related_name="replaces")
    who = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # null: the seller's rule
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "cause"], name="correction_once_per_cause")]
        indexes = [
            models.Index(
                fields=["id"], name="correction_open", condition=models.Q(state__in=["waiting", "question"])
            ),
            models.Index(fields=["told_at"], name="correction_told"),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.state}"

    def event_day(self) -> str:
        """The day of the refund, or on which the mistake was found."""
        (told,) = self.event.values()
        return str(told["on"])
