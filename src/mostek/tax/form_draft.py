"""A stored document: the contract's `document`, read back."""

from __future__ import annotations

from typing import Any

from mostek.tax.decision import Draft, DraftLine, ExchangeRate, ForeignRate, Oss, Total
from mostek.tax.fields import (
    Errors,
    amount,
    choice,
    currency,
    day,
    filled,
    listed,
    nullable,
    percent,
    quantity,
    rate_country,
    record,
)


def vat(value: Any, path: str, errors: Errors) -> Any:
    if isinstance(value, dict):
        return record(ForeignRate, {"country": rate_country, "rate": percent}, ["country", "rate"])(
            value, path, errors
        )
    return nullable(filled)(value, path, errors)


MONEY = {"net": amount, "tax": amount, "total": amount}
draft = record(
    Draft,
    {
        "type": filled,
        "currency": currency,
        "price_type": choice("brutto", "netto"),
        "lines": listed(
            record(
                DraftLine,
                {
                    "name": filled,
                    "quantity": quantity,
                    "unit_price": amount,
                    "vat": vat,
                    "gtu": nullable(filled),
                    "lump_sum_rate": nullable(filled),
                },
                required=["name", "quantity", "unit_price", "vat"],
            )
        ),
        "totals": listed(
            record(
                Total,
                {"vat": vat, "net": amount, "tax": amount, "gross": amount},
                ["vat", "net", "tax", "gross"],
            )
        ),
        **MONEY,
        "annotations": listed(filled),
        "oss": nullable(
            record(
                Oss,
                {"country": rate_country, "type": filled, "evidence": listed(filled)},
                required=["country", "type", "evidence"],
            )
        ),
        "marks": listed(filled),
        "ksef": choice("required", "voluntary", "outside"),
        "issue_by": nullable(day),
        "exchange_rate": nullable(
            record(ExchangeRate, {"table": choice("NBP", "ECB"), "date": day}, required=["table", "date"])
        ),
    },
    required=["type", "currency", "price_type", "lines", "totals", "net", "tax", "total"],
)
