from __future__ import annotations

from typing import Any

from django.db import models

from mostek.core.models.connection import Connection
from mostek.core.models.visible import VisibleQuerySet


def nothing_said() -> dict[str, Any]:
    return {}


class Product(models.Model):
    """What the seller says about a thing sold. It appears by itself with its first sale, not yet described."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="products")
    code = models.CharField(max_length=100)  # as the Source names it, with the variant: "77:2"
    name = models.CharField(max_length=300, blank=True)
    is_described = models.BooleanField(default=False)
    description = models.JSONField(default=nothing_said)  # as `mostek decide` reads it
    first_sold_at = models.DateTimeField(null=True)
    sales = models.PositiveIntegerField(default=0)  # orders with it, kept while they come
    sold = models.JSONField(default=nothing_said)  # currency → what its lines cost: {"PLN": "199.00"}

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "code"], name="product_once_per_connection")
        ]

    def __str__(self) -> str:
        return self.name or self.code
