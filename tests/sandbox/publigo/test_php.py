from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostek.sandbox.publigo.php import php_int, php_json


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (99.0, b"99"),
        (250.0, b"250"),
        (13.99, b"13.99"),
        (0.0, b"0"),
        (0.1 + 0.2, b"0.30000000000000004"),
        (0.0001, b"0.0001"),
        (0.00001, b"1.0e-5"),
        (1e16, b"10000000000000000"),
        (1e17, b"1.0e+17"),
        (1.5e25, b"1.5e+25"),
    ],
)
def test_it_prints_floats_as_php_prints_them(number: float, written: bytes) -> None:
    assert php_json(number) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Zakończone", rb'"Zako\u0144czone"'),
        ("https://example.com/a", rb'"https:\/\/example.com\/a"'),
        ('cudzysłów "', rb'"cudzys\u0142\u00f3w \""'),
        ("ukośnik \\", rb'"uko\u015bnik \\"'),
        ("\t\n\x01", rb'"\t\n\u0001"'),
        ("\U0001f4f7", rb'"\ud83d\udcf7"'),
        ("\x7f", b'"\x7f"'),
        ("<a href='x'>&", b"\"<a href='x'>&\""),
    ],
)
def test_it_escapes_strings_as_php_escapes_them(text: str, written: bytes) -> None:
    assert php_json(text) == written


def test_it_writes_no_spaces_and_keeps_the_order_of_keys() -> None:
    assert php_json({"b": [1, None, True], "a": {"x": "y"}}) == b'{"b":[1,null,true],"a":{"x":"y"}}'


def test_it_writes_an_empty_array_as_a_list_because_php_has_one_array_type() -> None:
    assert php_json({"items": {}}) == b'{"items":[]}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_it_refuses_what_json_encode_refuses(value: object) -> None:
    with pytest.raises(ValueError, match=r"refuses|surrogates"):
        php_json(value)


def test_it_refuses_a_type_php_does_not_have() -> None:
    with pytest.raises(TypeError, match="set"):
        php_json({1, 2})


leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)


@given(st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner, min_size=1)))
def test_what_it_writes_is_ascii_and_reads_back_equal(value: object) -> None:
    written = php_json(value)
    assert written.isascii()
    assert json.loads(written, parse_int=float) == value


@pytest.mark.parametrize(
    ("text", "number"),
    [("5A", 5), ("A5", 0), ("", 0), (" 12/3", 12), ("007", 7), ("1e3", 1000), ("-4", -4), ("٣", 0)],
)
def test_it_casts_to_an_integer_as_php_casts(text: str, number: int) -> None:
    assert php_int(text) == number
