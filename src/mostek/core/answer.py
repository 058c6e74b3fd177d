"""A person answers the question that holds a sale; it is decided again at once."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from mostek.core import overlay, receive
from mostek.core.models import Answer, Order, Source, User
from mostek.lib import clock, points
from mostek.tax import form


class Outdated(Exception):
    """The question is not asked any more: somebody answered it, or the sale has changed."""


def give(
    order: Order, who: User, *, question: str, choice: str, value: dict[str, Any], always: bool = False
) -> Order:
    """Record the answer and decide again. `always` makes it a rule of the Source. Raises Outdated."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        asked = (order.decision or {}).get("question") or {}
        offered = {one["code"] for one in asked.get("choices", ())}
        if order.verdict != Order.Verdict.HOLD or asked.get("code") != question or choice not in offered:
            raise Outdated(question)
        Answer.objects.create(
            order=order, question=question, choice=choice, value=value, who=who, at=clock.now()
        )
        if always:
            remember(order.source, overlay.RULES[question, choice])
        receive.decide_again(order)
    points.reach("answer.given")
    if always:
        # The others that wait for the same answer have it now.
        receive.decide_waiting(order.source.orders.filter(decision__question__code=question))
    order.refresh_from_db()
    return order


def remember(source: Source, rule: str) -> None:
    rules = [*source.options.get("rules", [])]
    if rule not in rules:
        source.options = {**source.options, "rules": [*rules, rule]}
        source.save(update_fields=["options"])


def can_take_back(order: Order) -> Answer | None:
    """The last answer, as long as no document has been planned for the sale."""
    if receive.live_documents(order, form.sale_from_json(order.sale)).exists():
        return None
    return order.answers.filter(taken_back_at=None).order_by("-pk").first()


def take_back(order: Order) -> Answer | None:
    """Undo the last answer: its question is asked again. None when a document stands in the way."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        last = can_take_back(order)
        if last is not None:
            last.taken_back_at = clock.now()
            last.save(update_fields=["taken_back_at"])
            receive.decide_again(order)
    points.reach("answer.taken_back")
    return last
