from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from mostek.core.models.connection import Connection
from mostek.core.models.visible import VisibleQuerySet


def nothing_said() -> list[list[Any]]:
    return []


def no_words() -> dict[str, Any]:
    return {}


class AlertSettings(models.Model):
    """When the people of one Connection are told; without a row the defaults hold. `digest_*` are the worker's."""

    connection = models.OneToOneField(Connection, models.CASCADE, related_name="alert_settings")
    digest_hour = models.PositiveSmallIntegerField(default=8)  # in Warsaw
    digest_on = models.DateField(null=True)  # the day whose digest has been written, or was not needed
    digest_said = models.JSONField(default=nothing_said)  # [[condition, count], …] of the last one

    objects: models.Manager[AlertSettings] = models.Manager()

    def __str__(self) -> str:
        return f"alerts of connection {self.connection_id}"


class AlertAddress(models.Model):
    """Somebody who is told by e-mail, in their language."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="alert_addresses")
    email = models.EmailField()
    language = models.CharField(max_length=2, default="pl")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "email"], name="alert_address_once")]

    def __str__(self) -> str:
        return self.email


class Alert(models.Model):
    """One condition of one Connection from its beginning to its end, however often it happens in between."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="alerts")
    condition = models.CharField(max_length=60)  # a code of `messages`
    about = models.CharField(max_length=60, blank=True)  # another one, which says more
    opened_at = models.DateTimeField()
    since = models.DateTimeField(null=True)  # when the trouble began, where the rows know it
    tell_at = models.DateTimeField()  # not told before: it was told of a short while ago
    announced_at = models.DateTimeField(null=True)  # the messages about it are written, not sent
    told_at = models.DateTimeField(null=True)  # the first of them has left
    count = models.PositiveIntegerField()  # at the last look
    most = models.PositiveIntegerField()  # at any look
    count_told = models.PositiveIntegerField(null=True)  # when it was announced
    closed_at = models.DateTimeField(null=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "condition"], name="one_open_alert", condition=Q(closed_at__isnull=True)
            )
        ]
        indexes = [
            models.Index(fields=["connection", "-opened_at"], name="alert_newest"),
            models.Index(
                fields=["tell_at"],
                name="alert_to_announce",
                condition=Q(closed_at__isnull=True, announced_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.condition


class Mail(models.Model):
    """One e-mail to one address. The row is the job: claimed, sent outside of any transaction, then `sent_at`."""

    class Kind(models.TextChoices):
        ALERT = "alert"
        DIGEST = "digest"
        TEST = "test"

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="mails")
    alert = models.ForeignKey(Alert, models.CASCADE, null=True, related_name="mails")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    to = models.EmailField()
    language = models.CharField(max_length=2)
    words = models.JSONField(default=no_words)  # a `core.alerts.letter.Letter`, frozen when it was written
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # null: sent, or given up
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=60, blank=True)  # a code of `messages`: why the last try failed
    sent_at = models.DateTimeField(null=True)

    objects: models.Manager[Mail] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="mail_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["connection", "-id"], name="mail_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
