"""Which actions there are, what they need, and the road of one call through access, parsing and the books."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from mostek.sandbox.wfirma.access import (
    Caller,
    Refused,
    authenticate,
    check_permission,
    check_scope,
    choose_company,
)
from mostek.sandbox.wfirma.actions import companies, contractors, goods, invoices, issue, tables, webhooks
from mostek.sandbox.wfirma.actions.call import BusinessRefusal, Call, NotFound, Tampering
from mostek.sandbox.wfirma.envelope import InputError, Many, Reply, child, children, read, text
from mostek.sandbox.wfirma.records import Company
from mostek.sandbox.wfirma.state import Books


@dataclass(frozen=True, slots=True)
class Action:
    run: Callable[[Call], Reply]
    scope: str | None = None
    permission: str | None = None
    needs_company: bool = True


# The scopes of download, send and the tables are guesses.
ACTIONS: dict[tuple[str, str], Action] = {
    ("companies", "get"): Action(companies.get, "companies-read"),
    ("companies", "find"): Action(companies.find, "companies-read", needs_company=False),
    ("user_companies", "get"): Action(companies.get_relation, needs_company=False),
    ("user_companies", "find"): Action(companies.find_relations, needs_company=False),
    ("contractors", "add"): Action(contractors.add, "contractors-write", "contractors"),
    ("contractors", "edit"): Action(contractors.edit, "contractors-write", "contractors"),
    ("contractors", "find"): Action(contractors.find, "contractors-read", "contractors"),
    ("contractors", "get"): Action(contractors.get, "contractors-read", "contractors"),
    ("goods", "add"): Action(goods.add, "goods-write"),
    ("goods", "edit"): Action(goods.edit, "goods-write"),
    ("goods", "delete"): Action(goods.delete, "goods-write"),
    ("goods", "find"): Action(goods.find, "goods-read"),
    ("goods", "get"): Action(goods.get, "goods-read"),
    ("invoices", "add"): Action(issue.add, "invoices-write", "income_add"),
    ("invoices", "find"): Action(invoices.find, "invoices-read", "income_view"),
    ("invoices", "get"): Action(invoices.get, "invoices-read", "income_view"),
    ("invoices", "send"): Action(invoices.send, "invoices-write", "income_send"),
    ("invoices", "download"): Action(invoices.download, "invoices-read", "income_view"),
    ("invoices", "delete"): Action(invoices.delete, "invoices-write", "income_add"),
    ("webhooks", "add"): Action(webhooks.add, "webhooks-write"),
    ("webhooks", "find"): Action(webhooks.find, "webhooks-read"),
    ("webhooks", "get"): Action(webhooks.get, "webhooks-read"),
    ("webhooks", "edit"): Action(webhooks.edit, "webhooks-write"),
    ("webhooks", "delete"): Action(webhooks.delete, "webhooks-write"),
    ("webhooks", "trigger"): Action(webhooks.trigger, "webhooks-write"),
    ("series", "find"): Action(tables.find_series, "series-read"),
    ("series", "get"): Action(tables.get_series, "series-read"),
    ("vat_codes", "find"): Action(tables.find_vat_codes, needs_company=False),
    ("vat_codes", "get"): Action(tables.get_vat_code, needs_company=False),
    ("declaration_countries", "find"): Action(tables.find_countries, needs_company=False),
    ("declaration_countries", "get"): Action(tables.get_country, needs_company=False),
}
MODULES = {module for module, _ in ACTIONS}
# wFirma has these, the sandbox does not: said so, instead of pretending that they do not exist.
NOT_EMULATED = {
    *{("contractors", "delete"), ("invoices", "edit"), ("invoices", "fiscalize")},
    *{("invoices", "unfiscalize"), ("series", "add"), ("series", "edit"), ("series", "delete")},
}
NOT_EMULATED_MODULES = {
    "payments",
    "payment_cashboxes",
    "company_accounts",
    "company_addresses",
    "company_packs",
    "translation_languages",
    "tags",
    "invoice_descriptions",
    "invoice_deliveries",
    "notes",
    "documents",
    "users",
    "expenses",
    "terms",
    "term_groups",
    "interests",
    "warehouses",
    "vehicles",
    "exchanges",
    "exchange_contents",
    "taxregisters",
    "ledger_operation_schemas",
    "ledger_accountant_years",
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """One HTTP request, stripped of its framework."""

    module: str
    action: str
    id: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str

    @property
    def input_format(self) -> str:
        return "json" if self.query.get("inputFormat") == "json" else "xml"

    @property
    def output_format(self) -> str:
        wanted = self.query.get("outputFormat")
        return wanted if wanted in ("json", "xml") else self.input_format


@dataclass(frozen=True, slots=True)
class Answer:
    reply: Reply
    company_id: int | None = None
    reference: str = ""


Interfere = Callable[[Call], Reply | None]
"""A fault that acts inside a call: before it is authorised or instead of it."""


def answer(
    books: Books,
    incoming: Incoming,
    *,
    tampering: Tampering,
    before: Callable[[Incoming], None],
    instead: Interfere,
) -> Answer:
    """Carry out one call. Everything wFirma would say, refusals included, is a `Reply`; nothing is raised."""
    action = ACTIONS.get((incoming.module, incoming.action))
    if action is None:
        return Answer(_unknown(incoming))
    company: Company | None = None
    reference = ""
    with books.acting():
        try:
            before(incoming)
            caller = authenticate(books, incoming.headers, incoming.query, incoming.address)
            check_scope(caller, action.scope)
            check_permission(caller, action.permission)
            company = _company(books, caller, action, incoming)
            tree = read(incoming.body, incoming.input_format)
            reference = _reference(incoming, tree)
            call = Call(books, caller, company, incoming.id, tree, books.clock(), tampering)
            reply = instead(call) or action.run(call)
        except Refused as refused:
            reply = Reply(code=refused.code, http_status=refused.http_status)
        except InputError:
            reply = Reply(code="INPUT ERROR")
        except NotFound:
            reply = Reply(code="NOT FOUND")
        except BusinessRefusal as refusal:
            reply = Reply(code="ERROR", message=str(refusal))
    return Answer(_with_oddities(books, reply), company.id if company else None, reference)


def _unknown(incoming: Incoming) -> Reply:
    if incoming.module in NOT_EMULATED_MODULES or (incoming.module, incoming.action) in NOT_EMULATED:
        message = "Sandbox: ta akcja nie jest odtwarzana / this action is not emulated"
        return Reply(code="NOT EMULATED", message=message, http_status=501)
    if incoming.module not in MODULES:
        return Reply(code="CONTROLLER NOT FOUND", always_xml=True)
    return Reply(code="ACTION NOT FOUND")


def _company(books: Books, caller: Caller, action: Action, incoming: Incoming) -> Company | None:
    wanted = incoming.query.get("company_id")
    if not action.needs_company and not wanted:
        return None
    if incoming.module == "companies" and incoming.id and not wanted:
        wanted = incoming.id
    return choose_company(books, caller.user, wanted)


def _reference(incoming: Incoming, tree: object) -> str:
    """The `id_external` of an `add`, for the call log."""
    if incoming.action != "add":
        return ""
    submitted = children(child(tree, incoming.module), incoming.module.removesuffix("s"))
    return next((text(one, "id_external") for one in submitted), "")


def _with_oddities(books: Books, reply: Reply) -> Reply:
    """`errors: false` on records without errors, where the account is of that kind."""
    if not books.settings.errors_as_false or reply.records is None or reply.code != "OK":
        return reply
    records = [{**record, "errors": False} for record in reply.records.records]
    return replace(reply, records=Many(reply.records.singular, list(records)))
