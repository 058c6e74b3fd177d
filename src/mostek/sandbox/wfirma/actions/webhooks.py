"""webhooks: add, find, get, edit, delete, trigger. What they send is in post.py."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from mostek.sandbox.wfirma import post, render
from mostek.sandbox.wfirma.actions.call import Call, NotFound
from mostek.sandbox.wfirma.conditions import Read
from mostek.sandbox.wfirma.envelope import Many, Record, Reply, Tree, child, records, text
from mostek.sandbox.wfirma.records import Webhook
from mostek.sandbox.wfirma.validation import BAD_VALUE, EMPTY, Complaint, with_errors

# Documented are the first three; the others are allowed by a client's tests.
EVENTS = {
    *{"invoice/add", "payments/add", "warehouse_good/change_state", "invoice/edit", "invoice/del"},
    *{"contractors/add", "goods/add", "companies/verify", "companies/changePackage"},
    "companies/changePackageExpirationDate",
}
SCALARS = ["id", "url", "event", "data_type", "active", "last_done_time", "created", "modified"]
WRITABLE = ("url", "event", "data_type", "active")


# Reference: doc.wfirma.pl, webhooks/add.
def add(call: Call) -> Reply:
    shown: list[Record] = []
    refused = False
    for submitted in records(call.tree, "webhooks", "webhook"):
        row = Webhook(
            id=0,
            company_id=call.company_id,
            key=secrets.token_hex(16),
            created=call.moment,
            modified=call.moment,
        ).model_copy(update=_submitted(submitted))
        if complaints := _complaints(row):
            refused = True
            shown.append(with_errors(submitted, complaints))
            continue
        row.id = call.ledger.next_id("webhook")
        call.ledger.webhooks[row.id] = row
        shown.append(_record(row))
    return Reply("webhooks", Many("webhook", shown), code="ERROR" if refused else "OK")


def find(call: Call) -> Reply:
    mine = [row for row in call.ledger.webhooks.values() if row.company_id == call.company_id]
    found = call.find(mine, "webhooks", _field)
    return Reply("webhooks", Many("webhook", [_record(row) for row in found.rows]), found.paging)


def get(call: Call) -> Reply:
    """The record, with `metainfo` beside what it says of itself."""
    row = _mine(call)
    return _reply({**_record(row), "metainfo": post.metainfo(row, call.moment)})


def edit(call: Call) -> Reply:
    row = _mine(call)
    submitted = records(call.tree, "webhooks", "webhook")[0]
    changed = row.model_copy(update={**_submitted(submitted), "modified": call.moment})
    if complaints := _complaints(changed):
        return Reply("webhooks", Many("webhook", [with_errors(submitted, complaints)]), code="ERROR")
    call.ledger.webhooks[row.id] = changed
    return _reply(_record(changed))


def delete(call: Call) -> Reply:
    row = _mine(call)
    del call.ledger.webhooks[row.id]
    return _reply(_record(row))


def trigger(call: Call) -> Reply:
    """A test: the last document of the company is sent, or a body without any."""
    row = _mine(call)
    mine = (one for one in reversed(call.ledger.invoices.values()) if one.company_id == call.company_id)
    call.books.post.put(call, row, next(mine, None))
    return _reply(_record(row))


def _record(row: Webhook) -> Record:
    return render.attributes(row, SCALARS)


def _field(field: str) -> Read:
    return render.attribute(render.own(field, "Webhook", SCALARS))


def _mine(call: Call) -> Webhook:
    row = call.ledger.webhooks.get(call.row_id())
    if row is None or row.company_id != call.company_id:
        raise NotFound(call.id)
    return row


def _reply(record: Record) -> Reply:
    return Reply("webhooks", Many("webhook", [record]))


def _submitted(submitted: Tree) -> dict[str, str]:
    return {name: text(submitted, name) for name in WRITABLE if child(submitted, name) is not None}


def _complaints(row: Webhook) -> list[Complaint]:
    parts = urlsplit(row.url)
    found: list[Complaint] = []
    if not row.url:
        found.append(("url", EMPTY))
    elif parts.scheme not in ("http", "https") or not parts.netloc:
        found.append(("url", BAD_VALUE))
    if row.event not in EVENTS:
        found.append(("event", BAD_VALUE))
    if row.data_type not in ("xml", "json"):
        found.append(("data_type", BAD_VALUE))
    return found
