"""After the sale: what happened, and what is to be done about it, as frozen values.

Positions count from 0 and name a line of the last document of the chain. A chain never adds or removes a line,
so they are the positions in the frozen `Draft` too. Amounts are in the currency of that draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from mostek.tax.decision import Draft, KsefRoute, Question, Reason, Total
from mostek.tax.sale import Buyer

Why = Literal["refund", "withdrawal", "return", "complaint", "discount", "dispute", "chargeback"]
"""Why money went back. `dispute`: a chargeback that was opened and is not lost yet."""

Action = Literal["correction", "data", "zero_and_new", "register", "replan", "nothing", "hold"]
Rule = Literal["issue", "confirmation", "refund", "oss", "origin", "none"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Original:
    """The document that stands for the sale. `draft`: as frozen, or `None` where none was due.

    `issued`: it stands in wFirma. `in_ksef`: it was sent to KSeF. `sold_on`: the tax point of the sale.
    """

    draft: Draft | None
    buyer: Buyer
    sold_on: date
    issued: bool = True
    in_ksef: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundLine:
    """Pieces that came back, or a gross amount given back for one line: exactly one of the two."""

    position: int
    quantity: Decimal | None = None
    amount: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.quantity is None) == (self.amount is None):
            raise ValueError("a line of a refund has either a quantity or an amount")
        refuse_unless(self.position >= 0, "a position counts from 0")
        refuse_unless(self.quantity is None or self.quantity > 0, "a quantity is above zero")
        refuse_unless(
            self.amount is None or is_money(self.amount), "an amount is above zero, in whole grosze"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Refund:
    """Money that went back on the day `on`. Without `amount` and `lines` it is all that was left.

    `amount` is gross. `note` replaces the ready words for the document.
    """

    id: str
    on: date
    amount: Decimal | None = None
    lines: tuple[RefundLine, ...] = ()
    why: Why = "refund"
    note: str = ""

    def __post_init__(self) -> None:
        refuse_unless(self.amount is None or not self.lines, "a refund has an amount or lines, not both")
        refuse_unless(
            self.amount is None or is_money(self.amount), "an amount is above zero, in whole grosze"
        )
        refuse_repeats(line.position for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class PricedLine:
    """What one piece should have cost, in the price type of the document."""

    position: int
    unit_price: Decimal

    def __post_init__(self) -> None:
        refuse_unless(self.position >= 0, "a position counts from 0")
        refuse_unless(self.unit_price >= 0, "a price is not below zero")
        refuse_unless(self.unit_price == round(self.unit_price, 2), "a price is in whole grosze")


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceMistake:
    """Prices that were wrong from the beginning, with the right ones."""

    id: str
    on: date
    lines: tuple[PricedLine, ...]
    note: str = ""

    def __post_init__(self) -> None:
        refuse_repeats(line.position for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class BuyerMistake:
    """The buyer's data were wrong; `buyer` has the right ones, whole."""

    id: str
    on: date
    buyer: Buyer
    note: str = ""


Event = Refund | PriceMistake | BuyerMistake


@dataclass(frozen=True, kw_only=True, slots=True)
class LineAfter:
    """A line as it stands after the correction, as wFirma wants it. A line that is gone has two zeros."""

    position: int
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """When the difference counts for VAT.

    `period` is a month (`2026-12`) or, in OSS, a quarter (`2027-Q1`); `None` until the buyer has confirmed.
    `corrected_period` and `country` are what the OSS return names when the sale was in an earlier quarter.
    """

    rule: Rule
    period: str | None = None
    corrected_period: str | None = None
    country: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """What to do.

    - `correction`: a correcting invoice with `lines`, their values after it; lines not named stay as they are
    - `data`: a correcting invoice without amounts, for `buyer`
    - `zero_and_new`: the same to zero, then `replacement` for `buyer`
    - `register`: no document in wFirma; `difference` goes into a register or the record of sales
    - `replan`: nothing left yet: `replacement` is planned in place of the draft
    - `nothing`; `hold` with `question`

    `difference` has one signed row per VAT code, after less before; `net`, `tax` and `total` are its sums.
    `remaining` is what stays of the sale, gross. `description` is the reason printed on the document.
    """

    action: Action
    id: str = ""
    lines: tuple[LineAfter, ...] = ()
    difference: tuple[Total, ...] = ()
    net: Decimal = Decimal("0.00")
    tax: Decimal = Decimal("0.00")
    total: Decimal = Decimal("0.00")
    remaining: Decimal | None = None
    currency: str | None = None
    price_type: Literal["brutto", "netto"] | None = None
    description: str = ""
    counts: Counts | None = None
    ksef: KsefRoute = "outside"
    buyer: Buyer | None = None
    replacement: Draft | None = None
    question: Question | None = None
    reasons: tuple[Reason, ...] = field(default=())
    warnings: tuple[Reason, ...] = field(default=())


def is_money(value: Decimal) -> bool:
    return value > 0 and value == round(value, 2)


def refuse_unless(fine: bool, words: str) -> None:
    if not fine:
        raise ValueError(words)


def refuse_repeats(positions: Iterable[int]) -> None:
    found = list(positions)
    refuse_unless(len(found) == len(set(found)), "a position is named once")
