"""Send what is due. The row is the job: claimed, sent outside of any transaction, its outcome recorded.

Who is killed between sending and recording leaves a claim that ends, and the message goes again under the same
`webhook-id`: at least once, as Standard Webhooks says. A platform is written to in such a way that twice is once.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import httpx2
from django.db import transaction
from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from mostek.core import outcomes
from mostek.core.models import Delivery, Endpoint, Source
from mostek.core.outgoing import events, post, write_back
from mostek.core.outgoing.post import Outcome
from mostek.lib import clock, points

log = logging.getLogger("mostek.outgoing")

State = Delivery.State

# Pauses after each try that failed: together about three days.
PAUSES = tuple(
    timedelta(**{unit: count})
    for unit, count in (
        ("seconds", 5),
        ("minutes", 5),
        ("minutes", 30),
        ("hours", 2),
        ("hours", 5),
        ("hours", 10),
        ("hours", 14),
        ("hours", 20),
        ("hours", 24),
    )
)
GIVE_UP = timedelta(days=3)  # after which an address that took nothing at all is switched off
CLAIM = timedelta(minutes=5)  # outlives the deadline of one message, and the few calls of one write-back
SHORT_PAUSE = timedelta(seconds=30)  # of a platform that is not well
LONGEST_PAUSE = timedelta(minutes=15)  # of an address: the next message tries whether it is back
PERSON_PAUSE = timedelta(hours=3)  # where a platform refuses until a person has acted
LANES = 20
BATCH = 50  # messages to one receiver; then the others have their turn

# A receiver: ("endpoint", its key) or ("platform", the key of the Source).
Lane = tuple[str, int]

_instead: httpx2.BaseTransport | None = None


@contextmanager
def over(transport: httpx2.BaseTransport) -> Iterator[None]:
    """Post to stand-ins in this process."""
    global _instead
    before, _instead = _instead, transport
    try:
        yield
    finally:
        _instead = before


def due(now: datetime) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(state=State.WAITING, due_at__lte=now)
    free = rows.filter(Q(claimed_until=None) | Q(claimed_until__lt=now))
    endpoint = Q(endpoint__is_on=True) & (Q(endpoint__resume_at=None) | Q(endpoint__resume_at__lte=now))
    resumed = Q(source__write_resume_at=None) | Q(source__write_resume_at__lte=now)
    return free.filter(endpoint | Q(source__writes_back=True) & Q(source__is_on=True) & resumed)


def lanes() -> list[Lane]:
    """Receivers with something due, who waits longest first."""
    rows = due(clock.now()).values_list("endpoint_id", "source_id").annotate(first=Min("due_at"))
    waiting = rows.order_by("first")[:LANES]
    return [("endpoint", endpoint) if endpoint else ("platform", source) for endpoint, source, _ in waiting]


def next_due(now: datetime) -> datetime | None:
    later = Delivery.objects.filter(state=State.WAITING, due_at__gt=now)
    return later.order_by("due_at").values_list("due_at", flat=True).first()


def run_due() -> None:
    """All of them, in this thread: for tests and small scripts."""
    for lane in lanes():
        run(lane)


def run(lane: Lane, stop: threading.Event | None = None) -> None:
    """One message after the other to one receiver, until nothing is due or it fails."""
    kind, pk = lane
    mine = Q(endpoint=pk) if kind == "endpoint" else Q(source=pk)
    for _ in range(BATCH):
        if stop is not None and stop.is_set():
            return
        first = due(clock.now()).filter(mine).order_by("due_at", "id").first()
        if first is None:
            return
        claimed = take(first.pk)
        if claimed is not None:
            record(claimed, send(claimed))


def take(delivery_id: int) -> Delivery | None:
    """The row under a claim of ours, or None if somebody else was quicker. A try counts from here."""
    now, claim = clock.now(), secrets.token_hex(16)
    rows = Delivery.objects.filter(pk=delivery_id, state=State.WAITING, due_at__lte=now)
    free = rows.filter(Q(claimed_until=None) | Q(claimed_until__lt=now))
    taken = free.update(claim=claim, claimed_until=now + CLAIM, tries=F("tries") + 1)
    points.reach("outgoing.claimed")
    return Delivery.objects.select_related("endpoint", "source").get(pk=delivery_id) if taken else None


def send(delivery: Delivery) -> Outcome:
    if delivery.source is not None:
        outcome = write_back.write(delivery, delivery.source)
    elif delivery.endpoint is not None:
        body = post.to_body(delivery.payload)
        said = post.headers(delivery.endpoint, delivery.message_id, body, clock.now())
        outcome = post.post(delivery.endpoint.url, said, body, transport=_instead)
    else:
        raise ValueError("a message to nobody")
    points.reach("outgoing.answered")
    return outcome


def record(delivery: Delivery, outcome: Outcome) -> None:
    with transaction.atomic():
        if outcome.code:
            _failed(delivery, outcome)
        else:
            _delivered(delivery, outcome)
    points.reach("outgoing.recorded")
    if outcome.code:
        log.warning(
            "message %s did not arrive (%s), try %s", delivery.message_id, outcome.code, delivery.tries
        )


def _delivered(delivery: Delivery, outcome: Outcome) -> None:
    """It arrived, which is true whoever has the claim by now."""
    now = clock.now()
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.DELIVERED,
        due_at=None,
        claim="",
        claimed_until=None,
        status=outcome.status,
        code="",
        delivered_at=now,
    )
    if delivery.endpoint_id is not None:
        Endpoint.objects.filter(pk=delivery.endpoint_id).update(
            delivered_at=now, failures=0, failing_since=None, resume_at=None
        )
    if delivery.source_id is not None:
        Source.objects.filter(pk=delivery.source_id).update(
            write_trouble="", write_trouble_since=None, write_resume_at=None
        )


def _failed(delivery: Delivery, outcome: Outcome) -> None:
    is_last = outcome.is_final or delivery.tries > len(PAUSES) or delivery.event == events.TEST
    keeps = outcome.code == post.GONE  # what the switched off address did not take waits for a person
    changes: dict[str, object] = {"status": outcome.status, "code": outcome.code, "claim": ""}
    if is_last and not keeps:
        changes |= {"state": State.FAILED, "due_at": None}
    else:
        changes["due_at"] = clock.now() + _pause(delivery, outcome)
    mine = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, state=State.WAITING)
    if not mine.update(claimed_until=None, **changes) or delivery.event == events.TEST:
        return
    if delivery.endpoint_id is not None:
        _endpoint_failed(delivery.endpoint_id, outcome)
    elif delivery.source_id is not None and not outcome.is_final:
        _source_failed(delivery.source_id, outcome)


def _pause(delivery: Delivery, outcome: Outcome) -> timedelta:
    pause = PAUSES[min(delivery.tries, len(PAUSES)) - 1]
    return max(pause, timedelta(seconds=outcome.wait or 0))


def _endpoint_failed(endpoint_id: int, outcome: Outcome) -> None:
    """All its messages wait a little; after three days without a single success it is switched off."""
    now = clock.now()
    endpoint = Endpoint.objects.get(pk=endpoint_id)
    since = endpoint.failing_since or now
    pause = outcomes.backoff(endpoint.failures + 1, PAUSES[0].total_seconds(), LONGEST_PAUSE)
    Endpoint.objects.filter(pk=endpoint_id).update(
        failures=F("failures") + 1,
        failing_since=Coalesce("failing_since", now),
        resume_at=now + max(pause, timedelta(seconds=outcome.wait or 0)),
    )
    if outcome.code == post.GONE or now - since >= GIVE_UP:
        _switch_off(endpoint_id, post.GONE if outcome.code == post.GONE else "outgoing.given_up")


def _switch_off(endpoint_id: int, code: str) -> None:
    """Nothing is lost: what waits goes on waiting, without a time, until a person switches it on."""
    if Endpoint.objects.filter(pk=endpoint_id, is_on=True).update(is_on=False, trouble=code):
        log.error("endpoint %s was switched off: %s", endpoint_id, code)  # what an alert hangs on
    Delivery.objects.filter(endpoint=endpoint_id, state=State.WAITING).update(due_at=None)


def _source_failed(source_id: int, outcome: Outcome) -> None:
    now = clock.now()
    pause = max(SHORT_PAUSE, timedelta(seconds=outcome.wait or 0))
    changes: dict[str, object] = {"write_resume_at": now + pause}
    if outcome.needs_you:
        changes = {
            "write_resume_at": now + PERSON_PAUSE,
            "write_trouble": outcome.code,
            "write_trouble_since": Coalesce("write_trouble_since", now),
        }
        log.error("source %s needs you to write back: %s", source_id, outcome.code)
    Source.objects.filter(pk=source_id).update(**changes)
