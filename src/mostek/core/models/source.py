from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from django.db import models

from mostek.core.fields import KeysField, SecretField
from mostek.core.models.connection import Connection
from mostek.core.models.user import User
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
    # Keys have rows of their own (`ApiKey`). Only processes of the version before still read this, during an upgrade.
    api_key_digest = models.CharField(max_length=64, blank=True, db_index=True)
    options = models.JSONField(default=dict)
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    # What was turned away leaves only this behind: a stranger must not be able to fill the database.
    refused = models.PositiveIntegerField(default=0)
    last_refused_at = models.DateTimeField(null=True)
    last_refused_code = models.CharField(max_length=60, blank=True)

    # The second leg: what the platform is asked for, and how that goes. `core/pull.py` alone writes these.
    # What opens the platform to us, by the names of its `platform`.
    keys = KeysField(default=dict, db_default={}, blank=True)
    pull_due_at = models.DateTimeField(null=True)  # null: this Source cannot be asked
    pulled_until = models.DateTimeField(
        null=True
    )  # the latest moment of change seen; by the platform's clock
    pull_since = models.DateTimeField(null=True)  # of the pull that is under way
    pull_cursor = models.TextField(
        default="", db_default="", blank=True
    )  # where it goes on; empty: from its beginning
    pull_claim = models.CharField(max_length=32, default="", db_default="", blank=True)
    pull_claimed_until = models.DateTimeField(null=True)
    pulled_at = models.DateTimeField(null=True)  # the last one that came to its end
    pulled_new = models.PositiveIntegerField(
        default=0, db_default=0
    )  # orders, ever, that a pull brought and no push had
    pull_failures = models.PositiveIntegerField(default=0, db_default=0)  # in a row
    pull_code = models.CharField(
        max_length=60, default="", db_default="", blank=True
    )  # why the last one failed; empty when it did not
    pull_detail = models.CharField(max_length=200, default="", db_default="", blank=True)
    pull_trouble = models.CharField(
        max_length=60, default="", db_default="", blank=True
    )  # the code that a person has to act on
    trouble_since = models.DateTimeField(null=True)
    # Orders in a row that came by pull alone: with a few of them the push is silent.
    push_missed = models.PositiveIntegerField(default=0, db_default=0)

    # The cut-over: what was paid before is shown, and not issued. Null: everything is issued.
    issue_from = models.DateTimeField(null=True)
    # The platform's own way of issuing: since when a person says there is one, and when and by whom it was said to
    # be off. While it may be on, nothing of this Source is sent.
    former_since = models.DateTimeField(null=True)
    former_off_at = models.DateTimeField(null=True)
    former_off_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    # What its documents became is written back into the platform; how that goes, `core/outgoing` alone writes.
    writes_back = models.BooleanField(default=False, db_default=False)
    write_trouble = models.CharField(
        max_length=60, default="", db_default="", blank=True
    )  # a person has to act
    write_trouble_since = models.DateTimeField(null=True)
    write_resume_at = models.DateTimeField(null=True)  # nothing is written before

    # Shadow mode: everything up to issuing, nothing sent. `core/shadow.py` alone writes these.
    is_shadow = models.BooleanField(default=False, db_default=False)
    shadow_spans = models.JSONField(
        default=list, db_default=[]
    )  # [[from, to or null], …], ISO, the oldest first

    objects = VisibleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index("pull_due_at", name="source_pull_due", condition=models.Q(pull_due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_event_at(self) -> datetime | None:
        return self.events.order_by("-id").values_list("received_at", flat=True).first()
