"""What comes after the sale as JSON: the shapes that `form_after` reads back."""

from __future__ import annotations

from dataclasses import asdict

from mostek.tax.amounts import plain
from mostek.tax.correction import BuyerMistake, Correction, Event, LineAfter, Original, PriceMistake
from mostek.tax.decision import Total
from mostek.tax.request import Request, Requested
from mostek.tax.sale import Buyer
from mostek.tax.written import (
    Json,
    draft_to_json,
    json_values,
    question_to_json,
    reason_to_json,
    to_json,
    vat_to_json,
    vies_to_json,
)


def correction_to_json(correction: Correction) -> Json:
    """Also how a planned correction is frozen."""
    return {
        "action": correction.action,
        "id": correction.id,
        "lines": [line_to_json(line) for line in correction.lines],
        "difference": [row_to_json(row) for row in correction.difference],
        "net": f"{correction.net:.2f}",
        "tax": f"{correction.tax:.2f}",
        "total": f"{correction.total:.2f}",
        "remaining": None if correction.remaining is None else f"{correction.remaining:.2f}",
        "currency": correction.currency,
        "price_type": correction.price_type,
        "description": correction.description,
        "counts": None if correction.counts is None else asdict(correction.counts),
        "ksef": correction.ksef,
        "buyer": None if correction.buyer is None else buyer_to_json(correction.buyer),
        "replacement": None if correction.replacement is None else draft_to_json(correction.replacement),
        "question": None if correction.question is None else question_to_json(correction.question),
        "reasons": [reason_to_json(reason) for reason in correction.reasons],
        "warnings": [reason_to_json(warning) for warning in correction.warnings],
    }


def line_to_json(line: LineAfter) -> Json:
    return {
        "position": line.position,
        "quantity": plain(line.quantity),
        "unit_price": f"{line.unit_price:.2f}",
    }


def row_to_json(row: Total) -> Json:
    return {
        "vat": vat_to_json(row.vat),
        "net": f"{row.net:.2f}",
        "tax": f"{row.tax:.2f}",
        "gross": f"{row.gross:.2f}",
    }


def original_to_json(original: Original) -> Json:
    return {
        "draft": None if original.draft is None else draft_to_json(original.draft),
        "buyer": buyer_to_json(original.buyer),
        "sold_on": original.sold_on.isoformat(),
        "issued": original.issued,
        "in_ksef": original.in_ksef,
    }


def event_to_json(event: Event) -> Json:
    if isinstance(event, BuyerMistake):
        written = {"id": event.id, "on": event.on.isoformat(), "note": event.note}
        return {"buyer_mistake": {**written, "buyer": buyer_to_json(event.buyer)}}
    values: Json = json_values(asdict(event))
    return {"price_mistake" if isinstance(event, PriceMistake) else "refund": values}


def buyer_to_json(buyer: Buyer) -> Json:
    out: Json = json_values(asdict(buyer))
    out["vies"] = vies_to_json(out["vies"])
    return out


def request_to_json(request: Request) -> Json:
    return {
        "asked_on": request.asked_on.isoformat(),
        "document": request.document,
        "agreed": request.agreed,
        "buyer": None if request.buyer is None else buyer_to_json(request.buyer),
    }


def requested_to_json(requested: Requested) -> Json:
    """The decision in the shape of the contract, and the days beside it."""
    days = (requested.right_until, requested.act_by)
    right_until, act_by = (None if day is None else day.isoformat() for day in days)
    return {**to_json(requested.decision), "right_until": right_until, "act_by": act_by}
