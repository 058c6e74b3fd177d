"""What wFirma's webhook says is a hint: kept in a few words, and believed only after wFirma was asked.

A flood of hints costs little: one row per document, one look per document in `QUIET`, one reading of a stranger in
`PACE`, and no more open rows than `OPEN_AT_MOST`.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from mostek.core import connections, foreign_look, lease, reconcile, wake
from mostek.core.lease import Lease
from mostek.core.models import AccountCheck, Attempt, Document, Hint, Witness
from mostek.lib import clock
from mostek.wfirma.client import Client
from mostek.wfirma.errors import Rejected, WfirmaError
from mostek.wfirma.hook import Told

log = logging.getLogger("mostek.hints")

QUIET = timedelta(seconds=5)
PACE = timedelta(seconds=2)
OPEN_AT_MOST = 200
KEPT = timedelta(days=1)
OURS = re.compile(r"mo-[a-z2-7]{26}|mo-check-[a-z2-7]{20}")

State = Document.State


def keep(witness: Witness, told: Told) -> None:
    """All that happens inside the request: a few rows, none of them twice."""
    now = clock.now()
    Witness.objects.filter(pk=witness.pk).update(heard_at=now, heard=F("heard") + 1)
    mine = Hint.objects.filter(connection=witness.connection_id)
    room = OPEN_AT_MOST - mine.filter(due_at__isnull=False).count()
    for wfirma_id, reference in told.hints[: max(room, 0)]:
        hint, is_new = mine.get_or_create(
            connection_id=witness.connection_id,
            wfirma_id=wfirma_id,
            reference=reference,
            defaults={"arrived_at": now, "due_at": now},
        )
        if not is_new and hint.due_at is None:
            quiet_until = (hint.seen_at or now) + QUIET
            mine.filter(pk=hint.pk, due_at=None).update(arrived_at=now, due_at=max(now, quiet_until))
    wake.tell()


def due(connection_id: int) -> Hint | None:
    waiting = Hint.objects.filter(connection_id=connection_id, due_at__lte=clock.now())
    return waiting.order_by("due_at", "id").first()


def follow(hint: Hint, client: Client, held: Lease) -> None:
    """One hint, at most one question to wFirma, or none where our own rows have the answer."""
    if (outcome := _known(hint)) is not None:
        _done(hint, outcome, held)
    elif not hint.wfirma_id:
        _look(hint, client, held)
    else:
        _read(hint, client, held)


def _known(hint: Hint) -> str | None:
    documents = Document.objects.filter(connection_id=hint.connection_id)
    if hint.wfirma_id and documents.filter(wfirma_id=hint.wfirma_id).exists():
        return "expected"
    if not hint.reference:
        return None
    if not OURS.fullmatch(hint.reference.lower()):
        return "foreign"
    if AccountCheck.objects.filter(connection=hint.connection_id, reference=hint.reference).exists():
        return "expected"
    return None if documents.filter(reference=hint.reference).exists() else "stranger"


def _look(hint: Hint, client: Client, held: Lease) -> None:
    """By reference; a hint without any word is about whatever is in doubt, one Document a turn."""
    rows = Document.objects.filter(connection_id=hint.connection_id).select_related("connection", "order")
    if hint.reference:
        document = rows.filter(reference=hint.reference).first()
    else:
        seen = Q(attempts__action=Attempt.Action.LOOK, attempts__opened_at__gte=hint.arrived_at)
        document = rows.filter(state=State.UNKNOWN).exclude(seen).order_by("unknown_since", "id").first()
    if document is None:
        _done(hint, "nothing", held)
    elif (quiet_until := _quiet_until(document)) > clock.now():
        _postpone(hint, quiet_until, held)
    else:
        outcome = reconcile.settle(document, client, held, Attempt.Purpose.HINT).outcome
        if hint.reference:
            _done(hint, outcome, held)


def _read(hint: Hint, client: Client, held: Lease) -> None:
    """By id, which wFirma may know before its list does. What the reading says counts, not the hint."""
    try:
        found = client.invoice_get(hint.wfirma_id)
    except WfirmaError as error:
        if isinstance(error, Rejected):
            _slow_down(hint)
            _done(hint, error.code, held)  # no such document: the hint was wrong, or it was deleted since
            return
        with transaction.atomic():
            lease.fence(held)
            Hint.objects.filter(pk=hint.pk).update(due_at=clock.now() + QUIET)
            connections.refused(hint.connection_id, error)
        return
    connections.answered(hint.connection_id)
    _slow_down(hint)
    rows = Document.objects.filter(connection_id=hint.connection_id).select_related("connection", "order")
    document = rows.filter(reference=found.id_external).first() if found.id_external else None
    if document is None:
        foreign_look.hear(hint.connection_id, (found,))
        _done(hint, "foreign", held)
        return
    attempt = reconcile.open_look(document, held, Attempt.Purpose.HINT)
    _done(hint, reconcile.weigh(document, (found,), client, attempt, held).outcome, held)


def _quiet_until(document: Document) -> datetime:
    looks = document.attempts.filter(action=Attempt.Action.LOOK).order_by("-pk")
    last = looks.values_list("opened_at", flat=True).first()
    return last + QUIET if last else clock.now()


def _slow_down(hint: Hint) -> None:
    """The next reading not at once: a stranger with the address must not spend our calls."""
    others = Hint.objects.filter(connection=hint.connection_id, due_at__lt=clock.now() + PACE)
    others.exclude(wfirma_id="").exclude(pk=hint.pk).update(due_at=clock.now() + PACE)


def _postpone(hint: Hint, until: datetime, held: Lease) -> None:
    with transaction.atomic():
        lease.fence(held)
        Hint.objects.filter(pk=hint.pk).update(due_at=until)


def _done(hint: Hint, outcome: str, held: Lease) -> None:
    if outcome == "stranger":
        log.warning("connection %s: wFirma names a reference that no sale has", hint.connection_id)
    now = clock.now()
    with transaction.atomic():
        lease.fence(held)
        rows = Hint.objects.filter(connection=hint.connection_id)
        rows.filter(pk=hint.pk).update(due_at=None, seen_at=now, outcome=outcome)
        rows.filter(due_at=None, seen_at__lt=now - KEPT).delete()
