"""One `invoices/add` of type correction: lines by their state after, on the line and the document before them.

Reference: doc.wfirma.pl, invoices_correction. Lines that are not sent stay as they are; none can be removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mostek.tax.correction import Correction
from mostek.tax.decision import Draft
from mostek.tax.sale import Sale
from mostek.wfirma.annotations import annotate
from mostek.wfirma.contractor import buyer_to_contractor, recipient_to_contractor
from mostek.wfirma.payload import CannotExpress, check_reference, is_business, money, payment_method, plain
from mostek.wfirma.values import Issued, IssuedLine


@dataclass(frozen=True, slots=True)
class Parent:
    """The document before in the chain, as wFirma has it. `lines`: ids, in the order of our lines."""

    id: str
    contractor_id: str
    lines: tuple[str, ...]
    receiver_id: str = ""


def find_parent(found: Issued, lines: Sequence[tuple[str, str, str]]) -> Parent:
    """`lines`: name, quantity and price as they have to stand there. Raises CannotExpress.

    What somebody has corrected by hand, or changed, is not the document that was planned for.
    """
    if found.cancelled or found.corrections:
        raise CannotExpress("parent_changed", found.number)
    left = list(found.lines or ())
    ids = []
    for name, quantity, price in lines:
        same = next((one for one in left if _is_same(one, name, quantity, price)), None)
        if same is None or not same.id:
            raise CannotExpress("parent_changed", f"{found.number}: {name}")
        left.remove(same)
        ids.append(same.id)
    if left or not found.contractor_id:
        raise CannotExpress("parent_changed", found.number)
    return Parent(found.id, found.contractor_id, tuple(ids), found.receiver_id or "")


def _is_same(one: IssuedLine, name: str, quantity: str, price: str) -> bool:
    folded = "".join(one.name.split()).casefold() == "".join(name.split()).casefold()
    amounts = (None if value is None else f"{value.normalize():f}" for value in (one.count, one.price))
    return folded and tuple(amounts) == (quantity, price)


def correction_to_payload(
    plan: Correction,
    sale: Sale,
    draft: Draft,
    parent: Parent,
    *,
    reference: str,
    issue_date: date,
    on: date,
    auto_send: bool,
    series_id: str | None,
    description: str,
) -> dict[str, Any]:
    """One body for `Client.invoice_add`. `draft`: that of the document at the root; `on`: the day of the refund.

    The receiver is not inherited in wFirma, so it is sent again; the buyer is named by id, unless the data are
    what is corrected. The currency is that of the parent.
    """
    check_reference(reference)
    invoice: dict[str, Any] = {
        "type": "correction",
        "parent_id": int(parent.id),
        "price_type": draft.price_type,
        "date": issue_date.isoformat(),
        **_counts(plan, issue_date, on, sale),
        "paymentmethod": payment_method(sale),
        "paymentdate": on.isoformat(),
        "id_external": reference,
        "auto_send": int(auto_send and bool(sale.buyer.email.strip())),
        "description": str(annotate(sale, draft, description).get("description", description)),
        **_buyer(plan, sale, draft, parent),
        **_receiver(sale, parent),
    }
    if series_id:
        invoice["series"] = {"id": int(series_id)}
    if plan.lines:
        invoice["invoicecontents"] = {
            str(number): {
                "invoicecontent": {
                    "parent_id": int(parent.lines[line.position]),
                    "count": plain(line.quantity),
                    "price": money(line.unit_price),
                    "discount": 0,
                    "discount_percent": 0,
                }
            }
            for number, line in enumerate(plan.lines)
        }
    return {"invoices": {"0": {"invoice": invoice}}}


def _counts(plan: Correction, issue_date: date, on: date, sale: Sale) -> dict[str, Any]:
    """`disposaldate` of a correction is the day on which it counts for VAT."""
    match plan.counts.rule if plan.counts is not None else "none":
        case "confirmation":  # until the buyer has confirmed it, it lowers nothing
            return {"disposaldate": issue_date.isoformat(), "disposaldate_empty": 1}
        case "origin":
            return {"disposaldate": (sale.supplied_on or sale.paid_on or issue_date).isoformat()}
        case "oss" | "refund":
            return {"disposaldate": on.isoformat()}
    return {"disposaldate": issue_date.isoformat()}


def _buyer(plan: Correction, sale: Sale, draft: Draft, parent: Parent) -> dict[str, Any]:
    if plan.action == "data":
        return {"contractor": buyer_to_contractor(sale.buyer, as_business=is_business(sale, draft))}
    return {"contractor_id": int(parent.contractor_id)}


def _receiver(sale: Sale, parent: Parent) -> dict[str, Any]:
    if sale.recipient is None:
        return {}
    data = recipient_to_contractor(sale.recipient)
    if not parent.receiver_id:
        return {"contractor_receiver": data}
    return {"contractor_receiver_id": int(parent.receiver_id), "contractor_detail_receiver": data}
