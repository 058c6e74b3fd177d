"""The document that stands for a sale, and what has been done to it since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from mostek.core import counters, ksef
from mostek.core.models import Correction, Document, Order
from mostek.lib import clock
from mostek.tax import form, form_after
from mostek.tax.correction import Correction as Plan
from mostek.tax.correction import Original
from mostek.tax.deadlines import tax_point
from mostek.tax.decision import Draft, DraftLine
from mostek.tax.sale import Buyer
from mostek.tax.seller import Seller

SALE_KINDS = (Document.Kind.INVOICE, Document.Kind.BILL, Document.Kind.RECEIPT)

# They count for what is left of the document.
DONE = (Correction.State.APPROVED, Correction.State.REGISTERED)
OPEN = (Correction.State.WAITING, Correction.State.QUESTION)


def standing(order: Order) -> Document | None:
    """The document of the sale that holds now: the last one, after a wrong NIP the one for the right buyer."""
    live = order.documents.filter(kind__in=SALE_KINDS).exclude(state=Document.State.CANCELLED)
    return live.order_by("-pk").first()


def is_standing(root: Document) -> bool:
    """It stands in wFirma, and no other has taken its place."""
    return root.state == Document.State.ISSUED and standing(root.order) == root


def begun(order: Order) -> bool:
    """Is any document of the order owed because of another one?"""
    return order.documents.filter(parent__isnull=False).exclude(state=Document.State.CANCELLED).exists()


def last(root: Document) -> Document:
    """The document that the next correction corrects."""
    document = root
    while True:
        live = document.children.filter(kind=Document.Kind.CORRECTION)
        after = live.exclude(state=Document.State.CANCELLED).first()
        if after is None:
            return document
        document = after


def plan_of(row: Correction) -> Plan:
    return form_after.correction_from_json(row.plan)


def settled(order: Order, root: Document) -> list[Plan]:
    """What has been approved or registered for this document, in the order in which it was."""
    rows = order.corrections.filter(root=root, state__in=DONE)
    return [
        plan_of(row)
        for row in sorted(rows, key=lambda row: (row.decided_at or row.told_at, row.document_id or 0))
    ]


def original(root: Document, settled: Iterable[Plan]) -> Original:
    """With the buyer as the last correction of data left it."""
    sale = form.sale_from_json(root.content["sale"])
    buyer: Buyer = sale.buyer
    for plan in settled:
        if plan.action == "data" and plan.buyer is not None:
            buyer = plan.buyer
    draft = form.draft_from_json(root.content["draft"])
    return Original(
        draft=draft,
        buyer=buyer,
        sold_on=tax_point(sale, root.issued_on or clock.warsaw_date(root.planned_at)),
        issued=root.state == Document.State.ISSUED,
        in_ksef=ksef.goes_to_ksef(root.connection, root.content),
    )


def seller_of(connection: Any) -> Seller:
    return form.seller_from_json(connection.profile)


def seller_now(order: Order) -> Seller:
    """With what counts towards the limit of KSeF by now."""
    connection = order.source.connection
    return counters.counted(seller_of(connection), connection, without=order)


def lines_to_json(draft: Draft, lines: Iterable[DraftLine]) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = form.draft_to_json(replace(draft, lines=tuple(lines)))["lines"]
    return written


def after_of(row: Correction) -> list[dict[str, Any]]:
    """The lines as they stand after it, in the shape of `before`."""
    changed = {line["position"]: line for line in row.plan.get("lines", ())}
    return [
        {**line, "quantity": changed[i]["quantity"], "unit_price": changed[i]["unit_price"]}
        if i in changed
        else line
        for i, line in enumerate(row.before)
    ]
