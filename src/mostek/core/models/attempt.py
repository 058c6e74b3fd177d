from __future__ import annotations

from django.db import models

from mostek.core.models.document import Document


class Attempt(models.Model):
    """One try at the API for one Document; the ledger. Opened before the wire, closed with what came back."""

    class Action(models.TextChoices):
        ADD = "add"
        LOOK = "look"

    class Purpose(models.TextChoices):
        WORK = ""  # its turn had come
        HINT = "hint"  # wFirma's webhook named it
        CHECK = "check"  # a person asked; so do the next two
        ADOPT = "adopt"
        ISSUE = "issue"

    document = models.ForeignKey(Document, models.PROTECT, related_name="attempts")
    action = models.CharField(max_length=10, choices=Action.choices)
    purpose = models.CharField(max_length=10, choices=Purpose.choices, blank=True, default="", db_default="")
    epoch = models.PositiveBigIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=60, blank=True)  # "issued", "absent", or the code of an error
    detail = models.TextField(blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["document", "id"], name="attempt_of_document"),
            models.Index(fields=["opened_at"], name="attempt_opened"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.outcome or 'open'}"
