"""A text column that is never in the database in clear."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from mostek.lib.crypto import Box

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
else:
    TextField = models.TextField


@cache
def _box(keys: tuple[str, ...]) -> Box:
    return Box(keys)


class SecretField(TextField):
    """Encrypted with the first of `SECRET_KEYS`. Empty stays empty, so that "not set" can be queried."""

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return _box(tuple(settings.SECRET_KEYS)).unlock(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        return _box(tuple(settings.SECRET_KEYS)).lock(value) if value else value
