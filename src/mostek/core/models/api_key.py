from __future__ import annotations

from django.db import models

from mostek.core.models.source import Source
from mostek.core.models.visible import VisibleQuerySet


def no_scopes() -> list[str]:
    return []


class ApiKey(models.Model):
    """A key of the REST API: it belongs to one Source and may do what its scopes say. Only its digest is kept."""

    class Scope(models.TextChoices):
        SALES_WRITE = "sales:write"
        SALES_READ = "sales:read"
        REFUNDS_WRITE = "refunds:write"
        DOCUMENTS_READ = "documents:read"
        PRODUCTS_READ = "products:read"
        PRODUCTS_WRITE = "products:write"

    source = models.ForeignKey(Source, models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256
    last_four = models.CharField(max_length=4, blank=True)  # empty: the key is older than its row
    scopes = models.JSONField(default=no_scopes)  # values of `Scope`
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)  # to the minute
    revoked_at = models.DateTimeField(null=True)

    objects = VisibleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def may(self, scope: str) -> bool:
        return scope in self.scopes
