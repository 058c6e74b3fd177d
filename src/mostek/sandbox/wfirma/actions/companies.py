"""companies/get, companies/find and user_companies/find, user_companies/get."""

from __future__ import annotations

from mostek.sandbox.wfirma import render
from mostek.sandbox.wfirma.actions.call import Call, NotFound
from mostek.sandbox.wfirma.conditions import Read
from mostek.sandbox.wfirma.envelope import InputError, Many, Record, Reply
from mostek.sandbox.wfirma.records import Membership


# Reference: doc.wfirma.pl, companies. `get` without an id answers with the company of the call.
def get(call: Call) -> Reply:
    company_id = call.row_id() if call.id else call.company_id
    if company_id not in call.caller.user.company_ids():
        raise NotFound(call.id)
    return Reply("companies", Many("company", [render.company(call.ledger.companies[company_id])]))


def find(call: Call) -> Reply:
    """The order follows the company chosen in the panel, so the first entry is no safe choice."""
    user = call.caller.user
    mine = [call.ledger.companies[i] for i in user.company_ids()]
    mine.sort(key=lambda company: company.id != user.current_company_id)
    found = call.find(mine, "companies", render.company_field)
    return Reply("companies", Many("company", [render.company(row) for row in found.rows]), found.paging)


# Reference: doc.wfirma.pl, user_companies: works without company_id; ids are those of the relation.
def get_relation(call: Call) -> Reply:
    membership = next((m for m in call.caller.user.memberships if m.id == call.row_id()), None)
    if membership is None:
        raise NotFound(call.id)
    return Reply("user_companies", Many("user_company", [_relation(call, membership)]))


def find_relations(call: Call) -> Reply:
    found = call.find(call.caller.user.memberships, "user_companies", _relation_field)
    relations = [_relation(call, membership) for membership in found.rows]
    return Reply("user_companies", Many("user_company", relations), found.paging)


def _relation_field(field: str) -> Read:
    if field.rpartition(".")[2] == "id":
        return lambda membership: str(membership.id)
    raise InputError(f"unknown field: {field}")


def _relation(call: Call, membership: Membership) -> Record:
    company = call.ledger.companies[membership.company_id]
    user = call.caller.user
    return {
        "id": str(membership.id),
        "right": "admin" if user.role == "admin" else "user",
        "user": {"id": str(user.id)},
        "warehouse": {"id": "0"},
        "company": {
            **render.company(company),
            "mojo_settings": {"netto_brutto": company.price_type, "warehouse_effect": "0"},
        },
        "company_pack": {
            "id": "1",
            "pack": "pack_book",
            "months": "12",
            "expiration_date": "",
            "status": "active",
        },
    }
