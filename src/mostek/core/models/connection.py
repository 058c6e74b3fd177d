from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from mostek.core.fields import SecretField
from mostek.core.models.user import User
from mostek.core.models.visible import VisibleQuerySet


def course_seller() -> dict[str, Any]:
    """Where a seller of courses usually starts: a VAT payer who issues what buyers ask for."""
    return {"vat_status": "active", "consumer_document": "on_request", "income_tax": "scale"}


class Connection(models.Model):
    """The link to one wFirma company: consent, company, the seller's profile, health, and the writer's lease."""

    class Auth(models.TextChoices):
        OAUTH2 = "oauth2"
        API_KEYS = "api_keys"

    class Health(models.TextChoices):
        NEW = "new"  # never worked yet
        READY = "ready"  # the last thing wFirma said to us was not a refusal of our credentials
        NEEDS_YOU = "needs_you"  # a person must act in wFirma or here; Documents wait

    class Corrections(models.TextChoices):
        NONE = "none"  # a person approves each
        CONSUMERS = "consumers"  # refunds of the whole, to private buyers, go by themselves
        REFUNDS = "refunds"  # all refunds go by themselves

    name = models.CharField(max_length=100)
    members = models.ManyToManyField(User, blank=True, related_name="connections")
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    auth = models.CharField(max_length=10, choices=Auth.choices, default=Auth.OAUTH2)
    client_id = models.CharField(max_length=100, blank=True)
    client_secret = SecretField(blank=True)
    authorization_code = SecretField(blank=True)
    access_token = SecretField(blank=True)
    refresh_token = SecretField(blank=True)
    access_expires_at = models.DateTimeField(null=True)
    consent_asked_at = models.DateTimeField(null=True)  # *Generuj* was pressed and nobody has come back yet
    consented_at = models.DateTimeField(null=True)
    ip_at_consent = models.CharField(max_length=45, blank=True)  # to notice when the server has moved since
    refreshed_at = models.DateTimeField(null=True)
    refresh_began_at = models.DateTimeField(null=True)  # still set afterwards: that answer never arrived
    access_key = SecretField(blank=True)
    secret_key = SecretField(blank=True)
    app_key = SecretField(blank=True)

    company_id = models.CharField(max_length=20, blank=True)
    company_name = models.CharField(max_length=200, blank=True)
    company_nip = models.CharField(max_length=20, blank=True)

    health = models.CharField(max_length=10, choices=Health.choices, default=Health.NEW)
    health_code = models.CharField(max_length=60, blank=True)
    health_detail = models.TextField(blank=True)
    health_since = models.DateTimeField(null=True)

    # The seller, as `mostek decide` reads it, and what the help page lets people choose.
    seller = models.JSONField(default=course_seller)
    counted_from = models.JSONField(default=dict)  # sum of `core.counters` → when the seller typed its start
    email_invoices = models.BooleanField(default=True)
    email_receipts = models.BooleanField(default=True)
    # When the e-mail leaves, and in whose words; without a text of the seller's it is wFirma's template.
    email_when = models.CharField(
        max_length=10,
        choices=[("issued", "issued"), ("ksef", "ksef")],
        default="issued",
        db_default="issued",
    )
    email_subject = models.CharField(max_length=200, blank=True, default="", db_default="")
    email_text = models.TextField(blank=True, default="", db_default="")
    series = models.JSONField(default=dict)  # document type → id of a wFirma series
    corrections = models.CharField(
        max_length=10, choices=Corrections.choices, default=Corrections.NONE, db_default="none"
    )
    send_gtu = models.BooleanField(default=True)  # wFirma does not document GTU on lines, hence a switch
    gtu_by_good = models.BooleanField(default=True, db_default=True)  # once lines have lost theirs
    goods_scopes = models.BooleanField(default=False, db_default=False)  # ask for them at the next consent
    gtu_dropped_at = models.DateTimeField(null=True)  # since when wFirma has not kept the GTU of lines
    goods_refused = models.CharField(
        max_length=60, blank=True, default="", db_default=""
    )  # why goods are of no help
    goods_again_at = models.DateTimeField(null=True)  # when to try once more; None: when a person acted

    # The look-up by reference was tried on this account: then, and only then, its absence is believed.
    lookup_proved_at = models.DateTimeField(null=True)
    lookup_delay = models.FloatField(null=True)  # seconds until wFirma listed a new document

    # The one writer. The epoch grows with each change of hands and is named in every claim and outcome.
    lease_owner = models.CharField(max_length=100, blank=True)
    lease_epoch = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    # Pace: no call before this moment; how many times in a row wFirma asked us to wait.
    resume_at = models.DateTimeField(null=True)
    waits = models.PositiveIntegerField(default=0)
    pause_code = models.CharField(max_length=60, blank=True)  # why, while `resume_at` lies ahead
    # What it has learnt of wFirma's limits, and what serves the forecast and the turns: `core.pace`.
    gap = models.FloatField(default=0, db_default=0)  # seconds to leave between two calls
    call_seconds = models.FloatField(
        default=0, db_default=0
    )  # smoothed time of one document; 0: not known yet
    served_at = models.DateTimeField(null=True)  # end of its last turn
    wanted_until = models.DateTimeField(
        null=True
    )  # a person waits for the lease: no turn of the worker begins

    objects = VisibleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def profile(self) -> dict[str, Any]:
        """What the seller has said. Where nothing was said stands the answer that makes Mostek ask, not guess."""
        return {"oss": "none", "vat_ue": False, **self.seller}

    @property
    def is_connected(self) -> bool:
        return self.health == self.Health.READY and bool(self.company_id)

    def is_open(self, now: datetime) -> bool:
        """May the worker make a call now?"""
        return (
            self.is_on
            and self.health == self.Health.READY
            and (self.resume_at is None or self.resume_at <= now)
            and (self.wanted_until is None or self.wanted_until <= now)
        )
