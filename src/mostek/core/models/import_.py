from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from mostek.core.models.order import Order
from mostek.core.models.source import Source
from mostek.core.models.user import User
from mostek.core.models.visible import VisibleQuerySet


class Import(models.Model):
    """One file that a person brought to a Source. The row is the job: while it is `checking` or `importing`, any
    worker goes on where the last one stopped.

    `plan` has the shape of `sources.file.mapping.Plan`, `shape`, `counts` and `preview` those of `core.importing`.
    """

    class State(models.TextChoices):
        ASKING = "asking"  # a person says what the columns mean
        CHECKING = "checking"  # every row is read and decided, nothing is stored
        CHECKED = "checked"  # a person looks at what would happen
        IMPORTING = "importing"
        DONE = "done"

    source = models.ForeignKey(Source, models.PROTECT, related_name="imports")
    who = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)  # of the file
    content = models.BinaryField()  # as it came; empty once it is done
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    shape = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKING)
    error = models.CharField(max_length=60, blank=True)  # the file cannot be read any more
    orders = models.PositiveIntegerField(default=0)  # of the file, as the plan groups its rows
    position = models.PositiveIntegerField(default=0)  # orders dealt with in this state
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=list)

    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index("id", name="import_due", condition=Q(state__in=["checking", "importing"])),
            models.Index(fields=["source", "-id"], name="import_newest"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    def counted(self, name: str) -> int:
        counts: dict[str, Any] = self.counts
        return int(counts.get(name, 0))

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.IMPORTING)


class ImportRow(models.Model):
    """A row of the file of which something is to be said: it failed, it changes an order, it is known already."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    outcome = models.CharField(max_length=10)  # a word of `core.importing.outcome`
    row = models.PositiveIntegerField()  # its number in the file
    external_id = models.CharField(max_length=100, blank=True)
    code = models.CharField(max_length=60, blank=True)
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=250, blank=True)
    cells = models.JSONField(default=list)  # of a failed one, to be mended and brought again
    changes = models.JSONField(default=list)  # [[field, before, after], …]
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["of", "outcome", "id"], name="import_row_of")]

    def __str__(self) -> str:
        return f"row {self.row}"
