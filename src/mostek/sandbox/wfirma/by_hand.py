"""What a person does to a document on wFirma's pages: delete, cancel, change, issue another like it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from mostek.sandbox.wfirma.amounts import PricedLine, decimal, document_amounts, line_amounts, rounded
from mostek.sandbox.wfirma.numbering import fill, next_number
from mostek.sandbox.wfirma.records import Invoice, VatContent
from mostek.sandbox.wfirma.state import Ledger

CHANGEABLE = ("fullnumber", "date", "total", "name", "nip", "description", "id_external")


class BadChange(ValueError):
    """A field that is not there, or a value that does not fit it."""


def delete(ledger: Ledger, id: int) -> bool:
    """Gone for good; its number is not given again."""
    return ledger.invoices.pop(id, None) is not None


def cancel(invoice: Invoice, moment: datetime) -> None:
    """The number stays, the document counts no more."""
    invoice.schema_cancelled, invoice.modified = "1", moment


def change(ledger: Ledger, invoice: Invoice, wanted: Mapping[str, str], moment: datetime) -> None:
    """`total` sets the price of the first line, so that the sums go on to add up. Raises BadChange."""
    unknown = set(wanted) - set(CHANGEABLE)
    if unknown:
        raise BadChange(f"unknown: {', '.join(sorted(unknown))}")
    try:
        day = date.fromisoformat(wanted["date"]) if "date" in wanted else invoice.date
    except ValueError as error:
        raise BadChange("date: 2026-11-23") from error
    if "total" in wanted:
        _set_total(ledger, invoice, decimal(wanted["total"]))
    invoice.date, invoice.day, invoice.month, invoice.year = day, day.day, day.month, day.year
    invoice.fullnumber = wanted.get("fullnumber", invoice.fullnumber)
    invoice.description = wanted.get("description", invoice.description)
    invoice.id_external = wanted.get("id_external", invoice.id_external)
    invoice.contractor_detail.name = wanted.get("name", invoice.contractor_detail.name)
    invoice.contractor_detail.nip = wanted.get("nip", invoice.contractor_detail.nip)
    invoice.modified = moment


def _set_total(ledger: Ledger, invoice: Invoice, gross: Decimal | None) -> None:
    if gross is None or gross <= 0 or len(invoice.lines) != 1 or invoice.price_type != "brutto":
        raise BadChange("total: an amount, on a document with one line at a gross price")
    (line,) = invoice.lines
    line.price, line.discount_percent = rounded(gross / line.count), Decimal(0)
    priced = PricedLine(line.count, line.price, line.discount_percent, line.vat_code_id)
    shown = line_amounts(priced, invoice.price_type)
    line.netto, line.brutto = shown.netto, shown.brutto
    sums, by_code = document_amounts([priced], invoice.price_type)
    invoice.netto, invoice.tax, invoice.total = sums.netto, sums.tax, sums.brutto
    invoice.total_composed = sums.brutto
    invoice.vat_contents = [
        VatContent(
            id=ledger.next_id("vat_content"), vat_code_id=code, netto=s.netto, tax=s.tax, brutto=s.brutto
        )
        for code, s in by_code.items()
    ]


def copy(ledger: Ledger, invoice: Invoice, moment: datetime) -> Invoice:
    """*Wystaw podobną*: everything as it was, the reference too (a guess), under the next number of its series."""
    series = ledger.series.get(invoice.series_id)
    another = invoice.model_copy(deep=True)
    another.id = ledger.next_id("invoice")
    if series is not None:
        another.number = next_number(series, another.date)
        another.fullnumber = fill(series.template, another.number, another.date)
    another.created = another.modified = moment
    another.visible_from = None
    another.corrections, another.total_composed = 0, another.total
    ledger.invoices[another.id] = another
    return another
