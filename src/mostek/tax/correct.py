"""Decide what follows from a refund or a mistake after the sale.

Where to find the rule for a case:

- what happened and what to do, as values: `correction.py`
- what is left, the cuts and the differences, grosz by grosz: `remainder.py`
- a wrong buyer: `correct_buyer.py`
- KSeF, and the period in which it counts: `decrease.py`
- the words on the document: `describe.py`; the sentences: `reasons_after.py`, `questions_after.py`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from mostek.tax.amounts import ZERO, plain, total_row
from mostek.tax.correct_buyer import correct_buyer
from mostek.tax.correction import BuyerMistake, Correction, Event, Original, PriceMistake, Refund
from mostek.tax.decision import Draft, DraftLine, Question, Reason
from mostek.tax.decrease import count_difference, route_correction
from mostek.tax.describe import describe
from mostek.tax.kind import INVOICES
from mostek.tax.questions import ask
from mostek.tax.reasons import reason
from mostek.tax.remainder import (
    PRICES,
    Lines,
    OutOfReach,
    changes,
    cut,
    cut_named,
    difference,
    draw_again,
    emptied,
    gross,
    line_amount,
    lines_left,
    take_pieces,
)
from mostek.tax.seller import Seller
from mostek.tax.vat_id import clean
from mostek.tax.warning import warning


def correct(
    original: Original, earlier: Sequence[Correction], event: Event, seller: Seller, today: date
) -> Correction:
    """The same input gives the same answer: no clock, no network, no database. `today` is a Warsaw date.

    `earlier`: what was planned or issued for this original before, in order. An event that is among them is
    not counted twice.
    """
    draft = original.draft
    if draft is None:
        return nothing(event, "correction.no_document")
    if any(one.id == event.id and one.action != "hold" for one in earlier):
        return nothing(event, "correction.done")
    if draft.type.startswith("proforma"):
        return nothing(event, "correction.proforma")
    if isinstance(event, BuyerMistake):
        return correct_buyer(original, draft, lines_left(draft, earlier), event, seller, today)
    if isinstance(event, Refund) and event.why == "dispute":
        return nothing(event, "correction.dispute")

    before = lines_left(draft, earlier)
    if not any(line_amount(line) for line in before):
        return nothing(event, "correction.nothing_left")
    after = refunded(before, draft, event) if isinstance(event, Refund) else repriced(before, event)
    if isinstance(after, Question):
        return Correction(action="hold", id=event.id, question=after)
    if after == before:
        return nothing(event, "correction.nothing_changed")
    if not original.issued:
        return plan_again(draft, after, event)
    return document(original, draft, before, after, event, seller, today)


def nothing(event: Event, code: str) -> Correction:
    return Correction(action="nothing", id=event.id, reasons=(reason(code),))


def refunded(before: Lines, draft: Draft, refund: Refund) -> Lines | Question:
    left = gross(before, draft.price_type)
    if refund.lines:
        return refunded_lines(before, draft.price_type, refund)
    if refund.amount is None or refund.amount == left:
        return emptied(before)
    if refund.amount > left:
        return ask("correction.too_much", amount=refund.amount, left=left)
    try:
        return cut(before, draft.price_type, refund.amount)
    except OutOfReach:
        return ask("correction.net_prices", amount=refund.amount)


def refunded_lines(before: Lines, price_type: str, refund: Refund) -> Lines | Question:
    """First the pieces that came back, then the amounts given back on top."""
    after, amounts = list(before), {}
    for part in refund.lines:
        if part.position >= len(before):
            return ask("correction.line_unknown", number=str(part.position + 1))
        line = before[part.position]
        if part.amount is not None:
            left = total_row(line.vat, line_amount(line), PRICES[price_type]).gross
            if part.amount > left:
                return ask("correction.too_much", amount=part.amount, left=left)
            amounts[part.position] = part.amount
        elif part.quantity is not None:
            if part.quantity > line.quantity:
                return ask(
                    "correction.quantity_gone",
                    name=line.name,
                    quantity=plain(part.quantity),
                    left=plain(line.quantity),
                )
            after[part.position] = take_pieces(line, part.quantity)
    try:
        return cut_named(tuple(after), price_type, amounts)
    except OutOfReach:
        return ask("correction.net_prices", amount=sum(amounts.values(), ZERO))


def repriced(before: Lines, mistake: PriceMistake) -> Lines | Question:
    after = list(before)
    for part in mistake.lines:
        if part.position >= len(before) or not before[part.position].quantity:
            return ask("correction.line_unknown", number=str(part.position + 1))
        line = before[part.position]
        after[part.position] = replace(line, unit_price=part.unit_price)
    return tuple(after)


def plan_again(draft: Draft, after: Lines, event: Event) -> Correction:
    """Nothing has left yet: what is planned gets lower, or is not needed."""
    left = draw_again(draft, after)
    if not left.lines:
        return nothing(event, "correction.before_issue")
    return Correction(
        action="replan",
        id=event.id,
        replacement=left,
        remaining=left.total,
        reasons=(reason("correction.lower_plan"),),
    )


def document(
    original: Original,
    draft: Draft,
    before: Lines,
    after: Lines,
    event: Event,
    seller: Seller,
    today: date,
) -> Correction:
    """The correcting invoice, or the entry in a register where the sale has no invoice."""
    if draft.type.startswith("receipt_fiscal") and clean(original.buyer.tax_id):
        return Correction(action="hold", id=event.id, question=ask("correction.simplified_invoice"))
    found = difference(before, after, draft.price_type)
    route = route_correction(original, draft, found, seller, today)
    counted = count_difference(original, draft, found, route, event.on, today)
    left = gross(after, draft.price_type)
    joined = tuple(old for old, new in zip(before, after, strict=True) if is_joined(old, new))
    invoice = draft.type in INVOICES
    return Correction(
        action="correction" if invoice else "register",
        id=event.id,
        lines=changes(before, after),
        difference=found,
        net=sum((row.net for row in found), ZERO),
        tax=sum((row.tax for row in found), ZERO),
        total=sum((row.gross for row in found), ZERO),
        remaining=left,
        currency=draft.currency,
        price_type=draft.price_type,
        description=describe(event, original.buyer, part=bool(left), joined=joined),
        counts=counted.counts,
        ksef=route.ksef,
        reasons=(why(draft, event), *route.reasons, *counted.reasons),
        warnings=(
            *route.warnings,
            *counted.warnings,
            *(warning("correction.quantity_joined", name=line.name) for line in joined),
            *((warning("correction.receipt_too"),) if "invoice_to_receipt" in draft.annotations else ()),
        ),
    )


def why(draft: Draft, event: Event) -> Reason:
    if draft.type.startswith("receipt_fiscal"):
        mistake = isinstance(event, PriceMistake)
        return reason("correction.fiscal_mistake" if mistake else "correction.fiscal_register")
    if draft.type not in INVOICES:
        return reason("correction.register")
    return reason("correction.price" if isinstance(event, PriceMistake) else "correction.outside")


def is_joined(before: DraftLine, after: DraftLine) -> bool:
    """Pieces that came back leave the price of the others; an amount that does not divide changes both."""
    changed = before.quantity != after.quantity and before.unit_price != after.unit_price
    return changed and bool(after.quantity)
