from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from mostek.core.models.connection import Connection
from mostek.core.models.user import User
from mostek.core.models.visible import VisibleQuerySet


class Proof(models.Model):
    """One month of one Connection as wFirma listed it, compared with what Mostek knows. The row is the job:
    while it is `reading`, any writer of the Connection reads on where the last one stopped.

    `counts`, `sums`, `others`, `findings` and `pairs` have the shapes of `core.proof.value`.
    """

    class State(models.TextChoices):
        READING = "reading"  # pages are still to be read, or single documents to be looked at
        DONE = "done"
        FAILED = "failed"  # wFirma could not be read: this says nothing about the month

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="proofs")
    month = models.DateField()  # its first day
    night = models.DateField(null=True)  # of the nightly run; null when a person asked
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    due_at = models.DateTimeField(null=True)  # when the next call may be made; null when there is none
    began_at = models.DateTimeField(null=True)  # when the first page was asked for
    finished_at = models.DateTimeField(null=True)
    page = models.PositiveIntegerField(default=1)  # the next page
    read = models.PositiveIntegerField(default=0)  # rows of the pages so far
    listed = models.PositiveIntegerField(null=True)  # documents of the month, as wFirma counts them
    restarts = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)  # failed calls in a row
    rounds = models.PositiveIntegerField(default=0)
    to_check = models.JSONField(default=list)  # ids in wFirma that are looked at one by one
    checked = models.JSONField(default=dict)  # id → the document, null when wFirma has it no more
    error = models.CharField(max_length=60, blank=True)
    error_detail = models.TextField(blank=True)

    counts = models.JSONField(default=dict)
    sums = models.JSONField(default=list)
    others = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    pairs = models.JSONField(default=list)
    shadow = models.JSONField(default=list, db_default=[])  # rows of `core.shadow_compare`
    is_current = models.BooleanField(default=False)  # the last finished one of its month
    to_look_at = models.PositiveIntegerField(default=0)  # findings that belong in the inbox

    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "month"], name="proof_read_once", condition=Q(state="reading")
            ),
            models.UniqueConstraint(fields=["connection", "month", "night"], name="proof_once_a_night"),
        ]
        indexes = [
            models.Index(fields=["connection", "due_at"], name="proof_due", condition=Q(state="reading")),
            models.Index(fields=["connection", "month", "-id"], name="proof_of_month"),
            models.Index(fields=["id"], name="proof_to_look_at", condition=Q(to_look_at__gt=0)),
        ]

    def __str__(self) -> str:
        return f"proof {self.month:%Y-%m}"

    def counted(self, name: str) -> int:
        counts: dict[str, Any] = self.counts
        return int(counts.get(name, 0))

    @property
    def is_clean(self) -> bool:
        """Nothing missing, nothing doubled, nothing unexplained."""
        names = ("missing", "doubled", "unexplained")
        return self.state == self.State.DONE and not any(self.counted(name) for name in names)


class ProofPage(models.Model):
    """One page of wFirma's list, kept only while its Proof is being read."""

    proof = models.ForeignKey(Proof, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    rows = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proof", "number"], name="proof_page_once")]

    def __str__(self) -> str:
        return f"page {self.number}"
