"""Strict readers for JSON: each takes a value, its path and a list that collects what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mostek.tax.countries import ISO_CODES


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field. `path` looks like `sale.lines[0].quantity`."""

    code: str
    path: str
    pl: str
    en: str


class BadInput(Exception):
    """The input cannot be read. `errors` holds every field error; the attributes repeat the first one."""

    def __init__(self, code: str, path: str, pl: str, en: str, errors: Collection[FieldError] = ()) -> None:
        super().__init__(f"{path}: {en}" if path else en)
        self.code, self.path, self.pl, self.en = code, path, pl, en
        self.errors = tuple(errors) or (FieldError(code, path, pl, en),)

    @classmethod
    def of(cls, errors: Collection[FieldError]) -> BadInput:
        first = next(iter(errors))
        return cls(first.code, first.path, first.pl, first.en, errors)


Errors = list[FieldError]
Reader = Callable[[Any, str, Errors], Any]
"""Returns the value, or anything at all after it has added to the errors."""

AMOUNT = re.compile(r"-?\d{1,10}(\.\d{1,8})?", re.ASCII)
QUANTITY = re.compile(r"\d{1,8}(\.\d{1,6})?", re.ASCII)
PERCENT = re.compile(r"\d{1,2}(\.\d{1,2})?", re.ASCII)
DAY = re.compile(r"2[01]\d\d-\d\d-\d\d", re.ASCII)
CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
UNPRINTABLE = re.compile("[\x00\ud800-\udfff]")


def join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def wrong(errors: Errors, code: str, path: str, pl: str, en: str) -> None:
    errors.append(FieldError(code, path, pl, en))


def text(value: Any, path: str, errors: Errors) -> Any:
    if not isinstance(value, str):
        wrong(errors, "wrong_type", path, "Tu ma być tekst.", "This has to be text.")
    elif UNPRINTABLE.search(value):
        wrong(
            errors,
            "bad_value",
            path,
            "Tekst zawiera niedozwolone znaki.",
            "The text has forbidden characters.",
        )
    return value


def filled(value: Any, path: str, errors: Errors) -> Any:
    before = len(errors)
    text(value, path, errors)
    if len(errors) == before and not value.strip():
        wrong(errors, "bad_value", path, "To pole nie może być puste.", "This must not be empty.")
    return value


def flag(value: Any, path: str, errors: Errors) -> Any:
    if not isinstance(value, bool):
        wrong(errors, "wrong_type", path, "Tu ma być true albo false.", "This has to be true or false.")
    return value


def number(pattern: re.Pattern[str], code: str, pl: str, en: str) -> Reader:
    """Text with a dot, or a whole JSON number. Floats are refused: 0.1 is not a tenth."""

    def read(value: Any, path: str, errors: Errors) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value) if abs(value) < 10**12 else ""
        if not isinstance(value, str):
            wrong(errors, "wrong_type", path, pl, en)
        elif not pattern.fullmatch(value):
            wrong(errors, code, path, pl, en)
        else:
            return Decimal(value)
        return None

    return read


amount = number(
    AMOUNT,
    "bad_amount",
    "Kwota to tekst z kropką, na przykład „199.00”.",
    'An amount is text with a dot: "199.00".',
)
counted = number(
    QUANTITY,
    "bad_amount",
    "Ilość to tekst z kropką, na przykład „1.5”.",
    'A quantity is text with a dot: "1.5".',
)


def quantity(value: Any, path: str, errors: Errors) -> Any:
    read = counted(value, path, errors)
    if read is not None and read == 0:
        wrong(
            errors, "bad_value", path, "Ilość musi być większa od zera.", "A quantity has to be above zero."
        )
    return read


def positive(value: Any, path: str, errors: Errors) -> Any:
    read = amount(value, path, errors)
    if read is not None and read <= 0:
        wrong(errors, "bad_value", path, "Ta liczba musi być większa od zera.", "This has to be above zero.")
    return read


def day(value: Any, path: str, errors: Errors) -> Any:
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    code = "bad_date" if isinstance(value, str) else "wrong_type"
    wrong(errors, code, path, "Data ma postać RRRR-MM-DD.", "A date is written YYYY-MM-DD.")
    return None


def matching(pattern: re.Pattern[str], pl: str, en: str) -> Reader:
    def read(value: Any, path: str, errors: Errors) -> Any:
        before = len(errors)
        text(value, path, errors)
        if len(errors) == before and not pattern.fullmatch(value):
            wrong(errors, "bad_value", path, pl, en)
        return value

    return read


currency = matching(
    CURRENCY, "Waluta to trzy wielkie litery, na przykład PLN.", "A currency is three capitals, as PLN."
)
percent = matching(PERCENT, "Stawka to procent, na przykład „25.5”.", 'A rate is a percentage, as "25.5".')


def country(value: Any, path: str, errors: Errors) -> Any:
    if not isinstance(value, str):
        wrong(errors, "wrong_type", path, "Tu ma być kod kraju.", "This has to be a country code.")
    elif value not in ISO_CODES:
        wrong(
            errors,
            "bad_country",
            path,
            "Kraj to dwuliterowy kod ISO, na przykład PL albo GR.",
            "A country is a two-letter ISO code, as PL or GR.",
        )
    return value


def rate_country(value: Any, path: str, errors: Errors) -> Any:
    """Northern Ireland has a rate of its own, for goods."""
    return value if value == "XI" else country(value, path, errors)


def choice(*allowed: str) -> Reader:
    words = ", ".join(allowed)

    def read(value: Any, path: str, errors: Errors) -> Any:
        if not isinstance(value, str):
            wrong(errors, "wrong_type", path, "Tu ma być tekst.", "This has to be text.")
        elif value not in allowed:
            wrong(errors, "bad_value", path, f"Dozwolone wartości: {words}.", f"Allowed values: {words}.")
        return value

    return read


def nullable(reader: Reader) -> Reader:
    def read(value: Any, path: str, errors: Errors) -> Any:
        return None if value is None else reader(value, path, errors)

    return read


def listed(reader: Reader) -> Reader:
    def read(value: Any, path: str, errors: Errors) -> Any:
        if not isinstance(value, list):
            wrong(errors, "wrong_type", path, "Tu ma być lista.", "This has to be a list.")
            return ()
        return tuple(reader(item, f"{path}[{index}]", errors) for index, item in enumerate(value))

    return read


def keyed(key: Reader, reader: Reader) -> Reader:
    def read(value: Any, path: str, errors: Errors) -> Any:
        if not is_object(value, path, errors):
            return {}
        for name in value:
            key(name, join(path, name), errors)
        return {name: reader(item, join(path, name), errors) for name, item in value.items()}

    return read


def record(
    make: Callable[..., Any],
    fields: Mapping[str, Reader],
    required: Collection[str] = (),
    check: Reader | None = None,
) -> Reader:
    """Read an object with these keys and no others. `check` sees the raw object before it is built.

    A key that is missing and not required is not passed on: `make` has the default.
    """

    def read(value: Any, path: str, errors: Errors) -> Any:
        if not is_object(value, path, errors):
            return None
        before = len(errors)
        refuse_unknown(value, fields, path, errors)
        prefix = f"{path}." if path else ""
        values = {}
        for name, reader in fields.items():
            if name in value:
                values[name] = reader(value[name], prefix + name, errors)
            elif name in required:
                wrong(
                    errors,
                    "missing",
                    prefix + name,
                    "Brakuje wymaganego pola.",
                    "A required field is missing.",
                )
        if check is not None:
            check(value, path, errors)
        return make(**values) if len(errors) == before else None

    return read


def refuse_unknown(value: Mapping[str, Any], known: Collection[str], path: str, errors: Errors) -> None:
    unknown = [name for name in value if name not in known]
    if not unknown:
        return
    names = ", ".join(printable(name) for name in unknown)
    for name in unknown:
        wrong(
            errors,
            "unknown_key",
            join(path, printable(name)),
            f"Nieznany klucz: {names}.",
            f"Unknown key: {names}.",
        )


def printable(name: str) -> str:
    return UNPRINTABLE.sub("?", name)


def is_object(value: Any, path: str, errors: Errors) -> bool:
    if isinstance(value, dict):
        return True
    wrong(errors, "wrong_type", path, "Tu ma być obiekt JSON.", "This has to be a JSON object.")
    return False
