from __future__ import annotations

from django.db import models

from mostek.core.models.connection import Connection


class VatCodes(models.Model):
    """What wFirma last said of foreign VAT rates: a copy, so that a document abroad costs one call as well."""

    connection = models.OneToOneField(Connection, models.CASCADE, related_name="vat_codes")
    codes = models.JSONField(default=list)  # [{"id", "rate", "country", "periods": [[start, stop], …]}, …]
    read_at = models.DateTimeField()

    objects: models.Manager[VatCodes] = models.Manager()

    def __str__(self) -> str:
        return f"{len(self.codes)} codes"
