from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from django.db import models

from mostek.core.fields import SecretField
from mostek.core.models.connection import Connection
from mostek.core.models.visible import VisibleQuerySet


def new_key() -> str:
    """An address nobody can guess."""
    return secrets.token_urlsafe(18)


class Source(models.Model):
    """One configured feed of sales into one Connection."""

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=20)  # a key of `sources.registry`
    name = models.CharField(max_length=100)
    uid = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False
    )  # part of every reference, for ever
    key = models.CharField(max_length=40, unique=True, default=new_key)  # in the address of its webhook
    secret = SecretField(blank=True)  # signs webhooks
    api_key_digest = models.CharField(max_length=64, blank=True, db_index=True)  # SHA-256 of a REST key
    options = models.JSONField(default=dict)
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    # What was turned away leaves only this behind: a stranger must not be able to fill the database.
    refused = models.PositiveIntegerField(default=0)
    last_refused_at = models.DateTimeField(null=True)
    last_refused_code = models.CharField(max_length=60, blank=True)

    objects = VisibleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def last_event_at(self) -> datetime | None:
        return self.events.order_by("-id").values_list("received_at", flat=True).first()
