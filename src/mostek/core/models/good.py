from __future__ import annotations

from django.db import models

from mostek.core.models.connection import Connection


class Good(models.Model):
    """An entry that Mostek keeps in wFirma's catalogue so that a line can carry its GTU (`core.goods`)."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="goods")
    code = models.CharField(max_length=20)  # ours, made from the product and the GTU; the same for ever
    gtu = models.CharField(max_length=10)
    wfirma_id = models.CharField(max_length=20, blank=True)  # empty: to be looked for
    lost_id = models.CharField(max_length=20, blank=True)  # an id that wFirma did not take on a line
    asked_at = models.DateTimeField(null=True)  # an add that may still be on its way

    objects: models.Manager[Good] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "code"], name="good_once_per_connection")
        ]

    def __str__(self) -> str:
        return self.code
