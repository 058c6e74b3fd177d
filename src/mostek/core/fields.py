"""A text column that is never in the database in clear."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from mostek.lib.crypto import Box

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
    JSONText = models.TextField[dict[str, str], dict[str, str]]
else:
    TextField = JSONText = models.TextField


@cache
def _box(keys: tuple[str, ...]) -> Box:
    return Box(keys)


class SecretField(TextField):
    """Encrypted with the first of `SECRET_KEYS`. Empty stays empty, so that "not set" can be queried."""

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return _box(tuple(settings.SECRET_KEYS)).unlock(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        return _box(tuple(settings.SECRET_KEYS)).lock(value) if value else value


class KeysField(JSONText):
    """Several secrets by their names, encrypted as one: {"api_key": "…"}. No keys are an empty text."""

    def from_db_value(self, value: str | None, *_: object) -> dict[str, str]:
        return json.loads(_box(tuple(settings.SECRET_KEYS)).unlock(value)) if value else {}

    def to_python(self, value: Any) -> dict[str, str]:
        return value or {}

    def get_prep_value(self, value: Any) -> Any:
        text = json.dumps(value, sort_keys=True)
        return _box(tuple(settings.SECRET_KEYS)).lock(text) if value else ""
