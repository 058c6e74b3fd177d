"""What the books hold when they are opened: two people, two companies, one verified application."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from mostek.sandbox.wfirma.records import (
    Application,
    ApplicationStatus,
    Company,
    Membership,
    Role,
    Series,
    User,
)
from mostek.sandbox.wfirma.settings import Settings

if TYPE_CHECKING:
    from mostek.sandbox.wfirma.state import Ledger

# The five positions that the help page for sellers tells to choose.
HELP_PAGE_SCOPES = [
    "contractors-read",
    "companies-read",
    "contractors-write",
    "invoices-read",
    "invoices-write",
]

# type: (name, template). Templates without a mark of their own would collide between types.
DEFAULT_SERIES = {
    "normal": ("Faktury", "FV [numer]/[miesiąc]/[rok]"),
    "margin": ("Faktury VAT marża", "FM [numer]/[miesiąc]/[rok]"),
    "bill": ("Rachunki", "RACH [numer]/[miesiąc]/[rok]"),
    "proforma": ("Pro formy", "PROF [numer]/[miesiąc]/[rok]"),
    "proforma_bill": ("Pro formy (bez VAT)", "PROFB [numer]/[miesiąc]/[rok]"),
    "offer": ("Oferty", "OF [numer]/[miesiąc]/[rok]"),
    "offer_bill": ("Oferty (bez VAT)", "OFB [numer]/[miesiąc]/[rok]"),
    "receipt_normal": ("Dowody sprzedaży", "PAR [numer]/[miesiąc]/[rok]"),
    "receipt_bill": ("Dowody sprzedaży (bez VAT)", "PARB [numer]/[miesiąc]/[rok]"),
    "receipt_fiscal_normal": ("Paragony fiskalne", "PF [numer]/[miesiąc]/[rok]"),
    "receipt_fiscal_bill": ("Paragony fiskalne (bez VAT)", "PFB [numer]/[miesiąc]/[rok]"),
    "income_normal": ("Inne przychody", "IP [numer]/[miesiąc]/[rok]"),
    "income_bill": ("Inne przychody (bez VAT)", "IPB [numer]/[miesiąc]/[rok]"),
    "correction": ("Korekty", "KOR [numer]/[miesiąc]/[rok]"),
    "normal_draft": ("Wersje robocze", "WRF [numer]/[miesiąc]/[rok]"),
}


class SeedUser(BaseModel):
    """`companies` are positions in the seed's list."""

    model_config = ConfigDict(extra="forbid")
    login: str
    password: str = "demo"  # noqa: S105 — the published password of the demo
    name: str = ""
    role: Role = "employee"
    permissions: list[str] = Field(default_factory=list)
    companies: list[int] = Field(default_factory=lambda: [0])


class SeedApplication(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = "Mostek"
    scopes: list[str] = Field(default_factory=lambda: list(HELP_PAGE_SCOPES))
    redirect_uri: str = "http://127.0.0.1:8000/wfirma/callback"
    ip: str = "127.0.0.1"
    status: ApplicationStatus = "verified"
    client_id: str = "0123456789abcdef0123456789abcdef"
    client_secret: str = "fedcba9876543210fedcba9876543210"  # noqa: S105


def _companies() -> list[dict[str, Any]]:
    return [
        {
            "name": "Kursy Demo Jan Testowy",
            "altname": "Kursy Demo",
            "nip": "9876543210",
            "vat_payer": True,
            "street": "Przykładowa",
            "building_number": "12",
            "flat_number": "3",
            "zip": "30-001",
            "post": "Kraków",
            "city": "Kraków",
            "email": "jan@demo.example",
            "bank_name": "Bank Przykładowy",
            "bank_account": "11114015600000000000000001",
        },
        {
            "name": "Warsztaty Źdźbło Jan Testowy",
            "altname": "Warsztaty Źdźbło",
            "nip": "1111111111",
            "vat_payer": False,
            "tax": "lumpregister",
            "street": "Łąkowa",
            "building_number": "7",
            "zip": "50-002",
            "post": "Wrocław",
            "city": "Wrocław",
            "email": "warsztaty@demo.example",
        },
    ]


def _users() -> list[SeedUser]:
    return [
        SeedUser(login="jan@demo.example", name="Jan Testowy", role="admin", companies=[0, 1]),
        SeedUser(login="ola@demo.example", name="Ola Pracowita", role="employee"),
    ]


class Seed(BaseModel):
    """`companies` are records without id (`Company`), in the order of their ids."""

    model_config = ConfigDict(extra="forbid")
    companies: list[dict[str, Any]] = Field(default_factory=_companies)
    users: list[SeedUser] = Field(default_factory=_users)
    application: SeedApplication = Field(default_factory=SeedApplication)
    settings: Settings = Field(default_factory=Settings)

    def changed(self, change: dict[str, Any]) -> Seed:
        """The seed with these parts replaced: companies by position, users by login, the rest by name."""
        whole = self.model_dump()
        for position, company in enumerate(change.pop("companies", [])):
            if position < len(whole["companies"]):
                whole["companies"][position].update(company)
            else:
                whole["companies"].append(company)
        by_login = {user["login"]: user for user in whole["users"]}
        for user in change.pop("users", []):
            by_login.setdefault(user["login"], {}).update(user)
        whole["users"] = list(by_login.values())
        for part in ("application", "settings"):
            whole[part].update(change.pop(part, {}))
        return Seed.model_validate({**whole, **change})


def plant(ledger: Ledger, seed: Seed, moment: datetime) -> None:
    for fields in seed.companies:
        company = Company(id=ledger.next_id("company"), **fields)
        ledger.companies[company.id] = company
        plant_series(ledger, company.id, moment)
    company_ids = list(ledger.companies)
    for seed_user in seed.users:
        ids = [company_ids[position] for position in seed_user.companies]
        user = User(
            id=ledger.next_id("user"),
            login=seed_user.login,
            password=seed_user.password,
            name=seed_user.name or seed_user.login,
            role=seed_user.role,
            permissions=set(seed_user.permissions),
            memberships=[Membership(id=ledger.next_id("membership"), company_id=i) for i in ids],
            current_company_id=ids[0] if ids else 0,
        )
        ledger.users[user.id] = user
    owner = next(iter(ledger.users), 0)
    application = Application(
        id=ledger.next_id("application"), user_id=owner, created=moment, **seed.application.model_dump()
    )
    ledger.applications[application.id] = application
    ledger.app_keys = [secrets.token_hex(16)]
    ledger.settings = seed.settings.model_copy()


def plant_series(ledger: Ledger, company_id: int, moment: datetime) -> None:
    for kind, (name, template) in DEFAULT_SERIES.items():
        series = Series(
            id=ledger.next_id("series"),
            company_id=company_id,
            name=name,
            template=template,
            type=kind,
            created=moment,
        )
        ledger.series[series.id] = series
