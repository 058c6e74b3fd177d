"""What one Connection does when its turn has come: at most a batch of calls, one in flight, the unknown first."""

from __future__ import annotations

import logging
import threading

from mostek.core import connections, errands, examine, issue, lease, pace, reconcile, shadow_switch, tokens
from mostek.core.lease import Lease, LeaseLost
from mostek.core.models import Connection
from mostek.core.proof import scan
from mostek.lib import clock
from mostek.wfirma.errors import WfirmaError

log = logging.getLogger("mostek.turn")

BATCH = 25  # documents one Connection may send before the next one has its turn


def serve(connection_id: int, stop: threading.Event | None = None) -> None:
    """Hold the lease, renew an idle consent, settle what is unknown, send what is due; then read on in a month that is
    proven. One call in flight."""
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
        scan.read_on(connection_id, held, stop)
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
    elif pending is not None and not shadow_switch.holds_back(pending):
        issue.send(pending, tokens.client(connection, held), held)
    return unknown is not None or pending is not None
