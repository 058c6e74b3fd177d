from __future__ import annotations

from django.db import models

from mostek.core.models.connection import Connection
from mostek.core.models.document import Document


class KsefEntry(models.Model):
    """What became of an issued Document in KSeF, as far as wFirma tells: it sends, we only read."""

    class State(models.TextChoices):
        PENDING = "pending"  # wFirma has sent it, or will; no number yet
        NUMBERED = "numbered"  # KSeF took it
        REJECTED = "rejected"  # KSeF refused it: a person has to look in wFirma
        GIVEN_UP = "given_up"  # no number after two weeks: nobody asks any more

    document = models.OneToOneField(Document, models.PROTECT, related_name="ksef_entry")
    connection = models.ForeignKey(Connection, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    number = models.CharField(max_length=50, blank=True)
    registered = models.CharField(max_length=30, blank=True)  # wFirma's own stamp, as it wrote it
    trouble = models.CharField(max_length=60, blank=True)  # a code of `messages`: a person should look
    said = models.CharField(max_length=200, blank=True)  # wFirma's word for the state
    issued_on = models.DateField()  # the day under which wFirma lists it
    began_at = models.DateTimeField()
    late_at = models.DateTimeField()  # end of the next working day: then a number is overdue
    asked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # when to ask next; None: settled

    objects: models.Manager[KsefEntry] = models.Manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["connection", "due_at"], name="ksef_due", condition=models.Q(due_at__isnull=False)
            ),
            models.Index(fields=["connection"], name="ksef_trouble", condition=~models.Q(trouble="")),
        ]

    def __str__(self) -> str:
        return self.number or self.state


class KsefReading(models.Model):
    """One reading of wFirma's list for all waiting entries of a Connection, a page at a time."""

    connection = models.OneToOneField(Connection, models.CASCADE, related_name="ksef_reading")
    due_at = models.DateTimeField(null=True)  # of the next page, or of the next reading
    began_at = models.DateTimeField(null=True)  # None: between two readings
    day = models.DateField(null=True)
    page = models.PositiveIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)  # of this reading
    not_before = models.DateTimeField(null=True)  # so that readings stay few, however many sales there are

    objects: models.Manager[KsefReading] = models.Manager()

    def __str__(self) -> str:
        return f"{self.day} page {self.page}"
