"""What people write in cells: amounts, days, countries. Pure; what has two meanings is refused, never chosen."""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from mostek.lib.clock import WARSAW
from mostek.tax.countries import ISO_CODES, MEMBERS

LARGEST = Decimal(10) ** 9
BLANKS = re.compile("[\\s\\u00a0\\u2007\\u2009\\u202f]+")
# Only what is certain: a dollar sign is of many currencies.
SYMBOLS = {"zł": "PLN", "zl": "PLN", "€": "EUR", "£": "GBP"}
UNIT = re.compile(
    r"^(?P<before>zł|zl|€|£|[A-Za-z]{3})?(?P<number>[^A-Za-zł€£]*)(?P<after>zł|zl|€|£|[A-Za-z]{3})?$"
)
GROUPED = re.compile(r"\d{1,3}(?P<mark>[ .,'])\d{3}((?P=mark)\d{3})*")

YES = {"1", "tak", "yes", "true", "t", "y", "x", "faktura", "invoice", "prawda"}
NO = {"0", "nie", "no", "false", "n", "paragon", "receipt", "fałsz", "-"}

OTHER_NAMES = {
    "united kingdom": "GB",
    "great britain": "GB",
    "wielka brytania": "GB",
    "united states": "US",
    "united states of america": "US",
    "stany zjednoczone": "US",
    "usa": "US",
    "switzerland": "CH",
    "szwajcaria": "CH",
    "norway": "NO",
    "norwegia": "NO",
    "ukraine": "UA",
    "ukraina": "UA",
    "el": "GR",
    "uk": "GB",
}
NAMES = {name.casefold(): code for code, names in MEMBERS.items() for name in names} | OTHER_NAMES


class BadValue(Exception):
    """A cell that cannot be read with certainty. `code` is one of `core.importing.words`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def read_amount(text: str) -> tuple[Decimal, str]:
    """`1 234,56 zł`, `199.00`, `EUR 1,234.50` → the amount, in hundredths, and its currency if the cell names one."""
    squeezed = BLANKS.sub(" ", text).strip()
    sign = 1
    if squeezed[:1] in {"-", "\N{MINUS SIGN}", "+"}:
        sign, squeezed = (1 if squeezed[0] == "+" else -1), squeezed[1:].strip()
    found = UNIT.fullmatch(squeezed)
    if found is None:
        raise BadValue("amount")
    units = {_currency_of(unit) for unit in (found["before"], found["after"]) if unit}
    if len(units) > 1:
        raise BadValue("amount")
    inner = found["number"].strip()
    if inner[:1] in {"-", "\N{MINUS SIGN}"} and sign == 1:
        sign, inner = -1, inner[1:].strip()
    number = read_number(inner)
    hundredths = round(number, 2)
    if hundredths != number:
        raise BadValue("amount.fine")
    if number > LARGEST:
        raise BadValue("amount")
    return sign * hundredths, units.pop() if units else ""


def _currency_of(unit: str) -> str:
    return SYMBOLS.get(unit.casefold()) or unit.upper()


def read_number(text: str) -> Decimal:
    """A number without sign or unit. `1,234` may be a thousand or a bit more than one: raises BadValue."""
    if not re.fullmatch(r"\d[\d .,']*", text):
        raise BadValue("amount")
    whole, mark, fraction = _split(text)
    if mark and whole and len(fraction) == 3 and whole != "0" and _is_plain(whole) and len(whole) <= 3:
        raise BadValue("amount.ambiguous")
    if not _is_plain(whole) and not GROUPED.fullmatch(whole):
        raise BadValue("amount")
    return Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{fraction or '0'}")


def _split(text: str) -> tuple[str, str, str]:
    """The part before the decimal mark, the mark, the part behind it."""
    marks = [character for character in text if character in ".,"]
    if not marks or (len(marks) > 1 and len(set(marks)) == 1):
        return text, "", ""  # none, or the same one repeated: then it parts thousands
    whole, mark, fraction = text.rpartition(marks[-1])
    if not _is_plain(fraction):
        raise BadValue("amount")
    return whole, mark, fraction


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def read_quantity(text: str) -> Decimal:
    number = read_number(BLANKS.sub(" ", text).strip())
    if not 0 < number <= 1_000_000 or round(number, 4) != number:
        raise BadValue("quantity")
    return number.normalize() if number != number.to_integral_value() else number.quantize(Decimal(1))


ISO_DAY = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
DOTTED = re.compile(r"(\d{1,2})[.-](\d{1,2})[.-](\d{4})")
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
HOUR = re.compile(
    r"[T ,]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(AM|PM)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


def read_moment(text: str, *, order: str = "", zone: str = "") -> tuple[date, datetime | None]:
    """The Warsaw day, and the moment where the cell has an hour.

    `order` says how `03/11/2026` is meant: `dmy` or `mdy`; unsaid, only a day above 12 tells. `zone`: of an hour
    that has none of its own; Warsaw if unsaid.
    """
    squeezed = BLANKS.sub(" ", text).strip()
    found = ISO_DAY.match(squeezed) or DOTTED.match(squeezed) or SLASHED.match(squeezed)
    if found is None:
        raise BadValue("day")
    on = _day(found, order)
    rest = squeezed[found.end() :].strip()
    if not rest:
        return on, None
    hour = HOUR.fullmatch(rest)
    if hour is None:
        raise BadValue("day")
    try:
        moment = datetime.combine(on, _time(hour), _zone(hour[5] or "", zone))
        return moment.astimezone(WARSAW).date(), moment
    except (ValueError, OverflowError) as error:
        raise BadValue("day") from error


def _day(found: re.Match[str], order: str) -> date:
    one, two, three = (int(part) for part in found.groups())
    if found.re is ISO_DAY:
        year, month, day = one, two, three
    elif found.re is DOTTED or order == "dmy" or one > 12:
        year, month, day = three, two, one
    elif order == "mdy" or two > 12 or one == two:
        year, month, day = three, one, two
    else:
        raise BadValue("day.ambiguous")
    try:
        on = date(year, month, day)
    except ValueError as error:
        raise BadValue("day") from error
    if not 2000 <= on.year <= 2100:
        raise BadValue("day")
    return on


def _time(found: re.Match[str]) -> time:
    hour = int(found[1])
    if found[4]:
        if not 1 <= hour <= 12:
            raise BadValue("day")
        hour = hour % 12 + (12 if found[4].upper() == "PM" else 0)
    return time(hour, int(found[2]), int(found[3] or 0))


def _zone(said: str, otherwise: str) -> tzinfo | None:
    if said and said.upper() not in {"Z", "UTC", "GMT"}:
        return datetime.strptime(said.replace(":", ""), "%z").tzinfo
    return ZoneInfo("UTC") if said or otherwise == "UTC" else WARSAW


def read_currency(text: str) -> str:
    typed = text.strip()
    code = SYMBOLS.get(typed.casefold()) or typed.upper()
    if not re.fullmatch(r"[A-Z]{3}", code) or code not in CURRENCIES:
        raise BadValue("currency")
    return code


def read_country(text: str) -> str:
    """A code of ISO 3166-1, or a name that has one meaning."""
    typed = text.strip()
    named = NAMES.get(typed.casefold())
    if named:
        return named
    if typed.upper() in ISO_CODES:
        return typed.upper()
    raise BadValue("country")


def read_flag(text: str) -> bool:
    said = text.strip().casefold()
    if said in YES | NO:
        return said in YES
    raise BadValue("flag")


# Those for which the NBP has a rate in its tables A and B, and the złoty.
CODES = """
    PLN AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BND BOB BRL BSD BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD GBP GEL GHS GIP GMD GNF GTQ GYD HKD
    HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KZT LAK LBP LKR LRD LSL LYD MAD
    MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PYG
    QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
    TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(CODES.split())
