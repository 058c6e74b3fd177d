from __future__ import annotations

import base64
import secrets
from typing import Any

from django.db import models
from django.db.models import Q

from mostek.core.fields import SecretField
from mostek.core.models.connection import Connection
from mostek.core.models.document import Document
from mostek.core.models.source import Source
from mostek.core.models.visible import VisibleQuerySet


def new_secret() -> str:
    """As Standard Webhooks writes it: `whsec_` and the key in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def no_events() -> list[str]:
    return []


def nothing_told() -> dict[str, Any]:
    return {}


class Endpoint(models.Model):
    """An address that hears what becomes of the documents of one Connection."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="endpoints")
    url = models.CharField(max_length=500)
    secret = SecretField(default=new_secret)
    # The secret before the last change; signs beside the new one until then.
    former_secret = SecretField(blank=True)
    former_until = models.DateTimeField(null=True)
    events = models.JSONField(default=no_events)  # codes of `core.outgoing.events`
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    # How it goes. `core/outgoing` alone writes these.
    delivered_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)  # in a row, whichever message
    failing_since = models.DateTimeField(null=True)
    resume_at = models.DateTimeField(null=True)  # nothing is sent before
    trouble = models.CharField(max_length=60, blank=True)  # a code of `messages`: why it was switched off

    objects = VisibleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["id"], name="endpoint_troubled", condition=~Q(trouble=""))]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One message to one receiver: an Endpoint, or the platform that the sale came from. The row is the job.

    waiting ──► delivered
       │  ▲──── a person sends it again
       └──► failed     every try of three days came to nothing
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, null=True, related_name="deliveries")
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="deliveries")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="deliveries")
    message_id = models.CharField(
        max_length=60
    )  # the same with every try: the receiver knows a repetition by it
    event = models.CharField(max_length=40)
    payload = models.JSONField(default=nothing_told)  # frozen when the event happened
    created_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(null=True)
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    status = models.PositiveIntegerField(null=True)  # of the last answer; null where there was none
    code = models.CharField(max_length=60, blank=True)  # a code of `messages`: why the last try failed
    delivered_at = models.DateTimeField(null=True)

    objects: models.Manager[Delivery] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "message_id"], name="message_once_per_endpoint"),
            models.UniqueConstraint(fields=["source", "message_id"], name="message_once_per_source"),
            models.CheckConstraint(
                name="one_receiver", condition=Q(endpoint__isnull=False) ^ Q(source__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["endpoint", "-id"], name="delivery_newest"),
            models.Index(
                fields=["source", "-id"], name="write_back_newest", condition=Q(source__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.message_id
