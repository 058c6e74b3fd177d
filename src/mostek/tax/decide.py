"""Decide what one sale needs: a document, nothing, or a person's answer.

Where to find the rule for a case:

- amounts that do not add up, free items: `amounts.py`
- consumer or business, NIP, VIES: `buyer.py`
- the country that taxes it: the tables of `place.py`; special territories: `territories.py`
- the rate or code of a line, OSS: `vat.py`, `rates.py`; the 42 000 PLN: `threshold.py`
- invoice, bill, receipt, pro forma: the ordered rules of `kind.py`
- KSeF: `ksef.py`; GTU and lump sum: `gtu.py`; days: `deadlines.py`
- lines, totals, annotations: `document.py`
- the sentences: `reasons.py`, `questions.py`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from mostek.tax.amounts import Item, price_items
from mostek.tax.buyer import classify
from mostek.tax.countries import ISO_CODES
from mostek.tax.deadlines import supply_day, tax_point
from mostek.tax.decision import Decision, Question, Reason
from mostek.tax.document import draft_warnings, draw_up
from mostek.tax.kind import INVOICES, Case, Kind, Nothing, choose_kind
from mostek.tax.ksef import route
from mostek.tax.place import locate
from mostek.tax.questions import ask
from mostek.tax.reasons import reason
from mostek.tax.sale import Sale
from mostek.tax.seller import Product, Seller
from mostek.tax.vat import tax_supplies


class Explained(Protocol):
    """What each step gives: its result with the reasons and warnings for it."""

    @property
    def reasons(self) -> tuple[Reason, ...]: ...
    @property
    def warnings(self) -> tuple[Reason, ...]: ...


def decide(sale: Sale, seller: Seller, products: Mapping[str, Product], today: date) -> Decision:
    """The same input gives the same answer: no clock, no network, no database. `today` is a Warsaw date."""
    items = price_items(sale, seller, products)
    if isinstance(items, Question):
        return hold(items)
    early = before_tax(sale, items)
    if early is not None:
        return early

    party = classify(sale, shipped=any(item.shipped for item in items))
    if isinstance(party, Question):
        return hold(party)
    reasons, warnings = [*party.reasons], [*party.warnings]

    supplies = []
    for item in items:
        supply = locate(item, party, sale)
        if isinstance(supply, Question):
            return hold(supply, reasons, warnings)
        supplies.append(supply)
    gather(supplies, reasons, warnings)

    lines = tax_supplies(supplies, sale, seller, tax_point(sale, today))
    if isinstance(lines, Question):
        return hold(lines, reasons, warnings)
    gather(lines, reasons, warnings)

    case = Case(sale, seller, lines, supply_day(sale, today), today)
    kind = choose_kind(case)
    if isinstance(kind, Question):
        return hold(kind, reasons, warnings)
    gather([kind], reasons, warnings)
    if isinstance(kind, Nothing):
        return Decision(decision="nothing", reasons=once(reasons), warnings=once(warnings))
    return issue(case, kind, reasons, warnings)


def before_tax(sale: Sale, items: Sequence[Item]) -> Decision | None:
    """Sales that need no tax question at all."""
    if sale.total == 0:
        return Decision(decision="nothing", reasons=(reason("sale.free"),))
    if sale.payment.state == "partly":
        return hold(ask("payment.partly"))
    for country in (sale.buyer.country, sale.ship_to.country if sale.ship_to else "PL"):
        if country not in ISO_CODES:
            # A wrong code would read as a country outside the Union, and its sale as free of VAT.
            return hold(ask("place.country_unknown", country=country))
    vouchers = [item for item in items if item.product.kind == "VOUCHER_MPV"]
    if not vouchers:
        return None
    if len(vouchers) == len(items) and not any(charge.amount for charge in sale.charges):
        return Decision(decision="nothing", reasons=(reason("sale.voucher_mpv"),))
    return hold(
        ask(
            "sale.two_documents",
            parts=(
                "bon różnego przeznaczenia i pozostałe pozycje",
                "a multi-purpose voucher and the other lines",
            ),
        )
    )


def issue(case: Case, kind: Kind, reasons: list[Reason], warnings: list[Reason]) -> Decision:
    way = route(case, kind.type)
    gather([way], reasons, warnings)
    draft = draw_up(case, kind, way)
    if draft.total != case.sale.total:
        # Net prices add up only with their VAT, so this is known last.
        question = ask("amounts.do_not_add_up", total=case.sale.total, sum=draft.total)
        return hold(question, reasons, warnings)
    unfounded = next((line for line in case.lines if line.exempt_basis == ""), None)
    if unfounded is not None and kind.type in INVOICES:
        return hold(ask("product.exempt_basis", product=unfounded.supply.item.line.name), reasons, warnings)
    warnings.extend(draft_warnings(case, kind, draft))
    return Decision(decision="issue", document=draft, reasons=once(reasons), warnings=once(warnings))


def hold(question: Question, reasons: Iterable[Reason] = (), warnings: Iterable[Reason] = ()) -> Decision:
    return Decision(decision="hold", question=question, reasons=once(reasons), warnings=once(warnings))


def gather(steps: Iterable[Explained], reasons: list[Reason], warnings: list[Reason]) -> None:
    for step in steps:
        reasons.extend(step.reasons)
        warnings.extend(step.warnings)


def once(found: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(found))
