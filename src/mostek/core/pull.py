"""The second leg: ask a platform what its pushes did not tell.

The row of the Source is the job. One worker at a time takes it by a conditional UPDATE; each page is stored together
with the place where the next begins, in one transaction that names the claim. A worker that dies between two pages is
followed by one that goes on with the second; one that was frozen finds its claim gone and stores nothing.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import httpx2
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from mostek.core import hurry, outcomes, receive, wake
from mostek.core.models import Event, Source
from mostek.lib import clock, points
from mostek.sources import http, registry
from mostek.sources.adapter import Access, Found, NeedsYou, NotNow, Page

log = logging.getLogger("mostek.pull")

CLAIM = timedelta(minutes=5)  # outlives one call and the storing of its page by far
PAGES = 40  # of one Source in a row; then the others have their turn
FIRST_PAUSE = 60.0  # seconds
LONGEST_PAUSE = timedelta(hours=3)
# Trouble of the moment becomes a person's when it lasts: 1 + 2 + 4 + 8 + 16 minutes, half an hour.
PATIENCE = 6

_instead: httpx2.BaseTransport | None = None


class ClaimLost(Exception):
    """Another worker has the Source now: stop, store nothing."""


@contextmanager
def over(transport: httpx2.BaseTransport) -> Iterator[None]:
    """Ask stand-ins in this process."""
    global _instead
    before, _instead = _instead, transport
    try:
        yield
    finally:
        _instead = before


def due() -> list[int]:
    now = clock.now()
    rows = Source.objects.filter(is_on=True, pull_due_at__lte=now)
    free = rows.filter(Q(pull_claimed_until=None) | Q(pull_claimed_until__lt=now))
    return list(free.order_by("pull_due_at").values_list("pk", flat=True))


def next_due(now: datetime) -> datetime | None:
    """The first moment after `now` at which a Source is to be asked."""
    rows = Source.objects.filter(is_on=True, pull_due_at__gt=now)
    return rows.order_by("pull_due_at").values_list("pull_due_at", flat=True).first()


def run_due() -> None:
    """All of them, in this thread: for tests and small scripts."""
    for pk in due():
        run(pk)


def schedule(source: Source, *, since: datetime | None = None) -> bool:
    """Due now, if the platform can be asked with what is set. `since` goes back in time, for a history.

    After new keys the old trouble is forgotten; the next answer tells.
    """
    can = is_possible(source)
    changes: dict[str, object] = {"pull_due_at": clock.now() if can else None}
    changes |= {"pull_failures": 0, "pull_trouble": "", "pull_code": "", "pull_detail": ""}
    if can:
        # What was sold before this Source was here is somebody else's, unless a person says otherwise. From the full
        # minute, as a person would choose: platforms stamp whole seconds, so a sale of this very second lies before it.
        begin = source.created_at.replace(second=0, microsecond=0)
        Source.objects.filter(pk=source.pk, issue_from=None).update(issue_from=begin)
    if since is not None:
        changes |= {"pulled_until": since, "pull_cursor": "", "pull_since": None, "pull_claim": ""}
    Source.objects.filter(pk=source.pk).update(**changes)
    if can:
        wake.tell()
    return can


def is_possible(source: Source) -> bool:
    platform = registry.platform(source.kind)
    needed = [one for one in platform.fields if one.pulls]
    return platform.pulls and all(_value(source, one.name, secret=one.secret) for one in needed)


def _value(source: Source, name: str, *, secret: bool) -> str:
    if name == "secret":
        return source.secret
    return str((source.keys if secret else source.options).get(name) or "")


@contextmanager
def access(source: Source) -> Iterator[Access]:
    with http.new_http(allow_private=settings.ALLOW_PRIVATE, transport=_instead) as client:
        yield Access(client, source.secret, source.keys, source.options, address_of(source))


def address_of(source: Source) -> str:
    """Where the platform sends what it pushes."""
    return f"{settings.MOSTEK_URL}{reverse('webhook', args=[source.key])}"


def run(source_id: int, stop: threading.Event | None = None) -> None:
    """Ask one Source for page after page until the last, or until its turn is over."""
    claim = take(source_id)
    if claim is None:
        return
    try:
        _ask(Source.objects.get(pk=source_id), claim, stop)
    except ClaimLost:
        log.warning("source %s: the pull went to another worker", source_id)
    finally:
        _mine(source_id, claim).update(pull_claim="", pull_claimed_until=None)


def take(source_id: int) -> str | None:
    """The claim, or None if it is not due or somebody has it."""
    now, claim = clock.now(), secrets.token_hex(16)
    rows = Source.objects.filter(pk=source_id, is_on=True, pull_due_at__lte=now)
    free = rows.filter(Q(pull_claimed_until=None) | Q(pull_claimed_until__lt=now))
    return claim if free.update(pull_claim=claim, pull_claimed_until=now + CLAIM) else None


def _mine(source_id: int, claim: str) -> QuerySet[Source]:
    return Source.objects.filter(pk=source_id, pull_claim=claim)


def _hold(source_id: int, claim: str, **changes: object) -> None:
    """First statement of every transaction here. Raises ClaimLost."""
    if not _mine(source_id, claim).update(pull_claimed_until=clock.now() + CLAIM, **changes):
        raise ClaimLost


def _ask(source: Source, claim: str, stop: threading.Event | None) -> None:
    puller = registry.puller(source.kind)
    if puller is None:
        return
    since, cursor, newest = source.pull_since or _begin(source), source.pull_cursor, source.pulled_until
    try:
        with access(source) as given:
            for _ in range(PAGES):
                if stop is not None and stop.is_set():
                    return
                page = puller.pull(given, since, cursor)
                if page.cursor and page.cursor == cursor:
                    raise NotNow("pull.unreadable", "the same page again")
                newest = _later(newest, page.newest)
                _store(source, claim, page, since=since, newest=newest)
                cursor = page.cursor
                if not cursor:
                    _done(source, claim)
                    return
    except NeedsYou as error:
        _refused(source, claim, error)
    except NotNow as error:
        _failed(source, claim, error)
    except (httpx2.HTTPError, OSError) as error:  # an adapter that did not go through `sources.http.call`
        _failed(source, claim, NotNow("pull.unreachable", type(error).__name__))
    except Exception as error:
        if isinstance(error, ClaimLost) or not _is_ours(error):
            raise
        log.exception("source %s: the adapter stumbled", source.pk)
        _failed(source, claim, NotNow("pull.internal", type(error).__name__))


def _is_ours(error: Exception) -> bool:
    """A mistake in an adapter, in contrast to trouble with the database, which the worker knows how to meet."""
    return not type(error).__module__.startswith("django.db")


def _begin(source: Source) -> datetime:
    """What was changed while the last pull ran, or was committed late, is asked for again; it does no harm."""
    overlap = registry.platform(source.kind).overlap
    if source.pulled_until is not None:
        return source.pulled_until - overlap
    return min(source.created_at, source.issue_from or source.created_at) - overlap


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else one or other


def _store(source: Source, claim: str, page: Page, *, since: datetime, newest: datetime | None) -> None:
    """The page and the place of the next, together. `pulled_until` moves when the last page is in."""
    begun: dict[str, object] = {"pull_cursor": page.cursor[:10_000], "pull_since": since}
    if not page.cursor:
        begun |= {"pull_since": None, "pulled_until": _later(newest, source.pulled_until)}
    with transaction.atomic():
        _hold(source.pk, claim, **begun)
        for key, body in _unknown(source, page.found):
            receive.store(source, key, body, Event.Leg.PULL)
    points.reach("pull.stored")


def _unknown(source: Source, found: tuple[Found, ...]) -> Iterator[tuple[str, bytes]]:
    """What no pull has brought yet. The digest is in the key: a body that changed is another event, always."""
    keys = {f"pull:{one.key[:180]}:{hashlib.sha256(one.body).hexdigest()[:32]}": one.body for one in found}
    known = set(Event.objects.filter(source=source, key__in=list(keys)).values_list("key", flat=True))
    for key, body in keys.items():
        if key not in known and len(body) <= settings.MAX_BODY:
            yield key, body
        elif key not in known:
            receive.refuse(source, "too_large")


def _done(source: Source, claim: str) -> None:
    every = registry.platform(source.kind).every
    _hold(
        source.pk,
        claim,
        pull_due_at=hurry.next_turn(source, clock.now() + every),
        pulled_at=clock.now(),
        pull_failures=0,
        pull_code="",
        pull_detail="",
        pull_trouble="",
        trouble_since=None,
    )


def _failed(source: Source, claim: str, error: NotNow) -> None:
    """Later again: 1, 2, 4 … minutes, or what the platform asks for, whichever is longer."""
    failures = source.pull_failures + 1
    pause = outcomes.backoff(failures, FIRST_PAUSE, LONGEST_PAUSE)
    pause = max(pause, timedelta(seconds=error.wait or 0))
    lasting = failures >= PATIENCE
    _trouble(source, claim, error, lasting=lasting, pull_due_at=clock.now() + pause)
    log.warning("source %s: the pull failed (%s), try %s", source.pk, error.code, failures)


def _refused(source: Source, claim: str, error: NeedsYou) -> None:
    """A person has to act; asked again now and then all the same, since that may happen at the platform alone."""
    _trouble(source, claim, error, lasting=True, pull_due_at=clock.now() + LONGEST_PAUSE)


def _trouble(
    source: Source, claim: str, error: NotNow | NeedsYou, *, lasting: bool, **changes: object
) -> None:
    if lasting and source.pull_trouble != error.code:
        log.error("source %s needs you: %s", source.pk, error.code)  # what an alert hangs on
    if lasting:
        changes |= {"pull_trouble": error.code, "trouble_since": source.trouble_since or clock.now()}
    told = {"pull_code": error.code, "pull_detail": error.detail[:200]}
    _hold(source.pk, claim, pull_failures=F("pull_failures") + 1, **told, **changes)
