"""Write JSON and cast numbers as PHP 7.1+ does: the receiver verifies a signature over these very bytes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from decimal import Decimal

_NUMBER = re.compile(r"[ \t\n\r\v\f]*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)


def php_json(value: object) -> bytes:
    r"""`json_encode` with default flags: `\uXXXX`, `\/`, no spaces, `99.0` as `99`, an empty array `[]`."""
    return _encode(value).encode("ascii")


def php_int(text: str) -> int:
    """`(int) $text`: the number at the beginning, 0 if there is none. `5A` → 5, `A5` → 0."""
    match = _NUMBER.match(text)
    if match is None:
        return 0
    return int(Decimal(match[1]))


def _encode(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _encode_string(value)
        case int():
            return str(value)
        case float():
            return _encode_float(value)
        case Mapping() if value:
            pairs = (f"{_encode_string(key)}:{_encode(member)}" for key, member in value.items())
            return "{" + ",".join(pairs) + "}"
        case list() | tuple() | Mapping():
            # PHP has one array type; an empty one carries no keys and becomes a list.
            return "[" + ",".join(_encode(member) for member in value) + "]"
    raise TypeError(f"PHP has no value for {type(value).__name__}")


def _encode_string(text: str) -> str:
    text.encode("utf-8")  # json_encode refuses what is not UTF-8, such as half a surrogate pair
    # DEL is the one character that Python escapes and PHP does not.
    parts = (json.dumps(part)[1:-1].replace("/", "\\/") for part in text.split("\x7f"))
    return '"' + "\x7f".join(parts) + '"'


def _encode_float(number: float) -> str:
    """The shortest digits that read back equal, laid out as `serialize_precision = -1` does."""
    if not math.isfinite(number):
        raise ValueError("json_encode refuses INF and NAN")
    shortest = Decimal(repr(number))
    exponent = shortest.adjusted()
    if number == 0 or -5 < exponent < 17:
        text = f"{shortest:f}"
        return text.removesuffix(".0")
    # PHP keeps at least one digit after the point and does not pad the exponent: 1.0e-5, 1.0e+25.
    mantissa = f"{shortest.scaleb(-exponent).normalize():f}"
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{exponent:+d}"
