"""contractors: add, edit, find, get."""

from __future__ import annotations

import secrets
import string
from datetime import datetime

from mostek.sandbox.wfirma import render
from mostek.sandbox.wfirma.actions.call import Call, NotFound
from mostek.sandbox.wfirma.envelope import Many, Record, Reply, Tree, child, records, text
from mostek.sandbox.wfirma.records import Contractor
from mostek.sandbox.wfirma.validation import complaints_of_contractor, with_errors

READ_ONLY = {"id", "company_id", "notes", "documents", "source", "created", "modified", "hash"}
WRITABLE = [name for name in Contractor.model_fields if name not in READ_ONLY]
CONTACT = ("name", "street", "zip", "city", "country")
ALPHABET = string.ascii_lowercase + string.digits


def random_hash() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(32))


def add(call: Call) -> Reply:
    outcome: list[Record] = []
    refused = False
    for submitted in records(call.tree, "contractors", "contractor"):
        row = read_contractor(submitted, call.company_id, call.moment)
        complaints = complaints_of_contractor(row, call.settings)
        if complaints:
            refused = True
            outcome.append(with_errors(submitted, complaints))
        else:
            keep(call, row)
            outcome.append(render.contractor(row))
    return Reply("contractors", Many("contractor", outcome), code="ERROR" if refused else "OK")


def edit(call: Call) -> Reply:
    row = _mine(call)
    submitted = records(call.tree, "contractors", "contractor")[0]
    changed = row.model_copy(update={**_submitted(submitted), "modified": call.moment})
    complaints = complaints_of_contractor(changed, call.settings)
    if complaints:
        return Reply("contractors", Many("contractor", [with_errors(submitted, complaints)]), code="ERROR")
    call.ledger.contractors[row.id] = changed
    return Reply("contractors", Many("contractor", [render.contractor(changed)]))


def find(call: Call) -> Reply:
    mine = [row for row in call.ledger.contractors.values() if row.company_id == call.company_id]
    found = call.find(mine, "contractors", render.contractor_field)
    return Reply(
        "contractors", Many("contractor", [render.contractor(row) for row in found.rows]), found.paging
    )


def get(call: Call) -> Reply:
    return Reply("contractors", Many("contractor", [render.contractor(_mine(call))]))


def _mine(call: Call) -> Contractor:
    row = call.ledger.contractors.get(call.row_id())
    if row is None or row.company_id != call.company_id:
        raise NotFound(call.id)
    return row


def read_contractor(submitted: Tree, company_id: int, moment: datetime) -> Contractor:
    """A contractor without id; defaults are those that the API shows on read-back."""
    row = Contractor(id=0, company_id=company_id, created=moment, modified=moment, hash=random_hash())
    row = row.model_copy(update=_submitted(submitted))
    row.altname = row.altname or row.name
    for name in CONTACT:
        contact = f"contact_{name}"
        if child(submitted, contact) is None:
            setattr(row, contact, getattr(row, name))
    return row


def keep(call: Call, row: Contractor) -> Contractor:
    row.id = call.ledger.next_id("contractor")
    call.ledger.contractors[row.id] = row
    return row


def _submitted(submitted: Tree) -> dict[str, str]:
    return {name: text(submitted, name) for name in WRITABLE if child(submitted, name) is not None}
