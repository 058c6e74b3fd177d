"""What was asked against what stands in wFirma: an alarm on an issued document, never a retry.

wFirma drops unknown fields, receivers and foreign rates in silence. What an answer does not carry is not
compared; `is_telling` says whether it carries what a document abroad, or one with a third party, has to show.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mostek.wfirma.lookup import REFERENCE_LENGTH
from mostek.wfirma.readback_vat import Rates, expected_rows, expected_total, lines_of, vat_differences
from mostek.wfirma.values import Issued, IssuedLine
from mostek.wfirma.vat import POLISH, VatKey


@dataclass(frozen=True, slots=True)
class Difference:
    """`field` is wFirma's name, `vat.222` for a row of the VAT table; both sides as people read them."""

    field: str
    asked: str
    got: str


def differences(
    payload: Mapping[str, Any],
    issued: Issued,
    *,
    polish_ids: Mapping[str, str] = POLISH,
    vat_ids: Mapping[VatKey, str] | None = None,
    exchange_date: date | None = None,
) -> tuple[Difference, ...]:
    """`payload` is the body that was sent; `polish_ids` and `vat_ids` the account's own ids of VAT codes.

    `exchange_date` is the day of the NBP table that the law wants for this document.
    """
    invoice = payload["invoices"]["0"]["invoice"]
    rates = Rates.of(polish_ids, vat_ids or {})
    rows = expected_rows(invoice, rates)
    total = expected_total(invoice, rows, rates)
    return (
        *_texts(invoice, issued),
        *_buyer(invoice, issued),
        *_receiver(invoice, issued),
        *_amount("total", total, issued.total),
        *(Difference(*found) for found in vat_differences(invoice, rows, issued, rates)),
        *_line_marks(invoice, issued),
        *_exchange(invoice, issued, exchange_date),
        *_annotations(invoice, issued),
        *_payment(invoice, total, issued),
    )


def is_telling(payload: Mapping[str, Any], issued: Issued) -> bool:
    """Does the answer carry the rates of a document abroad and the third party, where there are any? A correction's has
    to say what it corrects, and by how much."""
    invoice = payload["invoices"]["0"]["invoice"]
    if invoice["type"] == "correction":
        return issued.total is not None and issued.parent_id is not None and issued.receiver is not None
    foreign = "vat_moss_details" in invoice or invoice["contractor"].get("country", "PL") != "PL"
    if foreign and (issued.vat_rows is None or issued.lines is None):
        return False
    if foreign and invoice["currency"] != "PLN" and issued.currency is None:
        return False
    return "contractor_receiver" not in invoice or issued.receiver is not None


def _texts(invoice: Mapping[str, Any], issued: Issued) -> Iterator[Difference]:
    yield from _same("id_external", invoice.get("id_external", "")[:REFERENCE_LENGTH], issued.id_external)
    yield from _same("type", invoice.get("type"), issued.type)
    yield from _same("currency", invoice.get("currency"), issued.currency)
    yield from _same("price_type", invoice.get("price_type"), issued.price_type)
    yield from _same("date", invoice.get("date"), _iso(issued.date))
    yield from _same("disposaldate", invoice.get("disposaldate"), _iso(issued.sale_date))
    series = invoice.get("series")
    yield from _same("series", str(series["id"]) if series else None, issued.series_id)
    language = invoice.get("translation_language")
    yield from _same("translation_language", str(language["id"]) if language else None, issued.language_id)
    if issued.auto_send is not None and "auto_send" in invoice:
        yield from _same("auto_send", str(int(invoice["auto_send"])), str(int(issued.auto_send)))


def _buyer(invoice: Mapping[str, Any], issued: Issued) -> Iterator[Difference]:
    buyer = invoice["contractor"]
    yield from _same("contractor.name", buyer.get("name"), issued.buyer_name, _folded)
    yield from _same("contractor.nip", buyer.get("nip", ""), issued.buyer_nip, _folded)
    yield from _same("contractor.email", buyer.get("email"), issued.buyer_email, _folded)
    yield from _same("contractor.country", buyer.get("country"), issued.buyer_country, _folded)


def _receiver(invoice: Mapping[str, Any], issued: Issued) -> Iterator[Difference]:
    receiver = invoice.get("contractor_receiver")
    if issued.receiver is None:
        return
    if issued.receiver != (receiver is not None):
        yield Difference("contractor_receiver", _present(receiver is not None), _present(issued.receiver))
    elif receiver is not None:
        yield from _same("contractor_receiver.name", receiver["name"], issued.receiver_name, _folded)
        yield from _same("contractor_receiver.nip", receiver.get("nip", ""), issued.receiver_nip, _folded)
        yield from _same("contractor_receiver.role", str(receiver["role"]), issued.receiver_role)


def _line_marks(invoice: Mapping[str, Any], issued: Issued) -> Iterator[Difference]:
    """Sorted: nothing says that wFirma keeps the order of lines. A GTU that is not shown is not confirmed."""
    if issued.lines is None:
        return
    lines = lines_of(invoice)
    carried = {str(line["good"]["id"]): str(line.get("gtu", "")) for line in lines if "good" in line}
    yield from _same_lines("gtu", lines, [_gtu(line, carried) for line in issued.lines])
    codes = [line.lumpcode for line in issued.lines]
    if None not in codes:
        yield from _same_lines("lumpcode", lines, codes)
    if carried:
        # A good has a name of its own, which must not have taken the place of what was sold.
        yield from _same_lines("name", lines, [line.name for line in issued.lines])


def _same_lines(
    field: str, lines: list[Mapping[str, Any]], told: Sequence[str | None]
) -> Iterator[Difference]:
    asked = sorted(str(line.get(field, "")) for line in lines)
    got = sorted(text or "" for text in told)
    if any(asked) and list(map(_folded, asked)) != list(map(_folded, got)):
        yield Difference(field, _listed(asked), _listed(got))


def _gtu(line: IssuedLine, carried: Mapping[str, str]) -> str | None:
    """An answer that shows no GTU at all shows by the link which good carries it."""
    return carried.get(line.good_id or "") if line.gtu is None else line.gtu


def _exchange(invoice: Mapping[str, Any], issued: Issued, day: date | None) -> Iterator[Difference]:
    if invoice.get("currency") == "PLN" or issued.currency in (None, "PLN"):
        return
    if issued.currency_exchange == 1:
        yield Difference("currency_exchange", "NBP", "1")
    if day is not None:
        yield from _same("currency_date", day.isoformat(), _iso(issued.currency_date))


def _annotations(invoice: Mapping[str, Any], issued: Issued) -> Iterator[Difference]:
    """The words that the law wants must be there; what wFirma adds to them is its own business."""
    words = invoice.get("description")
    if words and issued.description is not None and _folded(words) not in _folded(issued.description):
        yield Difference("description", words, issued.description)
    yield from _same("schema", invoice.get("schema"), issued.schema)
    if issued.schema_bill is not None and bool(invoice.get("schema_bill")) != issued.schema_bill:
        yield Difference(
            "schema_bill", str(int(bool(invoice.get("schema_bill")))), str(int(issued.schema_bill))
        )
    marks = invoice.get("type_of_sale")
    if marks and issued.type_of_sale is not None and _marks(marks) != _marks(issued.type_of_sale):
        yield Difference("type_of_sale", marks, issued.type_of_sale)


def _payment(invoice: Mapping[str, Any], total: Decimal | None, issued: Issued) -> Iterator[Difference]:
    paid = Decimal(str(invoice.get("alreadypaid_initial", "0")))
    if not issued.paymentstate or total is None or total <= 0:
        return
    asked = "paid" if paid >= total else "unpaid"
    # `undefined` is wFirma's word for documents that have no payment state.
    if issued.paymentstate != "undefined" and (issued.paymentstate == "paid") != (asked == "paid"):
        yield Difference("paymentstate", asked, issued.paymentstate)


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


def _marks(text: str) -> frozenset[str]:
    """One word, or a JSON array of words inside a text."""
    try:
        found = json.loads(text)
    except ValueError:
        found = text
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset(str(found).split())


def _listed(texts: list[str]) -> str:
    return ", ".join(dict.fromkeys(text for text in texts if text))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _present(there: bool) -> str:
    return "present" if there else "absent"
