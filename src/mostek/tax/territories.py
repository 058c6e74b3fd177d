"""Addresses whose VAT differs from their country's: by country and post code.

Sources: Directive 2006/112/EC art. 6-7, art. 2 pkt 3-5 of the Polish VAT act, the Northern Ireland protocol.
Not modelled, for want of post codes in the sources: the reduced scale of some Greek islands and the British
bases on Cyprus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mostek.tax.countries import Zone, zone


@dataclass(frozen=True, slots=True)
class Territory:
    """`services` and `goods` say which country's rules hold there, `None` for outside the Union's VAT area.

    `rate` replaces the standard rate of the country; `regional` marks rates that wFirma may not have.
    """

    code: str
    pl: str
    en: str
    services: str | None = None
    goods: str | None = None
    rate: str | None = None
    regional: bool = False


CANARIES = Territory("ES-CN", "Wyspy Kanaryjskie", "Canary Islands")
CEUTA = Territory("ES-CE", "Ceuta", "Ceuta")
MELILLA = Territory("ES-ML", "Melilla", "Melilla")
ALAND = Territory("FI-01", "Wyspy Alandzkie", "Åland")
FRENCH_OVERSEAS = Territory("FR-OM", "francuskie terytoria zamorskie", "French overseas territories")
BUSINGEN = Territory("DE-78266", "Büsingen", "Büsingen")
HELIGOLAND = Territory("DE-27498", "Helgoland", "Heligoland")
LIVIGNO = Territory("IT-23041", "Livigno", "Livigno")
CAMPIONE = Territory("IT-22061", "Campione d'Italia", "Campione d'Italia")
ATHOS = Territory("GR-69", "góra Athos", "Mount Athos")
MADEIRA = Territory("PT-30", "Madera", "Madeira", "PT", "PT", "22", regional=True)
AZORES = Territory("PT-20", "Azory", "Azores", "PT", "PT", "16", regional=True)
ALPINE_VALLEYS = Territory("AT-DE", "Jungholz i Mittelberg", "Jungholz and Mittelberg", "AT", "AT", "19")
NORTHERN_IRELAND = Territory("XI", "Irlandia Północna", "Northern Ireland", None, "XI")
MONACO = Territory("MC", "Monako", "Monaco", "FR", "FR")

BY_COUNTRY = {
    "MC": MONACO,
    "AX": ALAND,
    **dict.fromkeys(
        ["GP", "MQ", "GF", "RE", "YT", "MF", "BL", "PM", "NC", "PF", "WF", "TF"], FRENCH_OVERSEAS
    ),
}

# Country: (pattern of the post code without spaces and dashes, territory), the first match counts.
BY_POST_CODE = {
    "GB": [(r"BT.*", NORTHERN_IRELAND)],
    "ES": [(r"3[58]\d{3}", CANARIES), (r"51\d{3}", CEUTA), (r"52\d{3}", MELILLA)],
    "FI": [(r"22\d{3}", ALAND)],
    "FR": [(r"97[1-8]\d{2}|98[678]\d{2}", FRENCH_OVERSEAS)],
    "DE": [(r"78266", BUSINGEN), (r"27498", HELIGOLAND)],
    "IT": [(r"23041", LIVIGNO), (r"22061", CAMPIONE)],
    "GR": [(r"63086", ATHOS)],
    "PT": [(r"9[0-4]\d\d(\d{3})?", MADEIRA), (r"9[5-9]\d\d(\d{3})?", AZORES)],
    "AT": [(r"6691|699[123]", ALPINE_VALLEYS)],
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as VAT sees it: Monaco is France, Belfast is `XI` for goods and outside for services."""

    country: str
    zone: Zone
    territory: Territory | None = None


def territory_of(country: str, post_code: str) -> Territory | None:
    if country in BY_COUNTRY:
        return BY_COUNTRY[country]
    code = re.sub(r"^[A-Z]{1,3}-|[\s-]", "", post_code.strip().upper())
    for pattern, territory in BY_POST_CODE.get(country, ()):
        if re.fullmatch(pattern, code):
            return territory
    return None


def spot(country: str, post_code: str, *, goods: bool) -> Spot:
    territory = territory_of(country, post_code)
    if territory is None:
        return Spot(country, zone(country))
    acts_as = territory.goods if goods else territory.services
    if acts_as is None:
        return Spot(country, "OUTSIDE", territory)
    return Spot(acts_as, zone(acts_as), territory)
