from __future__ import annotations

from typing import Any

from django.db import models

from mostek.core.models.document import Document
from mostek.core.models.user import User


def nothing_given() -> dict[str, Any]:
    return {}


def nothing_seen() -> list[dict[str, Any]]:
    return []


class Instruction(models.Model):
    """What a person told us to do about an undecided Document; the writer does it before any other work."""

    class Action(models.TextChoices):
        CHECK = "check"  # look now
        ADOPT = "adopt"  # this document of wFirma's is the one
        ISSUE = "issue"  # it does not exist: issue it

    document = models.ForeignKey(Document, models.PROTECT, related_name="instructions")
    action = models.CharField(max_length=10, choices=Action.choices)
    given = models.JSONField(
        default=nothing_given
    )  # what the person saw and chose: {"id", "number", "total", …}
    who = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # while it is open
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=60, blank=True)  # "issued", "released", "absent", or why not
    seen = models.JSONField(
        default=nothing_seen
    )  # what stood in wFirma then: [{"id", "number", "total", …}, …]

    objects: models.Manager[Instruction] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                name="one_open_instruction",
                condition=models.Q(done_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="instruction_due", condition=models.Q(due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.outcome or 'open'}"
