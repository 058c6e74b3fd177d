"""Every column that holds something of a buyer, and what stands there afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet

from mostek.core.models import (
    Answer,
    Attempt,
    Correction,
    Document,
    Event,
    ForeignDocument,
    Import,
    ImportRow,
    Instruction,
    Mailing,
    Order,
    Pdf,
    Proof,
    Refund,
    ViesCheck,
)
from mostek.lib import clock

GONE = "–"
KEPT = ("country", "company", "wants_invoice")  # of the buyer: what the rules and the sums need
SHORTEST = 3  # a needle shorter than this would tear holes into other words


def everything(order: Order, documents: list[Document]) -> None:
    """Inside the caller's transaction."""
    needles = needles_of(order.sale, order.other_name, *(one.content.get("sale") or {} for one in documents))
    order.sale = sale_without_buyer(order.sale)
    order.decision = scrubbed({**order.decision, "question": None}, needles)
    if order.decision["question"] is None:
        del order.decision["question"]
    order.buyer_name, order.buyer_email, order.other_name = GONE, "", ""
    order.anonymised_at = clock.now()
    order.save(update_fields=["sale", "decision", "buyer_name", "buyer_email", "other_name", "anonymised_at"])
    for document in documents:
        content = scrubbed(document.content, needles)
        if "sale" in document.content:
            content["sale"] = sale_without_buyer(document.content["sale"])
        differences = [without_values(one) for one in document.differences]
        Document.objects.filter(pk=document.pk).update(content=content, detail={}, differences=differences)
    beside(order)
    for one in Correction.objects.filter(order=order):
        event, plan = scrubbed(one.event, needles), scrubbed(one.plan, needles)
        Correction.objects.filter(pk=one.pk).update(event=event, plan=plan, note="")
    ForeignDocument.objects.filter(order=order).update(buyer_name="", nip="", description="")
    Pdf.objects.filter(document__order=order).delete()  # wFirma keeps the original
    Answer.objects.filter(order=order).update(value={})
    Instruction.objects.filter(document__order=order).update(given={}, seen=[])
    ViesCheck.objects.filter(order=order).update(number="", proof="")


def surplus(order: Order, documents: list[Document]) -> None:
    """What the law does not want kept: the e-mail address, the bodies as they came, what was said on the way."""
    email = str(order.sale["buyer"].get("email") or order.buyer_email)
    needles = {email} if email else set()
    order.sale = scrubbed(order.sale, needles)
    order.sale["buyer"]["email"] = ""
    order.decision = scrubbed(order.decision, needles)
    order.buyer_email, order.other_name = "", ""
    order.erasure_asked_at = clock.now()
    order.save(update_fields=["sale", "decision", "buyer_email", "other_name", "erasure_asked_at"])
    for document in documents:
        content = scrubbed(document.content, needles)
        if "sale" in content:
            content["sale"]["buyer"]["email"] = ""
        Document.objects.filter(pk=document.pk).update(
            content=content, detail=scrubbed(document.detail, needles)
        )
    beside(order)


def beside(order: Order) -> None:
    bodies(Event.objects.filter(order=order))
    Attempt.objects.filter(document__order=order).update(detail="")
    ImportRow.objects.filter(order=order).update(value="", cells=[], changes=[])
    Mailing.objects.filter(document__order=order).update(email="", subject="", text="", said="")
    Refund.objects.filter(order=order).update(reason="")


def bodies(events: QuerySet[Event]) -> int:
    """The digest stays: the same message again is still the same."""
    return events.update(body=b"", detail="", answer=None)


def imports(rows: QuerySet[Import]) -> None:
    """Rows of old files, also those that became no order."""
    done = rows.filter(state=Import.State.DONE)
    ImportRow.objects.filter(of__in=done).update(value="", cells=[], changes=[])
    done.update(preview=[])


def proofs(rows: QuerySet[Proof]) -> None:
    """What differed in the buyer, of finished proofs."""
    for proof in rows.exclude(state=Proof.State.READING).iterator(chunk_size=50):
        findings = [
            {**one, "changes": [without_buyer(change) for change in one.get("changes", ())]}
            for one in proof.findings
        ]
        if findings != proof.findings or proof.checked:
            Proof.objects.filter(pk=proof.pk).update(findings=findings, checked={})


def without_buyer(change: list[str]) -> list[str]:
    return [change[0], GONE, GONE] if change[0].startswith("contractor") else list(change)


def without_values(difference: Mapping[str, Any]) -> dict[str, Any]:
    if not str(difference.get("field", "")).startswith("contractor"):
        return dict(difference)
    return {key: value if key == "field" else GONE for key, value in difference.items()}


def sale_without_buyer(sale: Mapping[str, Any]) -> dict[str, Any]:
    """Lines, sums, days and countries stay."""
    buyer = {key: sale["buyer"][key] for key in KEPT if key in sale["buyer"]}
    ship_to = sale.get("ship_to")
    return {
        **sale,
        "buyer": {**buyer, "name": GONE},
        "recipient": None,
        "ship_to": {"country": ship_to["country"]} if ship_to else None,
    }


def needles_of(*given: Mapping[str, Any] | str) -> set[str]:
    """What names the buyer, to be found in the sentences made of it."""
    found: set[str] = set()
    for one in given:
        if isinstance(one, str):
            found.add(one)
            continue
        for person in (one.get("buyer"), one.get("recipient")):
            names = ("name", "tax_id", "email", "street", "zip", "city", "business_proof")
            found |= {str(person[key]) for key in names if person and person.get(key)}
    return {text for text in found if len(text) >= SHORTEST}


def scrubbed(value: Any, needles: Collection[str]) -> Any:
    """The same shape without the needles, however deep they lie."""
    match value:
        case str():
            for needle in sorted(needles, key=len, reverse=True):
                value = value.replace(needle, GONE)
            return value
        case dict():
            return {key: scrubbed(each, needles) for key, each in value.items()}
        case list():
            return [scrubbed(each, needles) for each in value]
    return value
