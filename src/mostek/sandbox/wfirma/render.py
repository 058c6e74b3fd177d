"""Rows of the books as records of the API, and the same scalars for `find`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from mostek.lib.clock import WARSAW
from mostek.sandbox.wfirma import ksef
from mostek.sandbox.wfirma.conditions import Read
from mostek.sandbox.wfirma.envelope import InputError, Many, Record, Value
from mostek.sandbox.wfirma.records import (
    Company,
    Contractor,
    Good,
    Invoice,
    Line,
    Party,
    Series,
    VatContent,
)
from mostek.sandbox.wfirma.settings import Settings
from mostek.sandbox.wfirma.vat_codes import Country, VatCode, vat_codes

# Scalars of an invoice in the order of an answer; the few whose attribute has another name stand in RENAMED.
INVOICE_SCALARS = [
    "id",
    "type",
    "fullnumber",
    "number",
    "day",
    "month",
    "year",
    "date",
    "disposaldate",
    "disposaldate_format",
    "disposaldate_empty",
    "paymentmethod",
    "paymentdate",
    "paymentstate",
    "alreadypaid_initial",
    "alreadypaid",
    "remaining",
    "currency",
    "currency_exchange",
    "currency_label",
    "currency_date",
    "price_type",
    "netto",
    "tax",
    "total",
    "total_composed",
    "corrections",
    "id_external",
    "auto_send",
    "description",
    "schema",
    "schema_bill",
    "schema_cancelled",
    "type_of_sale",
    "register_description",
    "tags",
    "template",
    "ksef_status",
    "ksef_reference_number",
    "ksef_registration_date",
    "hash",
    "created",
    "modified",
]
RENAMED = {"schema": "schema_name"}
# Present in answers of `get`, always the same here.
INVOICE_CONSTANTS = {
    "semitemplatenumber": "",
    "header": "",
    "footer": "",
    "user_name": "",
    "period": "",
    "signed": "0",
    "notes": "0",
    "documents": "0",
    "warehouse_type": "simple",
    "correction_type": "",
    "receipt_fiscal_printed": "0",
    "auto_send_postivo": "0",
    "auto_sms": "0",
    "interest_status": "",
    "register_vat_book": "",
    "register_tax_book": "",
    "formal_data_corrections": "0",
    "margin_tax_schema": "0",
    "bill_legal_description": "",
}
NO_RELATIONS = [
    "email",
    "email2",
    "expense",
    "payment",
    "payment_cashbox",
    "postivo_shipment",
    "postivo_shipment_content",
    "good_price_group",
]
CONTRACTOR_SCALARS = [name for name in Contractor.model_fields if name != "company_id"]
PARTY_SCALARS = list(Party.model_fields)
VAT_CODE_SCALARS = ("id", "declaration_country_id", "label", "rate", "code", "type", "priority")
COUNTRY_SCALARS = ("id", "name", "code", "priority")
COMPANY_SCALARS = ("id", "name", "altname", "nip", "vat_payer", "tax")
GOOD_AMOUNTS = ("count", "reserved", "min", "max", "secure")
GOOD_SCALARS = [
    name
    for name in Good.model_fields
    if name not in ("company_id", "vat_code_id", "vat_code_purchase_id", *GOOD_AMOUNTS)
]
SERIES_SCALARS = [
    "id",
    "name",
    "template",
    "initnumber",
    "type",
    "reset",
    "visibility",
    "created",
    "modified",
]


def text(value: Any) -> str:
    """A stored value as the API writes it: amounts with two decimals, times of Warsaw, flags 0 and 1."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return f"{value.astimezone(WARSAW):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def attributes(row: BaseModel, names: list[str]) -> dict[str, Value]:
    return {name: text(getattr(row, name)) for name in names}


# Lookups for `find`: how to read the text of `field` or `Model.field` from a row.


def invoice_field(field: str, moment: datetime) -> Read:
    model, _, name = field.rpartition(".")
    if model in ("", "Invoice"):
        if name.startswith("ksef_") or name == "currency_exchange":
            return lambda row: _invoice_scalar(row, name, moment)
        if name in INVOICE_SCALARS:
            return attribute(RENAMED.get(name, name))
        if name in ("contractor_id", "series_id", "parent_id", "order_id"):
            return attribute(name)
    if model == "ContractorDetail" and name in PARTY_SCALARS:
        return lambda row: text(getattr(row.contractor_detail, name))
    if (model, name) in (("Contractor", "id"), ("Series", "id"), ("Parent", "id"), ("Order", "id")):
        return attribute(f"{model.lower()}_id")
    raise InputError(f"unknown field: {field}")


def contractor_field(field: str) -> Read:
    return attribute(own(field, "Contractor", CONTRACTOR_SCALARS))


def series_field(field: str) -> Read:
    return attribute(own(field, "Series", SERIES_SCALARS))


def good_field(field: str) -> Read:
    if field in ("VatCode.id", "vat_code_id"):
        return attribute("vat_code_id")
    return attribute(own(field, "Good", [*GOOD_SCALARS, *GOOD_AMOUNTS]))


def vat_code_field(field: str) -> Read:
    if field == "DeclarationCountry.id":
        return attribute("declaration_country_id")
    return attribute(own(field, "VatCode", VAT_CODE_SCALARS))


def country_field(field: str) -> Read:
    return attribute(own(field, "DeclarationCountry", COUNTRY_SCALARS))


def company_field(field: str) -> Read:
    return attribute(own(field, "Company", COMPANY_SCALARS))


def own(field: str, model: str, names: Sequence[str]) -> str:
    given, _, name = field.rpartition(".")
    if given not in ("", model) or name not in names:
        raise InputError(f"unknown field: {field}")
    return name


def attribute(name: str) -> Read:
    return lambda row: text(getattr(row, name))


# Records.


def contractor(row: Contractor) -> Record:
    absent = {
        "translation_language": {"id": "0"},
        "company_account": {"id": "0"},
        "invoice_description": {"id": "0"},
    }
    return {**attributes(row, CONTRACTOR_SCALARS), **absent}


def invoice(
    row: Invoice, settings: Settings, moment: datetime, *, on_add: bool, lines: bool = True
) -> Record:
    """`on_add`: the answer of `invoices/add` gives the contractor's id as a number, all others as text."""
    record: dict[str, Value] = {name: _invoice_scalar(row, name, moment) for name in INVOICE_SCALARS}
    if settings.null_disposaldate and row.disposaldate_empty == "1":
        record["disposaldate"] = None
    record.update(INVOICE_CONSTANTS)
    altname = row.contractor_detail.name
    record["contractor"] = {"id": row.contractor_id if on_add else str(row.contractor_id), "altname": altname}
    record["contractor_detail"] = _party(row.contractor_detail)
    record["contractor_receiver"] = {"id": row.receiver_id if on_add else str(row.receiver_id)}
    # "No role" is "" on the buyer and "0" on the receiver.
    record["contractor_detail_receiver"] = (
        {**_party(row.receiver_detail), "role": row.receiver_detail.role or "0"}
        if row.receiver_detail
        else {"id": "0"}
    )
    for name in ("series", "parent", "order", "company_account", "translation_language"):
        record[name] = {"id": str(getattr(row, f"{name}_id"))}
    record["vat_moss_details"] = {"id": "0"}
    record.update({name: {"id": "0"} for name in NO_RELATIONS})
    if lines:
        record["vat_contents"] = Many(
            "vat_content", [_vat_content(row, content) for content in row.vat_contents]
        )
        record["invoicecontents"] = Many("invoicecontent", [_line(row, line, settings) for line in row.lines])
    return record


def _invoice_scalar(row: Invoice, name: str, moment: datetime) -> str:
    if name.startswith("ksef_"):
        return text(ksef.field(row, name, moment))
    if name == "currency_exchange":
        return f"{row.currency_exchange:.4f}"
    return text(getattr(row, RENAMED.get(name, name)))


def _party(row: Party) -> dict[str, Value]:
    return {**attributes(row, PARTY_SCALARS), "discount_percent": "0.00", "empty": "0", "simple": "0"}


def _vat_content(row: Invoice, content: VatContent) -> Record:
    amounts = {name: text(getattr(content, name)) for name in ("netto", "tax", "brutto")}
    return {
        "id": str(content.id),
        "object_name": "Invoice",
        "object_id": str(row.id),
        **amounts,
        "vat_code": {"id": str(content.vat_code_id)},
    }


def _line(row: Invoice, line: Line, settings: Settings) -> Record:
    marks: dict[str, Value] = {"gtu": line.gtu} if settings.line_gtu_shown else {}
    return {
        "id": str(line.id),
        "name": line.name,
        "classification": line.classification,
        "unit": line.unit,
        "count": f"{line.count:.4f}",
        "unit_count": f"{line.count:.4f}",
        "price": text(line.price),
        "price_modified": "0",
        "discount": text(line.discount),
        "discount_percent": text(line.discount_percent),
        "lumpcode": line.lumpcode,
        **marks,
        "netto": text(line.netto),
        "brutto": text(line.brutto),
        "vat_code": {"id": str(line.vat_code_id)},
        "good": {"id": str(line.good_id)},
        "parent": {"id": str(line.parent_id)},
        # A trap for readers that take the first <id> they meet.
        "invoice": {"id": str(row.id)},
        "created": text(row.created),
        "modified": text(row.modified),
    }


def company(row: Company) -> Record:
    return {
        "id": str(row.id),
        "name": row.name,
        "altname": row.altname,
        "nip": row.nip,
        "vat_payer": text(row.vat_payer),
        "tax": row.tax,
        "is_registered": "1",
        "is_authorized": "1",
        "edeclarations_verified": "0",
        "is_accountant": "0",
        "is_verified": "1",
        "warehouse_type": row.warehouse_type,
        "tax_lump_default_rate": "",
        "company_activity_classification": {"id": "0"},
        "accountant_company": {"id": "0"},
        "pending_accountant_company": {"id": "0"},
    }


def company_detail(row: Company) -> Record:
    names = [
        "name",
        "altname",
        "nip",
        "street",
        "building_number",
        "flat_number",
        "zip",
        "post",
        "city",
        "country",
        "phone",
        "email",
    ]
    return {
        "id": str(row.id),
        **attributes(row, names),
        "bank_name": row.bank_name,
        "bank_account": row.bank_account,
        "bank_swift": row.bank_swift,
        "bank_address": "",
    }


def series(row: Series) -> Record:
    return {
        **attributes(row, SERIES_SCALARS),
        "used": text(bool(row.counters)),
    }


def good(row: Good) -> Record:
    amounts: dict[str, Value] = {name: f"{getattr(row, name):.4f}" for name in GOOD_AMOUNTS}
    return {
        **attributes(row, GOOD_SCALARS),
        **amounts,
        "available": f"{row.count - row.reserved:.4f}",
        "vat": vat_codes()[row.vat_code_id].code,
        "vat_code": {"id": str(row.vat_code_id)},
        "vat_code_purchase": {"id": str(row.vat_code_purchase_id)},
    }


def vat_code(row: VatCode) -> Record:
    periods: list[Record] = [{"start": period.start, "stop": period.stop} for period in row.periods]
    return {
        "id": str(row.id),
        # A number here, a string in declaration_countries/find.
        "declaration_country": {"id": row.declaration_country_id},
        "label": row.label,
        "rate": text(row.rate),
        "code": row.code,
        "type": row.type,
        "priority": str(row.priority),
        "created": "2013-01-01 00:00:00",
        "modified": "2013-01-01 00:00:00",
        "vat_code_periods": Many("vat_code_period", periods),
    }


def country(row: Country) -> Record:
    return {
        "id": str(row.id),
        "name": row.name,
        "code": row.code,
        "priority": str(row.priority),
        "created": "2009-01-01 00:00:00",
        "modified": "2009-01-01 00:00:00",
    }
