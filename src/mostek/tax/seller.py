"""What the seller says about the business and about each product sold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

VatStatus = Literal["active", "exempt_113"]
OssStatus = Literal["registered", "below_threshold", "none"]
CashRegister = Literal["none", "online"]
ConsumerDocument = Literal["receipt", "invoice", "on_request"]
VatRate = Literal["23", "8", "5", "0", "zw"]
ProductKind = Literal[
    "DIGITAL",
    "EBOOK",
    "BOOK",
    "LIVE_EVENT_ONLINE",
    "ONSITE_EVENT",
    "CONSULTING",
    "GOODS",
    "VOUCHER_SPV",
    "VOUCHER_MPV",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    """`oss_rate` overrides the rate of a country: ISO code → percent. `place`: where an event is held."""

    kind: ProductKind = "DIGITAL"
    vat_rate: VatRate = "23"
    exempt_basis: str | None = None
    gtu: str | None = None
    lump_sum_rate: str | None = None
    oss_service_type: str | None = None
    oss_rate: Mapping[str, str] = field(default_factory=dict)
    needs_cash_register: bool = False
    annex_15: bool = False
    art_28l: bool = False
    place: str = "PL"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ksef:
    enabled: bool = True
    consumers: bool = False
    monthly_relief: bool = False
    outside_this_month: Decimal = Decimal(0)
    relief_lost: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Seller:
    """`eu_consumer_sales_net_pln`: this year's net sales to EU consumers before the sale at hand."""

    vat_status: VatStatus
    exempt_basis: str | None = None
    vat_ue: bool = True
    oss: OssStatus = "registered"
    eu_consumer_sales_net_pln: Decimal = Decimal(0)
    cash_register: CashRegister = "none"
    ksef: Ksef = field(default_factory=Ksef)
    consumer_document: ConsumerDocument = "receipt"
    income_tax: str = "lump_sum"
    default_product: Product = field(default_factory=Product)
