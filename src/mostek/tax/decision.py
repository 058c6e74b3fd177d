"""The answer of `decide`: what to issue, or why nothing, or what a person has to say first."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Verdict = Literal["issue", "nothing", "hold"]
KsefRoute = Literal["required", "voluntary", "outside"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One link in the chain of reasons; also the shape of a warning. `basis` is the legal basis, if any."""

    code: str
    pl: str
    en: str
    basis: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One answer a person may give to a question."""

    code: str
    pl: str
    en: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    code: str
    pl: str
    en: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ForeignRate:
    """A rate of another Member State, `rate` in percent as text."""

    country: str
    rate: str


Vat = str | ForeignRate | None
"""A Polish code in upper case (`23`, `ZW`, `NPUE` …), a foreign rate, or `None` on documents without VAT."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftLine:
    name: str
    quantity: Decimal
    unit_price: Decimal
    vat: Vat
    gtu: str | None = None
    lump_sum_rate: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """One row per VAT code: `net + tax == gross`."""

    vat: Vat
    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Oss:
    country: str
    type: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExchangeRate:
    table: Literal["NBP", "ECB"]
    date: datetime.date


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What the document will say. `type` is one of wFirma's document types."""

    type: str
    currency: str
    price_type: Literal["brutto", "netto"]
    lines: tuple[DraftLine, ...]
    totals: tuple[Total, ...]
    net: Decimal
    tax: Decimal
    total: Decimal
    annotations: tuple[str, ...] = ()
    oss: Oss | None = None
    marks: tuple[str, ...] = ()
    ksef: KsefRoute = "outside"
    issue_by: datetime.date | None = None
    exchange_rate: ExchangeRate | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """Exactly one of `document` (issue) and `question` (hold) is there; `nothing` has neither."""

    decision: Verdict
    document: Draft | None = None
    question: Question | None = None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
