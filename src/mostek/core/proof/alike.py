"""Documents in wFirma that are not of ours, and which of them look like one of our sales."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from mostek.core.models import Document
from mostek.core.proof.value import Finding, Others
from mostek.wfirma.values import Issued

# A number that stands alone in a remark may be anything; after one of these words, or long enough, it is an order's.
NAMED = re.compile(r"(?:zam\w*|order|nr|no\.?|id)\W{0,6}(?:(?:nr|no)\W{0,4})?#?([\w/-]+)", re.IGNORECASE)
WORDS = re.compile(r"[\w/-]{6,}")


def find(
    others: Iterable[Issued],
    numbers: Mapping[str, int],
    findings: list[Finding],
    both: Mapping[str, Document] = MappingProxyType({}),
) -> dict[int, str]:
    """Notes those that name an order of ours; order → the number of the document that names it.

    `both`: id in wFirma → our document of the very order that the description names. That is a sale documented twice.
    """
    named: dict[int, str] = {}
    for one in others:
        if one.cancelled or one.type == "correction":
            continue
        if one.id in both:
            findings.append(_twice(one, both[one.id]))
            continue
        found = names(one.description or "", numbers)
        if found is None:
            continue
        number, order = found
        named.setdefault(order, one.number)
        findings.append(
            Finding(
                code="proof.alike",
                order=order,
                wfirma_id=one.id,
                number=one.number,
                about=number,
                on=one.date,
                amount=one.total,
                currency=one.currency or "",
            )
        )
    return named


def _twice(one: Issued, ours: Document) -> Finding:
    order = ours.order
    return Finding(
        code="proof.both",
        order=order.pk,
        document=ours.pk,
        wfirma_id=one.id,
        number=one.number,
        about=order.number or order.external_id,
        on=one.date,
        amount=one.total,
        currency=one.currency or "",
        detail=ours.number,
    )


def names(description: str, numbers: Mapping[str, int]) -> tuple[str, int] | None:
    for word in [*NAMED.findall(description), *WORDS.findall(description)]:
        order = numbers.get(word.casefold())
        if order is not None:
            return word, order
    return None


def tally(others: Iterable[Issued]) -> tuple[Others, ...]:
    """By type and currency, the most frequent first. A cancelled one is counted, its amount is not."""
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in others:
        key = one.type or "", one.currency or ""
        counts[key] += 1
        sums[key] += Decimal(0) if one.cancelled else one.total or Decimal(0)
    rows = [
        Others(type=type, currency=currency, documents=counts[type, currency], gross=sums[type, currency])
        for type, currency in counts
    ]
    return tuple(sorted(rows, key=lambda row: (-row.documents, row.type, row.currency)))
