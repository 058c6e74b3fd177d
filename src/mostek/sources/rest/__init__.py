"""Our own format: the `sale` of `mostek decide`, posted with an API key."""

from __future__ import annotations

import hashlib
import secrets


def new_api_key() -> tuple[str, str]:
    """A key to show once, and the digest to keep. 32 random bytes need no slow hash."""
    key = f"mostek_{secrets.token_urlsafe(32)}"
    return key, digest(key)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
