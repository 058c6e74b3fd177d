"""The count of corrections: each refund that was told against what stands in the books of the sandbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from mostek.chaos.plan import Sale
from mostek.chaos.stage import Stage, ask
from mostek.chaos.tally import Tally, is_undone


def count(
    stage: Stage,
    sales: Sequence[Sale],
    told: Mapping[int, Sequence[str]],
    sources: Sequence[Any],
    tally: Tally,
) -> None:
    """Adds to the tally: a refund without its correction is lost, one with two is doubled, the rest unexplained."""
    booked: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ask("GET", f"{stage.sandbox}/-/invoices")["invoices"]:
        if row["type"] == "correction":
            booked[str(row["id_external"])].append(row)
    for sale in sales:
        for refund_id in told.get(sale.number, ()):
            tally.refunds += 1
            reference = _reference(sources[sale.source], sale.number, refund_id)
            _judge(tally, sale, refund_id, booked.pop(reference, []))
    for rows in booked.values():
        for row in rows:
            tally.unexplained[str(row["fullnumber"])] = "a correction without a refund"


def _reference(source: Any, number: int, refund_id: str) -> str:
    from mostek.core.models import Order
    from mostek.core.reference import make_reference

    return make_reference(Order(source=source, external_id=str(number)), "correction", f"refund:{refund_id}")


def _judge(tally: Tally, sale: Sale, refund_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    from mostek.core.models import Correction

    if len(rows) > 1:
        tally.duplicated[sale.number] = ", ".join(str(row["fullnumber"]) for row in rows)
        return
    plan = Correction.objects.filter(order__external_id=str(sale.number), cause=f"refund:{refund_id}").first()
    document = plan.document if plan is not None else None
    if plan is None or document is None:
        if rows:
            tally.unexplained[str(sale.number)] = f"a correction for {refund_id}, and there is no Document"
        elif plan is None and not is_undone(sale) and not _is_held(sale):
            tally.lost[sale.number] = f"{refund_id} has no plan"
        elif plan is not None and plan.state in ("waiting", "question"):
            tally.unexplained[str(sale.number)] = f"{refund_id} is {plan.state}"
        return
    if not rows:
        if document.state == "held":
            tally.held[document.reason] += 1
        else:
            tally.lost[sale.number] = f"correction for {refund_id}: {document.state} {document.reason}"
        return
    total = Decimal(str(rows[0]["total"]))
    if document.state != "issued" or document.wfirma_id != str(rows[0]["id"]):
        tally.unexplained[str(sale.number)] = f"correction for {refund_id} is {document.state}"
    elif total != document.total and document.reason != "differs":
        tally.unexplained[str(sale.number)] = f"{total} corrected in wFirma, {document.total} was due"
    else:
        tally.corrections += 1


def _is_held(sale: Sale) -> bool:
    """Its document waits for a person, so nothing is there to correct yet."""
    from mostek.core.models import Document

    return Document.objects.filter(order__external_id=str(sale.number), state="held").exists()
