from __future__ import annotations

from typing import Any

from django.db import models

from mostek.core.models.connection import Connection


def no_counts() -> dict[str, Any]:
    return {}


class PrivacyRecord(models.Model):
    """That buyers' data were given out or taken away: when and how much of it, never whose."""

    class Action(models.TextChoices):
        ANONYMISE = "anonymise"  # the periods of the law were over
        EXPORT = "export"  # one buyer asked for a copy
        ERASE = "erase"  # one buyer asked to be forgotten

    action = models.CharField(max_length=10, choices=Action.choices)
    connection = models.ForeignKey(Connection, models.SET_NULL, null=True, related_name="+")  # null: all
    at = models.DateTimeField()
    counts = models.JSONField(default=no_counts)  # {"orders": 3, "kept": 1, …}

    objects: models.Manager[PrivacyRecord] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["connection", "-at"], name="privacy_newest")]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d}"
