"""The JSON of what comes after the sale, read strictly: events, the original, stored corrections.

An event is `{"refund": …}`, `{"price_mistake": …}` or `{"buyer_mistake": …}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mostek.tax.correction import (
    BuyerMistake,
    Correction,
    Counts,
    Event,
    LineAfter,
    Original,
    PricedLine,
    PriceMistake,
    Refund,
    RefundLine,
)
from mostek.tax.decision import Choice, Question, Reason, Total
from mostek.tax.fields import (
    Errors,
    Reader,
    amount,
    choice,
    counted,
    currency,
    day,
    filled,
    flag,
    listed,
    nullable,
    quantity,
    record,
    text,
    wrong,
)
from mostek.tax.form import read_all
from mostek.tax.form_draft import draft, vat
from mostek.tax.form_sale import buyer, some
from mostek.tax.request import Request


def position(value: Any, path: str, errors: Errors) -> Any:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10_000:
        wrong(errors, "wrong_type", path, "Pozycje liczą się od 0.", "Positions count from 0.")
    return value


def checked(make: Callable[..., Any], fields: Mapping[str, Reader], required: list[str]) -> Reader:
    """A record whose value refuses what cannot be; the refusal becomes an error of the field."""
    keep = record(dict, fields, required)

    def read(value: Any, path: str, errors: Errors) -> Any:
        values = keep(value, path, errors)
        if values is None:
            return None
        try:
            return make(**values)
        except ValueError as refused:
            wrong(errors, "bad_value", path, "Te dane nie mogą być razem.", f"This cannot be: {refused}.")
            return None

    return read


refund_line = checked(
    RefundLine,
    {"position": position, "quantity": nullable(quantity), "amount": nullable(amount)},
    ["position"],
)
EVENT = {"id": filled, "on": day, "note": text}
refund = checked(
    Refund,
    {
        **EVENT,
        "amount": nullable(amount),
        "lines": listed(refund_line),
        "why": choice("refund", "withdrawal", "return", "complaint", "discount", "dispute", "chargeback"),
    },
    ["id", "on"],
)
price_mistake = checked(
    PriceMistake,
    {
        **EVENT,
        "lines": some(
            checked(PricedLine, {"position": position, "unit_price": amount}, ["position", "unit_price"])
        ),
    },
    ["id", "on", "lines"],
)
buyer_mistake = record(BuyerMistake, {**EVENT, "buyer": buyer}, ["id", "on", "buyer"])

original = record(
    Original,
    {"draft": nullable(draft), "buyer": buyer, "sold_on": day, "issued": flag, "in_ksef": flag},
    required=["draft", "buyer", "sold_on"],
)


def one_event(value: Any, path: str, errors: Errors) -> None:
    if len(value) != 1:
        wrong(errors, "bad_value", path, "Tu ma być jedno zdarzenie.", "This has to be one event.")


def make_event(**events: Event) -> Event:
    (found,) = events.values()
    return found


event = record(
    make_event,
    {"refund": refund, "price_mistake": price_mistake, "buyer_mistake": buyer_mistake},
    check=one_event,
)

reason = record(
    Reason, {"code": filled, "pl": filled, "en": filled, "basis": nullable(filled)}, ["code", "pl", "en"]
)
question = record(
    Question,
    {
        "code": filled,
        "pl": filled,
        "en": filled,
        "choices": listed(record(Choice, {"code": filled, "pl": filled, "en": filled}, ["code", "pl", "en"])),
    },
    ["code", "pl", "en"],
)
correction = record(
    Correction,
    {
        "action": choice("correction", "data", "zero_and_new", "register", "replan", "nothing", "hold"),
        "id": text,
        "lines": listed(
            record(
                LineAfter,
                {"position": position, "quantity": counted, "unit_price": amount},
                ["position", "quantity", "unit_price"],
            )
        ),
        "difference": listed(
            record(
                Total,
                {"vat": vat, "net": amount, "tax": amount, "gross": amount},
                ["vat", "net", "tax", "gross"],
            )
        ),
        "net": amount,
        "tax": amount,
        "total": amount,
        "remaining": nullable(amount),
        "currency": nullable(currency),
        "price_type": nullable(choice("brutto", "netto")),
        "description": text,
        "counts": nullable(
            record(
                Counts,
                {
                    "rule": choice("issue", "confirmation", "refund", "oss", "origin", "none"),
                    "period": nullable(filled),
                    "corrected_period": nullable(filled),
                    "country": nullable(filled),
                },
                ["rule"],
            )
        ),
        "ksef": choice("required", "voluntary", "outside"),
        "buyer": nullable(buyer),
        "replacement": nullable(draft),
        "question": nullable(question),
        "reasons": listed(reason),
        "warnings": listed(reason),
    },
    required=["action"],
)
request = record(
    Request,
    {"asked_on": day, "document": nullable(filled), "agreed": flag, "buyer": nullable(buyer)},
    required=["asked_on"],
)


def original_from_json(obj: object, root: str = "") -> Original:
    """Raises BadInput with all field errors, as do the others."""
    result: Original = read_all(original, obj, root)
    return result


def event_from_json(obj: object, root: str = "") -> Event:
    result: Event = read_all(event, obj, root)
    return result


def correction_from_json(obj: object, root: str = "") -> Correction:
    """A stored correction, as `correction_to_json` wrote it."""
    result: Correction = read_all(correction, obj, root)
    return result


def request_from_json(obj: object, root: str = "") -> Request:
    result: Request = read_all(request, obj, root)
    return result
