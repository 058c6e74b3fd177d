"""Shadow mode of a Source: everything up to issuing, nothing sent.

What would be issued is decided and kept at the Order, in `shadow`; a Document is not even planned, so there is nothing
that a worker could claim. What was paid in the time of the shadow stays kept back afterwards: somebody else has issued
it. A person may ask for the document of one such sale once the shadow is over (`core/shadow_switch.py`).
"""

from __future__ import annotations

from datetime import datetime

from mostek.core import standing
from mostek.core.models import Order, Source
from mostek.tax import form
from mostek.tax.decision import Decision, Reason

KEPT_BACK = Reason(
    code="order.in_shadow",
    pl="Źródło działa w trybie cienia: dokument jest przygotowany tylko do porównania i nie jest wysyłany.",
    en="The source is in shadow mode: the document is prepared for comparison alone and is not sent.",
)


def keep_back(order: Order, decision: Decision) -> Decision:
    """The decision as it counts: in shadow *nothing*, with the other one kept in `order.shadow`."""
    if decision.document is None:
        # A cut-over that is set later hides the sale from the rules; what they had said of it is still compared.
        if not standing.is_before_cut_over(order):
            order.shadow = {}
        return decision
    if not is_kept_back(order):
        order.shadow = {}
        return decision
    order.shadow = form.to_json(decision)
    reasons = (*decision.reasons, KEPT_BACK)
    return Decision(decision="nothing", reasons=reasons, warnings=decision.warnings)


def is_kept_back(order: Order) -> bool:
    # Read anew: the switch may have been turned since this row was loaded.
    source = Source.objects.only("is_shadow", "shadow_spans").get(pk=order.source_id)
    if source.is_shadow:
        order.issue_anyway_at = order.issue_anyway_by = None
        return True
    if order.issue_anyway_at is not None:
        return False
    return bool(order.shadow) or was_in_shadow(source, order.paid_at or order.received_at)


def was_in_shadow(source: Source, moment: datetime) -> bool:
    return any(begin <= moment and (end is None or moment < end) for begin, end in spans(source))


def spans(source: Source) -> list[tuple[datetime, datetime | None]]:
    """When it was in shadow, the first time first; without an end it still is."""
    return [
        (datetime.fromisoformat(begin), datetime.fromisoformat(end) if end else None)
        for begin, end in source.shadow_spans
    ]
