"""A planned correction as a call: the document before it is read first, and has to be the one that was planned for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from mostek.core import vat_codes
from mostek.core.models import Document
from mostek.lib import clock
from mostek.tax import form, form_after
from mostek.wfirma.client import Client
from mostek.wfirma.correction import Parent, correction_to_payload, find_parent
from mostek.wfirma.payload import is_business
from mostek.wfirma.readback import Difference
from mostek.wfirma.readback_correction import Expected, correction_differences
from mostek.wfirma.values import Issued


def freeze(document: Document, client: Client) -> bool:
    """Note in the Document what it corrects in wFirma: ids of the document, its lines, its buyer and receiver.

    Before the claim and outside any transaction, for it calls wFirma once. False while the document before it is not
    issued. Raises WfirmaError; CannotExpress where somebody has changed or corrected that document by hand.
    """
    before = document.parent
    mine = Document.objects.filter(pk=document.pk, state=Document.State.PENDING)
    if before is None or before.state != Document.State.ISSUED:
        mine.update(due_at=None)  # it leaves when that one is there: `owe.settle`
        return False
    found = client.invoice_get(before.wfirma_id)
    parent = find_parent(found, _triples(document.content["before"]))
    document.content["parent"] = {
        "id": parent.id,
        "contractor_id": parent.contractor_id,
        "lines": list(parent.lines),
        "receiver_id": parent.receiver_id,
    }
    mine.update(content=document.content)
    return True


def to_payload(document: Document) -> dict[str, Any]:
    content = document.content
    parent = content["parent"]
    return correction_to_payload(
        form_after.correction_from_json(content["plan"]),
        form.sale_from_json(content["sale"]),
        form.draft_from_json(content["root_draft"]),
        Parent(parent["id"], parent["contractor_id"], tuple(parent["lines"]), parent["receiver_id"]),
        reference=document.reference,
        issue_date=clock.warsaw_date(),
        on=date.fromisoformat(content["on"]),
        auto_send=content["auto_send"],
        series_id=content["series_id"],
        description=content["description"],
    )


def compare(document: Document, body: Mapping[str, Any], issued: Issued) -> tuple[Difference, ...]:
    content = document.content
    sale = form.sale_from_json(content["sale"])
    expected = Expected(
        plan=form_after.correction_from_json(content["plan"]),
        currency=document.currency,
        buyer=sale.buyer,
        as_business=is_business(sale, form.draft_from_json(content["root_draft"])),
        recipient=sale.recipient,
        lines=_triples(content["draft"]["lines"]),
        vat_ids=vat_codes.frozen(document),
    )
    return correction_differences(body, issued, expected)


def _triples(lines: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Name, quantity and price, written in one way."""
    return [(line["name"].strip(), _plain(line["quantity"]), _plain(line["unit_price"])) for line in lines]


def _plain(number: object) -> str:
    return f"{Decimal(str(number)).normalize():f}"
