from __future__ import annotations

from django.db import models

from mostek.core.models.document import Document


class Pdf(models.Model):
    """The PDF of an issued Document, as wFirma printed it. While `due_at` is set the worker is to fetch it.

    In the database and not in a file, so that any host can serve what any worker has fetched.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document"
        INTERIM = "interim"  # fetched before KSeF gave a number: perhaps only wFirma's confirmation

    document = models.OneToOneField(Document, models.CASCADE, related_name="pdf")
    asked_at = models.DateTimeField()  # when somebody wanted it last
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)  # since it was asked for, without a PDF that is final
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)  # empty: there is none yet
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of `content`
    fetched_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=60, blank=True)  # why the last try failed: a code of `messages`
    detail = models.TextField(blank=True)

    objects: models.Manager[Pdf] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="pdf_due", condition=models.Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"pdf of {self.document_id}"
