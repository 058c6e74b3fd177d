"""From what a Source says of money that went back to a plan; one per refund, however often it is told.

Called inside the transaction of who records the refund or the document, with the row of the Order locked: so neither
can miss the other.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from mostek.core import refunds
from mostek.core.correct import chain, owe, parts
from mostek.core.models import Connection, Correction, Document, Order
from mostek.core.models import Refund as RefundRow
from mostek.lib import clock, points
from mostek.tax import form, form_after, written_after
from mostek.tax.correct import correct
from mostek.tax.correction import Correction as Plan
from mostek.tax.correction import Event, Refund
from mostek.tax.decision import Draft
from mostek.tax.questions import ask
from mostek.tax.reasons import reason
from mostek.tax.remainder import lines_left

State = Correction.State

# What a plan is to be done with, until somebody has decided.
STATES = {
    "correction": State.WAITING,
    "data": State.WAITING,
    "zero_and_new": State.WAITING,
    "register": State.REGISTERED,
    "nothing": State.NOTHING,
    "replan": State.NOTHING,
    "hold": State.QUESTION,
}
UNDECIDED = (*chain.OPEN, State.NOTHING)


def plan(order: Order) -> bool:
    """Plan for every refund of the order. False while no document stands: it is done when one is issued."""
    root = chain.standing(order)
    if root is None or root.state != Document.State.ISSUED:
        return False
    told = refunds.standing(order)
    known = set(order.corrections.values_list("cause", flat=True))
    for one in told:
        cause = cause_of(one)
        if cause not in known:
            Correction.objects.create(
                order=order, cause=cause, refund=one, root=root, state=State.NOTHING, told_at=clock.now()
            )
    weigh(order, root, {one.pk for one in told})
    return True


def cause_of(refund: RefundRow) -> str:
    return f"refund:{refund.refund_id}"


def weigh(order: Order, root: Document, standing: set[int]) -> None:
    """Work out anew what nobody has decided yet, the oldest first: each plan goes by what the ones before it leave.

    `standing`: the refunds that hold; what was called off and taken back needs no correction.
    """
    settled = chain.settled(order, root)
    free = True
    for row in order.corrections.filter(state__in=UNDECIDED).order_by("pk"):
        is_off = row.refund_id is not None and row.refund_id not in standing
        made = called_off(row.cause) if is_off else work_out(row, order, root, settled)
        put(row, made, root, settled)
        if row.state == State.WAITING and free and goes_alone(order, made, row):
            owe.owe(row, made, None)
        if row.state == State.WAITING:
            free = False
        if made.action in ("correction", "data", "zero_and_new", "register"):
            settled.append(made)


def work_out(row: Correction, order: Order, root: Document, settled: list[Plan]) -> Plan:
    event = event_of(row, root, settled)
    if isinstance(event, Plan):
        return event
    row.event = written_after.event_to_json(event)
    return correct(
        chain.original(root, settled), settled, event, chain.seller_now(order), clock.warsaw_date()
    )


def put(row: Correction, made: Plan, root: Document, settled: list[Plan]) -> None:
    draft: Draft = form.draft_from_json(root.content["draft"])
    row.root = root
    row.plan = written_after.correction_to_json(made)
    row.before = chain.lines_to_json(draft, lines_left(draft, settled))
    row.state = STATES[made.action]
    row.decided_at = clock.now() if row.state == State.REGISTERED else None
    row.save()


def called_off(cause: str) -> Plan:
    return Plan(action="nothing", id=cause, reasons=(reason("correction.called_off"),))


def event_of(row: Correction, root: Document, settled: list[Plan]) -> Event | Plan:
    """What a person typed, or what the Source says. A plan where it cannot be said."""
    refund = row.refund
    if refund is None or row.is_typed:
        return form_after.event_from_json(row.event)
    if refund.amount is not None and refund.currency not in ("", root.currency):
        question = ask("correction.currency", amount=refund.amount, currency=refund.currency)
        return Plan(action="hold", id=row.cause, question=question)
    event = Refund(
        id=row.cause,
        on=refund.on or clock.warsaw_date(refund.received_at),
        amount=refund.amount,
    )
    draft = form.draft_from_json(root.content["draft"])
    lines = parts.named(refund, lines_left(draft, settled), draft.price_type)
    return replace(event, amount=None, lines=lines) if lines else event


def goes_alone(order: Order, made: Plan, row: Correction) -> bool:
    """The seller's rule. Only refunds, as the Source told them: what a person typed, a person approves."""
    if row.refund_id is None or row.is_typed or made.action != "correction":
        return False
    match order.source.connection.corrections:
        case Connection.Corrections.REFUNDS:
            return True
        case Connection.Corrections.CONSUMERS:
            buyer = row.root.content["sale"]["buyer"]
            return not made.remaining and not (buyer.get("tax_id") or buyer.get("company"))
    return False


def catch_up() -> int:
    """Refunds that an earlier version only marked: at the start of a worker. Says how many orders."""
    marked = Order.objects.filter(changed_after_issue=True, refunds__isnull=False, corrections=None)
    return sum(_catch_up(pk) for pk in set(marked.values_list("pk", flat=True)[:500]))


def _catch_up(pk: int) -> int:
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=pk)
        done = plan(order)
        if done and not order.events.filter(reason="order.changed_after_issue").exists():
            Order.objects.filter(pk=pk).update(changed_after_issue=False)
    points.reach("correct.caught_up")
    return int(done)
