"""A submitted document read into values, with everything wFirma would complain about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from mostek.lib.clock import warsaw_date
from mostek.sandbox.wfirma.actions import goods
from mostek.sandbox.wfirma.actions.call import Call
from mostek.sandbox.wfirma.amounts import PricedLine, decimal
from mostek.sandbox.wfirma.envelope import Tree, child, children, text
from mostek.sandbox.wfirma.exchange import EXCHANGE
from mostek.sandbox.wfirma.records import Company, Day, Good
from mostek.sandbox.wfirma.validation import (
    BAD_DATE,
    BAD_NUMBER,
    BAD_VALUE,
    EMPTY,
    EMPTY_LINE_NAME,
    NO_OBJECT,
    NO_STOCK,
    Complaint,
    complaints_of_moss_detail,
)
from mostek.sandbox.wfirma.vat_codes import polish, vat_codes

VAT_TYPES = {
    "normal",
    "margin",
    "proforma",
    "offer",
    "receipt_normal",
    "receipt_fiscal_normal",
    "income_normal",
    "normal_draft",
}
BILL_TYPES = {"bill", "proforma_bill", "offer_bill", "receipt_bill", "receipt_fiscal_bill", "income_bill"}
PAYMENT_METHODS = {"cash", "transfer", "compensation", "cod", "payment_card"}
EXEMPT = 233
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class DraftLine:
    name: str
    classification: str
    unit: str
    lumpcode: str
    gtu: str
    good_id: int
    has_discount: bool
    priced: PricedLine
    parent_id: int = 0


@dataclass(slots=True)
class Draft:
    """`complaints` are on the document, `line_complaints` by position, `moss_complaints` on a node apart."""

    type: str
    date: Day
    disposaldate: Day
    paymentdate: Day
    paymentmethod: str
    currency: str
    price_type: Literal["netto", "brutto"]
    paid_initially: Decimal
    lines: list[DraftLine]
    complaints: list[Complaint] = field(default_factory=list)
    line_complaints: dict[int, list[Complaint]] = field(default_factory=dict)
    moss: Tree = None
    moss_complaints: list[Complaint] = field(default_factory=list)
    receiver_complaints: list[Complaint] = field(default_factory=list)

    @property
    def is_receipt(self) -> bool:
        return self.type.startswith("receipt")

    @property
    def is_refused(self) -> bool:
        return any((self.complaints, self.line_complaints, self.moss_complaints, self.receiver_complaints))


def relation_id(tree: Tree, name: str) -> int:
    """`{"series": {"id": 72}}` or `{"series_id": 72}`; 0 when absent or not a number."""
    given = text(child(tree, name), "id") or text(tree, f"{name}_id")
    return int(given) if given.isdigit() else 0


def flag(tree: Tree, name: str, default: bool = False) -> bool:
    given = text(tree, name)
    return given.lower() in ("1", "true") if given else default


def read_draft(call: Call, submitted: Tree, discount_of_buyer: Decimal) -> Draft:
    """A correction comes without lines: they depend on the corrected document."""
    company = call.its_company
    complaints: list[Complaint] = []
    issued = _date(submitted, "date", warsaw_date(call.moment), complaints)
    price_type = (
        text(submitted, "price_type") or text(submitted, "tax_evaluation_method") or company.price_type
    )
    if price_type not in ("netto", "brutto"):
        complaints.append(("price_type", BAD_VALUE))
    draft = Draft(
        type=_type(submitted, company, call.settings.type_family_enforced, complaints),
        date=issued,
        disposaldate=_date(submitted, "disposaldate", issued, complaints),
        paymentdate=_date(submitted, "paymentdate", issued, complaints),
        paymentmethod=_choice(submitted, "paymentmethod", "transfer", PAYMENT_METHODS, complaints),
        currency=_choice(submitted, "currency", "PLN", set(EXCHANGE), complaints),
        price_type="brutto" if price_type == "brutto" else "netto",
        paid_initially=_number(submitted, "alreadypaid_initial", Decimal(0), complaints),
        lines=[],
        complaints=complaints,
    )
    draft.moss = _moss_detail(submitted)
    if draft.type == "correction":
        return draft
    _read_lines(draft, call, submitted, discount_of_buyer)
    if not draft.lines and not draft.line_complaints:
        complaints.append(("invoicecontents", EMPTY))
    if any(vat_codes()[line.priced.vat_code_id].is_foreign for line in draft.lines):
        detail = draft.moss or {}
        draft.moss_complaints = complaints_of_moss_detail(
            text(detail, "type"), text(detail, "evidence1_type"), text(detail, "evidence2_type")
        )
    return draft


def _type(submitted: Tree, company: Company, enforced: bool, complaints: list[Complaint]) -> str:
    """The family follows the VAT status of the company, never the rates of the lines."""
    kind = text(submitted, "type") or ("normal" if company.vat_payer else "bill")
    allowed = VAT_TYPES | BILL_TYPES if not enforced else VAT_TYPES if company.vat_payer else BILL_TYPES
    if kind not in allowed | {"correction"}:
        complaints.append(("type", BAD_VALUE))
    return kind


def _date(submitted: Tree, name: str, default: date, complaints: list[Complaint]) -> date:
    given = text(submitted, name)
    if not given:
        return default
    try:
        if DATE.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:
        pass
    complaints.append((name, BAD_DATE))
    return default


def _choice(submitted: Tree, name: str, default: str, allowed: set[str], complaints: list[Complaint]) -> str:
    given = text(submitted, name) or default
    if given not in allowed:
        complaints.append((name, BAD_VALUE))
        return default
    return given


def _number(submitted: Tree, name: str, default: Decimal, complaints: list[Complaint]) -> Decimal:
    given = text(submitted, name)
    number = decimal(given) if given else default
    if number is None:
        complaints.append((name, BAD_NUMBER))
        return default
    return number


def _moss_detail(submitted: Tree) -> Tree:
    """An object, or its fields right under the plural (XML). As an array it is ignored without a word."""
    branch = child(submitted, "vat_moss_details")
    if not isinstance(branch, dict):
        return None
    inner = child(branch, "vat_moss_detail")
    return inner if isinstance(inner, dict) else branch if "type" in branch else None


def _read_lines(draft: Draft, call: Call, submitted: Tree, discount_of_buyer: Decimal) -> None:
    for tree in children(child(submitted, "invoicecontents"), "invoicecontent"):
        if isinstance(tree, list):
            # {"invoicecontent": [{…}, {…}]}: taken, but the lines lose what is in them.
            draft.lines += [read_line(draft, call, {}, Decimal(0), []) for _ in tree]
            continue
        complaints: list[Complaint] = []
        line = read_line(draft, call, tree, discount_of_buyer, complaints)
        if not line.name:
            complaints.append(("name", EMPTY_LINE_NAME))
        if complaints:
            draft.line_complaints[len(draft.lines)] = complaints
        draft.lines.append(line)


def read_line(
    draft: Draft, call: Call, tree: Tree, discount_of_buyer: Decimal, complaints: list[Complaint]
) -> DraftLine:
    good, tree = _with_good(draft, call, tree, complaints)
    has_discount = flag(tree, "discount", default=True)
    percent = _number(tree, "discount_percent", discount_of_buyer, complaints)
    count = _number(tree, "count", Decimal(1), complaints)
    if good and good.is_stocked and count > good.count:
        complaints.append(("count", NO_STOCK))
    return DraftLine(
        name=text(tree, "name"),
        classification=text(tree, "classification"),
        unit=text(tree, "unit"),
        lumpcode=text(tree, "lumpcode"),
        gtu=(text(tree, "gtu") if call.settings.line_gtu == "kept" else "") or (good.gtu if good else ""),
        good_id=good.id if good else 0,
        has_discount=has_discount,
        priced=PricedLine(
            count=count,
            price=_number(tree, "price", Decimal(0), complaints),
            discount=percent if has_discount else Decimal(0),
            vat_code_id=_vat_code_id(draft, call.its_company, tree),
        ),
    )


def _with_good(draft: Draft, call: Call, tree: Tree, complaints: list[Complaint]) -> tuple[Good | None, Tree]:
    """The good that the line links, and the line with what it takes over from it."""
    wanted = relation_id(tree, "good")
    good = goods.linked(call, wanted) if wanted else None
    if good is not None:
        return good, goods.filled(call, tree, good, draft.price_type)
    if wanted and call.settings.unknown_good == "error":
        complaints.append(("good_id", NO_OBJECT))
    return None, tree


def _vat_code_id(draft: Draft, company: Company, tree: Tree) -> int:
    given = relation_id(tree, "vat_code")
    plain = text(tree, "vat")
    if given:
        code = vat_codes().get(given, vat_codes()[company.default_vat])
    elif draft.moss and not draft.type.endswith("bill"):
        # OSS details with a plain rate: back to 23 %.
        code = vat_codes()[company.default_vat]
    else:
        code = polish(plain) if plain else vat_codes()[company.default_vat]
    if draft.type in BILL_TYPES and code.rate:
        return EXEMPT
    return code.id
