from __future__ import annotations

from django.db import models
from django.db.models import Q

from mostek.core.models.document import Document
from mostek.core.models.user import User


class Mailing(models.Model):
    """One e-mail with a Document that wFirma is asked to send, apart from the one asked for while issuing.

    waiting ─► sending ─► accepted │ refused │ unknown (perhaps sent: a person decides, nothing is repeated)
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        ACCEPTED = "accepted"  # wFirma has queued it; nobody tells of the delivery
        REFUSED = "refused"
        UNKNOWN = "unknown"

    class Cause(models.TextChoices):
        ISSUED = "issued"  # the seller's text, or after the KSeF number: once per Document
        PERSON = "person"
        BUYER = "buyer"  # through the link that was given to them

    document = models.ForeignKey(Document, models.PROTECT, related_name="mailings")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    email = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)  # empty: wFirma's template
    text = models.TextField(blank=True)
    who = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=60, blank=True)
    said = models.CharField(max_length=300, blank=True)
    epoch = models.PositiveBigIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)  # a person has seen to what went wrong

    objects: models.Manager[Mailing] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"], name="one_mailing_by_itself", condition=Q(cause="issued")
            ),
            models.UniqueConstraint(
                fields=["document"], name="one_open_mailing", condition=Q(done_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="mailing_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.cause} {self.state}"
