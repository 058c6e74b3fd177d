"""Who may see what: every list and every look-up of the panel goes through `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from mostek.core.models.user import User

Row = TypeVar("Row", bound=models.Model, covariant=True)

# The way from a row to the members of its Connection.
MEMBERS = {
    "connection": "members",
    "source": "connection__members",
    "alert": "connection__members",
    "alertaddress": "connection__members",
    "product": "connection__members",
    "document": "connection__members",
    "proof": "connection__members",
    "import": "source__connection__members",
    "foreigndocument": "connection__members",
    "event": "source__connection__members",
    "answer": "order__source__connection__members",
    "correction": "order__source__connection__members",
    "refund": "source__connection__members",
    "order": "source__connection__members",
    "endpoint": "connection__members",
    "apikey": "source__connection__members",
}


class VisibleQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """A superuser sees everything, anybody else what belongs to their Connections."""
        if user.is_superuser:
            return self
        return self.filter(**{MEMBERS[str(self.model._meta.model_name)]: user})
