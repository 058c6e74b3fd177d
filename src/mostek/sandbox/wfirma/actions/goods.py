"""goods: add, edit, find, get, delete; and what a line takes over from the good that it links.

Reference: doc.wfirma.pl, goods. GTU is documented for the extended warehouse only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mostek.sandbox.wfirma import render
from mostek.sandbox.wfirma.actions.call import Call, NotFound
from mostek.sandbox.wfirma.amounts import decimal, rounded
from mostek.sandbox.wfirma.envelope import Many, Record, Reply, Tree, child, records, text
from mostek.sandbox.wfirma.records import Good
from mostek.sandbox.wfirma.validation import BAD_NUMBER, BAD_VALUE, EMPTY, Complaint, with_errors
from mostek.sandbox.wfirma.vat_codes import polish, vat_codes

TEXTS = (
    "name",
    "code",
    "unit",
    "lumpcode",
    "classification",
    "description",
    "tags",
    "visibility",
    "discount",
)
NUMBERS = ("netto", "brutto", "count", "min", "max", "secure")
CHOICES = {
    "type": {"good", "service", "set"},
    "warehouse_type": {"simple", "extended"},
    "price_type": {"netto", "brutto"},
}
GTU = re.compile(r"(GTU_)?(0?[1-9]|1[0-3])", re.IGNORECASE)


def add(call: Call) -> Reply:
    outcome: list[Record] = []
    refused = False
    for submitted in records(call.tree, "goods", "good"):
        company = call.its_company
        blank = Good(
            id=0,
            company_id=company.id,
            warehouse_type=company.warehouse_type,
            price_type=company.price_type,
            vat_code_id=company.default_vat,
            vat_code_purchase_id=company.default_vat,
            created=call.moment,
            modified=call.moment,
        )
        row, complaints = _changed(call, blank, submitted)
        if complaints:
            refused = True
            outcome.append(with_errors(submitted, complaints))
            continue
        row.id = call.ledger.next_id("good")
        call.ledger.goods[row.id] = row
        outcome.append(render.good(row))
    return Reply("goods", Many("good", outcome), code="ERROR" if refused else "OK")


def edit(call: Call) -> Reply:
    submitted = records(call.tree, "goods", "good")[0]
    row, complaints = _changed(call, _mine(call), submitted)
    if complaints:
        return Reply("goods", Many("good", [with_errors(submitted, complaints)]), code="ERROR")
    call.ledger.goods[row.id] = row
    return Reply("goods", Many("good", [render.good(row)]))


def find(call: Call) -> Reply:
    mine = [row for row in call.ledger.goods.values() if row.company_id == call.company_id]
    found = call.find(mine, "goods", render.good_field)
    return Reply("goods", Many("good", [render.good(row) for row in found.rows]), found.paging)


def get(call: Call) -> Reply:
    return Reply("goods", Many("good", [render.good(_mine(call))]))


def delete(call: Call) -> Reply:
    """Documents keep what they took over."""
    row = _mine(call)
    del call.ledger.goods[row.id]
    return Reply("goods", Many("good", [render.good(row)]))


def linked(call: Call, id: int) -> Good | None:
    row = call.ledger.goods.get(id)
    return row if row is not None and row.company_id == call.company_id else None


def filled(call: Call, tree: Tree, good: Good, price_type: str) -> Tree:
    """The line as sent, with the good's data where it says nothing; `linked_good = overrides` turns that round."""
    theirs = {
        "name": good.name,
        "unit": good.unit,
        "classification": good.classification,
        "lumpcode": good.lumpcode,
        "price": f"{getattr(good, price_type):.2f}",
    }
    names_vat = (
        child(tree, "vat") is not None or child(tree, "vat_code") is not None or text(tree, "vat_code_id")
    )
    overrides = call.settings.linked_good == "overrides"
    kept: dict[str, Any] = {
        name: value for name, value in theirs.items() if value and (overrides or not text(tree, name))
    }
    given = dict(tree) if isinstance(tree, Mapping) else {}
    if overrides or not names_vat:
        kept["vat_code"] = {"id": str(good.vat_code_id)}
        given.pop("vat", None)
    return {**given, **kept}


def _mine(call: Call) -> Good:
    row = linked(call, call.row_id())
    if row is None:
        raise NotFound(call.id)
    return row


def _changed(call: Call, row: Good, submitted: Tree) -> tuple[Good, list[Complaint]]:
    complaints: list[Complaint] = []
    changes: dict[str, Any] = {
        name: text(submitted, name) for name in TEXTS if child(submitted, name) is not None
    }
    for name in NUMBERS:
        if given := text(submitted, name):
            number = decimal(given)
            changes[name] = number or Decimal(0)
            if number is None:
                complaints.append((name, BAD_NUMBER))
    for name, allowed in CHOICES.items():
        if given := text(submitted, name):
            changes[name] = given
            if given not in allowed:
                complaints.append((name, BAD_VALUE))
    if given := text(submitted, "gtu"):
        changes["gtu"] = given
        if not GTU.fullmatch(given):
            complaints.append(("gtu", BAD_VALUE))
    for name in ("vat_code", "vat_code_purchase"):
        id = text(child(submitted, name), "id") or text(submitted, f"{name}_id")
        if id.isdigit() and int(id) in vat_codes():
            changes[f"{name}_id"] = int(id)
    if plain := text(submitted, "vat"):
        changes.setdefault("vat_code_id", polish(plain).id)
    changed = row.model_copy(update={**changes, "modified": call.moment})
    if not changed.name:
        complaints.append(("name", EMPTY))
    _settle(call, changed, changes)
    return changed, complaints


def _settle(call: Call, row: Good, sent: Mapping[str, Any]) -> None:
    """What follows from the company and from the rest: the kind of warehouse, the other price, the GTU."""
    if call.its_company.warehouse_type == "simple":
        row.warehouse_type = "simple"
    rate = vat_codes()[row.vat_code_id].rate
    if row.price_type == "brutto" and "brutto" in sent:
        row.netto = rounded(row.brutto * 100 / (100 + rate))
    elif "netto" in sent:
        row.brutto = rounded(row.netto * (100 + rate) / 100)
    keeps = {"extended": row.warehouse_type == "extended", "any": True, "ignored": False}
    if not keeps[call.settings.good_gtu]:
        row.gtu = ""
