"""Which VAT each line bears: the Polish rate, none, or the rate of the consumer's country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from mostek.tax.amounts import plain
from mostek.tax.countries import country_names
from mostek.tax.decision import ForeignRate, Question, Reason, Vat
from mostek.tax.place import Supply, Treatment
from mostek.tax.questions import ask
from mostek.tax.rates import standard_rate
from mostek.tax.reasons import REASONS, reason
from mostek.tax.sale import Sale
from mostek.tax.seller import Product, Seller
from mostek.tax.threshold import Position, count
from mostek.tax.warning import warning
from mostek.tax.words import Name, percent

IN_POLAND: frozenset[Treatment] = frozenset({"domestic", "seller_place", "event_place", "voucher_spv"})
REVERSE_CHARGE: frozenset[Treatment] = frozenset({"reverse_charge_eu", "reverse_charge"})
IN_UNION: frozenset[Treatment] = frozenset({"eu_digital", "eu_live", "eu_event", "eu_goods"})
NO_VAT_HERE: frozenset[Treatment] = frozenset(
    {"outside_digital", "outside_live", "outside_listed", "event_outside"}
)
OUTSIDE_CODES: dict[Treatment, str] = {
    "reverse_charge_eu": "NPUE",
    "reverse_charge": "NP",
    "outside_digital": "NP",
    "outside_live": "NP",
    "outside_listed": "NP",
    "event_outside": "NP",
    "wdt": "WDT",
    "export": "EXP",
}
# What wFirma calls the kind of supply in OSS; an own setting of the product wins, except for goods.
OSS_TYPES = {"DIGITAL": "SE", "EBOOK": "SC", "GOODS": "WO", "BOOK": "WO"}
OTHER_OSS_TYPE = "INNE"


@dataclass(frozen=True, slots=True)
class Taxed:
    """A supply with its VAT.

    `exempt_basis` is set when the Polish exemption applies (empty: its basis is not known). `till`: a cash
    register would record it, so a supply in Poland or an export. `distance`: a distance sale taxed in Poland.
    """

    supply: Supply
    vat: Vat
    exempt_basis: str | None = None
    till: bool = False
    distance: bool = False
    oss_type: str | None = None
    mark: str | None = None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def oss(self) -> bool:
        return isinstance(self.vat, ForeignRate)

    @property
    def reverse_charge(self) -> bool:
        return self.supply.treatment in REVERSE_CHARGE


def tax_supplies(
    supplies: Sequence[Supply], sale: Sale, seller: Seller, day: date
) -> tuple[Taxed, ...] | Question:
    """`day` is the tax point: it decides which foreign rate holds."""
    position = count(supplies, sale, seller)
    taxed = []
    for supply in supplies:
        if supply.treatment in IN_UNION:
            found = tax_in_union(supply, seller, position, day)
        elif seller.vat_status == "exempt_113":
            found = tax_by_exempt_seller(supply, seller)
        else:
            found = tax_by_active_seller(supply, seller)
        if isinstance(found, Question):
            return found
        taxed.append(found)
    return tuple(taxed)


def tax_by_active_seller(supply: Supply, seller: Seller) -> Taxed:
    treatment = supply.treatment
    if treatment == "wdt" and not seller.vat_ue:
        return replace(tax_in_poland(supply), reasons=(reason("vat.wdt_without_vat_ue"),))
    if treatment in IN_POLAND:
        return tax_in_poland(supply)
    warnings: tuple[Reason, ...] = ()
    if treatment in NO_VAT_HERE:
        warnings = (warning("vat.duties_abroad", country=supply.spot.country),)
    elif treatment == "export":
        warnings = (warning("vat.export_proof"),)
    elif treatment == "wdt":
        warnings = (warning("vat.transport_proof"),)
    elif treatment == "reverse_charge_eu" and not seller.vat_ue:
        warnings = (warning("seller.vat_ue_missing"),)
    return Taxed(
        supply,
        OUTSIDE_CODES[treatment],
        till=treatment == "export",
        reasons=why(treatment),
        warnings=warnings,
    )


def tax_in_poland(supply: Supply) -> Taxed:
    product = supply.item.product
    mark = "B_SPV" if supply.treatment == "voucher_spv" else None
    reasons = why(supply.treatment)
    if product.vat_rate != "zw":
        return Taxed(supply, product.vat_rate, till=True, mark=mark, reasons=reasons)
    basis = product.exempt_basis or ""
    exempt = reason("vat.exempt_product", basis=basis)
    if not basis:
        exempt = replace(exempt, basis=None)
    return Taxed(supply, "ZW", exempt_basis=basis, till=True, mark=mark, reasons=(*reasons, exempt))


def why(treatment: Treatment) -> tuple[Reason, ...]:
    """The reason of a treatment, where it has one; events tell theirs with the place."""
    code = f"vat.{treatment}"
    return (reason(code),) if code in REASONS and treatment != "event_place" else ()


def tax_by_exempt_seller(supply: Supply, seller: Seller) -> Taxed | Question:
    """No VAT on anything that Poland would tax; a service to a foreign business needs VAT-UE."""
    if supply.treatment in REVERSE_CHARGE:
        if not seller.vat_ue:
            return ask("seller.vat_ue_needed")
        return Taxed(supply, None, reasons=why(supply.treatment))
    if supply.treatment in NO_VAT_HERE:
        duties = warning("vat.duties_abroad", country=supply.spot.country)
        return Taxed(supply, None, reasons=why(supply.treatment), warnings=(duties,))
    basis = seller_basis(seller)
    missing = () if seller.exempt_basis else (warning("seller.exempt_basis_missing"),)
    exempt = reason("vat.exempt_seller", basis=basis)
    return Taxed(supply, None, exempt_basis=basis, till=True, reasons=(exempt,), warnings=missing)


def seller_basis(seller: Seller) -> str:
    return seller.exempt_basis or "art. 113 ust. 1"


def tax_in_union(supply: Supply, seller: Seller, position: Position, day: date) -> Taxed | Question:
    """A consumer of another Member State: taxed there, or here while the threshold covers it."""
    counted = supply.treatment in ("eu_digital", "eu_goods")
    if seller.oss == "below_threshold" and counted and not position.crossed:
        return tax_below_threshold(supply, seller, position)
    if seller.oss == "registered":
        return tax_through_oss(supply, seller, day)
    if seller.oss == "below_threshold" and counted:
        return ask("oss.threshold_crossed", sum=position.sum, country=country_names(supply.spot.country))
    return ask("oss.registration_needed", country=country_names(supply.spot.country))


def tax_below_threshold(supply: Supply, seller: Seller, position: Position) -> Taxed | Question:
    kind = "goods" if supply.treatment == "eu_goods" else "digital"
    below = reason(f"vat.below_threshold_{kind}")
    if seller.vat_status == "exempt_113":
        home = tax_by_exempt_seller(supply, seller)
        if isinstance(home, Question):
            return home
    else:
        home = replace(tax_in_poland(supply), mark="WSTO_EE", distance=kind == "goods")
    # Distance sales of goods have their invoice instead of the cash register (art. 106b ust. 1 pkt 2).
    return replace(home, reasons=(below, *home.reasons), warnings=(*home.warnings, *position.warnings))


def tax_through_oss(supply: Supply, seller: Seller, day: date) -> Taxed | Question:
    territory, country, product = supply.spot.territory, supply.spot.country, supply.item.product
    if territory and territory.regional:
        return ask("oss.regional_rate", place=(territory.pl, territory.en), rate=str(territory.rate))
    own = product.oss_rate.get(country)
    rate = own or (territory.rate if territory and territory.rate else standard_rate(country, day))
    if rate is None:
        return ask("oss.no_rate", country=country_names(country), day=day.isoformat())
    rate = plain(Decimal(rate))
    kind = supply.treatment.removeprefix("eu_")
    return Taxed(
        supply,
        ForeignRate(country=country, rate=rate),
        oss_type=oss_type(product),
        reasons=(reason(f"vat.oss_{kind}", country=country_names(country), rate=percent(rate)),),
        warnings=oss_warnings(supply, seller, assumed=own is None),
    )


def oss_type(product: Product) -> str:
    own = None if product.kind in ("GOODS", "BOOK") else product.oss_service_type
    return own or OSS_TYPES.get(product.kind, OTHER_OSS_TYPE)


def oss_warnings(supply: Supply, seller: Seller, *, assumed: bool) -> tuple[Reason, ...]:
    product = supply.item.product
    names: dict[str, Name] = {"product": supply.item.line.name, "country": country_names(supply.spot.country)}
    warnings = []
    if seller.vat_status == "exempt_113":
        warnings.append(warning("oss.exempt_seller"))
    if assumed and product.vat_rate == "zw":
        warnings.append(warning("oss.exemption_abroad", **names))
    elif assumed and product.vat_rate != "23":
        warnings.append(warning("oss.standard_rate", **names))
    return tuple(warnings)
