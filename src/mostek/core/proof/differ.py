"""One document of ours beside the same one in wFirma: what has been changed there, and its VAT on both sides."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from mostek.core import issue, vat_codes
from mostek.core.models import Document
from mostek.wfirma.values import Issued
from mostek.wfirma.vat import POLISH, VatKey, vat_key

log = logging.getLogger("mostek.proof")

Change = tuple[str, str, str]
"""Field, with us, in wFirma."""

Amounts = tuple[Decimal, Decimal, Decimal]
"""Net, tax, gross."""

# What makes a document another one for the books. Payments, notes and e-mails change by themselves.
FIELDS = {"type", "currency", "total", "contractor.name", "contractor.nip", "vat", "tax"}
NO_VAT, NOT_SAID = "", "?"
POLISH_NAMES = {id: code for code, id in POLISH.items()}


def changes(document: Document, found: Issued) -> tuple[Change, ...]:
    """Number and day against what was noted when it was issued, the rest against what was asked."""
    return (*_noted(document, found), *_asked(document, found))


def _noted(document: Document, found: Issued) -> Iterator[Change]:
    if found.number != document.number:
        yield "number", document.number, found.number
    if document.issued_on is not None and found.date not in (None, document.issued_on):
        yield "date", document.issued_on.isoformat(), str(found.date)


def _asked(document: Document, found: Issued) -> Iterator[Change]:
    try:
        body = issue.document_to_payload(document)
    except Exception as error:  # of another version, or of a kind that is written in another way
        log.debug("document %s cannot be written again: %s", document.pk, type(error).__name__)
        yield from _plain(document, found)
        return
    for one in issue.compare(document, body, found):
        if document.order.anonymised_at is not None and one.field.startswith("contractor."):
            continue  # the buyer is no longer known here
        if one.field in FIELDS or one.field.startswith("vat."):
            yield one.field, one.asked, one.got


def _plain(document: Document, found: Issued) -> Iterator[Change]:
    if found.total is not None and found.total != document.total:
        yield "total", f"{document.total:.2f}", f"{found.total:.2f}"
    if found.currency not in (None, document.currency):
        yield "currency", document.currency, str(found.currency)


def our_vat(document: Document) -> dict[str, Amounts]:
    """VAT code → net, tax, gross, as the draft has them."""
    draft: dict[str, Any] = document.content.get("draft") or {}
    rows = draft.get("totals") or []
    if not rows:
        return {NOT_SAID: (Decimal(0), Decimal(0), document.total)}
    return {
        vat_name(row["vat"]): (Decimal(row["net"]), Decimal(row["tax"]), Decimal(row["gross"]))
        for row in rows
    }


def their_vat(document: Document | None, found: Issued) -> dict[str, Amounts] | None:
    """The same of wFirma. None: the short answer of a list leaves it open, the document has to be read alone."""
    if document is not None and our_vat(document).keys() == {NO_VAT}:
        return {NO_VAT: whole_amounts(found)}
    if found.vat_rows is not None:
        frozen = vat_codes.frozen(document) if document is not None else {}
        return dict(_rows(found, frozen))
    if document is None:
        return {NOT_SAID: whole_amounts(found)}
    ours = our_vat(document)
    if len(ours) != 1 or found.netto is None or found.tax is None or found.total is None:
        return None
    ((name, (_net, tax, gross)),) = ours.items()
    if gross != found.total or abs(tax - found.tax) > Decimal("0.01"):
        return None
    return {name: (found.netto, found.tax, found.total)}


def _rows(found: Issued, frozen: dict[VatKey, str]) -> Iterator[tuple[str, Amounts]]:
    names = POLISH_NAMES | {id: f"{country} {rate}" for (country, rate), id in frozen.items()}
    zero = Decimal(0)
    if not found.vat_rows:
        yield NO_VAT, whole_amounts(found)
    for row in found.vat_rows or ():
        name = NO_VAT if row.vat_id is None else names.get(row.vat_id, f"id {row.vat_id}")
        yield name, (row.netto or zero, row.tax or zero, row.brutto or zero)


def whole_amounts(found: Issued) -> Amounts:
    zero = Decimal(0)
    return found.netto or zero, found.tax or zero, found.total or zero


def vat_name(vat: str | dict[str, str] | None) -> str:
    if vat is None:
        return NO_VAT
    return " ".join(vat_key(vat["country"], vat["rate"])) if isinstance(vat, dict) else vat
