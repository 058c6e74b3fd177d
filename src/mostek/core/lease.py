"""One writer per Connection, by a lease with an epoch (design §6.2).

The epoch grows with each change of hands. Whoever claims or records an outcome does it in a transaction that first
passes `fence`: it renews the lease in the row of the Connection and fails if another epoch stands there. On PostgreSQL
that update also locks the row until the commit; on SQLite the transaction holds the one write lock anyway.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from mostek.core import wake
from mostek.core.models import Attempt, Connection, Document
from mostek.lib import clock, points
from mostek.wfirma.errors import NotSent

# A call lasts at most CALL_LIMIT once its bytes go out, and they go out within START_WITHIN of the claim or not at
# all. So when a lease is over, nothing that was claimed under it can still be on its way ...
CALL_LIMIT = timedelta(seconds=90)
START_WITHIN = timedelta(seconds=10)
LEASE = timedelta(seconds=180)
# ... and after SETTLE wFirma has had time to finish and to list what it booked.
SETTLE = LEASE + CALL_LIMIT + timedelta(seconds=30)
# All of it still holds if each clock is wrong by so much (two of them: by twice as much). A worker whose clock is
# further off does not work (`skew`): docs/en/develop/decisions/0010-clocks-are-checked.md
MAX_SKEW = timedelta(seconds=30)
PERSON_WAITS = 15.0  # seconds: most calls end within it


class LeaseLost(Exception):
    """Another writer holds the Connection now, or the clock was set meanwhile: stop, touch nothing."""


@dataclass(frozen=True, slots=True)
class Lease:
    connection_id: int
    owner: str
    epoch: int
    drift: float  # of the clock when it was taken


def still_fresh(claimed_at: datetime, counted: float) -> None:
    """Called right before the wire: a process that was frozen since its claim must not wake up and send. NotSent.

    By the clock, which goes on while a machine sleeps, and by the counter (`clock.elapsed`), which nobody can set
    back. Both count from before the claim was committed: a moment read only afterwards could be that of the waking.
    """
    age = max((clock.now() - claimed_at).total_seconds(), clock.elapsed() - counted)
    if age > START_WITHIN.total_seconds():
        raise NotSent("not_sent.stale")


def owner_name() -> str:
    """Unique per taking: two threads of one process are two writers."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{os.urandom(4).hex()}"


def take(connection_id: int, owner: str) -> Lease | None:
    """Become the one writer, or None if somebody is. What a former writer left in `sending` becomes `unknown`."""
    now = clock.now()
    with transaction.atomic():
        taken = (
            Connection.objects.filter(pk=connection_id)
            .filter(Q(lease_until=None) | Q(lease_until__lt=now))
            .update(lease_owner=owner, lease_epoch=F("lease_epoch") + 1, lease_until=now + LEASE)
        )
        if not taken:
            return None
        epoch = Connection.objects.values_list("lease_epoch", flat=True).get(pk=connection_id)
        _abandoned_to_unknown(connection_id)
    points.reach("lease.taken")
    return Lease(connection_id, owner, epoch, clock.drift())


def _abandoned_to_unknown(connection_id: int) -> None:
    now = clock.now()
    sending = Document.objects.filter(connection_id=connection_id, state=Document.State.SENDING)
    left = sending.filter(due_at__isnull=False)  # as it always is; said, because the index is made of these
    Attempt.objects.filter(document__in=left, closed_at=None).update(closed_at=now, outcome="worker_lost")
    left.update(state=Document.State.UNKNOWN, reason="worker_lost", unknown_since=now, absences=0, due_at=now)


def fence(lease: Lease) -> None:
    """First statement of every transaction of a writer. Raises LeaseLost."""
    if abs(clock.drift() - lease.drift) > MAX_SKEW.total_seconds():
        raise LeaseLost  # `lease_until` was written by another time than the one it is now
    renewed = Connection.objects.filter(
        pk=lease.connection_id, lease_owner=lease.owner, lease_epoch=lease.epoch
    ).update(lease_until=clock.now() + LEASE)
    if not renewed:
        raise LeaseLost


def release(lease: Lease, **learnt: object) -> None:
    """`learnt`: columns of the Connection that the turn has brought; kept only by who is still the writer."""
    Connection.objects.filter(
        pk=lease.connection_id, lease_owner=lease.owner, lease_epoch=lease.epoch
    ).update(lease_until=None, lease_owner="", **learnt)
    points.reach("lease.released")


@contextmanager
def ahead(connection_id: int, *, wait: float = PERSON_WAITS) -> Iterator[Lease | None]:
    """A person waits: hold the lease for a block as soon as the call under way has ended; back-fill goes on after it.

    None when even that took longer than `wait` seconds.
    """
    row = Connection.objects.filter(pk=connection_id)
    # Should this process die, nobody is kept out for longer.
    row.update(wanted_until=clock.now() + timedelta(seconds=2 * wait))
    try:
        with held(connection_id, wait=wait) as lease:
            yield lease
    finally:
        row.update(wanted_until=None)
        wake.tell()


@contextmanager
def held(connection_id: int, *, wait: float = 0) -> Iterator[Lease | None]:
    """Hold the lease for a block, or None when it could not be had within `wait` seconds."""
    owner = owner_name()
    lease = take(connection_id, owner)
    deadline = time.monotonic() + wait
    while lease is None and time.monotonic() < deadline:
        time.sleep(0.1)
        lease = take(connection_id, owner)
    try:
        yield lease
    finally:
        if lease is not None:
            release(lease)
