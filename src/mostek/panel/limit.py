"""A brake on guessing passwords: counted per address and name, and per address.

The counters live in Django's cache, so by default in the memory of this process. With several web processes each
has its own, and the limit is that many times wider; a shared cache in the settings makes it one.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 15 * 60
TRIES_PER_NAME = 5
TRIES_PER_ADDRESS = 30


def address_of(request: HttpRequest) -> str:
    """Behind our proxy the last hop of the header is the one the proxy wrote; the rest is the client's own word."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _keys(request: HttpRequest, name: str) -> tuple[tuple[str, int], ...]:
    address = address_of(request)
    both = hashlib.sha256(f"{address}\n{name.casefold()}".encode()).hexdigest()
    alone = hashlib.sha256(address.encode()).hexdigest()
    return (f"login-name-{both}", TRIES_PER_NAME), (f"login-address-{alone}", TRIES_PER_ADDRESS)


def is_over(request: HttpRequest, name: str) -> bool:
    return any(int(cache.get(key, 0)) >= most for key, most in _keys(request, name))


def count(request: HttpRequest, name: str) -> None:
    for key, _ in _keys(request, name):
        if not cache.add(key, 1, WINDOW):
            try:
                cache.incr(key)
            except ValueError:  # it ran out between the two calls
                cache.set(key, 1, WINDOW)


def forget(request: HttpRequest, name: str) -> None:
    cache.delete(_keys(request, name)[0][0])
