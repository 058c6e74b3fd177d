"""Reading a month from wFirma: one call at a time, under the lease, in turn after all documents that are due.

The row is the job: each page is stored as it comes, so that whoever holds the lease next reads on. When the number of
documents shrinks between two pages, something was deleted and the pages have moved: they are read anew.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from pydantic import TypeAdapter

from mostek.core import (
    connections,
    foreign,
    foreign_look,
    issue,
    lease,
    outcomes,
    reconcile,
    shadow_papers,
    tokens,
    wake,
)
from mostek.core.lease import Lease
from mostek.core.models import Connection, Proof, ProofPage, User
from mostek.core.proof.compare import PREFIX, compare
from mostek.core.proof.conclude import conclude
from mostek.core.proof.ours import Month, load, order_numbers
from mostek.lib import clock
from mostek.wfirma.client import Client
from mostek.wfirma.errors import AuthLost, NotSent, OutcomeUnknown, Rejected, Throttled, WfirmaError
from mostek.wfirma.values import Issued

log = logging.getLogger("mostek.proof")

State = Proof.State

TRIES = 8  # unreadable answers in a row
RESTARTS = 5
AT_ONCE = 25  # calls before the other connections have their turn
ROUNDS = 3  # of looking at documents one by one; each may find that more has changed meanwhile
PATIENCE = timedelta(hours=6)  # with limits and breaks of wFirma

_invoices = TypeAdapter(tuple[Issued, ...])
_invoice = TypeAdapter(Issued)


def ask(connection: Connection, month: Month, *, who: User | None = None, night: date | None = None) -> Proof:
    """A new Proof, or the one of this month that is being read already."""
    try:
        with transaction.atomic():
            proof = Proof.objects.create(
                connection=connection,
                month=month.first,
                night=night,
                asked_by=who,
                asked_at=clock.now(),
                due_at=clock.now(),
            )
            wake.tell()
            return proof
    except IntegrityError:
        reading = Proof.objects.filter(connection=connection, month=month.first, state=State.READING)
        found = reading.first() or Proof.objects.filter(connection=connection, month=month.first).last()
        if found is None:
            raise
        return found


def due(connection_id: int) -> Proof | None:
    waiting = Proof.objects.filter(connection_id=connection_id, state=State.READING, due_at__lte=clock.now())
    return waiting.order_by("due_at", "id").first()


def waiting(now: datetime) -> QuerySet[Connection]:
    """Connections that may be called now and have a month to be read. What cannot be called is given up in time."""
    return (
        Connection.objects.filter(proofs__state=State.READING, proofs__due_at__lte=now)
        .filter(Q(resume_at=None) | Q(resume_at__lte=now))
        .filter(Q(lease_until=None) | Q(lease_until__lt=now))
        .filter(Q(wanted_until=None) | Q(wanted_until__lte=now))
        .filter(is_on=True, health=Connection.Health.READY)
        .order_by("served_at", "pk")
    )


def next_due(now: datetime) -> datetime | None:
    later = Proof.objects.filter(state=State.READING, due_at__gt=now)
    return later.order_by("due_at").values_list("due_at", flat=True).first()


def read_on(connection_id: int, held: Lease, stop: threading.Event | None = None) -> None:
    """The worker's way: page after page, until a document is due or a person wants to go ahead. Raises LeaseLost."""
    for _ in range(AT_ONCE):
        connection = Connection.objects.get(pk=connection_id)
        proof = due(connection_id)
        if proof is None or (stop and stop.is_set()) or not connection.is_open(clock.now()):
            return
        if issue.due(connection_id) is not None or reconcile.due(connection_id) is not None:
            return
        try:
            step(proof, tokens.client(connection, held), held)
        except WfirmaError as error:  # of the refresh
            trouble(proof, error, held)


def step(proof: Proof, client: Client, held: Lease) -> None:
    """One page, or one document, or the conclusion."""
    try:
        if proof.listed is None or proof.read < proof.listed:
            _read_page(proof, client, held)
        elif proof.to_check:
            _look(proof, client, held)
        else:
            _compare(proof, held)
    except WfirmaError as error:
        trouble(proof, error, held)


def _read_page(proof: Proof, client: Client, held: Lease) -> None:
    month = Month(proof.month)
    began_at = proof.began_at or clock.now()
    found = client.invoices_by_day(month.first, month.last, proof.page)
    connections.answered(proof.connection_id)
    shrunk = proof.listed is not None and found.total < proof.listed
    is_short = not found.invoices and proof.read < found.total
    if shrunk or is_short:
        _start_again(proof, held)
        return
    whole = shadow_papers.is_wanted(proof.connection)
    kept = tuple(slim(one, whole=whole) for one in found.invoices)
    rows = _invoices.dump_python(kept, mode="json", exclude_defaults=True, exclude_none=True)
    with transaction.atomic():
        lease.fence(held)
        ProofPage.objects.create(proof=proof, number=proof.page, rows=rows)
        Proof.objects.filter(pk=proof.pk).update(
            began_at=began_at,
            page=proof.page + 1,
            read=proof.read + len(rows),
            listed=found.total,
            tries=0,
        )


def _start_again(proof: Proof, held: Lease) -> None:
    if proof.restarts >= RESTARTS:
        fail(proof, "proof.moving", "", held)
        return
    with transaction.atomic():
        lease.fence(held)
        proof.pages.all().delete()
        Proof.objects.filter(pk=proof.pk).update(
            page=1, read=0, listed=None, began_at=None, restarts=F("restarts") + 1, tries=0
        )
    log.info("proof %s: the list moved, read again", proof.pk)


def _look(proof: Proof, client: Client, held: Lease) -> None:
    id, *rest = proof.to_check
    try:
        found: Issued | None = client.invoice_get(id)
    except Rejected as error:
        if error.code != "rejected.not_found":
            raise
        found = None
    connections.answered(proof.connection_id)
    shown = None if found is None else _invoice.dump_python(slim(found), mode="json", exclude_none=True)
    with transaction.atomic():
        lease.fence(held)
        Proof.objects.filter(pk=proof.pk).update(to_check=rest, checked={**proof.checked, id: shown}, tries=0)


def _compare(proof: Proof, held: Lease) -> None:
    month = Month(proof.month)
    theirs = tuple(listed(proof))
    if len(theirs) != proof.listed:  # a document stands on two pages, so another one stands on none
        _start_again(proof, held)
        return
    foreign_look.hear(proof.connection_id, theirs)
    references = {
        reference for one in theirs if (reference := (one.id_external or "").casefold()).startswith(PREFIX)
    }
    ours = load(proof.connection, month, references, {one.id for one in theirs})
    checked = {id: _invoice.validate_python(one) if one else None for id, one in proof.checked.items()}
    result = compare(
        ours,
        theirs,
        checked,
        began_at=proof.began_at or proof.asked_at,
        numbers=order_numbers(proof.connection, month),
        both=foreign.ours_beside(proof.connection_id),
    )
    if not result.to_check:
        conclude(proof, result, held, shadow_papers.rows(proof.connection, month, theirs))
    elif proof.rounds >= ROUNDS:
        fail(proof, "proof.moving", "", held)
    else:
        with transaction.atomic():
            lease.fence(held)
            Proof.objects.filter(pk=proof.pk).update(to_check=list(result.to_check), rounds=proof.rounds + 1)


def listed(proof: Proof) -> Iterator[Issued]:
    """What the pages show, each document once."""
    seen: set[str] = set()
    for page in proof.pages.order_by("number"):
        for one in _invoices.validate_python(page.rows):
            if one.id not in seen:
                seen.add(one.id)
                yield one


def slim(one: Issued, *, whole: bool = False) -> Issued:
    """Without what is not compared; of strangers' documents nothing that names their buyers.

    `whole`: a Source is in shadow, and what others issued is compared with what Mostek would have issued.
    """
    is_ours = (one.id_external or "").casefold().startswith(PREFIX)
    kept: dict[str, Any] = {
        "id": one.id,
        "number": one.number,
        "type": one.type,
        "date": one.date,
        "total": one.total,
        "netto": one.netto,
        "tax": one.tax,
        "currency": one.currency,
        "id_external": one.id_external,
        "cancelled": one.cancelled,
        "vat_rows": one.vat_rows,
        "buyer_name": one.buyer_name if is_ours or whole else None,
        "buyer_nip": one.buyer_nip if is_ours or whole else None,
        "description": None if is_ours else one.description,
        "lines": one.lines if whole and not is_ours else None,
    }
    return Issued(**kept)


def trouble(proof: Proof, error: WfirmaError, held: Lease) -> None:
    """A failed call is a failed call, never an empty month. What passes is waited for."""
    # A right to read that is missing here, or an answer that cannot be read, must not stop the issuing of documents.
    if not isinstance(error, OutcomeUnknown | Rejected) and error.code not in (
        "auth.scope",
        "auth.permission",
    ):
        connections.refused(proof.connection_id, error)
    tries = proof.tries if isinstance(error, Throttled | NotSent) else proof.tries + 1
    connection = Connection.objects.get(pk=proof.connection_id)
    refused = isinstance(error, Rejected | AuthLost) and not _is_renewed(connection, error)
    if refused or tries >= TRIES or clock.now() - proof.asked_at > PATIENCE:
        fail(proof, error.code, error.detail, held)
        return
    wait = timedelta(seconds=error.wait) if isinstance(error, Throttled) else outcomes.backoff(tries or 1, 3)
    with transaction.atomic():
        lease.fence(held)
        Proof.objects.filter(pk=proof.pk).update(
            tries=tries, due_at=clock.now() + wait, error=error.code, error_detail=error.detail
        )


def _is_renewed(connection: Connection, error: WfirmaError) -> bool:
    """A refused access token is refreshed before the next call."""
    return error.code == "auth.token" and connection.health == Connection.Health.READY


def fail(proof: Proof, code: str, detail: str, held: Lease | None) -> None:
    """It says nothing about the month; the last finished proof stays the one that counts."""
    with transaction.atomic():
        if held is not None:
            lease.fence(held)
        proof.pages.all().delete()
        Proof.objects.filter(pk=proof.pk, state=State.READING).update(
            state=State.FAILED,
            error=code,
            error_detail=detail,
            finished_at=clock.now(),
            due_at=None,
            to_check=[],
            checked={},
        )
    log.error("proof %s could not be read: %s", proof.pk, code)


def stop_waiting() -> int:
    """Give up what nobody could read for hours: its Connection is off, or needs a person."""
    stale = Proof.objects.filter(state=State.READING, asked_at__lt=clock.now() - PATIENCE)
    lost = list(stale.select_related("connection"))
    for proof in lost:
        fail(proof, proof.error or proof.connection.health_code or "proof.not_read", proof.error_detail, None)
    return len(lost)
