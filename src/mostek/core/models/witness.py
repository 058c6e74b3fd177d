from __future__ import annotations

from django.db import models

from mostek.core.models.connection import Connection
from mostek.core.models.source import new_key


class Witness(models.Model):
    """wFirma's webhook of one Connection: it tells of every new document, and what it tells is never trusted."""

    connection = models.OneToOneField(Connection, models.CASCADE, related_name="witness")
    key = models.CharField(max_length=40, unique=True, default=new_key)  # in the address of the webhook
    is_wanted = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)  # when to register, or to remove, next
    tries = models.PositiveIntegerField(default=0)
    webhook_id = models.CharField(max_length=20, blank=True)  # at wFirma, once registered
    address = models.CharField(max_length=200, blank=True)  # of Mostek, as it was registered
    registered_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)  # a code of `messages`
    trouble_detail = models.TextField(blank=True)
    heard_at = models.DateTimeField(null=True)
    heard = models.PositiveIntegerField(default=0)  # what came, also what was not kept

    objects: models.Manager[Witness] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="witness_due", condition=models.Q(due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"witness of connection {self.connection_id}"


class Hint(models.Model):
    """Something wFirma's webhook named, to be verified by reading. While `due_at` is set it is open."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="hints")
    wfirma_id = models.CharField(max_length=20, blank=True)
    reference = models.CharField(max_length=32, blank=True)
    arrived_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=60, blank=True)

    objects: models.Manager[Hint] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "wfirma_id", "reference"], name="hint_once")
        ]
        indexes = [
            models.Index(
                fields=["connection", "due_at"], name="hint_due", condition=models.Q(due_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.reference or self.wfirma_id or "a hint without words"
