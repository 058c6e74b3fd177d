"""What a person may tell us to do about a Document that is in doubt, and how the writer does it.

Nothing here is a bare retry: *check* looks, *adopt* reads the chosen document again before it is believed, *issue*
needs an absence made at that very moment.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from mostek.core import connections, lease, reconcile, record, wake
from mostek.core.lease import Lease
from mostek.core.models import Attempt, Connection, Document, Instruction, User
from mostek.lib import clock, points
from mostek.wfirma.client import Client
from mostek.wfirma.errors import OutcomeUnknown, WfirmaError
from mostek.wfirma.values import Issued

log = logging.getLogger("mostek.instructions")

State, Action = Document.State, Instruction.Action
Done = tuple[str, tuple[Issued, ...]]

HELD_IN_DOUBT = ("found.different", "found.twice", "absent.again")
IN_DOUBT = Q(state=State.UNKNOWN) | Q(state=State.HELD, reason__in=HELD_IN_DOUBT)
ONE_TOO_MANY = Q(state__in=[State.ISSUED, State.CANCELLED], reason="found.twice")

# Not a document of a sale, whatever stands on it.
OTHER_KINDS = ("proforma", "offer", "correction", "normal_draft", "income")


def undecided(documents: QuerySet[Document]) -> QuerySet[Document]:
    return documents.filter(IN_DOUBT | ONE_TOO_MANY)


def is_in_doubt(document: Document) -> bool:
    """In doubt, and still without a document of its own: it may be adopted or issued."""
    held = document.state == State.HELD and document.reason in HELD_IN_DOUBT
    return document.state == State.UNKNOWN or held


def is_undecided(document: Document) -> bool:
    settled = document.state in (State.ISSUED, State.CANCELLED)
    return is_in_doubt(document) or (settled and document.reason == "found.twice")


def give(
    document: Document, who: User, action: str, given: dict[str, Any] | None = None
) -> Instruction | None:
    """None when the Document is in doubt no longer, or an instruction is already being carried out."""
    allowed = is_undecided(document) if action == Action.CHECK else is_in_doubt(document)
    if not allowed:
        return None
    now = clock.now()
    try:
        with transaction.atomic():
            told = Instruction.objects.create(
                document=document, action=action, given=given or {}, who=who, at=now, due_at=now
            )
    except IntegrityError:
        return None
    points.reach("instruction.given")
    wake.tell()
    return told


def due(connection_id: int) -> Instruction | None:
    waiting = Instruction.objects.filter(document__connection_id=connection_id, due_at__lte=clock.now())
    return waiting.select_related("document__connection", "document__order").order_by("due_at", "id").first()


def carry_out(instruction: Instruction, client: Client, held: Lease) -> None:
    document = instruction.document
    does = {Action.CHECK: _check, Action.ADOPT: _adopt, Action.ISSUE: _issue}[Action(instruction.action)]
    done: Done = ("instruction.overtaken", ())
    if is_undecided(document):
        done = does(instruction, client, held)
    if done[0] == "auth.token" and _is_ready(document):
        return  # the token died before its time: renewed, and asked again in the next turn
    with transaction.atomic():
        lease.fence(held)
        finish(instruction, *done)
    points.reach("instruction.carried_out")


def _is_ready(document: Document) -> bool:
    rows = Connection.objects.filter(pk=document.connection_id, health=Connection.Health.READY)
    return rows.exists()


def finish(instruction: Instruction, outcome: str, found: tuple[Issued, ...] = ()) -> None:
    seen = [reconcile.snapshot(one) for one in found]
    Instruction.objects.filter(pk=instruction.pk, done_at=None).update(
        due_at=None, done_at=clock.now(), outcome=outcome, seen=seen
    )
    log.info("document %s: %s by a person: %s", instruction.document_id, instruction.action, outcome)


def _check(instruction: Instruction, client: Client, held: Lease) -> Done:
    seen = reconcile.settle(instruction.document, client, held, Attempt.Purpose.CHECK)
    return seen.outcome, seen.found


def _adopt(instruction: Instruction, client: Client, held: Lease) -> Done:
    """The look by reference first: what carries our reference may not be passed over for what does not."""
    document, chosen = instruction.document, instruction.given
    try:
        one = client.invoice_get(str(chosen["id"]))
        carrying = client.invoices_by_reference(document.reference, None)
    except WfirmaError as error:
        if not isinstance(error, OutcomeUnknown):
            connections.refused(document.connection_id, error)
        return ("adopt.gone" if error.code == "rejected.not_found" else error.code), ()
    if reconcile.snapshot(one) != chosen:
        return "adopt.changed", (one,)
    if not is_of_kind(one, document):
        return "adopt.kind", (one,)
    if Document.objects.filter(connection=document.connection_id, wfirma_id=one.id).exists():
        return "adopt.taken", (one,)
    if carrying and one.id not in {other.id for other in carrying}:
        attempt = reconcile.open_look(document, held, Attempt.Purpose.ADOPT)
        reconcile.weigh(document, carrying, client, attempt, held)
        return "adopt.other", carrying
    is_referred = (one.id_external or "").casefold() == document.reference.casefold()
    if not is_referred and clock.now() < reconcile.settled_from(document):
        return "adopt.settling", (one,)  # what we sent may still come up beside it
    attempt = reconcile.open_look(document, held, Attempt.Purpose.ADOPT)
    differences = reconcile.compare(document, one, client)
    record.issued(document, one, differences, attempt=attempt, reason="adopted" if differences else "")
    for other in carrying:
        if other.id != one.id:
            record.tell_of_second(document, other)
    return "adopted", (one,)


def _issue(instruction: Instruction, client: Client, held: Lease) -> Done:
    document = instruction.document
    seen = reconcile.settle(document, client, held, Attempt.Purpose.ISSUE)
    if seen.outcome != "absent":
        return ("issue.found" if seen.found else seen.outcome), seen.found
    if clock.now() < reconcile.settled_from(document):
        return "issue.settling", ()
    with transaction.atomic():
        lease.fence(held)
        released = Document.objects.filter(IN_DOUBT, pk=document.pk, wfirma_id="").update(
            state=State.PENDING,
            reason="released",
            detail={},
            absences=0,
            unknown_since=None,
            due_at=clock.now(),
        )
    points.reach("instruction.released")
    return ("released" if released else "instruction.overtaken"), ()


def is_of_kind(one: Issued, document: Document) -> bool:
    """A correction is taken for a correction alone, and a document of a sale for one of a sale."""
    if document.kind == Document.Kind.CORRECTION:
        return one.type == "correction"
    return is_document_of_sale(one)


def is_document_of_sale(one: Issued) -> bool:
    return one.type is not None and not one.type.startswith(OTHER_KINDS)
