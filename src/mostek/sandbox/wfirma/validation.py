"""What wFirma refuses in a record, in its own words. The sentences that are guesses are in COVERAGE.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from stdnum.pl import nip as polish_nip

from mostek.sandbox.wfirma.envelope import Many, Record, Tree
from mostek.sandbox.wfirma.records import Contractor
from mostek.sandbox.wfirma.settings import Settings
from mostek.sandbox.wfirma.vat_codes import country_codes

Complaint = tuple[str, str]
"""Field and message."""

EMPTY = "Pole nie może być puste"
EMPTY_ROLE = "Pole nie moze byc puste."
EMPTY_LINE_NAME = "Treść nie moze być pusta"
BAD_DATE = "Data musi być w formacie RRRR-MM-DD"
BAD_ZIP = "Niepoprawny format kodu pocztowego."
BAD_EMAIL = "Nieprawidłowy adres e-mail."
BAD_NIP = "Nieprawidłowy NIP. Jeśli identyfikator nie jest polskim numerem NIP należy zmienić jego typ"
BAD_PREFIX = "Nieprawidłowy prefiks kraju Unii Europejskiej"
BAD_MOSS_TYPE = (
    "Nieprawidłowy kod typu usługi. Dopuszczalne wartości to WO, SA, SB, SC, SD, SE, TA, TB, TC, TD, TE, TF, "
    "TG, TH, TJ, TK, BA, BB, INNE"
)
BAD_VALUE = "Nieprawidłowa wartość"
BAD_NUMBER = "Wartość musi być liczbą"
NO_OBJECT = "Wybrany obiekt nie istnieje"
NO_STOCK = "Stan magazynowy jest niewystarczający"

MOSS_TYPES = {
    "WO",
    "SA",
    "SB",
    "SC",
    "SD",
    "SE",
    "TA",
    "TB",
    "TC",
    "TD",
    "TE",
    "TF",
    "TG",
    "TH",
    "TJ",
    "TK",
    "BA",
    "BB",
    "INNE",
}
EU_PREFIXES = {
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "EL",
    "ES",
    "FI",
    "FR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
    "XI",
}
TAX_ID_TYPES = {"nip", "vat", "pesel", "regon", "custom", "none"}
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
POLISH_ZIP = re.compile(r"\d{2}-\d{3}")


def complaints_of_contractor(
    row: Contractor, settings: Settings, *, receipt: bool = False
) -> list[Complaint]:
    """`receipt`: there a name and an address are enough, as integrators send them."""
    found = [(name, EMPTY) for name in ("name", "zip", "city") if not getattr(row, name)]
    if settings.street_required and not row.street:
        found.append(("street", EMPTY))
    if row.zip and row.country in ("", "PL") and not POLISH_ZIP.fullmatch(row.zip):
        found.append(("zip", BAD_ZIP))
    if row.country and row.country not in country_codes():
        found.append(("country", BAD_VALUE))
    if row.email and not EMAIL.fullmatch(row.email):
        found.append(("email", BAD_EMAIL))
    if row.tax_id_type not in TAX_ID_TYPES:
        found.append(("tax_id_type", BAD_VALUE))
    if row.tax_id_type == "nip" and not (receipt and not row.nip) and not _is_nip(row.nip, settings):
        found.append(("nip", BAD_NIP))
    if row.tax_id_type == "vat" and not _has_eu_prefix(row.nip):
        found.append(("nip", BAD_PREFIX))
    return found


def _is_nip(number: str, settings: Settings) -> bool:
    if not number:
        return not settings.tax_id_type_required
    return re.fullmatch(r"\d{10}", number) is not None and polish_nip.is_valid(number)


def _has_eu_prefix(number: str) -> bool:
    return number[:2] in EU_PREFIXES and re.fullmatch(r"[A-Z]{2}[0-9A-Z+*]{2,13}", number) is not None


def complaints_of_moss_detail(kind: str, first: str, second: str) -> list[Complaint]:
    found = [] if kind in MOSS_TYPES else [("type", BAD_MOSS_TYPE)]
    evidence = {"evidence1_type": first, "evidence2_type": second}
    return found + [(name, EMPTY) for name, value in evidence.items() if value not in tuple("ABCDEF")]


def with_errors(submitted: Tree, complaints: list[Complaint]) -> dict[str, Any]:
    """The submitted record echoed, with its `errors`."""
    echoed = echo(submitted)
    record: dict[str, Any] = dict(echoed) if isinstance(echoed, Mapping) else {}
    record.pop("id", None)
    if complaints:
        record["errors"] = Many("error", [_error(field, message) for field, message in complaints])
    return record


def _error(field: str, message: str) -> Record:
    return {"field": field, "message": message, "method": {"name": "", "parameters": ""}}


def echo(tree: Tree) -> Any:
    """A request's tree as a record of a reply. Numbered and listed wrappers come back numbered."""
    if isinstance(tree, list):
        tree = {str(i): one for i, one in enumerate(tree)}
    if isinstance(tree, dict):
        numbered = [v for k, v in tree.items() if str(k).isdigit() and isinstance(v, dict) and len(v) == 1]
        if numbered and len(numbered) == len(tree):
            return Many(next(iter(numbered[0])), [echo(next(iter(one.values()))) for one in numbered])
        return {str(name): echo(value) for name, value in tree.items() if not str(name).isdigit()}
    return tree if isinstance(tree, str | int) or tree is None else str(tree)
