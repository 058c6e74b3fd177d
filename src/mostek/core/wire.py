"""The one HTTP client of this process, shared by its threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import httpx2

from mostek.wfirma import transport

_instead: httpx2.Client | None = None


@cache
def _client() -> httpx2.Client:
    return transport.new_http()


def http() -> httpx2.Client:
    return _instead if _instead is not None else _client()


@contextmanager
def over(other: httpx2.BaseTransport) -> Iterator[None]:
    """Send everything over another transport: an in-process sandbox, say."""
    global _instead
    with transport.new_http(other) as client:
        before, _instead = _instead, client
        try:
            yield
        finally:
            _instead = before
