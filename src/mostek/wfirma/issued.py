"""The record of a document → `Issued`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mostek.wfirma.envelope import entries
from mostek.wfirma.values import (
    Issued,
    IssuedLine,
    IssuedVat,
    amount,
    day,
    flag,
    gtu_code,
    identifier,
    text,
)


def record_to_issued(record: Mapping[str, Any]) -> Issued | None:
    """`None` when the record has no id: then nobody can say that the document exists."""
    id = identifier(record)
    if id is None:
        return None
    # The snapshot is what is printed; `contractor` is the record behind it and may change later.
    buyer = _relation(record, "contractor_detail") or _relation(record, "contractor") or {}
    receiver = _relation(record, "contractor_detail_receiver") or {}
    corrections = text(record, "corrections") or ""
    return Issued(
        id=id,
        number=text(record, "fullnumber") or "",
        type=text(record, "type"),
        date=day(record, "date"),
        sale_date=day(record, "disposaldate"),
        total=amount(record, "total"),
        netto=amount(record, "netto"),
        tax=amount(record, "tax"),
        currency=text(record, "currency"),
        currency_exchange=amount(record, "currency_exchange"),
        currency_date=day(record, "currency_date"),
        price_type=text(record, "price_type"),
        id_external=text(record, "id_external"),
        paymentstate=text(record, "paymentstate"),
        alreadypaid=amount(record, "alreadypaid"),
        buyer_name=text(buyer, "name"),
        buyer_nip=text(buyer, "nip"),
        buyer_email=text(buyer, "email"),
        buyer_country=text(buyer, "country"),
        contractor_id=_relation_id(record, "contractor"),
        receiver=_receiver(record),
        receiver_name=text(receiver, "name"),
        receiver_nip=text(receiver, "nip"),
        receiver_role=text(receiver, "role"),
        receiver_id=_relation_id(record, "contractor_receiver"),
        series_id=_relation_id(record, "series"),
        auto_send=flag(record, "auto_send"),
        description=text(record, "description"),
        schema=text(record, "schema"),
        schema_bill=flag(record, "schema_bill"),
        type_of_sale=text(record, "type_of_sale"),
        language_id=_language(record),
        lines=_lines(record),
        vat_rows=_vat_rows(record),
        parent_id=_relation_id(record, "parent"),
        corrections=int(corrections) if re.fullmatch("[0-9]{1,9}", corrections) else None,
        total_composed=amount(record, "total_composed"),
        hash=text(record, "hash") or "",
        ksef_status=text(record, "ksef_status") or "",
        ksef_number=text(record, "ksef_reference_number") or "",
        ksef_registered=text(record, "ksef_registration_date") or "",
        created=text(record, "created") or "",
        # Documented with two l, spelled with one in a database seen in public code.
        cancelled=flag(record, "schema_cancelled" if "schema_cancelled" in record else "schema_canceled"),
    )


def _relation(record: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    value = record.get(name)
    return value if isinstance(value, dict) else None


def _relation_id(record: Mapping[str, Any], name: str) -> str | None:
    """Relations are nested (`series: {id}`) or flat (`series_id`)."""
    return identifier(record.get(name)) or identifier(record.get(f"{name}_id"))


def _receiver(record: Mapping[str, Any]) -> bool | None:
    """A third party counts when its snapshot has a name, or else when the relation points somewhere."""
    relation, detail = (
        _relation(record, "contractor_receiver"),
        _relation(record, "contractor_detail_receiver"),
    )
    if detail is not None and text(detail, "name"):
        return True
    if relation is not None:
        return identifier(relation) is not None
    return None if detail is None else identifier(detail) is not None


def _language(record: Mapping[str, Any]) -> str | None:
    """`{"id": "1"}`, or a bare number as older answers have it."""
    relation = record.get("translation_language")
    return text(relation, "id") if isinstance(relation, dict) else text(record, "translation_language")


def _gtu(line: Mapping[str, Any]) -> str | None:
    written = text(line, "gtu")
    return None if written is None else gtu_code(written)


def _good(line: Mapping[str, Any]) -> str | None:
    relation = _relation(line, "good")
    return text(relation, "id") if relation is not None else text(line, "good_id")


def _lines(record: Mapping[str, Any]) -> tuple[IssuedLine, ...] | None:
    """`find` may leave the lines out; then nothing is known about them."""
    if not isinstance(record.get("invoicecontents"), dict):
        return None
    return tuple(
        IssuedLine(
            id=identifier(line) or "",
            name=text(line, "name") or "",
            count=amount(line, "count"),
            price=amount(line, "price"),
            netto=amount(line, "netto"),
            brutto=amount(line, "brutto"),
            vat=text(line, "vat"),
            vat_id=_relation_id(line, "vat_code"),
            gtu=_gtu(line),
            lumpcode=text(line, "lumpcode"),
            good_id=_good(line),
        )
        for line in entries(record["invoicecontents"])
    )


def _vat_rows(record: Mapping[str, Any]) -> tuple[IssuedVat, ...] | None:
    if not isinstance(record.get("vat_contents"), dict):
        return None
    return tuple(
        IssuedVat(
            vat_id=_relation_id(row, "vat_code"),
            netto=amount(row, "netto"),
            tax=amount(row, "tax"),
            brutto=amount(row, "brutto"),
        )
        for row in entries(record["vat_contents"])
    )
