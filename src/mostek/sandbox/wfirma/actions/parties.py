"""Who stands on a document: the buyer and the receiver, by id, inline, or as a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mostek.sandbox.wfirma.actions.call import Call
from mostek.sandbox.wfirma.actions.contractors import keep, read_contractor
from mostek.sandbox.wfirma.actions.draft import relation_id
from mostek.sandbox.wfirma.envelope import Tree, child, text
from mostek.sandbox.wfirma.records import Contractor, Invoice, Party
from mostek.sandbox.wfirma.validation import EMPTY_ROLE, NO_OBJECT, Complaint


@dataclass(slots=True)
class Buyer:
    """`row.id` is 0 for a buyer sent inline, who becomes a contractor only when the document is stored."""

    row: Contractor | None
    complaints: list[Complaint]


def buyer_sent(call: Call, submitted: Tree) -> Buyer:
    given = child(submitted, "contractor")
    known_id = relation_id(submitted, "contractor")
    if known_id:
        row = call.ledger.contractors.get(known_id)
        if row is None or row.company_id != call.company_id:
            return Buyer(None, [("id", NO_OBJECT)])
        return Buyer(row, [])
    if not isinstance(given, dict | list) or not given:
        return Buyer(None, [])
    row = read_contractor(given, call.company_id, call.moment)
    if call.settings.inline_contractor == "match_nip" and row.nip:
        same = (c for c in call.ledger.contractors.values() if c.company_id == call.company_id)
        row = next((c for c in same if c.nip == row.nip), row)
    return Buyer(row, [])


def buyer_of(call: Call, buyer: Buyer, parent: Invoice | None) -> Buyer:
    """A correction without a buyer of its own keeps the buyer of what it corrects (guess)."""
    if buyer.row or buyer.complaints or parent is None:
        return buyer
    return Buyer(call.ledger.contractors.get(parent.contractor_id), [])


def snapshot(call: Call, contractor: Contractor | None, override: Tree) -> Party:
    """The frozen copy: the contractor's record, with `contractor_detail` on top when it was sent."""
    fields = [name for name in Party.model_fields if name not in ("id", "role")]
    copied = {name: getattr(contractor, name) for name in fields} if contractor else {}
    if isinstance(override, Mapping):
        copied |= {name: text(override, name) for name in fields if child(override, name) is not None}
    return Party(id=call.ledger.next_id("party"), role="", **copied)


def receiver_branch(call: Call, submitted: Tree) -> str:
    """Where the receiver's data stand: beside a known id, or inline. An id alone is lost in silence."""
    detail, inline = child(submitted, "contractor_detail_receiver"), child(submitted, "contractor_receiver")
    known = call.ledger.contractors.get(relation_id(submitted, "contractor_receiver"))
    if known and known.company_id == call.company_id and isinstance(detail, Mapping) and detail:
        return "contractor_detail_receiver"
    return "contractor_receiver" if isinstance(inline, Mapping) and text(inline, "name") else ""


def complaints_of_receiver(call: Call, submitted: Tree) -> list[Complaint]:
    branch = receiver_branch(call, submitted)
    return [("role", EMPTY_ROLE)] if branch and not text(child(submitted, branch), "role") else []


def receiver_sent(call: Call, submitted: Tree) -> Party | None:
    branch = receiver_branch(call, submitted)
    if not branch:
        return None
    given = child(submitted, branch)
    if branch == "contractor_receiver":
        row = keep(call, read_contractor({**given, "receiver": "1"}, call.company_id, call.moment))
        party = snapshot(call, row, None)
    else:
        row = call.ledger.contractors[relation_id(submitted, "contractor_receiver")]
        party = snapshot(call, row, given)
    party.id, party.role = row.id, text(given, "role")
    return party
