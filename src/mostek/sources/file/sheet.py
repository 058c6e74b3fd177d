"""XLSX → a table of text, by openpyxl: the first sheet with rows in it, values as they were last computed."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from mostek.sources.file.table import COLUMNS, ROWS, BadFile, Table, clean, shape

UNPACKED = 80 * 1024 * 1024  # bytes: a small archive may hold a huge sheet
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


def read_sheet(content: bytes) -> Table:
    """Raises BadFile. A formula without a computed value, and an error of Excel, make their cell bad."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED:
                raise BadFile("file.too_large", f"{UNPACKED // 1024 // 1024} MB")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles that the library does not know
            return _read(content)
    except BadFile:
        raise
    except Exception as error:  # a broken archive ends in whatever the library met first
        raise BadFile("file.not_excel") from error


def _read(content: bytes) -> Table:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible" and has_rows(one)), None)
        if sheet is None:
            raise BadFile("file.empty")
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            xml = packed.read(str(getattr(sheet, "_worksheet_path")).lstrip("/"))  # noqa: B009
        rows = list(_rows(sheet))
    finally:
        book.close()
    bad = dict.fromkeys(_errors(rows), "cell.error")
    if FORMULA.search(xml):
        bad |= _without_value(content, sheet.title, rows)
    _spread(rows, MERGED.findall(xml))
    return shape(rows, format="xlsx", sheet=sheet.title, bad=bad)


def has_rows(sheet: Any) -> bool:
    return any(
        any(value is not None for value in row) for row in sheet.iter_rows(values_only=True, max_row=20)
    )


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """A sheet may claim a million empty rows: they end the reading when they come in one piece."""
    empty = filled = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS + 1), start=1):
        cells = [to_text(value) for value in row]
        empty = 0 if any(cells) else empty + 1
        filled += bool(any(cells))
        if empty > 1000:
            return
        if filled > ROWS + 1:
            raise BadFile("file.too_many_rows", str(ROWS))
        yield number, cells


def to_text(value: Any) -> str:
    """As a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        # 199.99 is kept as the nearest binary fraction, with dirt behind the tenth digit.
        text = f"{round(value, 6):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return clean(str(value))


def _errors(rows: list[tuple[int, list[str]]]) -> Iterator[tuple[int, int]]:
    marks = {
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#ADR!",
        "#ARG!",
        "#DZIEL/0!",
    }
    for number, row in rows:
        yield from ((number, place) for place, cell in enumerate(row) if cell in marks)


def _without_value(
    content: bytes, title: str, rows: list[tuple[int, list[str]]]
) -> dict[tuple[int, int], str]:
    """Cells with a formula that nobody has computed: written by a program, never opened in Excel."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    bad = {}
    try:
        values = dict(rows)
        for number, row in enumerate(book[title].iter_rows(values_only=True, max_col=COLUMNS + 1), start=1):
            cells = values.get(number)
            if cells is None:
                break
            for place, value in enumerate(row):
                is_formula = isinstance(value, str) and value.startswith("=") and len(value) > 1
                if is_formula and place < len(cells) and not cells[place]:
                    bad[number, place] = "cell.formula"
    finally:
        book.close()
    return bad


def _spread(rows: list[tuple[int, list[str]]], merged: list[bytes]) -> None:
    """What stands in a merged cell holds for each of its rows: an order number beside its lines."""
    by_number = dict(rows)
    for area in merged[:ROWS]:
        left, top, _, bottom = range_boundaries(area.decode())
        if left is None or top is None or bottom is None or left > COLUMNS:
            continue
        value = by_number.get(top, [""] * left)[left - 1 : left]
        for number in range(top + 1, min(bottom, top + ROWS) + 1):
            cells = by_number.get(number)
            if cells is not None and value and len(cells) >= left:
                cells[left - 1] = value[0]
