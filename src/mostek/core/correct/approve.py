"""What people say about plans: approve, not needed, this is right; and the mistakes that they tell of."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from django.db import transaction

from mostek.core.correct import chain, owe
from mostek.core.correct import plan as planning
from mostek.core.models import Correction, Document, Order, User
from mostek.lib import clock, points
from mostek.tax import form, written_after
from mostek.tax.correct import correct
from mostek.tax.correction import BuyerMistake, Event, PriceMistake
from mostek.tax.correction import Correction as Plan
from mostek.tax.remainder import lines_left

State = Correction.State

# What a person approves: not the day on which it counts, which is that of the issue.
SHOWN = ("action", "lines", "difference", "total", "currency", "description", "buyer", "ksef", "replacement")

ISSUED = ("correction", "data", "zero_and_new")


def seal(plan: dict[str, Any]) -> str:
    """Of what the person saw; another plan is not approved by the same click."""
    shown = json.dumps([plan.get(name) for name in SHOWN], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:20]


def can_approve(row: Correction) -> bool:
    """A chain grows in order: the oldest plan of an order comes first, on a document that stands in wFirma."""
    earlier = row.order.corrections.filter(pk__lt=row.pk, state=State.WAITING)
    return row.state == State.WAITING and chain.is_standing(row.root) and not earlier.exists()


def approve(row: Correction, who: User, seen: str) -> bool:
    """False when the plan is another one by now, or has been decided: then nothing was done."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=row.order_id)
        planning.plan(order)
        row = Correction.objects.get(pk=row.pk)
        agreed = can_approve(row) and seal(row.plan) == seen
        if agreed:
            owe.owe(row, chain.plan_of(row), who)
    points.reach("correct.approved")
    return agreed


def drop(row: Correction, who: User, note: str) -> bool:
    """Not needed, says a person, and why. The plans after it are worked out without it."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=row.order_id)
        dropped = Correction.objects.filter(pk=row.pk, state__in=chain.OPEN).update(
            state=State.DROPPED, who=who, decided_at=clock.now(), note=note[:300]
        )
        planning.plan(order)
    points.reach("correct.dropped")
    return bool(dropped)


def retype(row: Correction, event: Event) -> bool:
    """The refund as a person has set it right. It is planned anew and waits to be approved."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=row.order_id)
        typed = Correction.objects.filter(pk=row.pk, state__in=chain.OPEN).update(
            event=written_after.event_to_json(replace(event, id=row.cause)), is_typed=True
        )
        planning.plan(order)
    points.reach("correct.typed")
    return bool(typed)


def preview(order: Order, event: Event) -> Plan | None:
    """What would follow from a mistake that a person tells of. None without a document."""
    root = chain.standing(order)
    if root is None or not chain.is_standing(root):
        return None
    settled = chain.settled(order, root)
    original = chain.original(root, settled)
    return correct(original, settled, event, chain.seller_now(order), clock.warsaw_date())


def lines_now(root: Document, settled: list[Plan]) -> list[dict[str, Any]]:
    """The lines of the document as the corrections have left them."""
    draft = form.draft_from_json(root.content["draft"])
    return chain.lines_to_json(draft, lines_left(draft, settled))


def cause_for(order: Order, event: Event) -> str:
    """`buyer:1`, `price:2` …: the next mistake of its kind."""
    kind = "price" if isinstance(event, PriceMistake) else "buyer"
    return f"{kind}:{order.corrections.filter(cause__startswith=f'{kind}:').count() + 1}"


def correct_mistake(
    order: Order, event: PriceMistake | BuyerMistake, who: User, seen: str
) -> Correction | None:
    """What a person has typed, seen and approved. None when it is another plan by now.

    Refunds that wait are planned anew, by what this leaves.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        row = _approved(order, replace(event, id=cause_for(order, event)), who, seen)
        if row is not None:
            Order.objects.filter(pk=order.pk).update(changed_after_issue=False)
            planning.plan(order)
    points.reach("correct.mistake")
    return row


def _approved(order: Order, event: PriceMistake | BuyerMistake, who: User, seen: str) -> Correction | None:
    made, root = preview(order, event), chain.standing(order)
    if made is None or root is None:
        return None
    plan = written_after.correction_to_json(made)
    if made.action not in ISSUED or seal(plan) != seen:
        return None
    row = Correction.objects.create(
        order=order,
        cause=event.id,
        root=root,
        event=written_after.event_to_json(event),
        is_typed=True,
        plan=plan,
        before=lines_now(root, chain.settled(order, root)),
        state=State.WAITING,
        told_at=clock.now(),
    )
    owe.owe(row, made, who)
    return row
