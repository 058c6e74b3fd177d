from __future__ import annotations

from typing import Any

from django.db import models

from mostek.core.models.connection import Connection
from mostek.core.models.user import User


def no_steps() -> list[dict[str, Any]]:
    return []


class AccountCheck(models.Model):
    """One try of the look-up on a real account: a pro forma of ours is issued, found, and deleted again."""

    class Step(models.TextChoices):
        ISSUE = "issue"
        FIND = "find"
        ABSENT = "absent"
        DELETE = "delete"

    class Verdict(models.TextChoices):
        PASSED = "passed"
        FAILED = "failed"

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="account_checks")
    company_id = models.CharField(max_length=20)  # of the Connection when it began
    reference = models.CharField(max_length=32, unique=True)  # made before anything is sent
    who = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # who agreed to it
    began_at = models.DateTimeField()
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.ISSUE)
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)  # of the present step
    steps = models.JSONField(default=no_steps)  # [{"step", "at", "ok", "code", "said"}, …]

    sent_at = models.DateTimeField(null=True)  # committed before the call: from now on it may be there
    issued_at = models.DateTimeField(null=True)
    wfirma_id = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=100, blank=True)
    delay = models.FloatField(null=True)  # seconds until wFirma listed it
    deleted_at = models.DateTimeField(null=True)

    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    code = models.CharField(max_length=60, blank=True)  # why it failed: a code of `messages`
    said = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    objects: models.Manager[AccountCheck] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection"], name="one_open_check", condition=models.Q(ended_at__isnull=True)
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="check_due", condition=models.Q(due_at__isnull=False)),
            models.Index(
                fields=["connection"],
                name="check_left_over",
                condition=models.Q(ended_at__isnull=False, deleted_at__isnull=True) & ~models.Q(wfirma_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def leaves_a_proforma(self) -> bool:
        return bool(self.ended_at and self.wfirma_id and self.deleted_at is None)
