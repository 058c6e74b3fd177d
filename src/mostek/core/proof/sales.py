"""Each paid sale of the month: has it its document, and if not, why?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from mostek.core.models import Correction, Document, Order
from mostek.core.proof.ours import SALE_KINDS, Ours, PaidSale, about_document
from mostek.core.proof.value import Finding
from mostek.lib import clock

if TYPE_CHECKING:
    from mostek.core.proof.compare import Comparison

State = Document.State


def check(ours: Ours, whole: Comparison, by_hand: Mapping[int, str]) -> dict[str, int]:
    """Findings about sales, and the numbers that sales make. `by_hand`: order → number of a document that names it."""
    tally = dict.fromkeys(("paid", "documented", "nothing", "on_its_way", "later"), 0)
    for sale in ours.sales:
        finding = _judge(sale, whole, by_hand)
        if finding is not None:
            whole.findings.append(finding)
        _tally(sale, finding.code if finding is not None else "", whole, tally)
        if sale.order.changed_after_issue:
            whole.findings.append(_about(sale, "proof.sale_changed"))
    whole.findings += [_correction_due(row) for row in ours.owed]
    known = {sale.order.pk for sale in ours.sales}
    for document in ours.dated:
        if document.kind in SALE_KINDS and document.order_id not in known:
            whole.findings.append(
                about_document(document, "proof.earlier", detail=document.order.paid_day or "")
            )
    whole.findings += [
        Finding(code="proof.unread", on=clock.warsaw_date(event.received_at), detail=f"#{event.pk}")
        for event in ours.unread
    ]
    return tally


def _tally(sale: PaidSale, code: str, whole: Comparison, tally: dict[str, int]) -> None:
    if code in ("proof.nothing", "proof.by_hand"):
        tally["nothing"] += 1
        return
    tally["paid"] += 1
    tally["on_its_way"] += code == "proof.on_its_way"
    tally["later"] += code == "proof.later"
    document = sale.document
    if document is not None and document.state == State.ISSUED and document.pk not in whole.gone:
        tally["documented"] += 1


def _judge(sale: PaidSale, whole: Comparison, by_hand: Mapping[int, str]) -> Finding | None:
    """None: the document was issued, or the list has told of it already."""
    document = sale.document
    if document is None:
        return _without(sale, by_hand)
    if document.pk in whole.there:
        return None
    match document.state:
        case State.ISSUED:
            return None if whole.ours.month.has(document.issued_on) else _about(sale, "proof.later")
        case State.HELD if sale.order.pk in by_hand:
            return _about(sale, "proof.by_hand", by_hand[sale.order.pk])
        case State.HELD:
            return _about(sale, "proof.held")
        case State.UNKNOWN:
            return _about(sale, "proof.unknown")
    # Paid, or planned, while the list was being read: it has had no time yet.
    is_new = document.planned_at >= whole.began_at or document.state == State.SENDING
    return _about(sale, "proof.on_its_way" if is_new else "proof.waiting")


def _without(sale: PaidSale, by_hand: Mapping[int, str]) -> Finding:
    order = sale.order
    if order.pk in by_hand or sale.is_by_hand:
        return _about(sale, "proof.by_hand", by_hand.get(order.pk, ""))
    match order.verdict:
        case Order.Verdict.NOTHING:
            return _about(sale, "proof.nothing")
        case Order.Verdict.HOLD:
            return _about(sale, "proof.question")
    return _about(sale, "proof.unplanned")


def _about(sale: PaidSale, code: str, detail: str = "") -> Finding:
    order, document = sale.order, sale.document
    return Finding(
        code=code,
        order=order.pk,
        document=document.pk if document is not None else None,
        wfirma_id=document.wfirma_id if document is not None else "",
        number=document.number if document is not None else "",
        about=sale.about,
        on=_day(order),
        amount=order.total,
        currency=order.currency,
        detail=detail or (document.reason if document is not None else ""),
    )


def _day(order: Order) -> date:
    return date.fromisoformat(order.paid_day) if order.paid_day else clock.warsaw_date(order.received_at)


def _correction_due(row: Correction) -> Finding:
    order, document = row.order, row.document
    if document is not None and document.state == State.ISSUED:
        document = row.replacement
    return Finding(
        code="proof.correction_due",
        order=order.pk,
        document=document.pk if document is not None else None,
        about=order.number or order.external_id,
        on=clock.warsaw_date(row.told_at),
        amount=document.total if document is not None else Decimal(row.plan.get("total") or 0),
        currency=order.currency,
        detail=document.reason if document is not None else "",
    )
