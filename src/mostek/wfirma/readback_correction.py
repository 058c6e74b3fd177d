"""A correction as it was asked against what stands in wFirma: signed sums, the state of the lines after it.

As in `readback`: a difference is an alarm on an issued document, and what an answer does not carry is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mostek.tax.correction import Correction
from mostek.tax.decision import ForeignRate, Vat
from mostek.tax.sale import Buyer, Recipient
from mostek.wfirma.contractor import buyer_to_contractor, recipient_to_contractor
from mostek.wfirma.lookup import REFERENCE_LENGTH
from mostek.wfirma.readback import Difference
from mostek.wfirma.values import Issued
from mostek.wfirma.vat import POLISH, VatKey, vat_key

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Expected:
    """`lines`: name, quantity and price of every line after it."""

    plan: Correction
    currency: str
    buyer: Buyer
    as_business: bool
    recipient: Recipient | None
    lines: Sequence[tuple[str, str, str]]
    vat_ids: Mapping[VatKey, str]


def correction_differences(
    payload: Mapping[str, Any], issued: Issued, expected: Expected
) -> tuple[Difference, ...]:
    invoice = payload["invoices"]["0"]["invoice"]
    return (
        *_texts(invoice, issued, expected),
        *_buyer(issued, expected),
        *_receiver(issued, expected),
        *_amounts(issued, expected),
        *_rows(issued, expected),
        *_lines(issued, expected),
    )


def _texts(invoice: Mapping[str, Any], issued: Issued, expected: Expected) -> Iterator[Difference]:
    series = invoice.get("series")
    pairs = (
        ("id_external", invoice["id_external"][:REFERENCE_LENGTH], issued.id_external),
        ("type", "correction", issued.type),
        ("parent", str(invoice["parent_id"]), issued.parent_id),
        ("currency", expected.currency, issued.currency),
        ("price_type", invoice["price_type"], issued.price_type),
        ("date", invoice["date"], _iso(issued.date)),
        ("disposaldate", invoice["disposaldate"], _iso(issued.sale_date)),
        ("series", str(series["id"]) if series else None, issued.series_id),
    )
    for name, asked, got in pairs:
        if asked is not None and got is not None and asked.strip() != got.strip():
            yield Difference(name, asked, got)
    if issued.auto_send is not None and bool(invoice["auto_send"]) != issued.auto_send:
        yield Difference("auto_send", str(invoice["auto_send"]), str(int(issued.auto_send)))
    words = invoice["description"]
    if issued.description is not None and _folded(words) not in _folded(issued.description):
        yield Difference("description", words, issued.description)


def _buyer(issued: Issued, expected: Expected) -> Iterator[Difference]:
    asked = buyer_to_contractor(expected.buyer, as_business=expected.as_business)
    yield from _same("contractor.name", asked["name"], issued.buyer_name)
    yield from _same("contractor.nip", asked.get("nip", ""), issued.buyer_nip)


def _receiver(issued: Issued, expected: Expected) -> Iterator[Difference]:
    if issued.receiver is None:
        return
    wanted = expected.recipient
    if issued.receiver != (wanted is not None):
        words = {True: "present", False: "absent"}
        yield Difference("contractor_receiver", words[wanted is not None], words[issued.receiver])
    elif wanted is not None:
        asked = recipient_to_contractor(wanted)
        yield from _same("contractor_receiver.name", asked["name"], issued.receiver_name)
        yield from _same("contractor_receiver.nip", asked.get("nip", ""), issued.receiver_nip)
        yield from _same("contractor_receiver.role", str(asked["role"]), issued.receiver_role)


def _amounts(issued: Issued, expected: Expected) -> Iterator[Difference]:
    plan = expected.plan
    if issued.total is not None and issued.total != plan.total:
        yield Difference("total", f"{plan.total:.2f}", f"{issued.total:.2f}")
    if issued.vat_rows is None and issued.tax is not None and abs(issued.tax - plan.tax) > _slack(plan):
        yield Difference("tax", f"{plan.tax:.2f}", f"{issued.tax:.2f}")


def _slack(plan: Correction) -> Decimal:
    """How wFirma rounds the tax inside a gross price is not written: a grosz per rate, on both sides of the step."""
    return 2 * CENT * max(len(plan.difference), 1)


def _rows(issued: Issued, expected: Expected) -> Iterator[Difference]:
    if issued.vat_rows is None:
        return
    asked = {
        vat_id(row.vat, expected.vat_ids): row for row in expected.plan.difference if row.vat is not None
    }
    got = {row.vat_id: row for row in issued.vat_rows if row.vat_id is not None and (row.brutto or row.netto)}
    if not asked:
        return
    for id in sorted(asked.keys() | got.keys()):
        wanted, found = asked.get(id), got.get(id)
        gross = wanted.gross if wanted is not None else Decimal(0)
        theirs = found.brutto if found is not None else Decimal(0)
        if theirs is not None and gross != theirs:
            yield Difference(f"vat.{id}", f"{gross:.2f}", f"{theirs:.2f}")
        elif wanted and found and found.tax is not None and abs(wanted.tax - found.tax) > 2 * CENT:
            yield Difference(f"vat.{id}.tax", f"{wanted.tax:.2f}", f"{found.tax:.2f}")


def vat_id(vat: Vat, foreign: Mapping[VatKey, str]) -> str:
    if isinstance(vat, ForeignRate):
        return foreign.get(vat_key(vat.country, vat.rate), f"{vat.country} {vat.rate}%")
    return POLISH.get(str(vat), str(vat))


def _lines(issued: Issued, expected: Expected) -> Iterator[Difference]:
    """The document after it, line by line; nothing says that wFirma keeps their order."""
    if issued.lines is None:
        return
    asked = sorted((_folded(name), quantity, price) for name, quantity, price in expected.lines)
    got = sorted((_folded(one.name), _plain(one.count), _plain(one.price)) for one in issued.lines)
    if asked != got:
        yield Difference("lines", _listed(asked), _listed(got))


def _listed(lines: Sequence[tuple[str, str, str]]) -> str:
    return ", ".join(f"{name} {quantity} × {price}" for name, quantity, price in lines)


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _same(field: str, asked: str, got: str | None) -> Iterator[Difference]:
    if got is not None and _folded(asked) != _folded(got):
        yield Difference(field, asked, got)


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
