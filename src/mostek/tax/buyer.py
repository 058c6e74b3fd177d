"""Who buys: a consumer, a Polish business, an EU business, a business outside the Union.

One buyer can be two things at once: with an invalid VAT number a consumer for services and a business for
goods, in Belfast a third-country business for services and an EU one for goods. So a `Party` has two roles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mostek.tax.countries import country_names
from mostek.tax.decision import Question, Reason
from mostek.tax.questions import ask
from mostek.tax.reasons import reason
from mostek.tax.sale import Sale, Vies
from mostek.tax.territories import NORTHERN_IRELAND, Spot, spot
from mostek.tax.vat_id import TaxId, clean, is_placeholder, read_tax_id
from mostek.tax.warning import warning

Role = Literal["consumer", "firm_pl", "firm_eu", "firm_unconfirmed", "firm_outside"]


@dataclass(frozen=True, slots=True)
class Party:
    """The buyer's role for services and for goods. `firm_unconfirmed`: a business, no active number."""

    services: Role
    goods: Role
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...] = ()


def classify(sale: Sale, *, shipped: bool) -> Party | Question:
    """`shipped` says whether the sale has goods: XI numbers matter for goods only."""
    buyer = sale.buyer
    place = spot(buyer.country, buyer.zip, goods=False)
    if not (buyer.company or clean(buyer.tax_id) or buyer.business_proof):
        return consumer(place)
    tax_id = read_tax_id(buyer.tax_id, place.country)
    if place.zone == "PL":
        return classify_polish(sale, tax_id, place)
    if place.zone == "EU":
        return classify_european(sale, tax_id, place)
    if place.territory is NORTHERN_IRELAND:
        return classify_northern_irish(sale, tax_id, shipped=shipped)
    proven = tax_id is not None or bool(buyer.business_proof)
    warnings = () if proven else (warning("buyer.business_unproven"),)
    return Party("firm_outside", "firm_outside", (reason("buyer.firm_outside"),), warnings)


def consumer(place: Spot, *more: Reason) -> Party:
    country = country_names(place.country)
    by_zone = {
        "PL": reason("buyer.consumer_pl"),
        "EU": reason("buyer.consumer_eu", country=country),
        "OUTSIDE": reason("buyer.consumer_outside", country=country),
    }
    return Party("consumer", "consumer", (by_zone[place.zone], *more))


def classify_polish(sale: Sale, tax_id: TaxId | None, place: Spot) -> Party | Question:
    if tax_id is None:
        if sale.buyer.wants_invoice:
            return ask("buyer.nip_missing")
        return consumer(place, reason("buyer.company_without_number"))
    if tax_id.kind != "nip":
        return ask("buyer.number_of_other_country", number=typed(sale), country=place.country)
    if not tax_id.plausible:
        return ask("buyer.nip_wrong", number=typed(sale))
    doubts = (
        (warning("buyer.nip_placeholder", number=tax_id.number),) if is_placeholder(tax_id.number) else ()
    )
    return Party("firm_pl", "firm_pl", (reason("buyer.firm_pl"),), doubts)


def classify_european(sale: Sale, tax_id: TaxId | None, place: Spot) -> Party | Question:
    buyer = sale.buyer
    if tax_id is None:
        if buyer.business_proof:
            return Party("firm_unconfirmed", "firm_unconfirmed", (reason("buyer.firm_proven"),))
        if buyer.wants_invoice:
            return ask("buyer.number_missing")
        return consumer(place, reason("buyer.company_without_number"))
    if tax_id.prefix != ("EL" if place.country == "GR" else place.country):
        return ask("buyer.number_of_other_country", number=typed(sale), country=buyer.country)
    question = check_vies(sale, tax_id)
    if question:
        return question
    if is_confirmed(buyer.vies):
        return Party("firm_eu", "firm_eu", (reason("buyer.firm_eu"),))
    if buyer.business_proof:
        return Party("firm_unconfirmed", "firm_unconfirmed", (reason("buyer.firm_proven"),))
    return Party("consumer", "firm_unconfirmed", (reason("buyer.firm_unconfirmed"),))


def classify_northern_irish(sale: Sale, tax_id: TaxId | None, *, shipped: bool) -> Party | Question:
    reasons = (reason("buyer.firm_northern_ireland"),)
    if not shipped or tax_id is None or tax_id.prefix != "XI":
        return Party("firm_outside", "firm_unconfirmed", reasons)
    question = check_vies(sale, tax_id)
    if question:
        return question
    return Party("firm_outside", "firm_eu" if is_confirmed(sale.buyer.vies) else "firm_unconfirmed", reasons)


def check_vies(sale: Sale, tax_id: TaxId) -> Question | None:
    """VIES has the last word on a number; the check digits only save asking it about a typing error."""
    vies = sale.buyer.vies
    if vies is not None and not vies.unavailable:
        return None
    if not tax_id.plausible:
        return ask("buyer.number_wrong", number=typed(sale))
    number = tax_id.prefix + tax_id.number
    return ask("buyer.vies_unavailable" if vies else "buyer.vies_not_asked", number=number)


def is_confirmed(vies: Vies | None) -> bool:
    return vies is not None and vies.valid and not vies.unavailable


def typed(sale: Sale) -> str:
    return (sale.buyer.tax_id or "").strip()
