"""The buyer asks for an invoice after the sale: is there still a right to it, and by which day is it due?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mostek.tax.days import DAY, end_of_month, fifteenth_after, working_day_before
from mostek.tax.deadlines import supply_day, tax_point
from mostek.tax.decide import decide, hold
from mostek.tax.decision import Decision, Draft, Reason
from mostek.tax.kind import INVOICES
from mostek.tax.questions import ask
from mostek.tax.reasons import reason
from mostek.tax.sale import Buyer, FiscalReceipt, Sale
from mostek.tax.seller import Product, Seller
from mostek.tax.vat_id import clean
from mostek.tax.warning import warning

DAYS_AFTER_REQUEST = timedelta(days=15)
MONTHS_OF_RIGHT = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """`document`: the type that the sale has in wFirma. `buyer`: the data for the invoice, if they are others.

    `agreed`: the seller issues it although the right has lapsed.
    """

    asked_on: date
    document: str | None = None
    buyer: Buyer | None = None
    agreed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Requested:
    """The decision; its document has the `issue_by` of the request.

    `right_until`: the last day of the right, `None` where the law sets none. `act_by`: the last working day
    on which the invoice is still in time.
    """

    decision: Decision
    right_until: date | None = None
    act_by: date | None = None


def answer_request(
    request: Request, sale: Sale, seller: Seller, products: Mapping[str, Product]
) -> Requested:
    """`sale` as it was sold. The day of the request is the day of the decision."""
    if request.document in INVOICES:
        return Requested(decision=Decision(decision="nothing", reasons=(reason("request.has_invoice"),)))
    decision = decide(as_asked(request, sale), seller, products, request.asked_on)
    draft = decision.document
    if draft is None or draft.type not in INVOICES:
        return Requested(decision=decision)
    if not is_on_request(decision):
        return Requested(decision=decision, act_by=last_working_day(draft))

    until = right_until(sale, request.asked_on)
    if request.asked_on > until and not request.agreed:
        held = hold(ask("request.lapsed", until=until.isoformat()), decision.reasons, decision.warnings)
        return Requested(decision=held, right_until=until)
    late = request.asked_on > until
    why = reason("request.late_agreed" if late else "request.in_time", until=until.isoformat())
    draft = replace(draft, issue_by=issue_by_request(sale, request.asked_on))
    answered = replace(
        decision,
        document=draft,
        reasons=(*decision.reasons, why),
        warnings=(*in_time(decision.warnings), *record_warnings(request)),
    )
    return Requested(decision=answered, right_until=until, act_by=last_working_day(draft))


def as_asked(request: Request, sale: Sale) -> Sale:
    """The sale with the buyer's wish; a fiscal receipt that was given stays what it is, NIP or none."""
    receipt = sale.receipt
    if receipt is None and (request.document or "").startswith("receipt_fiscal"):
        receipt = FiscalReceipt(number="", tax_id=bool(clean(sale.buyer.tax_id)))
    buyer = replace(request.buyer or sale.buyer, wants_invoice=True)
    return replace(sale, buyer=buyer, receipt=receipt)


def is_on_request(decision: Decision) -> bool:
    """Due only because it was asked for: not to a business that is taxed, not under OSS (art. 106b)."""
    return any(one.code == "document.asked" for one in decision.reasons)


def right_until(sale: Sale, today: date) -> date:
    """Three months from the end of the month of supply or payment, the later of the two (art. 106b ust. 3)."""
    day = max(supply_day(sale, today), sale.paid_on or date.min)
    for _ in range(MONTHS_OF_RIGHT):
        day = end_of_month(day) + DAY
    return end_of_month(day)


def issue_by_request(sale: Sale, asked_on: date) -> date:
    """As any invoice when asked in the month of supply or payment, else 15 days (art. 106i ust. 6)."""
    point = tax_point(sale, asked_on)
    return fifteenth_after(point) if asked_on <= end_of_month(point) else asked_on + DAYS_AFTER_REQUEST


def last_working_day(draft: Draft) -> date | None:
    """The law does not move the day for weekends and holidays, so a person acts before them."""
    return None if draft.issue_by is None else working_day_before(draft.issue_by + DAY)


def in_time(warnings: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """A request has a term of its own, so the ordinary one has not passed."""
    return tuple(one for one in warnings if one.code != "deadline.passed")


def record_warnings(request: Request) -> tuple[Reason, ...]:
    if request.document in ("receipt_normal", "receipt_bill"):
        return (warning("request.record_exists"),)
    return ()
