from __future__ import annotations

from django.db import models
from django.db.models import Q

from mostek.core.models.connection import Connection
from mostek.core.models.order import Order
from mostek.core.models.user import User
from mostek.core.models.visible import VisibleQuerySet

SALE_KINDS = ("invoice", "bill", "receipt")


class ForeignLook(models.Model):
    """Some days of a Connection whose documents are to be read from wFirma, page by page. The row is the job."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="foreign_looks")
    first = models.DateField()
    last = models.DateField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # null once it is done
    began_at = models.DateTimeField(null=True)  # what was issued before is in it
    done_at = models.DateTimeField(null=True)
    page = models.PositiveIntegerField(default=1)
    read = models.PositiveIntegerField(default=0)
    listed = models.PositiveIntegerField(null=True)
    tries = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)

    objects: models.Manager[ForeignLook] = models.Manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["connection", "due_at"], name="foreign_look_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(fields=["connection", "-done_at"], name="foreign_look_done"),
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


class ForeignDocument(models.Model):
    """A document in wFirma that somebody else issued, as it was last read there."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="foreign_documents")
    wfirma_id = models.CharField(max_length=20)
    number = models.CharField(max_length=100, blank=True)
    type = models.CharField(max_length=30, blank=True)  # as wFirma calls it
    kind = models.CharField(max_length=10)  # a kind of Document, or "other"
    date = models.DateField(null=True)
    total = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    buyer_name = models.CharField(max_length=300, blank=True)
    nip = models.CharField(max_length=30, blank=True)
    description = models.TextField(blank=True)
    is_cancelled = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    # What the description names: `kursy.example.pl #4102`.
    site = models.CharField(max_length=200, blank=True)
    order_number = models.CharField(max_length=100, blank=True)
    order = models.ForeignKey(Order, models.SET_NULL, null=True, related_name="foreign_documents")
    # A person says that this one and ours are both meant to stand.
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "wfirma_id"], name="foreign_document_once")
        ]
        indexes = [
            models.Index(fields=["connection", "date"], name="foreign_by_day"),
            models.Index(fields=["connection", "order_number"], name="foreign_by_number"),
        ]

    def __str__(self) -> str:
        return self.number or self.wfirma_id

    @property
    def counts(self) -> bool:
        """It documents a sale: no pro forma, no correction, no draft, and not cancelled."""
        return self.kind in SALE_KINDS and not self.is_cancelled
