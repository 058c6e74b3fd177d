"""The worker: read what came, then serve each Connection in its turn, one thread per Connection at most."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, DataError, close_old_connections
from django.db import connection as database

from mostek.core import (
    connections,
    errands,
    examine,
    heartbeat,
    issue,
    lease,
    pace,
    receive,
    reconcile,
    skew,
    tokens,
    vies,
    vies_check,
    wake,
)
from mostek.core.lease import Lease, LeaseLost
from mostek.core.models import Connection, Event
from mostek.lib import clock
from mostek.lib.crypto import Unreadable
from mostek.wfirma.errors import WfirmaError

log = logging.getLogger("mostek.work")

SHORTEST = 0.01  # seconds: a moment that is over before it is looked at must not make us spin
SAFETY = 5.0  # seconds: at most so long between two looks for work, however well we hear
BATCH = 25  # documents one Connection may send before the next one has its turn
PATIENCE = timedelta(hours=6)  # with an event that only passing trouble keeps from being read
EVENTS = 200  # events read before the Connections are served again


def run(stop: threading.Event, *, safety: float = SAFETY) -> None:
    """Until `stop` is set. A document that is being sent is finished first."""
    pulse, watch = heartbeat.Pulse(), skew.Watch()
    serving: dict[int, Future[None]] = {}
    asking: Future[None] | None = None
    is_new = True
    # One thread more than Connections: while VIES is slow, documents go on.
    pool = ThreadPoolExecutor(settings.WORKER_THREADS + 1, thread_name_prefix="connection")
    with wake.Ear() as ear, pool:
        while not stop.is_set():
            more, nap = False, wake.POLL
            try:
                trouble = watch.look()
                pulse.beat(trouble)
                if trouble != skew.SKEWED:
                    if is_new:
                        skew.bring_back(clock.now())
                        is_new = False
                    more = read_events()
                    if (asking is None or asking.done()) and vies.is_due():
                        asking = pool.submit(_ask_in_thread, stop)
                    serving = {pk: turn for pk, turn in serving.items() if not turn.done()}
                    for pk in choose(serving):
                        serving[pk] = pool.submit(_serve_in_thread, pk, stop)
                        serving[pk].add_done_callback(lambda _: ear.ring())
                    nap = until_next(safety)
                close_old_connections()
            except DatabaseError:  # it may be back in a moment; what is due stays due
                log.exception("the database did not answer")
                database.close()
            if not more:
                ear.wait(stop, nap)
    database.close()


def step(watch: skew.Watch | None = None) -> None:
    """Everything that is due at this moment, in this thread: for tests and small scripts."""
    if watch is not None:
        watch.look(ask_database=False)
    read_events()
    vies.ask_due()
    for pk in due():
        serve(pk)


def choose(serving: Collection[int]) -> list[int]:
    """Whose turn it is, as many as there are threads free. The others are asked again when a turn has ended.

    Nobody queues for a thread, so who waits longest is found anew each time, among all workers.
    """
    free = settings.WORKER_THREADS - len(serving)
    return [pk for pk in due() if pk not in serving][:free] if free > 0 else []


def until_next(safety: float) -> float:
    """Seconds until the rows say that there may be something to do."""
    now = clock.now()
    moments = (connections.next_turn(now), errands.next_due(now), vies_check.next_due(now))
    left = min(((moment - now).total_seconds() for moment in moments if moment), default=safety)
    return min(max(left, SHORTEST), safety)


def due() -> list[int]:
    """Connections to serve now: an errand or a Document is in turn, or the consent would grow old unused."""
    now = clock.now()
    chosen = [
        *errands.waiting(now).values_list("pk", flat=True),
        *connections.due(now),
        *tokens.idle(now).values_list("pk", flat=True),
    ]
    return list(dict.fromkeys(chosen))


def read_events() -> bool:
    """What a source that is switched off has told waits until it is switched on."""
    due = Event.objects.filter(state=Event.State.RECEIVED, source__is_on=True)
    waiting = list(due.order_by("id")[:EVENTS])
    done = 0
    for event in waiting:
        try:
            receive.read(event)
        except Exception as error:
            if is_passing(error) and event.received_at > clock.now() - PATIENCE:
                log.warning("event %s waits: %s", event.pk, type(error).__name__)
                continue
            receive.fail(event, error)
        done += 1
    return done > 0


def is_passing(error: Exception) -> bool:
    """Trouble of the moment, not of the event: a lock, a lost connection, a key that was not given at this start."""
    return isinstance(error, DatabaseError | Unreadable) and not isinstance(error, DataError)


def _ask_in_thread(stop: threading.Event) -> None:
    try:
        vies.ask_due(stop)
    except Exception:
        log.exception("the worker stumbled while it asked VIES; what is due stays due")
    finally:
        database.close()


def _serve_in_thread(connection_id: int, stop: threading.Event) -> None:
    try:
        serve(connection_id, stop)
    except Exception:
        log.exception("connection %s: the worker stumbled and pauses it", connection_id)
        connections.stumbled(connection_id)
    finally:
        database.close()


def serve(connection_id: int, stop: threading.Event | None = None) -> None:
    """Hold the lease, renew an idle consent, settle what is unknown, send what is due; one call in flight."""
    is_idle = tokens.idle(clock.now()).filter(pk=connection_id).exists()
    held = lease.take(connection_id, lease.owner_name())
    if held is None:
        return
    learnt: dict[str, object] = {}
    began = clock.elapsed()
    try:
        if is_idle:
            _renew(connection_id, held)
        turns = _take_turns(connection_id, held, stop)
        connection = Connection.objects.get(pk=connection_id)
        learnt["call_seconds"] = pace.smoothed(connection.call_seconds, clock.elapsed() - began, turns)
        examine.refine(connection, held)
    except LeaseLost:
        log.warning("connection %s: the lease went to another writer, or the clock was set", connection_id)
    finally:
        lease.release(held, served_at=clock.now(), **learnt)


def _renew(connection_id: int, held: Lease) -> None:
    try:
        tokens.refresh(Connection.objects.get(pk=connection_id), held)
    except WfirmaError as error:
        connections.refused(connection_id, error)


def _take_turns(connection_id: int, held: Lease, stop: threading.Event | None) -> int:
    """How many there were. An error of wFirma's that ends them touched no document."""
    for done in range(BATCH):
        try:
            if not _one_turn(connection_id, held, stop):
                return done
        except WfirmaError as error:
            connections.refused(connection_id, error)
            return done
    return BATCH


def _one_turn(connection_id: int, held: Lease, stop: threading.Event | None) -> bool:
    """One errand or one document, the unknown first. False: nothing more to do for now."""
    connection = Connection.objects.get(pk=connection_id)
    if (stop and stop.is_set()) or not connection.is_open(clock.now()):
        return False
    if errands.run_one(connection, held):
        return True
    unknown, pending = reconcile.due(connection_id), issue.due(connection_id)
    if unknown is not None:
        reconcile.settle(unknown, tokens.client(connection, held), held)
    elif pending is not None:
        issue.send(pending, tokens.client(connection, held), held)
    return unknown is not None or pending is not None
