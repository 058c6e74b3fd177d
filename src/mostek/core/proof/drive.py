"""Bring a Proof to its end from a command, beside a worker that may be at it as well. Documents go first here too."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from mostek.core import issue, lease, reconcile, tokens
from mostek.core.models import Connection, Heartbeat, Proof
from mostek.core.proof import scan
from mostek.lib import clock
from mostek.wfirma.errors import WfirmaError

PAUSE = 0.5  # seconds
AWAKE = timedelta(minutes=1)  # a worker that was seen within this time is at work


@dataclass(frozen=True, slots=True)
class Progress:
    """`why`: what is waited for, as a code of `words.WAITING`; empty while reading goes on."""

    read: int
    listed: int | None
    why: str = ""


def drive(proof: Proof, tell: Callable[[Progress], None]) -> Proof:
    """Returns when it is done or has failed. What a person has to mend first makes it fail at once."""
    while True:
        proof.refresh_from_db()
        if proof.state != Proof.State.READING:
            return proof
        connection = Connection.objects.get(pk=proof.connection_id)
        why = _hindrance(connection, proof)
        if not why:
            why = _step(connection, proof.pk)
        tell(Progress(proof.read, proof.listed, why))
        if why:
            time.sleep(PAUSE)


def _hindrance(connection: Connection, proof: Proof) -> str:
    now = clock.now()
    if not connection.is_on or connection.health != Connection.Health.READY:
        scan.fail(proof, connection.health_code or "proof.not_read", connection.health_detail, None)
        return ""
    if not connection.is_open(now):
        return "paused"
    if proof.due_at is not None and proof.due_at > now:
        return "paused"
    queued = issue.due(connection.pk) or reconcile.due(connection.pk)
    if queued is not None and Heartbeat.objects.filter(at__gte=now - AWAKE).exists():
        return "documents"
    return ""


def _step(connection: Connection, proof_id: int) -> str:
    with lease.held(connection.pk, wait=PAUSE) as held:
        if held is None:
            return "busy"
        proof = Proof.objects.get(pk=proof_id)  # another writer may have read on, or finished
        if proof.state != Proof.State.READING:
            return ""
        connection.refresh_from_db()
        try:
            scan.step(proof, tokens.client(connection, held), held)
        except WfirmaError as error:  # of the refresh
            scan.trouble(proof, error, held)
        except lease.LeaseLost:
            return "busy"
    return ""
