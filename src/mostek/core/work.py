"""The worker: read what came, then serve each Connection in its turn, one thread per Connection at most."""

from __future__ import annotations

import logging
import threading
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
    receive,
    reconcile,
    tokens,
    vies,
)
from mostek.core.lease import Lease, LeaseLost
from mostek.core.models import Connection, Event
from mostek.lib import clock
from mostek.lib.crypto import Unreadable
from mostek.wfirma.errors import WfirmaError

log = logging.getLogger("mostek.work")

PAUSE = 0.5  # seconds between two looks for work when there was none
BATCH = 25  # documents one Connection may send before the next one has its turn
PATIENCE = timedelta(hours=6)  # with an event that only passing trouble keeps from being read
EVENTS = 200  # events read before the Connections are served again


def run(stop: threading.Event) -> None:
    """Until `stop` is set. A document that is being sent is finished first."""
    pulse = heartbeat.Pulse()
    serving: dict[int, Future[None]] = {}
    asking: Future[None] | None = None
    # One thread more than Connections: while VIES is slow, documents go on.
    with ThreadPoolExecutor(settings.WORKER_THREADS + 1, thread_name_prefix="connection") as pool:
        while not stop.is_set():
            busy = False
            try:
                pulse.beat()
                busy = read_events()
                if (asking is None or asking.done()) and vies.is_due():
                    asking = pool.submit(_ask_in_thread, stop)
                for pk in due():
                    if (running := serving.get(pk)) is None or running.done():
                        serving[pk] = pool.submit(_serve_in_thread, pk, stop)
                        busy = True
                close_old_connections()
            except DatabaseError:  # it may be back in a moment; what is due stays due
                log.exception("the database did not answer")
                database.close()
            if not busy:
                stop.wait(PAUSE)


def step() -> None:
    """Everything that is due at this moment, in this thread: for tests and small scripts."""
    read_events()
    vies.ask_due()
    for pk in due():
        serve(pk)


def due() -> list[int]:
    """Connections to serve now: an errand or a Document is in turn, or the consent would grow old unused."""
    now = clock.now()
    chosen = [
        *errands.waiting(now).values_list("pk", flat=True),
        *connections.busy(now).values_list("pk", flat=True),
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
    with lease.held(connection_id) as held:
        if held is None:
            return
        try:
            if is_idle:
                tokens.refresh(Connection.objects.get(pk=connection_id), held)
            for _ in range(BATCH):
                if not _one_turn(connection_id, held, stop):
                    break
        except LeaseLost:
            log.warning("connection %s: the lease went to another writer", connection_id)
            return
        except WfirmaError as error:  # of the refresh: no document was touched
            connections.refused(connection_id, error)
        examine.refine(Connection.objects.get(pk=connection_id), held)


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
