"""The count at the end: what the shop sold against what stands in the books of the sandbox, sale by sale."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from mostek.chaos.plan import Sale
from mostek.chaos.stage import Stage, ask

REVISIONS = 12
DOUBTFUL = r"^(unknown|worker_lost|internal)"


@dataclass
class Tally:
    """`lost`, `duplicated` and `unexplained` name sales; all three must be empty."""

    sales: int = 0
    issued: int = 0
    lost: dict[int, str] = field(default_factory=dict)
    duplicated: dict[int, str] = field(default_factory=dict)
    unexplained: dict[str, str] = field(default_factory=dict)
    held: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    never_acknowledged: int = 0
    refunds: int = 0
    corrections: int = 0  # of those refunds, as many as have one in the books
    unknown: int = 0
    unknown_by_themselves: int = 0

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.duplicated or self.unexplained)

    @property
    def offending(self) -> list[int]:
        numbers = [*self.lost, *self.duplicated, *(int(key) for key in self.unexplained if key.isdigit())]
        return list(dict.fromkeys(numbers))


def count(
    stage: Stage, sales: Sequence[Sale], acknowledged: set[int], sources: Sequence[Any], settled: set[int]
) -> Tally:
    """`settled`: Documents that a person had to decide about because their outcome stayed unknown."""
    from mostek.core.models import Attempt, Document

    tally = Tally(sales=len(sales), never_acknowledged=sum(s.number not in acknowledged for s in sales))
    booked = _by_sale(stage, sales, sources, tally)
    documents = defaultdict(list)
    live = Document.objects.exclude(state="cancelled").exclude(kind="correction")
    for document in live.select_related("order"):
        documents[int(document.order.external_id)].append(document)
    for sale in sales:
        _judge(tally, sale, booked[sale.number], documents[sale.number], sale.number in acknowledged)
    in_doubt = Attempt.objects.filter(action="add", outcome__regex=DOUBTFUL)
    doubtful = Document.objects.filter(pk__in=in_doubt.values("document"))
    tally.unknown = doubtful.count()
    tally.unknown_by_themselves = sum(
        not one.reason.startswith(("found", "absent.again")) and one.pk not in settled for one in doubtful
    )
    return tally


def _by_sale(
    stage: Stage, sales: Sequence[Sale], sources: Sequence[Any], tally: Tally
) -> dict[int, list[dict[str, Any]]]:
    """Whose document is it? By the reference, worked out anew from the sale; else by the number printed on it."""
    whose = {
        _reference(sources[sale.source], sale.number, revision): sale.number
        for sale in sales
        for revision in range(1, REVISIONS)
    }
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in ask("GET", f"{stage.sandbox}/-/invoices")["invoices"]:
        if row["type"] == "correction":
            continue  # those are counted by `returns`
        printed = str(row["description"]).split(" / ")[0].removeprefix("Zamówienie ")
        number = whose.get(row["id_external"], int(printed) if printed.isdigit() else None)
        if number is None:
            tally.unexplained[str(row["fullnumber"])] = "stands in wFirma without a sale"
        else:
            found[number].append(row)
    return found


def _reference(source: Any, number: int, revision: int) -> str:
    from mostek.core.models import Order
    from mostek.core.reference import make_reference

    return make_reference(Order(source=source, external_id=str(number)), "sale", revision)


def _judge(
    tally: Tally, sale: Sale, booked: list[dict[str, Any]], documents: list[Any], acknowledged: bool
) -> None:
    if len(booked) > 1:
        tally.duplicated[sale.number] = ", ".join(str(row["fullnumber"]) for row in booked)
        return
    document = documents[0] if documents else None
    if not booked:
        if document is not None and document.state == "held":
            tally.held[document.reason] += 1
        elif document is None and sale.refunds and is_undone(sale):
            return  # all of it went back before it left
        elif acknowledged or document is not None:
            tally.lost[sale.number] = f"{document.state} {document.reason}" if document else "no Document"
        return
    wrong = _disagreement(sale, booked[0], document)
    if wrong or document is None:
        tally.unexplained[str(sale.number)] = wrong
    elif document.state == "held":
        tally.held[document.reason] += 1
    else:
        tally.issued += 1
        if document.reason:
            tally.alarms[document.reason] += 1


def is_undone(sale: Sale) -> bool:
    from mostek.core.models import Order

    return Order.objects.filter(external_id=str(sale.number), verdict="nothing").exists()


def _disagreement(sale: Sale, row: dict[str, Any], document: Any) -> str:
    """What the books say and nobody has been told of."""
    if document is None:
        return "stands in wFirma, and there is no Document"
    if document.state == "held":
        told = [one.get("id") for one in document.detail.get("found", ())]
        return "" if str(row["id"]) in told else f"stands in wFirma, and is held as {document.reason}"
    if document.state != "issued":
        return f"stands in wFirma, and is {document.state}"
    if document.wfirma_id != str(row["id"]):
        return f"stands in wFirma as {row['id']}, and is issued as {document.wfirma_id}"
    same = (Decimal(str(row["total"])), row["currency"]) == (sale.total, sale.currency)
    if not same and document.reason != "differs":
        return f"{row['total']} {row['currency']} in wFirma, {sale.total} {sale.currency} sold"
    return ""


def timeline(stage: Stage, number: int) -> list[str]:
    """Everything that is known of one sale, by the clock of the run."""
    from mostek.core.models import Attempt, Document, Event

    lines: list[tuple[datetime, str]] = []
    books: list[str] = []
    for event in Event.objects.filter(key__startswith=f"order:{number}:"):
        said = f"event {event.pk} {event.state} {event.reason}, told {event.repeats + 1} times"
        lines.append((event.received_at, said))
    for document in Document.objects.filter(order__external_id=str(number)):
        said = f"{document.reference} is {document.state} {document.reason} {document.number}"
        lines.append((document.planned_at, f"document {document.pk} planned; {said}"))
    for attempt in Attempt.objects.filter(document__order__external_id=str(number)):
        what = (
            f"attempt {attempt.pk} {attempt.action} of document {attempt.document_id}, epoch {attempt.epoch}"
        )
        lines.append((attempt.opened_at, f"{what}: opened"))
        if attempt.closed_at:
            lines.append((attempt.closed_at, f"{what}: {attempt.outcome} {attempt.detail}"))
    references = {document.reference for document in Document.objects.filter(order__external_id=str(number))}
    for row in ask("GET", f"{stage.sandbox}/-/invoices")["invoices"]:
        if row["id_external"] in references or row["description"].endswith(f" {number}"):
            said = f"{row['fullnumber']}, {row['total']} {row['currency']}, {row['id_external']}"
            books.append(f"in wFirma: {said}, made {row.get('created', '?')}")
    return [f"{at:%H:%M:%S.%f}  {said}" for at, said in sorted(lines)] + books
