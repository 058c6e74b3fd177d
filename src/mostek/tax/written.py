"""Values to JSON: the contract's output, and what is stored and read back by `form`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from mostek.tax.amounts import plain
from mostek.tax.decision import Decision, Draft, ForeignRate, Question, Reason, Vat
from mostek.tax.sale import Sale
from mostek.tax.seller import Product, Seller

Json = dict[str, Any]


def to_json(decision: Decision) -> Json:
    """The output of `mostek decide`: `document` only with issue, `question` only with hold."""
    out: Json = {"decision": decision.decision}
    if decision.question is not None:
        out["question"] = question_to_json(decision.question)
    if decision.document is not None:
        out["document"] = draft_to_json(decision.document)
    out["reasons"] = [reason_to_json(reason) for reason in decision.reasons]
    out["warnings"] = [reason_to_json(warning) for warning in decision.warnings]
    return out


def reason_to_json(reason: Reason) -> Json:
    return {"code": reason.code, "pl": reason.pl, "en": reason.en, "basis": reason.basis}


def question_to_json(question: Question) -> Json:
    choices = [{"code": choice.code, "pl": choice.pl, "en": choice.en} for choice in question.choices]
    return {"code": question.code, "pl": question.pl, "en": question.en, "choices": choices}


def draft_to_json(draft: Draft) -> Json:
    """Also how a frozen document is stored."""
    rate, oss = draft.exchange_rate, draft.oss
    return {
        "type": draft.type,
        "currency": draft.currency,
        "price_type": draft.price_type,
        "lines": [
            {
                "name": line.name,
                "quantity": plain(line.quantity),
                "unit_price": f"{line.unit_price:.2f}",
                "vat": vat_to_json(line.vat),
                "gtu": line.gtu,
                "lump_sum_rate": line.lump_sum_rate,
            }
            for line in draft.lines
        ],
        "totals": [
            {
                "vat": vat_to_json(row.vat),
                "net": f"{row.net:.2f}",
                "tax": f"{row.tax:.2f}",
                "gross": f"{row.gross:.2f}",
            }
            for row in draft.totals
        ],
        "net": f"{draft.net:.2f}",
        "tax": f"{draft.tax:.2f}",
        "total": f"{draft.total:.2f}",
        "annotations": list(draft.annotations),
        "oss": None
        if oss is None
        else {"country": oss.country, "type": oss.type, "evidence": list(oss.evidence)},
        "marks": list(draft.marks),
        "ksef": draft.ksef,
        "issue_by": None if draft.issue_by is None else draft.issue_by.isoformat(),
        "exchange_rate": None if rate is None else {"table": rate.table, "date": rate.date.isoformat()},
    }


def vat_to_json(vat: Vat) -> str | Json | None:
    return {"country": vat.country, "rate": vat.rate} if isinstance(vat, ForeignRate) else vat


def sale_to_json(sale: Sale) -> Json:
    """The contract's `sale` object; `form.sale_from_json` reads it back to an equal value."""
    out: Json = json_values(asdict(sale))
    out["buyer"]["vies"] = vies_to_json(out["buyer"]["vies"])
    return out


def vies_to_json(vies: Json | None) -> Json | None:
    if vies is None:
        return None
    return {key: value for key, value in vies.items() if value is not False or key == "valid"}


def seller_to_json(seller: Seller) -> Json:
    out: Json = json_values(asdict(seller))
    return out


def product_to_json(product: Product) -> Json:
    out: Json = json_values(asdict(product))
    return out


def json_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: json_values(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_values(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
