"""Put the document together: lines, charges, totals, annotations, marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

from mostek.tax.amounts import ZERO, draft_line, percent_of, split_by_weight, total_rows
from mostek.tax.deadlines import exchange_rate, issue_by
from mostek.tax.decision import Draft, DraftLine, Oss, Reason, Vat
from mostek.tax.gtu import gaps, gtu_of, lump_sum_of
from mostek.tax.kind import INVOICES, Case, Kind
from mostek.tax.ksef import Route, in_pln
from mostek.tax.sale import Charge
from mostek.tax.vat import Taxed
from mostek.tax.warning import warning

PRICE_TYPES: dict[str, Literal["brutto", "netto"]] = {"gross": "brutto", "net": "netto"}
SPLIT_PAYMENT_ABOVE = Decimal("15000.00")


def draw_up(case: Case, kind: Kind, way: Route) -> Draft:
    lines = [
        draft_line(line.supply.item, line.vat, gtu_of(line, kind.type), lump_sum_of(line, case.seller))
        for line in case.lines
        if line.supply.item.amount
    ]
    amounts: list[tuple[Vat, Decimal]] = [(line.vat, line.supply.item.amount) for line in case.lines]
    for charge in charge_lines(case):
        lines.append(charge)
        amounts.append((charge.vat, charge.unit_price))
    rows = total_rows([(vat, amount) for vat, amount in amounts if amount], case.sale.prices)
    return Draft(
        type=kind.type,
        currency=case.sale.currency,
        price_type=PRICE_TYPES[case.sale.prices],
        lines=tuple(lines),
        totals=rows,
        net=sum((row.net for row in rows), ZERO),
        tax=sum((row.tax for row in rows), ZERO),
        total=sum((row.gross for row in rows), ZERO),
        annotations=find_annotations(case, kind),
        oss=oss_details(case.lines),
        marks=find_marks(case, kind),
        ksef=way.ksef,
        issue_by=issue_by(case) if kind.type in INVOICES else None,
        exchange_rate=exchange_rate(case),
    )


def charge_lines(case: Case) -> list[DraftLine]:
    return [line for charge in case.sale.charges for line in split_charge(charge, case)]


def split_charge(charge: Charge, case: Case) -> list[DraftLine]:
    """A charge shares the VAT of the shipped goods, else of everything (art. 29a ust. 6 pkt 2)."""
    served = [line for line in case.lines if line.supply.item.shipped] or list(case.lines)
    groups: dict[Vat, list[Taxed]] = {}
    for line in served:
        groups.setdefault(line.vat, []).append(line)
    # The odd grosz goes to the higher rate, whichever line comes first.
    order = sorted(groups, key=lambda vat: (-percent_of(vat), str(vat)))
    weights = [sum((line.supply.item.amount for line in groups[vat]), ZERO) for vat in order]
    parts = dict(zip(order, split_by_weight(charge.amount, weights), strict=True))
    return [
        DraftLine(
            name=charge.name,
            quantity=Decimal(1),
            unit_price=parts[vat],
            vat=vat,
            lump_sum_rate=lump_sum_of(max(group, key=lambda line: line.supply.item.amount), case.seller),
        )
        for vat, group in groups.items()
        if parts[vat]
    ]


def find_annotations(case: Case, kind: Kind) -> tuple[str, ...]:
    if kind.type not in INVOICES:
        return ()
    found = []
    if any(line.reverse_charge for line in case.lines):
        found.append("reverse_charge")
    if needs_split_payment(case):
        found.append("split_payment")
    if kind.to_receipt:
        found.append("invoice_to_receipt")
    found += [f"exempt:{line.exempt_basis}" for line in case.lines if line.exempt_basis]
    return tuple(dict.fromkeys(found))


def has_annex_15(case: Case) -> bool:
    """Goods or services of annex 15 sold to a business with Polish VAT (art. 106e ust. 1 pkt 18a)."""
    return case.firm and any(
        line.supply.item.product.annex_15 and isinstance(line.vat, str) and line.vat.isdigit()
        for line in case.lines
    )


def needs_split_payment(case: Case) -> bool:
    total = in_pln(case)
    return has_annex_15(case) and total is not None and total > SPLIT_PAYMENT_ABOVE


def oss_details(lines: Sequence[Taxed]) -> Oss | None:
    line = next((line for line in lines if line.oss), None)
    if line is None or line.oss_type is None:
        return None
    return Oss(country=line.supply.spot.country, type=line.oss_type, evidence=line.supply.evidence)


def find_marks(case: Case, kind: Kind) -> tuple[str, ...]:
    if kind.type.startswith("proforma"):
        return ()
    return tuple(dict.fromkeys(line.mark for line in case.lines if line.mark))


def draft_warnings(case: Case, kind: Kind, draft: Draft) -> Iterable[Reason]:
    for line in case.lines:
        if line.supply.item.amount:
            yield from gaps(line, kind.type, case.seller)
        if line.exempt_basis == "":
            yield warning("product.exempt_basis_missing", product=line.supply.item.line.name)
    if kind.type in INVOICES and not case.sale.buyer.name.strip():
        yield warning("buyer.name_missing")
    if kind.type in INVOICES and has_annex_15(case) and in_pln(case) is None:
        yield warning("amounts.rate_missing")
    if draft.issue_by is not None and case.today > draft.issue_by:
        yield warning("deadline.passed", day=draft.issue_by.isoformat())
