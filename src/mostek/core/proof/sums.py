"""Sums of a month by kind, currency and VAT code, ours beside theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from mostek.core.models import Document
from mostek.core.proof.differ import Amounts, our_vat
from mostek.core.proof.value import Sum

Key = tuple[str, str, str]
RATES = ("23", "8", "5", "0")


@dataclass(slots=True)
class Sums:
    by_key: dict[Key, Sum] = field(default_factory=dict)

    def add_ours(self, document: Document) -> None:
        for vat, (net, tax, gross) in our_vat(document).items():
            row = self._row((document.kind, document.currency, vat))
            self._put(
                replace(
                    row,
                    documents=row.documents + 1,
                    net=row.net + net,
                    tax=row.tax + tax,
                    gross=row.gross + gross,
                )
            )

    def add_theirs(self, kind: str, currency: str, by_vat: Mapping[str, Amounts]) -> None:
        for vat, (net, tax, gross) in by_vat.items():
            row = self._row((kind, currency, vat))
            self._put(
                replace(
                    row,
                    their_documents=row.their_documents + 1,
                    their_net=row.their_net + net,
                    their_tax=row.their_tax + tax,
                    their_gross=row.their_gross + gross,
                )
            )

    def _row(self, key: Key) -> Sum:
        kind, currency, vat = key
        return self.by_key.get(key) or Sum(kind=kind, currency=currency, vat=vat)

    def _put(self, row: Sum) -> None:
        self.by_key[row.kind, row.currency, row.vat] = row

    def are_equal(self) -> bool:
        return all(row.is_equal for row in self.by_key.values())

    def rows(self) -> tuple[Sum, ...]:
        """Invoices first, złoty first, the usual rates first."""
        return tuple(sorted(self.by_key.values(), key=_place))


def _place(row: Sum) -> tuple[object, ...]:
    kinds = list(Document.Kind.values)
    kind = kinds.index(row.kind) if row.kind in kinds else len(kinds)
    rate = RATES.index(row.vat) if row.vat in RATES else len(RATES)
    return kind, row.kind, row.currency != "PLN", row.currency, rate, row.vat


def totals(rows: tuple[Sum, ...]) -> tuple[Sum, ...]:
    """The rows of one currency together; adding zero keeps the scale of an amount."""
    found: dict[str, Sum] = {}
    for row in rows:
        sum_ = found.get(row.currency) or Sum(kind="", currency=row.currency, vat="")
        names = ("documents", "net", "tax", "gross", "their_net", "their_tax", "their_gross")
        added: dict[str, Decimal] = {name: getattr(sum_, name) + getattr(row, name) for name in names}
        found[row.currency] = replace(sum_, **added)  # type: ignore[arg-type]
    return tuple(found.values())
