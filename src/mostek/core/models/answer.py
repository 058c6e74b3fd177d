from __future__ import annotations

from typing import Any

from django.db import models

from mostek.core.models.order import Order
from mostek.core.models.user import User
from mostek.core.models.visible import VisibleQuerySet


def no_value() -> dict[str, Any]:
    return {}


class Answer(models.Model):
    """What a person answered to the question that held a sale. Laid over the sale, which itself stays as it came."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="answers")
    question = models.CharField(max_length=60)  # the code of the question, as `tax.questions` has it
    choice = models.CharField(max_length=30)
    value = models.JSONField(default=no_value)  # what was filled in: {"tax_id": "5260250274"}
    who = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Taken back by a person, or overtaken by a change of what it was about.
    taken_back_at = models.DateTimeField(null=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="answer_of_order")]

    def __str__(self) -> str:
        return f"{self.question}: {self.choice}"
