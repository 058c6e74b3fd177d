"""Encryption of short texts with rotating keys."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Unreadable(ValueError):
    """None of the keys opens the text: the key was lost or the text was altered."""


def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


class Box:
    """Locks with the first key, opens with any of them. Keys are texts of any length."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._box = MultiFernet([_fernet(key) for key in keys])

    def lock(self, plain: str) -> str:
        return self._box.encrypt(plain.encode()).decode("ascii")

    def unlock(self, locked: str) -> str:
        try:
            return self._box.decrypt(locked.encode("ascii")).decode()
        except (InvalidToken, UnicodeEncodeError) as error:
            raise Unreadable("no key opens this secret") from error
