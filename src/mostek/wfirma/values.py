"""What wFirma says, as frozen values. `None`: the answer did not say. An empty text: it said "nothing"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mostek.wfirma.envelope import entries


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """`tax`: `taxregister` (KPiR) or `lumpregister` (ryczałt). `price_type`: the default, if it is told."""

    id: str
    name: str
    nip: str
    vat_payer: bool
    tax: str = ""
    is_registered: bool | None = None
    is_verified: bool | None = None
    warehouse_type: str = ""
    price_type: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    id: str
    name: str
    type: str
    template: str
    visibility: str = "visible"


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """`url` is a secret of its receiver."""

    id: str
    url: str = field(default="", repr=False)
    event: str = ""
    is_active: bool = True


_ID = re.compile(r"[1-9][0-9]{0,18}")
_AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,8})?")

Period = tuple[datetime.date | None, datetime.date | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class VatCode:
    """`code` is empty for foreign rates, `country_id` is `0` for Poland.

    A rate may lapse and come back, as the German 19 % did in 2020: it is in force in any of `periods`
    (both days count, `None` is open).
    """

    id: str
    code: str
    rate: Decimal | None
    country_id: str
    label: str = ""
    type: str = ""
    periods: tuple[Period, ...] = ()

    @property
    def start(self) -> datetime.date | None:
        return min((start for start, _ in self.periods if start), default=None)

    @property
    def stop(self) -> datetime.date | None:
        stops = [stop for _, stop in self.periods]
        return max((stop for stop in stops if stop), default=None) if None not in stops else None

    def in_force(self, on: datetime.date) -> bool:
        """Without periods nothing limits it."""
        return not self.periods or any(
            (start is None or start <= on) and (stop is None or on <= stop) for start, stop in self.periods
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Country:
    id: str
    code: str
    name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contractor:
    id: str
    name: str
    tax_id_type: str = ""
    nip: str = ""
    email: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Good:
    """An entry of wFirma's catalogue. `gtu` in our spelling (`GTU_07`), empty when wFirma keeps none."""

    id: str
    code: str
    name: str = ""
    gtu: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedLine:
    """`gtu` in our spelling (`GTU_07`); `good_id` is `0` when no good is linked."""

    id: str
    name: str
    count: Decimal | None = None
    price: Decimal | None = None
    netto: Decimal | None = None
    brutto: Decimal | None = None
    vat: str | None = None
    vat_id: str | None = None
    gtu: str | None = None
    lumpcode: str | None = None
    good_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedVat:
    """One row per VAT code."""

    vat_id: str | None
    netto: Decimal | None
    tax: Decimal | None
    brutto: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """A document that stands in wFirma. `number` is the printed one; `receiver`: a third party is on it.

    `currency_date` is the day of the NBP table behind `currency_exchange`; `language_id` is `0` for Polish alone.
    """

    id: str
    number: str = ""
    type: str | None = None
    date: datetime.date | None = None
    sale_date: datetime.date | None = None
    total: Decimal | None = None
    netto: Decimal | None = None
    tax: Decimal | None = None
    currency: str | None = None
    currency_exchange: Decimal | None = None
    currency_date: datetime.date | None = None
    price_type: str | None = None
    id_external: str | None = None
    paymentstate: str | None = None
    alreadypaid: Decimal | None = None
    buyer_name: str | None = None
    buyer_nip: str | None = None
    buyer_email: str | None = None
    buyer_country: str | None = None
    contractor_id: str | None = None
    receiver: bool | None = None
    receiver_name: str | None = None
    receiver_nip: str | None = None
    receiver_role: str | None = None
    receiver_id: str | None = None
    series_id: str | None = None
    auto_send: bool | None = None
    description: str | None = None
    schema: str | None = None
    schema_bill: bool | None = None
    type_of_sale: str | None = None
    language_id: str | None = None
    lines: tuple[IssuedLine, ...] | None = None
    vat_rows: tuple[IssuedVat, ...] | None = None
    parent_id: str | None = None
    corrections: int | None = None
    total_composed: Decimal | None = None
    hash: str = ""
    ksef_status: str = ""
    ksef_number: str = ""
    ksef_registered: str = ""
    created: str = ""
    cancelled: bool | None = None


def identifier(record: object) -> str | None:
    """A real id: wFirma writes "no such relation" as `0`."""
    value = record.get("id") if isinstance(record, Mapping) else record
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def text(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name)
    return value.strip() if isinstance(value, str) else None


def amount(record: Mapping[str, Any], name: str) -> Decimal | None:
    value = text(record, name) or ""
    return Decimal(value) if _AMOUNT.fullmatch(value) else None


def day(record: Mapping[str, Any], name: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat((text(record, name) or "")[:10])
    except ValueError:
        return None


def flag(record: Mapping[str, Any], name: str) -> bool | None:
    value = text(record, name)
    return None if value is None else value.lower() in ("1", "true")


def record_to_company(record: Mapping[str, Any]) -> Company | None:
    id = identifier(record)
    if id is None:
        return None
    settings = record.get("mojo_settings")
    return Company(
        id=id,
        name=text(record, "name") or "",
        nip=text(record, "nip") or "",
        vat_payer=bool(flag(record, "vat_payer")),
        tax=text(record, "tax") or "",
        is_registered=flag(record, "is_registered"),
        is_verified=flag(record, "is_verified"),
        warehouse_type=text(record, "warehouse_type") or "",
        price_type=(text(settings, "netto_brutto") or "") if isinstance(settings, dict) else "",
    )


def record_to_series(record: Mapping[str, Any]) -> Series | None:
    id = identifier(record)
    if id is None:
        return None
    return Series(
        id=id,
        name=text(record, "name") or "",
        type=text(record, "type") or "",
        template=text(record, "template") or "",
        visibility=text(record, "visibility") or "visible",
    )


def record_to_vat_code(record: Mapping[str, Any]) -> VatCode | None:
    id = identifier(record)
    if id is None:
        return None
    country = record.get("declaration_country")
    periods = record.get("vat_code_periods") or {"0": {"": record.get("vat_code_period")}}
    return VatCode(
        id=id,
        code=text(record, "code") or "",
        rate=amount(record, "rate"),
        country_id=identifier(country if isinstance(country, dict) else record.get("declaration_country_id"))
        or "0",
        label=text(record, "label") or "",
        type=text(record, "type") or "",
        periods=tuple((day(period, "start"), day(period, "stop")) for period in entries(periods)),
    )


def record_to_country(record: Mapping[str, Any]) -> Country | None:
    id = identifier(record)
    code = (text(record, "code") or "").upper()
    return Country(id=id, code=code, name=text(record, "name") or "") if id and code else None


def record_to_good(record: Mapping[str, Any]) -> Good | None:
    id = identifier(record)
    if id is None:
        return None
    return Good(
        id=id,
        code=text(record, "code") or "",
        name=text(record, "name") or "",
        gtu=gtu_code(text(record, "gtu") or ""),
    )


def gtu_code(text: str) -> str:
    """`GTU_07`, `07` and `7` → `GTU_07`: which of them wFirma writes is not documented."""
    number = text.strip().upper().removeprefix("GTU").lstrip("_ ")
    return f"GTU_{number:0>2}" if number else ""


def record_to_contractor(record: Mapping[str, Any]) -> Contractor | None:
    id = identifier(record)
    if id is None:
        return None
    names = ("name", "tax_id_type", "nip", "email", "street", "zip", "city", "country")
    return Contractor(id=id, **{name: text(record, name) or "" for name in names})


def record_to_webhook(record: Mapping[str, Any]) -> Webhook | None:
    id = identifier(record)
    if id is None:
        return None
    return Webhook(
        id=id,
        url=text(record, "url") or "",
        event=text(record, "event") or "",
        is_active=flag(record, "active") is not False,
    )
