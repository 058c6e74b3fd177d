"""Countries: ISO 3166-1 codes, the Union, and the names of its members for sentences."""

from __future__ import annotations

from typing import Literal

Zone = Literal["PL", "EU", "OUTSIDE"]

# ISO code: (Polish name, English name). Northern Ireland counts as a member for goods only, as XI.
MEMBERS = {
    "AT": ("Austria", "Austria"),
    "BE": ("Belgia", "Belgium"),
    "BG": ("Bułgaria", "Bulgaria"),
    "CY": ("Cypr", "Cyprus"),
    "CZ": ("Czechy", "Czechia"),
    "DE": ("Niemcy", "Germany"),
    "DK": ("Dania", "Denmark"),
    "EE": ("Estonia", "Estonia"),
    "ES": ("Hiszpania", "Spain"),
    "FI": ("Finlandia", "Finland"),
    "FR": ("Francja", "France"),
    "GR": ("Grecja", "Greece"),
    "HR": ("Chorwacja", "Croatia"),
    "HU": ("Węgry", "Hungary"),
    "IE": ("Irlandia", "Ireland"),
    "IT": ("Włochy", "Italy"),
    "LT": ("Litwa", "Lithuania"),
    "LU": ("Luksemburg", "Luxembourg"),
    "LV": ("Łotwa", "Latvia"),
    "MT": ("Malta", "Malta"),
    "NL": ("Holandia", "Netherlands"),
    "PL": ("Polska", "Poland"),
    "PT": ("Portugalia", "Portugal"),
    "RO": ("Rumunia", "Romania"),
    "SE": ("Szwecja", "Sweden"),
    "SI": ("Słowenia", "Slovenia"),
    "SK": ("Słowacja", "Slovakia"),
}
EXTRA_NAMES = {"XI": ("Irlandia Północna", "Northern Ireland")}

# ISO 3166-1, and XK, which everybody writes for Kosovo.
CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
    BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN
    IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
    MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF
    PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE
    YT ZA ZM ZW XK
"""
ISO_CODES = frozenset(CODES.split())


def zone(country: str) -> Zone:
    if country == "PL":
        return "PL"
    return "EU" if country in MEMBERS or country == "XI" else "OUTSIDE"


def country_names(country: str) -> tuple[str, str]:
    """Polish and English name; the code itself for countries that no sentence has to name."""
    return MEMBERS.get(country) or EXTRA_NAMES.get(country) or (country, country)
