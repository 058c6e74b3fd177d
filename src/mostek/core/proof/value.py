"""What a proof says, as frozen values and as the JSON that is stored with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

ZERO = Decimal(0)
CENT = Decimal("0.01")

MISSING, DOUBLED, UNEXPLAINED, EXPLAINED = "missing", "doubled", "unexplained", "explained"

# Code of `messages` → the number it counts in.
GROUPS: Mapping[str, str] = {
    "proof.question": MISSING,
    "proof.held": MISSING,
    "proof.unknown": MISSING,
    "proof.waiting": MISSING,
    "proof.unplanned": MISSING,
    "proof.doubled": DOUBLED,
    "proof.both": DOUBLED,
    "proof.stranger": UNEXPLAINED,
    "proof.unsettled": UNEXPLAINED,
    "proof.deleted": UNEXPLAINED,
    "proof.cancelled": UNEXPLAINED,
    "proof.changed": UNEXPLAINED,
    "proof.sale_changed": UNEXPLAINED,
    "proof.correction_due": UNEXPLAINED,
    "proof.unread": UNEXPLAINED,
    "proof.sums": UNEXPLAINED,
    "proof.alike": EXPLAINED,
    "proof.on_its_way": EXPLAINED,
    "proof.later": EXPLAINED,
    "proof.earlier": EXPLAINED,
    "proof.nothing": EXPLAINED,
    "proof.by_hand": EXPLAINED,
    "proof.correction": EXPLAINED,
}
# What only the proof can notice; the rest has its own place in the inbox already, or settles by itself.
IN_INBOX = frozenset(
    {
        "proof.unplanned",
        "proof.doubled",
        "proof.stranger",
        "proof.deleted",
        "proof.cancelled",
        "proof.changed",
        "proof.sums",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that the two sides do not share. `order` and `document` are our keys, `wfirma_id` is theirs.

    `changes` are (field, with us, in wFirma). `accepted` says who has signed it off, and when.
    """

    code: str
    order: int | None = None
    document: int | None = None
    wfirma_id: str = ""
    number: str = ""
    about: str = ""  # the order's number, as its buyer knows it
    on: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    detail: str = ""
    accepted: str = ""

    @property
    def group(self) -> str:
        return EXPLAINED if self.accepted else GROUPS[self.code]

    @property
    def key(self) -> str:
        """The same matter in the next proof. What was signed off with other values is another matter."""
        said = "|".join(got for _, _, got in self.changes)
        return f"{self.code}|{self.order or ''}|{self.document or ''}|{self.wfirma_id}|{said}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """Documents of one kind, currency and VAT code (empty: without VAT; `?`: wFirma did not say), on both sides."""

    kind: str
    currency: str
    vat: str
    documents: int = 0
    net: Decimal = ZERO
    tax: Decimal = ZERO
    gross: Decimal = ZERO
    their_documents: int = 0
    their_net: Decimal = ZERO
    their_tax: Decimal = ZERO
    their_gross: Decimal = ZERO

    @property
    def gap(self) -> tuple[Decimal, Decimal, Decimal]:
        """Net, tax, gross: theirs less ours."""
        return self.their_net - self.net, self.their_tax - self.tax, self.their_gross - self.gross

    @property
    def is_rounding(self) -> bool:
        """How wFirma rounds the tax inside a gross price is not written: up to a grosz per document either way."""
        net, _tax, gross = self.gap
        return not gross and bool(net) and abs(net) <= CENT * max(self.documents, 1)

    @property
    def is_equal(self) -> bool:
        return not any(self.gap) or self.is_rounding


@dataclass(frozen=True, kw_only=True, slots=True)
class Others:
    """Documents in wFirma that are not of ours: issued by hand or by something else."""

    type: str
    currency: str
    documents: int
    gross: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A document of ours dated in the month, beside what wFirma shows under its id."""

    document: int
    order: int
    about: str
    paid_on: str
    kind: str
    number: str
    on: date | None
    currency: str
    ours: Decimal
    theirs: Decimal | None
    code: str = ""  # of the finding about it; empty: they are equal


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """`paid`: sales of the month that owe a document. `documented`: those whose document was issued, in whatever
    month, and was not found to be gone. `ours`: our documents dated in the month. `listed`: all that wFirma shows.
    """

    paid: int = 0
    documented: int = 0
    nothing: int = 0
    on_its_way: int = 0
    later: int = 0
    earlier: int = 0
    besides: int = 0  # pro formas and corrections
    ours: int = 0
    listed: int = 0
    others: int = 0
    missing: int = 0
    doubled: int = 0
    unexplained: int = 0
    accepted: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """`to_check`: ids in wFirma that have to be looked at one by one before any of this is true."""

    counts: Counts = field(default_factory=Counts)
    sums: tuple[Sum, ...] = ()
    others: tuple[Others, ...] = ()
    findings: tuple[Finding, ...] = ()
    pairs: tuple[Pair, ...] = ()
    to_check: tuple[str, ...] = ()

    @property
    def are_sums_equal(self) -> bool:
        return all(one.is_equal for one in self.sums)


def count(counts: Counts, findings: Iterable[Finding]) -> Counts:
    """The numbers that the findings make."""
    tally = {MISSING: 0, DOUBLED: 0, UNEXPLAINED: 0}
    accepted = 0
    for one in findings:
        if one.group in tally:
            tally[one.group] += 1
        accepted += bool(one.accepted)
    return replace(counts, **tally, accepted=accepted)


_counts, _sums = TypeAdapter(Counts), TypeAdapter(tuple[Sum, ...])
_others, _findings = TypeAdapter(tuple[Others, ...]), TypeAdapter(tuple[Finding, ...])
_pairs = TypeAdapter(tuple[Pair, ...])


def to_columns(result: Result) -> dict[str, Any]:
    """The JSON columns of a Proof."""
    return {
        "counts": _counts.dump_python(result.counts, mode="json"),
        "sums": _sums.dump_python(result.sums, mode="json"),
        "others": _others.dump_python(result.others, mode="json"),
        "findings": _findings.dump_python(result.findings, mode="json", exclude_defaults=True),
        "pairs": _pairs.dump_python(result.pairs, mode="json"),
        "to_look_at": sum(1 for one in result.findings if is_for_inbox(one)),
    }


def is_for_inbox(finding: Finding) -> bool:
    return finding.code in IN_INBOX and not finding.accepted


def counts_of(stored: Mapping[str, Any]) -> Counts:
    return _counts.validate_python(stored)


def sums_of(stored: Iterable[Any]) -> tuple[Sum, ...]:
    return _sums.validate_python(stored)


def others_of(stored: Iterable[Any]) -> tuple[Others, ...]:
    return _others.validate_python(stored)


def findings_of(stored: Iterable[Any]) -> tuple[Finding, ...]:
    return _findings.validate_python(stored)


def pairs_of(stored: Iterable[Any]) -> tuple[Pair, ...]:
    return _pairs.validate_python(stored)
