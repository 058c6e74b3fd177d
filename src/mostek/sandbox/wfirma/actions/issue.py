"""invoices/add: read, complain or number, store, queue the e-mail."""

from __future__ import annotations

import secrets
from datetime import timedelta
from decimal import Decimal
from typing import Any

from mostek.sandbox.wfirma import mailing, render
from mostek.sandbox.wfirma.actions import correct
from mostek.sandbox.wfirma.actions.call import BusinessRefusal, Call
from mostek.sandbox.wfirma.actions.contractors import keep, random_hash
from mostek.sandbox.wfirma.actions.draft import Draft, flag, read_draft, relation_id
from mostek.sandbox.wfirma.actions.parties import (
    Buyer,
    buyer_of,
    buyer_sent,
    complaints_of_receiver,
    receiver_branch,
    receiver_sent,
    snapshot,
)
from mostek.sandbox.wfirma.amounts import decimal, document_amounts, line_amounts
from mostek.sandbox.wfirma.envelope import Many, Record, Reply, Tree, child, entries, records, text
from mostek.sandbox.wfirma.exchange import EXCHANGE, table_before, table_label
from mostek.sandbox.wfirma.numbering import fill, next_number
from mostek.sandbox.wfirma.records import Invoice, Line, Series, VatContent
from mostek.sandbox.wfirma.validation import (
    EMPTY,
    NO_OBJECT,
    complaints_of_contractor,
    with_errors,
)

REFERENCE_LENGTH = 32
KSEF_TYPES = {"normal", "margin", "correction"}
# Guess: what documents a sale takes from the stock, offers and corrections do not.
MOVES_STOCK = {
    "normal",
    "bill",
    "receipt_normal",
    "receipt_bill",
    "receipt_fiscal_normal",
    "receipt_fiscal_bill",
}
KSEF_UNAUTHORISED = "Brak autoryzacji w KSeF 2.0. Zautoryzuj się w zakładce PRZYCHODY » KSEF I INTEGRACJE"
BAD_ROLE = "Pole Rola ma nieprawidłową wartość. Dopuszczalne wartości: 1..11"
ROLES = {str(number) for number in range(1, 12)}


# Reference: doc.wfirma.pl, invoices/add.
def add(call: Call) -> Reply:
    outcome = [_add_one(call, submitted) for submitted in records(call.tree, "invoices", "invoice")]
    code = "OK" if all(stored for _, stored in outcome) else "ERROR"
    return Reply("invoices", Many("invoice", [record for record, _ in outcome]), code=code)


def _add_one(call: Call, submitted: Tree) -> tuple[Record, bool]:
    submitted = without(submitted, call.tampering.dropped_fields)
    buyer = buyer_sent(call, submitted)
    discount = decimal(buyer.row.discount_percent) if buyer.row else None
    draft = read_draft(call, submitted, discount or Decimal(0))
    parent = None
    if draft.type == "correction":
        parent = correct.corrected(call, submitted)
        correct.fill_lines(call, draft, submitted, parent)
        buyer = buyer_of(call, buyer, parent)
    series = _series(call, submitted, draft)
    if buyer.row and not buyer.row.id:
        buyer.complaints += complaints_of_contractor(buyer.row, call.settings, receipt=draft.is_receipt)
    elif buyer.row is None and not draft.is_receipt and not draft.complaints:
        draft.complaints.append(("contractor", EMPTY))
    draft.receiver_complaints = complaints_of_receiver(call, submitted)
    if draft.is_refused or buyer.complaints:
        return _refusal(call, submitted, draft, buyer), False
    _check_ksef(call, submitted, draft)
    invoice = _store(call, submitted, draft, series, buyer, parent)
    call.books.post.announce(call, "invoice/add", invoice)
    lines = call.settings.add_with_lines
    return render.invoice(invoice, call.settings, call.moment, on_add=True, lines=lines), True


def without(tree: Tree, names: frozenset[str]) -> Tree:
    """The tree with these fields taken out at every depth (faults that lose data in silence)."""
    if not names:
        return tree
    if isinstance(tree, dict):
        return {name: without(value, names) for name, value in tree.items() if name not in names}
    return [without(value, names) for value in tree] if isinstance(tree, list) else tree


def _series(call: Call, submitted: Tree, draft: Draft) -> Series | None:
    """The series asked for, else the first of the document's type; an unknown id falls back in silence."""
    wanted = relation_id(submitted, "series")
    series = call.ledger.series.get(wanted)
    if series is not None and series.company_id == call.company_id:
        return series
    if wanted and call.settings.unknown_series == "error":
        draft.complaints.append(("series_id", NO_OBJECT))
    mine = (s for s in call.ledger.series.values() if s.company_id == call.company_id)
    return next((s for s in mine if s.type == draft.type and s.visibility == "visible"), None)


def _check_ksef(call: Call, submitted: Tree, draft: Draft) -> None:
    if not call.company or not call.company.ksef or draft.type not in KSEF_TYPES:
        return
    if not call.settings.ksef_authorised:
        raise BusinessRefusal(KSEF_UNAUTHORISED)
    role = text(child(submitted, "contractor_receiver"), "role") or text(
        child(submitted, "contractor_detail_receiver"), "role"
    )
    if role and role not in ROLES:
        raise BusinessRefusal(BAD_ROLE)


def _refusal(call: Call, submitted: Tree, draft: Draft, buyer: Buyer) -> Record:
    """The submitted record echoed with errors in place; those of OSS on a sibling that was never sent."""
    record = with_errors(submitted, draft.complaints)
    if buyer.complaints:
        record["contractor"] = with_errors(child(submitted, "contractor") or {}, buyer.complaints)
    if draft.receiver_complaints:
        name = receiver_branch(call, submitted)
        record[name] = with_errors(child(submitted, name), draft.receiver_complaints)
    if draft.line_complaints:
        trees = [
            tree for name, tree in entries(child(submitted, "invoicecontents")) if name == "invoicecontent"
        ]
        lines = [with_errors(tree, draft.line_complaints.get(i, [])) for i, tree in enumerate(trees)]
        record["invoicecontents"] = Many("invoicecontent", lines)
    if draft.moss_complaints:
        record["vat_moss_detail"] = with_errors(draft.moss or {}, draft.moss_complaints)
    return record


def _store(
    call: Call, submitted: Tree, draft: Draft, series: Series | None, buyer: Buyer, parent: Invoice | None
) -> Invoice:
    ledger, moment = call.ledger, call.moment
    contractor = keep(call, buyer.row) if buyer.row and not buyer.row.id else buyer.row
    receiver = receiver_sent(call, submitted)
    lines = _lines(call, submitted, draft)
    if parent:
        sums, by_code = correct.difference(draft, parent)
    else:
        sums, by_code = document_amounts([line.priced for line in draft.lines], draft.price_type)
    rows = [
        VatContent(
            id=ledger.next_id("vat_content"), vat_code_id=code, netto=s.netto, tax=s.tax, brutto=s.brutto
        )
        for code, s in by_code.items()
    ]
    invoice = Invoice(
        id=ledger.next_id("invoice"),
        company_id=call.company_id,
        type=draft.type,
        **_number(draft, series),
        date=draft.date,
        disposaldate=draft.disposaldate,
        disposaldate_format=text(submitted, "disposaldate_format", "day"),
        disposaldate_empty=text(submitted, "disposaldate_empty", "0"),
        paymentdate=draft.paymentdate,
        paymentmethod=draft.paymentmethod,
        **_payment(submitted, draft, sums.brutto),
        **_exchange(call, draft, parent),
        price_type=draft.price_type,
        netto=sums.netto,
        tax=sums.tax,
        total=sums.brutto,
        total_composed=sums.brutto,
        contractor_id=contractor.id if contractor else 0,
        contractor_detail=snapshot(call, contractor, child(submitted, "contractor_detail")),
        receiver_id=receiver.id if receiver else 0,
        receiver_detail=receiver,
        parent_id=parent.id if parent else 0,
        order_id=relation_id(submitted, "order"),
        company_account_id=relation_id(submitted, "company_account"),
        translation_language_id=relation_id(submitted, "translation_language"),
        lines=lines,
        vat_contents=rows,
        auto_send=flag(submitted, "auto_send"),
        id_external=text(submitted, "id_external")[:REFERENCE_LENGTH],
        **_texts(submitted, draft),
        hash=random_hash(),
        created=moment,
        modified=moment,
        visible_from=moment + timedelta(seconds=call.tampering.hidden_seconds),
        **_ksef(call, draft),
    )
    ledger.invoices[invoice.id] = invoice
    if parent:
        correct.mark_chain(ledger, invoice)
    if invoice.auto_send:
        mailing.queue(call, invoice, origin="auto_send", to=contractor.email if contractor else "")
    return invoice


def _lines(call: Call, submitted: Tree, draft: Draft) -> list[Line]:
    stored = []
    for line in draft.lines:
        shown = line_amounts(line.priced, draft.price_type)
        good = call.ledger.goods.get(line.good_id)
        if good is not None and good.is_stocked and draft.type in MOVES_STOCK:
            good.count -= line.priced.count
        stored.append(
            Line(
                id=call.ledger.next_id("line"),
                name=line.name,
                classification=line.classification,
                unit=line.unit,
                count=line.priced.count,
                price=line.priced.price,
                discount=line.has_discount,
                discount_percent=line.priced.discount,
                vat_code_id=line.priced.vat_code_id,
                lumpcode=line.lumpcode,
                gtu=line.gtu,
                good_id=line.good_id,
                parent_id=line.parent_id,
                netto=shown.netto,
                brutto=shown.brutto,
            )
        )
    return stored


def _number(draft: Draft, series: Series | None) -> dict[str, Any]:
    """Drafts (`normal_draft`) get no number."""
    day = draft.date
    parts = {"day": day.day, "month": day.month, "year": day.year}
    if series is None or draft.type == "normal_draft":
        return {"number": 0, "fullnumber": "", "series_id": series.id if series else 0, **parts}
    number = next_number(series, day)
    return {
        "number": number,
        "fullnumber": fill(series.template, number, day),
        "series_id": series.id,
        **parts,
    }


def _payment(submitted: Tree, draft: Draft, total: Decimal) -> dict[str, Any]:
    paid = total if text(submitted, "paid") == "1" else draft.paid_initially
    return {
        "alreadypaid_initial": paid,
        "alreadypaid": paid,
        "remaining": max(total - paid, Decimal(0)),
        "paymentstate": "paid" if paid >= total else "unpaid",
    }


def _exchange(call: Call, draft: Draft, parent: Invoice | None) -> dict[str, Any]:
    """The currency of a correction cannot be written; that it has the rate of its parent is a guess."""
    if parent is not None:
        names = ("currency", "currency_exchange", "currency_label", "currency_date")
        return {name: getattr(parent, name) for name in names}
    foreign = draft.currency != "PLN"
    day = draft.date if call.settings.exchange_before == "issue" else min(draft.date, draft.disposaldate)
    table_day = table_before(day)
    return {
        "currency": draft.currency,
        "currency_exchange": EXCHANGE[draft.currency],
        "currency_label": table_label(table_day) if foreign else "",
        "currency_date": table_day if foreign else None,
    }


def _texts(submitted: Tree, draft: Draft) -> dict[str, Any]:
    names = ("schema_bill", "schema_cancelled", "type_of_sale", "register_description", "tags", "template")
    given = {name: text(submitted, name) for name in names if text(submitted, name)}
    fiscal = draft.type.startswith("receipt_fiscal")
    return {
        **given,
        "schema_name": text(submitted, "schema", "normal"),
        "description": "" if fiscal else text(submitted, "description"),
    }


def _ksef(call: Call, draft: Draft) -> dict[str, Any]:
    if not call.company or not call.company.ksef or draft.type not in KSEF_TYPES:
        return {}
    middle, end = secrets.token_hex(6).upper(), secrets.token_hex(1).upper()
    return {
        "ksef_at": call.moment + timedelta(seconds=call.settings.ksef_seconds),
        "ksef_rejected": call.tampering.ksef_rejected,
        "ksef_reference": f"{call.company.nip}-{call.moment:%Y%m%d}-{middle}-{end}",
    }
