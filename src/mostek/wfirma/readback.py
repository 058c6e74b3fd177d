"""What was asked against what stands in wFirma: an alarm on an issued document, never a retry.

wFirma drops unknown fields, receivers and foreign rates in silence. What an answer does not carry is not
compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from mostek.wfirma.lookup import REFERENCE_LENGTH
from mostek.wfirma.values import Issued
from mostek.wfirma.vat import POLISH

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Difference:
    """`field` is wFirma's name, `vat.222` for a row of the VAT table; both sides as people read them."""

    field: str
    asked: str
    got: str


@dataclass(slots=True)
class _Row:
    netto: Decimal = Decimal(0)
    brutto: Decimal = Decimal(0)


def differences(
    payload: Mapping[str, Any], issued: Issued, *, polish_ids: Mapping[str, str] = POLISH
) -> tuple[Difference, ...]:
    """`payload` is the body that was sent; `polish_ids` the account's own ids of the Polish codes."""
    invoice = payload["invoices"]["0"]["invoice"]
    rows = _expected_rows(invoice, polish_ids)
    total = _expected_total(invoice, rows, polish_ids)
    return (
        *_texts(invoice, issued),
        *_buyer(invoice, issued),
        *_amount("total", total, issued.total),
        *_vat_rows(invoice, rows, issued, polish_ids),
        *_payment(invoice, total, issued),
    )


def _texts(invoice: Mapping[str, Any], issued: Issued) -> Iterator[Difference]:
    yield from _same("id_external", invoice.get("id_external", "")[:REFERENCE_LENGTH], issued.id_external)
    yield from _same("type", invoice.get("type"), issued.type)
    yield from _same("currency", invoice.get("currency"), issued.currency)
    yield from _same("price_type", invoice.get("price_type"), issued.price_type)
    yield from _same("date", invoice.get("date"), _iso(issued.date))
    yield from _same("disposaldate", invoice.get("disposaldate"), _iso(issued.sale_date))
    series = invoice.get("series")
    yield from _same("series", str(series["id"]) if series else None, issued.series_id)
    if issued.auto_send is not None and "auto_send" in invoice:
        yield from _same("auto_send", str(int(invoice["auto_send"])), str(int(issued.auto_send)))


def _buyer(invoice: Mapping[str, Any], issued: Issued) -> Iterator[Difference]:
    buyer = invoice["contractor"]
    yield from _same("contractor.name", buyer.get("name"), issued.buyer_name, _folded)
    yield from _same("contractor.nip", buyer.get("nip", ""), issued.buyer_nip, _folded)
    if issued.receiver is not None and issued.receiver != ("contractor_receiver" in invoice):
        asked = "contractor_receiver" in invoice
        yield Difference("contractor_receiver", _present(asked), _present(issued.receiver))


def _payment(invoice: Mapping[str, Any], total: Decimal | None, issued: Issued) -> Iterator[Difference]:
    paid = Decimal(str(invoice.get("alreadypaid_initial", "0")))
    if not issued.paymentstate or total is None or total <= 0:
        return
    asked = "paid" if paid >= total else "unpaid"
    # `undefined` is wFirma's word for documents that have no payment state.
    if issued.paymentstate != "undefined" and (issued.paymentstate == "paid") != (asked == "paid"):
        yield Difference("paymentstate", asked, issued.paymentstate)


def _expected_rows(invoice: Mapping[str, Any], polish_ids: Mapping[str, str]) -> dict[str | None, _Row]:
    """Per VAT code, with the kind of price that was asked; the other kind follows from the rate."""
    rows: defaultdict[str | None, _Row] = defaultdict(_Row)
    for number in sorted(invoice["invoicecontents"], key=int):
        line = invoice["invoicecontents"][number]["invoicecontent"]
        amount = _cents(Decimal(str(line["count"])) * Decimal(str(line["price"])))
        row = rows[_vat_id(line, polish_ids)]
        if invoice["price_type"] == "netto":
            row.netto += amount
        else:
            row.brutto += amount
    return dict(rows)


def _expected_total(
    invoice: Mapping[str, Any], rows: Mapping[str | None, _Row], polish_ids: Mapping[str, str]
) -> Decimal | None:
    if invoice["price_type"] != "netto":
        return sum((row.brutto for row in rows.values()), Decimal(0))
    total = Decimal(0)
    for vat_id, row in rows.items():
        rate = _rate(vat_id, polish_ids)
        if rate is None:
            return None
        total += row.netto + _cents(row.netto * rate / 100)
    return total


def _vat_rows(
    invoice: Mapping[str, Any],
    rows: Mapping[str | None, _Row],
    issued: Issued,
    polish_ids: Mapping[str, str],
) -> Iterator[Difference]:
    """A code that was not asked for is the silent 23 %. Documents without VAT have nothing to compare."""
    if None in rows:
        return
    names = {id: code for code, id in polish_ids.items()}
    for asked_id, got_id in _line_codes(invoice, issued, polish_ids):
        if asked_id != got_id:
            yield Difference("vat", names.get(asked_id, asked_id), names.get(got_id, got_id))
    for row in issued.vat_rows or ():
        if row.vat_id is None:
            continue
        expected = rows.get(row.vat_id)
        if expected is None:
            if row.brutto or row.netto:
                yield Difference(f"vat.{row.vat_id}", "", str(row.brutto))
        elif invoice["price_type"] == "netto":
            yield from _amount(f"vat.{row.vat_id}", expected.netto, row.netto)
        else:
            yield from _amount(f"vat.{row.vat_id}", expected.brutto, row.brutto)
            yield from _tax_inside(row.vat_id, expected.brutto, row.tax, polish_ids)
    if issued.vat_rows:
        for vat_id in rows.keys() - {row.vat_id for row in issued.vat_rows}:
            yield Difference(f"vat.{vat_id}", "expected", "")


def _tax_inside(
    vat_id: str, brutto: Decimal, tax: Decimal | None, polish_ids: Mapping[str, str]
) -> Iterator[Difference]:
    rate = _rate(vat_id, polish_ids)
    if rate is None or tax is None:
        return
    asked = _cents(brutto * rate / (100 + rate))
    # How wFirma rounds the tax inside a gross price is not written; a grosz either way is no alarm.
    if abs(asked - tax) > CENT:
        yield Difference(f"vat.{vat_id}.tax", str(asked), str(tax))


def _line_codes(
    invoice: Mapping[str, Any], issued: Issued, polish_ids: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    asked = [
        _vat_id(invoice["invoicecontents"][number]["invoicecontent"], polish_ids) or ""
        for number in sorted(invoice["invoicecontents"], key=int)
    ]
    got = [line.vat_id or polish_ids.get((line.vat or "").upper()) for line in issued.lines or ()]
    if len(asked) == len(got):
        # Sorted: nothing says that wFirma keeps the order of lines.
        known = [code for code in got if code]
        if len(known) == len(asked):
            yield from zip(sorted(asked), sorted(known), strict=True)


def _vat_id(line: Mapping[str, Any], polish_ids: Mapping[str, str]) -> str | None:
    if "vat_code" in line:
        return str(line["vat_code"]["id"])
    return polish_ids.get(line["vat"]) if "vat" in line else None


def _rate(vat_id: str | None, polish_ids: Mapping[str, str]) -> Decimal | None:
    """The rate behind a Polish id; codes that are words carry no tax. A foreign rate is not known here."""
    if vat_id is None:
        return Decimal(0)
    for code, id in polish_ids.items():
        if id == vat_id:
            return Decimal(code) if code.isdigit() else Decimal(0)
    return None


def _same(
    field: str,
    asked: str | None,
    got: str | None,
    reading: Callable[[str], str] = str.strip,
) -> Iterator[Difference]:
    if asked is not None and got is not None and reading(asked) != reading(got):
        yield Difference(field, asked, got)


def _folded(text: str) -> str:
    """Spaces and case of names and numbers are wFirma's own business."""
    return "".join(text.split()).casefold()


def _amount(field: str, asked: Decimal | None, got: Decimal | None) -> Iterator[Difference]:
    if asked is not None and got is not None and asked != got:
        yield Difference(field, f"{asked:.2f}", f"{got:.2f}")


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _present(there: bool) -> str:
    return "present" if there else "absent"


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
