from __future__ import annotations

from django.db import models
from django.db.models import Q

from mostek.core.models.connection import Connection
from mostek.core.models.order import Order
from mostek.core.models.visible import VisibleQuerySet


class Document(models.Model):
    """What we owe for an Order.

        pending ──► sending ──► issued
           ▲           ├──────► held       read and refused: a person decides
           ├───────────┤        pending    nothing was booked: later
           │           └──────► unknown    perhaps booked: look first
           └── absent twice ──────┘ └────► issued when found, held when found wrong

    `content` is frozen when the Document is planned; a changed sale makes a new revision.
    """

    class State(models.TextChoices):
        PENDING = "pending"  # owed, waits for its turn
        SENDING = "sending"  # claimed by the writer; the call may be under way
        ISSUED = "issued"  # stands in wFirma, with its id
        UNKNOWN = "unknown"  # sent, perhaps booked; nothing is sent again before evidence
        HELD = "held"  # a person decides
        CANCELLED = "cancelled"  # withdrawn before anything was sent

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        BILL = "bill"
        RECEIPT = "receipt"
        PROFORMA = "proforma"
        CORRECTION = "correction"

    order = models.ForeignKey(Order, models.PROTECT, related_name="documents")
    connection = models.ForeignKey(Connection, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    revision = models.PositiveIntegerField(default=1)
    # What a correction corrects: the document before it in the chain. The invoice that takes the place of one with a
    # wrong NIP has the correction to zero here, and leaves after it.
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    reference = models.CharField(max_length=32, unique=True)
    content = models.JSONField()  # {"sale", "draft", "series_id", "auto_send", "mail_after", …}
    total = models.DecimalField(max_digits=15, decimal_places=2)
    currency = models.CharField(max_length=3)
    planned_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    reason = models.CharField(max_length=60, blank=True)  # why it is in this state: a code of `messages`
    detail = models.JSONField(default=dict)  # facts the sentence of `reason` needs
    due_at = models.DateTimeField(null=True)  # when to send, or to look, next
    epoch = models.PositiveBigIntegerField(default=0)  # the lease under which it was claimed
    tries = models.PositiveIntegerField(default=0)
    unknown_since = models.DateTimeField(null=True)
    absences = models.PositiveIntegerField(default=0)  # look-ups after the settling delay that found nothing

    wfirma_id = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=100, blank=True)
    issued_on = models.DateField(null=True)  # the date printed on it
    issued_at = models.DateTimeField(null=True)
    email_requested = models.BooleanField(default=False)
    differences = models.JSONField(default=list)  # what wFirma stored otherwise than asked: an alarm

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "kind", "revision"], name="document_once_per_revision"),
            models.UniqueConstraint(
                fields=["connection", "wfirma_id"], name="document_adopted_once", condition=~Q(wfirma_id="")
            ),
            # The promise itself: one sale never has two live Documents of the sale ...
            models.UniqueConstraint(
                fields=["order"],
                name="one_live_document_per_sale",
                condition=Q(kind__in=["invoice", "bill", "receipt"], parent=None) & ~Q(state="cancelled"),
            ),
            # ... and no document is corrected, or replaced, twice: corrections are a chain.
            models.UniqueConstraint(
                fields=["parent"],
                name="one_next_in_chain",
                condition=Q(parent__isnull=False) & ~Q(state="cancelled"),
            ),
        ]
        # Each query for work names one state: SQLite does not see that `state = x` is part of `state IN (…)`.
        indexes = [
            models.Index(
                fields=["connection", "state", "due_at", "id"],
                name="document_due",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(fields=["connection", "id"], name="document_held", condition=Q(state="held")),
            models.Index(
                fields=["connection", "-issued_at"], name="document_issued", condition=Q(state="issued")
            ),
            models.Index(
                fields=["connection", "issued_on"], name="document_of_month", condition=Q(state="issued")
            ),
            models.Index(fields=["id"], name="document_cancelled", condition=Q(state="cancelled")),
            models.Index(fields=["id"], name="document_differs", condition=Q(reason="differs")),
            models.Index(fields=["id"], name="document_twice", condition=Q(reason="found.twice")),
            models.Index(fields=["id"], name="document_unproved", condition=Q(reason="absent.unproved")),
        ]

    def __str__(self) -> str:
        return self.number or self.reference
