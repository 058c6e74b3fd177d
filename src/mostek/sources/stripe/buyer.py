"""Who bought: from the buyer's tax ids, the seller's own fields, and metadata, in this order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mostek.sources.stripe.payload import Address, CustomField, Details, Session, TaxId
from mostek.sources.stripe.platform import COMPANY_FIELDS, INVOICE_FIELDS, NIP_FIELDS
from mostek.tax.sale import Buyer, Location, ShipTo

HOME = "PL"  # BLIK and Przelewy24 ask for no address
YES = {"tak", "yes", "true", "1", "on", "y", "t"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the seller's own fields and metadata say, whatever they are called."""

    nip: str = ""
    company: str = ""
    wants_invoice: bool = False


def read_labels(
    fields: Iterable[CustomField], metadata: Iterable[Mapping[str, str]], options: Mapping[str, Any]
) -> Told:
    """The first answer counts; a field goes by its key or by its label."""
    said: dict[str, str] = {}
    for field in fields:
        for name in (field.key, field.label):
            said.setdefault(plain(name), field.value)
    for labels in metadata:
        for name, value in labels.items():
            said.setdefault(plain(name), value)

    def first(names: str) -> str:
        wanted = [plain(one) for one in names.split(",")]
        return next((said[one] for one in wanted if one and said.get(one)), "")

    return Told(
        nip=first(str(options.get("nip_fields") or NIP_FIELDS)),
        company=first(COMPANY_FIELDS),
        wants_invoice=first(INVOICE_FIELDS).casefold() in YES,
    )


def plain(name: str) -> str:
    """`Numer NIP:` and `numer_nip` are the same name."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def to_buyer(details: Details, told: Told, options: Mapping[str, Any]) -> Buyer:
    """A tax id makes a firm. Where Checkout asks for one, `name` is the firm's. Nobody's invoice has no name."""
    tax_id = number_of(details.tax_ids) or told.nip
    firm = told.company or details.business_name
    company = bool(tax_id or firm)
    address = details.address or Address()
    person = details.individual_name or details.name
    asks = told.wants_invoice or bool(options.get("invoice_for_all"))
    return Buyer(
        name=(firm or details.name or person or details.email) if company else (person or details.email),
        company=company,
        wants_invoice=company or (asks and bool(person)),
        tax_id=tax_id or None,
        street=f"{address.line1} {address.line2}".strip(),
        zip=address.postal_code,
        city=address.city,
        country=address.country.upper() or HOME,
        email=details.email,
    )


def number_of(tax_ids: Iterable[TaxId]) -> str:
    """A Polish or EU number before any other."""
    known = [one for one in tax_ids if one.value]
    known.sort(key=lambda one: one.type not in ("pl_nip", "eu_vat"))
    return known[0].value if known else ""


def to_location(details: Details, card: str) -> Location:
    """Evidence of a consumer's place: what was said, and where the card is from."""
    address = details.address or Address()
    return Location(billing=address.country.upper() or HOME, payment=card.upper() or None)


def to_destination(session: Session) -> ShipTo | None:
    collected = session.collected_information
    shipped = (collected and collected.shipping_details) or session.shipping_details
    address = shipped.address if shipped else None
    if address is None or not address.country:
        return None
    return ShipTo(country=address.country.upper(), zip=address.postal_code)


def details_of(session: Session) -> Details:
    details = session.customer_details or Details()
    collected = session.collected_information
    firm = details.business_name or (collected.business_name if collected else "")
    email = details.email or session.customer_email
    return details.model_copy(update={"business_name": firm, "email": email})
