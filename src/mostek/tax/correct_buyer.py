"""A wrong buyer on a document: other data are corrected, a wrong NIP means zero and a new invoice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mostek.tax.amounts import ZERO
from mostek.tax.correction import BuyerMistake, Correction, Counts, Original
from mostek.tax.decision import Draft, Question, Reason
from mostek.tax.decrease import count_difference, route_correction
from mostek.tax.describe import WORDS, describe
from mostek.tax.kind import INVOICES
from mostek.tax.questions import ask
from mostek.tax.reasons import reason
from mostek.tax.remainder import Lines, changes, difference, draw_again, emptied, line_amount
from mostek.tax.sale import Buyer
from mostek.tax.seller import Seller
from mostek.tax.vat_id import clean, read_tax_id
from mostek.tax.warning import warning


def correct_buyer(
    original: Original, draft: Draft, lines: Lines, mistake: BuyerMistake, seller: Seller, today: date
) -> Correction:
    """`lines`: what is left of the document. The country and the kind of buyer decide the tax, so they stay."""
    old, new = original.buyer, mistake.buyer
    if printed(old) == printed(new):
        return without_document(mistake, reason("correction.nothing_changed"))
    if draft.type not in INVOICES and original.issued:
        return without_document(mistake, reason("correction.data_on_record"))
    if old.country != new.country:
        question = ask("correction.country_changed", old=old.country, new=new.country)
        return Correction(action="hold", id=mistake.id, question=question)
    same = number_of(old) == number_of(new)
    if not same and "invoice_to_receipt" in draft.annotations and not clean(old.tax_id):
        return without_document(mistake, reason("document.receipt_without_nip"))
    question_or_none = None if same else check_nips(old, new)
    if question_or_none is not None:
        return Correction(action="hold", id=mistake.id, question=question_or_none)
    if not any(line_amount(line) for line in lines):
        return without_document(mistake, reason("correction.nothing_left"))
    if not original.issued:
        return Correction(
            action="replan",
            id=mistake.id,
            buyer=new,
            replacement=draw_again(draft, lines),
            reasons=(reason("correction.lower_plan"),),
        )
    if same:
        return correct_data(original, draft, mistake, seller, today)
    return start_again(original, draft, lines, mistake, seller, today)


def without_document(mistake: BuyerMistake, why: Reason) -> Correction:
    return Correction(action="nothing", id=mistake.id, reasons=(why,))


def printed(buyer: Buyer) -> tuple[str, ...]:
    """What an invoice shows of its buyer."""
    shown = (buyer.name, buyer.street, buyer.zip, buyer.city, buyer.country)
    return (*(" ".join(text.split()) for text in shown), number_of(buyer))


def number_of(buyer: Buyer) -> str:
    found = read_tax_id(buyer.tax_id, buyer.country)
    return found.prefix + found.number if found else ""


def check_nips(old: Buyer, new: Buyer) -> Question | None:
    """One NIP in place of another changes no tax. Anything else may: a person decides."""
    before, after = read_tax_id(old.tax_id, old.country), read_tax_id(new.tax_id, new.country)
    if before is None or after is None or {before.kind, after.kind} != {"nip"}:
        return ask("correction.buyer_class")
    return None if after.plausible else ask("buyer.nip_wrong", number=(new.tax_id or "").strip())


def correct_data(
    original: Original, draft: Draft, mistake: BuyerMistake, seller: Seller, today: date
) -> Correction:
    route = route_correction(original, draft, (), seller, today)
    return Correction(
        action="data",
        id=mistake.id,
        currency=draft.currency,
        price_type=draft.price_type,
        description=describe(mistake, mistake.buyer),
        counts=Counts(rule="none"),
        ksef=route.ksef,
        buyer=mistake.buyer,
        reasons=(reason("correction.data"), *route.reasons),
        warnings=route.warnings,
    )


def start_again(
    original: Original, draft: Draft, lines: Lines, mistake: BuyerMistake, seller: Seller, today: date
) -> Correction:
    """To zero for the one, and what was left anew for the other; a NIP is never changed in a correction."""
    after = emptied(lines)
    found = difference(lines, after, draft.price_type)
    route = route_correction(original, draft, found, seller, today)
    counted = count_difference(original, draft, found, route, mistake.on, today)
    late = draft.issue_by is not None and today > draft.issue_by
    return Correction(
        action="zero_and_new",
        id=mistake.id,
        lines=changes(lines, after),
        difference=found,
        net=sum((row.net for row in found), ZERO),
        tax=sum((row.tax for row in found), ZERO),
        total=sum((row.gross for row in found), ZERO),
        remaining=ZERO,
        currency=draft.currency,
        price_type=draft.price_type,
        description=mistake.note or WORDS["tax_id"][0],
        counts=counted.counts,
        ksef=route.ksef,
        buyer=mistake.buyer,
        replacement=replace(draw_again(draft, lines), ksef=route.ksef),
        reasons=(reason("correction.tax_id"), *route.reasons, *counted.reasons),
        warnings=(
            *route.warnings,
            *counted.warnings,
            *((warning("deadline.passed", day=str(draft.issue_by)),) if late else ()),
        ),
    )
