"""invoices: find, get, send, download, delete. `add` is in issue.py."""

from __future__ import annotations

from functools import partial

from mostek.sandbox.wfirma import mailing, pdf, render
from mostek.sandbox.wfirma.actions.call import BusinessRefusal, Call, NotFound
from mostek.sandbox.wfirma.conditions import selected_fields
from mostek.sandbox.wfirma.envelope import InputError, Many, Record, Reply, children, parameters, text
from mostek.sandbox.wfirma.records import Invoice
from mostek.sandbox.wfirma.validation import BAD_EMAIL, EMAIL

IN_KSEF = "Nie można usunąć dokumentu wysłanego do KSeF."
CORRECTED = "Nie można usunąć dokumentu, do którego wystawiono korektę."


def find(call: Call) -> Reply:
    mine, moment = call.company_id, call.moment
    visible = [
        row
        for row in call.ledger.invoices.values()
        if row.company_id == mine and (row.visible_from is None or row.visible_from <= moment)
    ]
    found = call.find(visible, "invoices", lambda field: render.invoice_field(field, call.moment))
    columns = selected_fields(parameters(call.tree, "invoices"))
    lines = call.settings.find_with_lines or any(column.startswith("InvoiceContent.") for column in columns)
    shown = [_with_columns(_record(call, row, lines=lines), columns) for row in found.rows]
    return Reply("invoices", Many("invoice", shown), found.paging)


def get(call: Call) -> Reply:
    return Reply("invoices", Many("invoice", [_record(call, _mine(call), lines=True)]))


def send(call: Call) -> Reply:
    """Accepted means queued, not delivered."""
    invoice = _mine(call)
    given = _given_parameters(call)
    contractor = call.ledger.contractors.get(invoice.contractor_id)
    to = given.get("email") or (contractor.email if contractor else "")
    if not EMAIL.fullmatch(to):
        raise BusinessRefusal(BAD_EMAIL)
    mailing.queue(
        call,
        invoice,
        origin="send",
        to=to,
        subject=given.get("subject", ""),
        body=given.get("body", ""),
        page=given.get("page") or "invoice",
    )
    return Reply(message=f"Dokument {invoice.fullnumber} został zlecony do wysyłki.")


def download(call: Call) -> Reply:
    """Raw PDF bytes, whatever `outputFormat` says; the one-page confirmation until KSeF has answered.

    Printing takes a while and happens once the books are free again.
    """
    invoice = _mine(call)
    given = _given_parameters(call)
    company = call.ledger.companies[invoice.company_id]
    if invoice.ksef_at and invoice.ksef_at > call.moment:
        return Reply(pdf=partial(pdf.confirmation, invoice, company, call.moment))
    copies = pdf.Copies(page=given.get("page", "invoice").lower(), duplicate=given.get("duplicate") == "1")
    return Reply(pdf=partial(pdf.document, invoice, company, copies, call.moment))


# Reference: doc.wfirma.pl, invoices/delete.
def delete(call: Call) -> Reply:
    """The deleted record, once. Guesses: the number is not given out again; what KSeF has, or a correction
    stands on, stays."""
    try:
        row = _mine(call)
    except NotFound:
        if call.settings.deleted_again == "INPUT ERROR":
            raise InputError("deleted before") from None
        raise
    if row.ksef_at is not None:
        raise BusinessRefusal(IN_KSEF)
    if row.corrections:
        raise BusinessRefusal(CORRECTED)
    del call.ledger.invoices[row.id]
    return Reply("invoices", Many("invoice", [_record(call, row, lines=True)]))


def _mine(call: Call) -> Invoice:
    row = call.ledger.invoices.get(call.row_id())
    if row is None or row.company_id != call.company_id:
        raise NotFound(call.id)
    return row


def _record(call: Call, row: Invoice, *, lines: bool) -> Record:
    record = render.invoice(row, call.settings, call.moment, on_add=False, lines=lines)
    if not lines:
        return record
    return {**record, "company_detail": render.company_detail(call.ledger.companies[row.company_id])}


def _with_columns(record: Record, columns: list[str]) -> Record:
    """Only what `fields` asks for; columns of relations keep the whole relation."""
    if not columns:
        return record
    wanted = {"id"}
    for column in columns:
        model, _, name = column.rpartition(".")
        relations = {"InvoiceContent": "invoicecontents", "ContractorDetail": "contractor_detail"}
        wanted.add(name if model in ("", "Invoice") else relations.get(model, model.lower()))
    return {name: value for name, value in record.items() if name in wanted}


def _given_parameters(call: Call) -> dict[str, str]:
    """`parameters` → `parameter` {name, value}: wrappers in an array, numbered, or one array inside."""
    given: dict[str, str] = {}
    for value in children(parameters(call.tree, "invoices"), "parameter"):
        for one in value if isinstance(value, list) else [value]:
            given[text(one, "name")] = text(one, "value")
    return given
