"""Where each line is taxed. The tables are the law's matrix: kind of product by buyer, in one look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from mostek.tax.amounts import Item
from mostek.tax.buyer import Party, Role
from mostek.tax.countries import ISO_CODES, country_names
from mostek.tax.decision import Question, Reason
from mostek.tax.questions import ask
from mostek.tax.reasons import reason
from mostek.tax.sale import Sale, ShipTo
from mostek.tax.seller import ProductKind
from mostek.tax.territories import Spot, spot
from mostek.tax.warning import warning

Treatment = Literal[
    "domestic",
    "seller_place",  # taxed where the seller is, whoever buys
    "event_place",  # taxed where the event is: in Poland
    "event_outside",  # the event is outside the Union
    "voucher_spv",
    "reverse_charge_eu",  # the business buyer accounts for it: NPUE
    "reverse_charge",  # the same without an active EU number or outside the Union: NP
    "outside_digital",
    "outside_live",
    "outside_listed",
    "eu_digital",  # a consumer of another Member State, counts towards the threshold
    "eu_live",  # the same, no threshold
    "eu_event",
    "eu_goods",  # distance sale, counts towards the threshold
    "wdt",
    "export",
]
Row = dict[str, Treatment]

FIRMS_28B: Row = {
    "firm_pl": "domestic",
    "firm_eu": "reverse_charge_eu",
    "firm_unconfirmed": "reverse_charge",
    "firm_outside": "reverse_charge",
}
# art. 28k, 28b
DIGITAL: Row = FIRMS_28B | {"PL": "domestic", "EU": "eu_digital", "OUTSIDE": "outside_digital"}
# art. 28g ust. 3, 28b
LIVE: Row = FIRMS_28B | {"PL": "domestic", "EU": "eu_live", "OUTSIDE": "outside_live"}
# art. 28c, 28b
CONSULTING: Row = FIRMS_28B | {"PL": "domestic", "EU": "seller_place", "OUTSIDE": "seller_place"}
# art. 28l: advice, advertising, translation, data, licences
LISTED: Row = CONSULTING | {"OUTSIDE": "outside_listed"}

# Services by kind: the row's keys are the roles of businesses and the zones of consumers.
SERVICES: dict[ProductKind, Row] = {
    "DIGITAL": DIGITAL,
    "EBOOK": DIGITAL,
    "LIVE_EVENT_ONLINE": LIVE,
    "CONSULTING": CONSULTING,
}

# Goods by the zone they are shipped to, then by buyer (art. 22 ust. 1 pkt 1a, 41, 42).
GOODS: dict[str, dict[Role, Treatment]] = {
    "PL": dict.fromkeys(["consumer", "firm_pl", "firm_eu", "firm_unconfirmed", "firm_outside"], "domestic"),
    "EU": {
        "consumer": "eu_goods",
        "firm_pl": "domestic",
        "firm_eu": "wdt",
        "firm_unconfirmed": "domestic",
        "firm_outside": "domestic",
    },
    "OUTSIDE": dict.fromkeys(
        ["consumer", "firm_pl", "firm_eu", "firm_unconfirmed", "firm_outside"], "export"
    ),
}


@dataclass(frozen=True, slots=True)
class Supply:
    """An item with the rule that taxes it. `evidence` are the letters wFirma asks for with OSS."""

    item: Item
    treatment: Treatment
    role: Role
    spot: Spot
    evidence: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def firm(self) -> bool:
        return self.role != "consumer"


def locate(item: Item, party: Party, sale: Sale) -> Supply | Question:
    kind = item.product.kind
    if kind in ("GOODS", "BOOK"):
        return locate_goods(item, party.goods, sale)
    if kind == "ONSITE_EVENT":
        return locate_event(item, party.services, sale)
    if kind in ("VOUCHER_SPV", "VOUCHER_MPV"):
        # Single-purpose: place and tax are known when it is issued, and they are Polish.
        return Supply(item, "voucher_spv", party.services, spot("PL", "", goods=False))
    if party.services != "consumer":
        address = spot(sale.buyer.country, sale.buyer.zip, goods=False)
        treatment = SERVICES[kind][party.services]
        return Supply(item, treatment, party.services, address, warnings=territory_warnings(address))
    return locate_for_consumer(item, sale)


def locate_for_consumer(item: Item, sale: Sale) -> Supply | Question:
    address = spot(sale.buyer.country, sale.buyer.zip, goods=False)
    if item.product.kind == "CONSULTING" and not item.product.art_28l:
        return Supply(
            item, CONSULTING[address.zone], "consumer", address, warnings=territory_warnings(address)
        )
    found = agreeing_evidence(sale)
    if isinstance(found, Question):
        return found
    country, letters = found
    reasons: tuple[Reason, ...] = ()
    place = address
    if country != same_vat_country(sale.buyer.country):
        place = spot(country, "", goods=False)
        reasons = (reason("place.evidence", country=country_names(country)),)
    row = LISTED if item.product.kind == "CONSULTING" else SERVICES[item.product.kind]
    return Supply(item, row[place.zone], "consumer", place, letters, reasons, territory_warnings(place))


def agreeing_evidence(sale: Sale) -> tuple[str, tuple[str, ...]] | Question:
    """Country of the consumer and the letters of at most two items that show it.

    One known item is enough; of more, two must agree and no other two may agree against them.
    """
    where = sale.location
    items = [("A", where.billing), ("B", where.ip), ("C", where.payment), ("D", where.phone)]
    # What an address look-up cannot place (`XX`, `T1`) is not known.
    known = [(letter, same_vat_country(country)) for letter, country in items if country in ISO_CODES]
    if not known:
        known = [("A", same_vat_country(sale.buyer.country))]
    counts = Counter(country for _, country in known)
    agreed = [country for country, count in counts.items() if count >= 2]
    if len(known) == 1:
        agreed = [known[0][1]]
    if len(agreed) != 1:
        return ask("place.evidence_differs", evidence=", ".join(f"{letter}: {c}" for letter, c in known))
    return agreed[0], tuple(letter for letter, country in known if country == agreed[0])[:2]


def same_vat_country(country: str) -> str:
    """Monaco and France count as one."""
    return "FR" if country == "MC" else country


def locate_event(item: Item, role: Role, sale: Sale) -> Supply | Question:
    place = spot(item.product.place, "", goods=False)
    why = (reason("vat.event_place", country=country_names(place.country)),)
    if place.zone == "PL":
        at_home = sale.buyer.country == "PL"
        return Supply(item, "event_place", role, place, reasons=() if at_home else why)
    if place.zone == "OUTSIDE":
        return Supply(item, "event_outside", role, place, reasons=why)
    if role != "consumer":
        return ask("place.event_abroad", country=country_names(place.country))
    return Supply(item, "eu_event", role, place, ("F",))


def locate_goods(item: Item, role: Role, sale: Sale) -> Supply | Question:
    if sale.shipped_from and sale.shipped_from != "PL":
        return ask("place.shipped_from_abroad", country=country_names(sale.shipped_from))
    to = sale.ship_to or ShipTo(country=sale.buyer.country, zip=sale.buyer.zip)
    place = spot(to.country, to.zip, goods=True)
    treatment = GOODS[place.zone][role]
    evidence = goods_evidence(sale, to.country) if treatment == "eu_goods" else ()
    return Supply(item, treatment, role, place, evidence, warnings=territory_warnings(place))


def goods_evidence(sale: Sale, country: str) -> tuple[str, ...]:
    """Goods go by where they are delivered (`F`, other); what else agrees comes first."""
    where = sale.location
    items = [("A", where.billing), ("B", where.ip), ("C", where.payment), ("D", where.phone)]
    return tuple([letter for letter, named in items if named == country] + ["F"])[:2]


def territory_warnings(place: Spot) -> tuple[Reason, ...]:
    if place.territory is None:
        return ()
    return (warning("territory.special", place=(place.territory.pl, place.territory.en)),)
