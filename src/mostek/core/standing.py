"""What is settled about a sale before the rules look: undone, before the cut-over, issued by somebody else, or asked
about by its Source. And what its document has to wait for before it may be sent (decision 0016).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mostek.core import foreign, refunds
from mostek.core.models import ForeignDocument, Order, Source
from mostek.core.overlay import Laid
from mostek.tax.decision import Decision, Reason
from mostek.tax.questions import ask

# Why a planned document is not in turn: the platform's own integration may still be on; or wFirma is looked through
# for what it has issued already.
TOGGLE, LOOK = "cut_over.toggle", "cut_over.look"
# The queue of the platform may hold documents for a while after it was switched off.
SETTLED = timedelta(minutes=15)
ISSUE_HERE = "issue_here"

BEFORE_CUT_OVER = Reason(
    code="order.before_cut_over",
    pl="Sprzedaż jest sprzed chwili, od której Mostek wystawia dokumenty. Jest tu tylko do wglądu.",
    en="The sale is from before the moment from which Mostek issues documents. It is only shown.",
)


def verdict(order: Order, laid: Laid) -> Decision | None:
    """The decision where there is nothing for the rules to decide, else None."""
    if is_before_cut_over(order) and not is_asked_for(order):
        return Decision(decision="nothing", reasons=(BEFORE_CUT_OVER,))
    if elsewhere := foreign.of(order):
        return Decision(decision="nothing", reasons=(*laid.reasons, issued_elsewhere(elsewhere[0])))
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


def is_asked_for(order: Order) -> bool:
    """A person wants the document of this old order from Mostek."""
    return bool(order.pk) and order.answers.filter(taken_back_at=None, choice=ISSUE_HERE).exists()


def issued_elsewhere(document: ForeignDocument) -> Reason:
    number = document.number or document.wfirma_id
    return Reason(
        code="order.issued_elsewhere",
        pl=f"Dokument tej sprzedaży już jest w wFirma: {number}. Mostek nie wystawia drugiego.",
        en=f"wFirma has a document of this sale already: {number}. Mostek does not issue another one.",
    )


def waits_for(order: Order) -> str:
    """`TOGGLE`, `LOOK`, or nothing: the document of this order may be sent at once."""
    source = order.source
    if source.former_since is not None:
        if source.former_off_at is None:
            return TOGGLE
        if order.paid_at is None or order.paid_at < source.former_off_at + SETTLED:
            return LOOK
    return LOOK if is_before_cut_over(order) else ""


def look_from(order: Order, planned_at: datetime) -> datetime:
    """A look that began earlier says nothing of this order."""
    return max(planned_at, settled_from(order.source) or planned_at)


def settled_from(source: Source) -> datetime | None:
    """From when on nothing new comes of the platform's own integration; None: unknown, or it has none."""
    if source.former_since is None or source.former_off_at is None:
        return None
    return source.former_off_at + SETTLED
