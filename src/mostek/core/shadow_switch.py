"""Shadow mode on and off, and the one way out of it for a single sale."""

from __future__ import annotations

from django.db import transaction

from mostek.core import receive, wake
from mostek.core.models import Document, Order, Source, User
from mostek.lib import clock, points

WITHDRAWN = {"state": Document.State.CANCELLED, "reason": "shadow", "due_at": None}


def switch(source: Source, *, on: bool) -> bool:
    """False when it is so already. What is planned and not claimed yet meets `holds_back` at its turn."""
    now = clock.now().isoformat()
    with transaction.atomic():
        row = Source.objects.select_for_update().get(pk=source.pk)
        if row.is_shadow == on:
            return False
        row.is_shadow = on
        if on:
            row.shadow_spans = [*row.shadow_spans, [now, None]]
        else:
            *before, (begin, _) = row.shadow_spans
            row.shadow_spans = [*before, [begin, now]]
        row.save(update_fields=["is_shadow", "shadow_spans"])
    points.reach("shadow.switched")
    return True


def holds_back(document: Document) -> bool:
    """Right before its turn: a Document of a Source in shadow is withdrawn instead, and its sale kept back.

    Whatever planned it, and whenever the switch was turned: this is the last gate before a claim.
    """
    if not Source.objects.filter(orders=document.order_id, is_shadow=True).exists():
        return False
    with transaction.atomic():
        Document.objects.filter(pk=document.pk, state=Document.State.PENDING).update(**WITHDRAWN)
        receive.decide_again(document.order)
    points.reach("shadow.held_back")
    return True


def issue_anyway(order: Order, who: User) -> bool:
    """A person wants the document of a sale that was kept back. Not while the shadow lasts: then nothing is sent."""
    with transaction.atomic():
        row = Order.objects.select_for_update().select_related("source").get(pk=order.pk)
        if not row.shadow or row.source.is_shadow or row.verdict != Order.Verdict.NOTHING:
            return False
        Order.objects.filter(pk=row.pk).update(issue_anyway_at=clock.now(), issue_anyway_by=who)
        receive.decide_again(row)
        wake.tell()
    points.reach("shadow.issued_anyway")
    return True
