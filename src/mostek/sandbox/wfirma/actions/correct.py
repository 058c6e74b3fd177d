"""Corrections (`invoices/add` with `type=correction`): lines by their state after, amounts by the difference.

Reference: doc.wfirma.pl, invoices_correction.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from mostek.sandbox.wfirma.actions.call import BusinessRefusal, Call
from mostek.sandbox.wfirma.actions.draft import Draft, DraftLine, read_line, relation_id
from mostek.sandbox.wfirma.amounts import PricedLine, Sums, document_amounts, total
from mostek.sandbox.wfirma.envelope import Tree, child, children
from mostek.sandbox.wfirma.records import Invoice, Line
from mostek.sandbox.wfirma.state import Ledger
from mostek.sandbox.wfirma.validation import EMPTY_LINE_NAME, NO_OBJECT, Complaint

KSEF_BATCH = "Nie można wystawić korekty do faktury w trakcie wysyłki wsadowej do KSeF"
NOTHING = Sums(Decimal(0), Decimal(0), Decimal(0))


def corrected(call: Call, submitted: Tree) -> Invoice | None:
    """The document that `parent_id` names, if it is one of this company's."""
    parent = call.ledger.invoices.get(relation_id(submitted, "parent"))
    return parent if parent and parent.company_id == call.company_id else None


def fill_lines(call: Call, draft: Draft, submitted: Tree, parent: Invoice | None) -> None:
    """The lines after the correction: those of the parent as changed, then the new ones."""
    if parent is None:
        draft.complaints.append(("parent_id", NO_OBJECT))
        return
    if parent.ksef_at and parent.ksef_at > call.moment:
        raise BusinessRefusal(KSEF_BATCH)
    kept = {line.id: _unchanged(line) for line in parent.lines}
    fresh: list[DraftLine] = []
    for position, tree in enumerate(children(child(submitted, "invoicecontents"), "invoicecontent")):
        complaints: list[Complaint] = []
        corrected_id = relation_id(tree, "parent")
        if corrected_id in kept:
            kept[corrected_id] = _changed(call, draft, tree, kept[corrected_id], complaints)
        elif corrected_id:
            complaints.append(("parent_id", NO_OBJECT))
        else:
            fresh.append(read_line(draft, call, tree, Decimal(0), complaints))
            if not fresh[-1].name:
                complaints.append(("name", EMPTY_LINE_NAME))
        if complaints:
            draft.line_complaints[position] = complaints
    draft.lines = [*kept.values(), *fresh]


def _unchanged(line: Line) -> DraftLine:
    return DraftLine(
        name=line.name,
        classification=line.classification,
        unit=line.unit,
        lumpcode=line.lumpcode,
        gtu=line.gtu,
        good_id=line.good_id,
        has_discount=line.discount,
        priced=_priced(line),
        parent_id=line.id,
    )


def _priced(line: Line) -> PricedLine:
    return PricedLine(line.count, line.price, line.discount_percent, line.vat_code_id)


def _changed(
    call: Call, draft: Draft, tree: Tree, before: DraftLine, complaints: list[Complaint]
) -> DraftLine:
    """Quantity, price, discount and VAT may change; name, unit and good that were sent are ignored."""
    after = read_line(draft, call, tree, before.priced.discount, complaints).priced
    sent = {name for name in ("count", "price", "vat", "vat_code") if child(tree, name) is not None}
    priced = PricedLine(
        count=after.count if "count" in sent else before.priced.count,
        price=after.price if "price" in sent else before.priced.price,
        discount=after.discount,
        vat_code_id=after.vat_code_id if sent & {"vat", "vat_code"} else before.priced.vat_code_id,
    )
    return replace(before, priced=priced)


def difference(draft: Draft, parent: Invoice) -> tuple[Sums, dict[int, Sums]]:
    """What the correction adds, signed, in total and per VAT code; rows of nothing are possible."""
    _, before = document_amounts([_priced(line) for line in parent.lines], parent.price_type)
    _, after = document_amounts([line.priced for line in draft.lines], draft.price_type)
    by_code = {}
    for code in {**before, **after}:
        old, new = before.get(code, NOTHING), after.get(code, NOTHING)
        by_code[code] = Sums(new.netto - old.netto, new.tax - old.tax, new.brutto - old.brutto)
    return total(by_code), by_code


def mark_chain(ledger: Ledger, correction: Invoice) -> None:
    """Every document before it in the chain counts it and composes its total with it."""
    earlier = ledger.invoices.get(correction.parent_id)
    while earlier is not None:
        earlier.corrections += 1
        earlier.total_composed += correction.total
        earlier = ledger.invoices.get(earlier.parent_id)
