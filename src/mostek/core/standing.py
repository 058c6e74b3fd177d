"""What is settled about a sale before the rules look: undone, before the cut-over, or asked about by its Source."""

from __future__ import annotations

from mostek.core import refunds
from mostek.core.models import Order
from mostek.core.overlay import Laid
from mostek.tax.decision import Decision, Reason
from mostek.tax.questions import ask

BEFORE_CUT_OVER = Reason(
    code="order.before_cut_over",
    pl="Sprzedaż jest sprzed chwili, od której Mostek wystawia dokumenty. Jest tu tylko do wglądu.",
    en="The sale is from before the moment from which Mostek issues documents. It is only shown.",
)


def verdict(order: Order, laid: Laid) -> Decision | None:
    """The decision where there is nothing for the rules to decide, else None."""
    if is_before_cut_over(order):
        return Decision(decision="nothing", reasons=(BEFORE_CUT_OVER,))
    if laid.settled:
        return Decision(decision="nothing", reasons=laid.reasons)
    undone = refunds.verdict(order)
    if undone is not None:
        return undone
    if laid.open:
        company, person = laid.sale.buyer.name, order.other_name
        return Decision(
            decision="hold", reasons=laid.reasons, question=ask(laid.open, company=company, person=person)
        )
    return None


def is_before_cut_over(order: Order) -> bool:
    begin = order.source.issue_from if order.issue_anyway_at is None else None
    return begin is not None and order.paid_at is not None and order.paid_at < begin
