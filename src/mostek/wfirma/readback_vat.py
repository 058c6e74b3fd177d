"""The VAT of a document as it was asked, against the codes, rows and sums of the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from mostek.wfirma.values import Issued
from mostek.wfirma.vat import VatKey

CENT = Decimal("0.01")

Found = tuple[str, str, str]
"""Field, asked, got."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What the ids of VAT codes stand for."""

    ids: Mapping[str, str]
    names: Mapping[str, str]
    percents: Mapping[str, Decimal]

    @classmethod
    def of(cls, polish: Mapping[str, str], foreign: Mapping[VatKey, str]) -> Rates:
        names = {id: code for code, id in polish.items()}
        # Codes that are words carry no tax.
        percents = {id: Decimal(code) if code.isdigit() else Decimal(0) for code, id in polish.items()}
        for (country, rate), id in foreign.items():
            names[id], percents[id] = f"{country} {rate}%", Decimal(rate)
        return cls(polish, names, percents)

    def named(self, id: str) -> str:
        return self.names.get(id, id)

    def percent(self, id: str | None) -> Decimal | None:
        """`None` when nobody said what the code stands for; documents without VAT have none to pay."""
        return Decimal(0) if id is None else self.percents.get(id)


@dataclass(slots=True)
class Row:
    netto: Decimal = Decimal(0)
    brutto: Decimal = Decimal(0)


def lines_of(invoice: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    lines = invoice["invoicecontents"]
    return [lines[number]["invoicecontent"] for number in sorted(lines, key=int)]


def vat_id(line: Mapping[str, Any], rates: Rates) -> str | None:
    """A plain code that is no Polish one stands for itself: wFirma will not have kept it."""
    if "vat_code" in line:
        return str(line["vat_code"]["id"])
    return rates.ids.get(line["vat"], str(line["vat"])) if "vat" in line else None


def expected_rows(invoice: Mapping[str, Any], rates: Rates) -> dict[str | None, Row]:
    """Per VAT code, with the kind of price that was asked; the other kind follows from the rate."""
    rows: defaultdict[str | None, Row] = defaultdict(Row)
    for line in lines_of(invoice):
        amount = _cents(Decimal(str(line["count"])) * Decimal(str(line["price"])))
        row = rows[vat_id(line, rates)]
        if invoice["price_type"] == "netto":
            row.netto += amount
        else:
            row.brutto += amount
    return dict(rows)


def expected_total(
    invoice: Mapping[str, Any], rows: Mapping[str | None, Row], rates: Rates
) -> Decimal | None:
    if invoice["price_type"] != "netto":
        return sum((row.brutto for row in rows.values()), Decimal(0))
    total = Decimal(0)
    for id, row in rows.items():
        tax = _tax(id, row, "netto", rates)
        if tax is None:
            return None
        total += row.netto + tax
    return total


def vat_differences(
    invoice: Mapping[str, Any], rows: Mapping[str | None, Row], issued: Issued, rates: Rates
) -> Iterator[Found]:
    """A code that was not asked for is the silent 23 %. Documents without VAT have nothing to compare."""
    if None in rows:
        return
    for asked_id, got_id in _line_codes(invoice, issued, rates):
        if asked_id != got_id:
            yield "vat", rates.named(asked_id), rates.named(got_id)
    if issued.vat_rows is None:
        yield from _sum_of_tax(invoice, rows, issued, rates)
        return
    kind = str(invoice["price_type"])
    for got in issued.vat_rows:
        if got.vat_id is None:
            continue
        row = rows.get(got.vat_id)
        if row is None:
            if got.brutto or got.netto:
                yield f"vat.{got.vat_id}", "", str(got.brutto)
            continue
        asked_amount, got_amount = (row.netto, got.netto) if kind == "netto" else (row.brutto, got.brutto)
        if got_amount is not None and asked_amount != got_amount:
            yield f"vat.{got.vat_id}", f"{asked_amount:.2f}", f"{got_amount:.2f}"
        tax = _tax(got.vat_id, row, kind, rates)
        # How wFirma rounds the tax inside a gross price is not written; a grosz either way is no alarm.
        if tax is not None and got.tax is not None and abs(tax - got.tax) > CENT:
            yield f"vat.{got.vat_id}.tax", str(tax), str(got.tax)
    if issued.vat_rows:
        for id in rows.keys() - {got.vat_id for got in issued.vat_rows}:
            yield f"vat.{id}", "expected", ""


def _sum_of_tax(
    invoice: Mapping[str, Any], rows: Mapping[str | None, Row], issued: Issued, rates: Rates
) -> Iterator[Found]:
    """Without rows the whole tax still tells a wrong rate, as in the short answers of `find`."""
    taxes = [_tax(id, row, str(invoice["price_type"]), rates) for id, row in rows.items()]
    known = [tax for tax in taxes if tax is not None]
    if issued.tax is None or len(known) < len(taxes):
        return
    asked = sum(known, Decimal(0))
    if abs(asked - issued.tax) > CENT * len(taxes):
        yield "tax", f"{asked:.2f}", f"{issued.tax:.2f}"


def _tax(id: str | None, row: Row, price_type: str, rates: Rates) -> Decimal | None:
    """VAT is rounded once per rate."""
    rate = rates.percent(id)
    if rate is None:
        return None
    if price_type == "netto":
        return _cents(row.netto * rate / 100)
    return _cents(row.brutto * rate / (100 + rate))


def _line_codes(invoice: Mapping[str, Any], issued: Issued, rates: Rates) -> Iterator[tuple[str, str]]:
    asked = [vat_id(line, rates) or "" for line in lines_of(invoice)]
    got = [line.vat_id or rates.ids.get((line.vat or "").upper()) for line in issued.lines or ()]
    known = [code for code in got if code]
    if len(asked) == len(got) == len(known):
        # Sorted: nothing says that wFirma keeps the order of lines.
        yield from zip(sorted(asked), sorted(known), strict=True)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
