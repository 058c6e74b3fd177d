"""Keys of the REST API: made, found by what a caller sends, revoked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from mostek.core.models import ApiKey, Source
from mostek.lib import clock
from mostek.sources import rest

Scope = ApiKey.Scope

MINUTE = timedelta(minutes=1)


def make(source: Source, name: str, scopes: Iterable[str] = Scope.values) -> tuple[ApiKey, str]:
    """The row, and the key itself: this is the only time that anybody sees it."""
    key, digest = rest.new_api_key()
    wanted = set(scopes)
    row = ApiKey.objects.create(
        source=source,
        name=name,
        digest=digest,
        last_four=key[-4:],
        scopes=[scope for scope in Scope.values if scope in wanted],
        created_at=clock.now(),
    )
    return row, key


def find(key: str) -> ApiKey | None:
    """The row of a key that is in force. That it was used is noted once a minute, so that reading stays reading."""
    row = (
        ApiKey.objects.filter(digest=rest.digest(key), revoked_at=None, source__kind="rest")
        .select_related("source__connection")
        .first()
    )
    if row is not None:
        _note_use(row)
    return row


def _note_use(row: ApiKey) -> None:
    now = clock.now()
    if row.last_used_at is None or row.last_used_at < now - MINUTE:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)


def revoke(row: ApiKey) -> bool:
    """At once and for ever. False if it was revoked before."""
    revoked = ApiKey.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=clock.now())
    # A process of the version before, still running during an upgrade, must turn it away as well.
    Source.objects.filter(pk=row.source_id, api_key_digest=row.digest).update(api_key_digest="")
    return bool(revoked)
