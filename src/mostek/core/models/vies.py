from __future__ import annotations

from django.db import models

from mostek.core.models.order import Order


class ViesCheck(models.Model):
    """What VIES is asked, and what it said, about the buyer of one Order. While `due_at` is set it is open."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="vies_check")
    number = models.CharField(max_length=20)  # with its prefix: "EL094259216"
    requester = models.CharField(max_length=20, blank=True)  # whose consultation it is: "PL5260250274"
    asked_since = models.DateTimeField()
    decide_by = models.DateField()  # the last legal day of the document

    due_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=60, blank=True)  # why the last try gave no answer

    answered_at = models.DateTimeField(null=True)
    valid = models.BooleanField(null=True)
    proof = models.CharField(max_length=40, blank=True)  # the consultation number

    objects: models.Manager[ViesCheck] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="vies_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["number", "requester", "-answered_at"], name="vies_answered"),
        ]

    def __str__(self) -> str:
        return self.number
