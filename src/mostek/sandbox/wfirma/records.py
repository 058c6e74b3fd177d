"""What the books hold. Field names are those of the API wherever the API has one; amounts are Decimal."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

Day = date  # `date` is also the name of a field

Role = Literal["admin", "employee"]
ApplicationStatus = Literal["waiting", "verified", "rejected"]

# Tick boxes of Uprawnienia » Przychody. Their names are ours: no public page lists wFirma's.
INCOME_PERMISSIONS = {
    "income_view": "Przeglądanie dokumentów sprzedaży",
    "income_add": "Wystawianie dokumentów sprzedaży",
    "income_send": "Wysyłanie dokumentów e-mailem",
    "contractors": "Kontrahenci",
}


class Membership(BaseModel):
    """One user in one company: what `user_companies` lists."""

    id: int
    company_id: int


class User(BaseModel):
    id: int
    login: str
    password: str
    name: str
    role: Role
    permissions: set[str] = Field(default_factory=set)
    memberships: list[Membership] = Field(default_factory=list)
    current_company_id: int = 0

    def may(self, permission: str) -> bool:
        return self.role == "admin" or permission in self.permissions

    def company_ids(self) -> list[int]:
        return [membership.company_id for membership in self.memberships]


class Company(BaseModel):
    """`ksef` switches sending to KSeF on; `default_vat` is the code of lines that name none."""

    id: int
    name: str
    altname: str
    nip: str
    vat_payer: bool
    tax: str = "taxregister"
    street: str = ""
    building_number: str = ""
    flat_number: str = ""
    zip: str = ""
    post: str = ""
    city: str = ""
    country: str = "PL"
    phone: str = ""
    email: str = ""
    bank_name: str = ""
    bank_account: str = ""
    bank_swift: str = ""
    price_type: Literal["netto", "brutto"] = "netto"
    default_vat: int = 222
    ksef: bool = False
    warehouse_type: Literal["simple", "extended"] = "simple"


class Application(BaseModel):
    """A registered OAuth 2.0 application. Verified (at `verify_at` or by hand) it gets id and secret."""

    id: int
    user_id: int
    name: str
    scopes: list[str]
    redirect_uri: str
    ip: str
    status: ApplicationStatus
    client_id: str
    client_secret: str
    created: datetime
    verify_at: datetime | None = None


class ApiKey(BaseModel):
    id: int
    user_id: int
    name: str
    access_key: str
    secret_key: str
    created: datetime


class Code(BaseModel):
    """An authorisation code. It stays after use, so that a second use can be told from a wrong code."""

    code: str
    application_id: int
    user_id: int
    scopes: list[str]
    redirect_uri: str
    expires: datetime
    used: bool = False


class Grant(BaseModel):
    """What a user allowed an application. The refresh token rotates; the grant stays."""

    id: int
    application_id: int
    user_id: int
    scopes: list[str]
    refresh_token: str
    refresh_expires: datetime
    revoked: bool = False


class AccessToken(BaseModel):
    grant_id: int
    expires: datetime


class Series(BaseModel):
    """A numbering series. `counters` hold the last number of each period that `reset` makes."""

    id: int
    company_id: int
    name: str
    template: str
    type: str
    reset: Literal["yearly", "monthly", "daily"] = "monthly"
    initnumber: int = 1
    visibility: Literal["visible", "hidden"] = "visible"
    created: datetime
    counters: dict[str, int] = Field(default_factory=dict)

    @property
    def modified(self) -> datetime:
        """Nothing here edits a series."""
        return self.created


class Party(BaseModel):
    """A frozen copy of a buyer or receiver on a document."""

    id: int
    tax_id_type: str = ""
    name: str = ""
    nip: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    role: str = ""


class Contractor(BaseModel):
    id: int
    company_id: int
    name: str = ""
    altname: str = ""
    tax_id_type: str = "nip"
    nip: str = ""
    regon: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    country: str = "PL"
    different_contact_address: str = "0"
    contact_name: str = ""
    contact_street: str = ""
    contact_zip: str = ""
    contact_city: str = ""
    contact_country: str = ""
    contact_person: str = ""
    phone: str = ""
    skype: str = ""
    fax: str = ""
    email: str = ""
    url: str = ""
    description: str = ""
    buyer: str = "1"
    seller: str = "1"
    account_number: str = ""
    discount_percent: str = "0.00"
    payment_days: str = ""
    payment_method: str = ""
    remind: str = "1"
    hash: str = ""
    tags: str = ""
    notes: str = "0"
    documents: str = "0"
    source: str = "Własne"
    jst: str = "0"
    vat_group: str = "0"
    receiver: str = "0"
    role: str = ""
    created: datetime
    modified: datetime


class Good(BaseModel):
    """A thing or service of the catalogue. `gtu` as it was sent: a number, or `GTU_12`."""

    id: int
    company_id: int
    name: str = ""
    code: str = ""
    unit: str = "szt."
    netto: Decimal = Decimal(0)
    brutto: Decimal = Decimal(0)
    gtu: str = ""
    lumpcode: str = ""
    type: Literal["good", "service", "set"] = "good"
    classification: str = ""
    discount: str = "1"
    description: str = ""
    notes: str = "0"
    documents: str = "0"
    tags: str = ""
    count: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)
    min: Decimal = Decimal(0)
    max: Decimal = Decimal(0)
    secure: Decimal = Decimal(0)
    visibility: str = "visible"
    warehouse_type: Literal["simple", "extended"] = "simple"
    price_type: Literal["netto", "brutto"] = "netto"
    vat_code_id: int
    vat_code_purchase_id: int
    created: datetime
    modified: datetime

    @property
    def is_stocked(self) -> bool:
        return self.type == "good" and self.warehouse_type == "extended"


class Line(BaseModel):
    id: int
    name: str
    classification: str = ""
    unit: str = ""
    count: Decimal
    price: Decimal
    discount: bool = True
    discount_percent: Decimal = Decimal(0)
    vat_code_id: int
    lumpcode: str = ""
    gtu: str = ""
    good_id: int = 0
    parent_id: int = 0
    netto: Decimal = Decimal(0)
    brutto: Decimal = Decimal(0)


class VatContent(BaseModel):
    """One row of a document's VAT summary."""

    id: int
    vat_code_id: int
    netto: Decimal
    tax: Decimal
    brutto: Decimal


class Invoice(BaseModel):
    """Any document. `ksef_at` is when KSeF answers; `find` shows the document from `visible_from` on."""

    id: int
    company_id: int
    type: str
    fullnumber: str
    number: int
    day: int
    month: int
    year: int
    date: Day
    disposaldate: Day
    disposaldate_format: str = "day"
    disposaldate_empty: str = "0"
    paymentdate: Day
    paymentmethod: str
    paymentstate: str
    alreadypaid_initial: Decimal
    alreadypaid: Decimal
    remaining: Decimal
    currency: str
    currency_exchange: Decimal
    currency_label: str
    currency_date: Day | None
    price_type: Literal["netto", "brutto"]
    netto: Decimal
    tax: Decimal
    total: Decimal
    total_composed: Decimal
    corrections: int = 0
    series_id: int
    contractor_id: int
    contractor_detail: Party
    receiver_id: int = 0
    receiver_detail: Party | None = None
    parent_id: int = 0
    order_id: int = 0
    company_account_id: int = 0
    translation_language_id: int = 0
    lines: list[Line]
    vat_contents: list[VatContent]
    auto_send: bool = False
    description: str = ""
    id_external: str = ""
    schema_name: str = "normal"
    schema_bill: str = "0"
    schema_cancelled: str = "0"
    type_of_sale: str = ""
    register_description: str = ""
    tags: str = ""
    template: str = ""
    hash: str
    created: datetime
    modified: datetime
    visible_from: datetime | None = None
    ksef_at: datetime | None = None
    ksef_reference: str = ""
    ksef_rejected: bool = False


class Webhook(BaseModel):
    """One event of one company, told to one address. `key` stands in the `metainfo` of what is sent."""

    id: int
    company_id: int
    url: str = ""
    event: str = ""
    data_type: str = "xml"
    active: str = "1"
    key: str
    last_done_time: datetime | None = None
    created: datetime
    modified: datetime


class Email(BaseModel):
    """A message that wFirma would send. Nothing leaves the sandbox."""

    id: int
    company_id: int
    invoice_id: int
    fullnumber: str
    to: str
    subject: str
    body: str
    page: str
    origin: Literal["auto_send", "send"]
    queued_at: datetime
    attached: Literal["invoice", "confirmation"] = "invoice"
