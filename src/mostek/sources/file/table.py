"""Bytes → a table of text. What the rows mean is not known here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

BYTES = 10 * 1024 * 1024
ROWS = 20_000
COLUMNS = 200
CELL = 5_000  # characters

DELIMITERS = ";,\t|"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"


class BadFile(Exception):
    """The file as a whole cannot be read. `code` is one of `core.importing.words`, `fact` fills its sentence."""

    def __init__(self, code: str, fact: str = "") -> None:
        self.code, self.fact = code, fact
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` hold a cell for each of `columns`; `numbers` are their numbers in the file, the header's is usually 1.

    `bad`: (index of the row, column) → the code of what is wrong with that cell; column -1 is the row as a whole.
    """

    format: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    bad: Mapping[tuple[int, int], str] = field(default_factory=dict)


def read_table(content: bytes) -> Table:
    """CSV or XLSX, told apart by their first bytes. Raises BadFile."""
    if len(content) > BYTES:
        raise BadFile("file.too_large", f"{BYTES // 1024 // 1024} MB")
    if not content.strip():
        raise BadFile("file.empty")
    if content.startswith(OLD_EXCEL):
        raise BadFile("file.old_excel")
    if content.startswith(ZIP):
        from mostek.sources.file.sheet import read_sheet  # the library is read when the first sheet comes

        return read_sheet(content)
    text, encoding = decode(content)
    delimiter = sniff(text)
    found = records(text, delimiter)
    if text[:4].lower() == "sep=":
        next(found)
    return shape(found, format="csv", encoding=encoding, delimiter=delimiter)


def decode(content: bytes) -> tuple[str, str]:
    """UTF-8, UTF-16 with or without its mark, else the Polish Windows code page."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded(content, encoding), encoding
    head = content[:2000]
    if len(head) % 2 == 0 and head.count(0) * 3 > len(head):
        encoding = "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
        return _decoded(content, encoding), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decoded(content, "cp1250"), "cp1250"


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadFile("file.encoding") from error
    return text


def sniff(text: str) -> str:
    """The mark that parts the header, and the rows below it, into the same number of cells."""
    if text[:4].lower() == "sep=" and text[4:5] in DELIMITERS:
        return text[4]
    best, most = ";", 0
    for delimiter in DELIMITERS:
        rows = [row for _, row in islice(records(text[:100_000], delimiter), 20) if any(row)]
        width = len(rows[0]) if rows else 0
        alike = sum(1 for row in rows if len(row) == width)
        if width > 1 and alike * width > most:
            best, most = delimiter, alike * width
    return best


def records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number. Raises BadFile."""
    if "\0" in text:
        raise BadFile("file.not_text")
    csv.field_size_limit(BYTES)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            yield number, [clean(cell) for cell in row]
    except csv.Error as error:
        raise BadFile("file.not_text") from error


def clean(cell: str) -> str:
    """Without what cannot be seen. `="00123"` is how Excel is told that a number is text, `'00123` how it tells."""
    text = "".join(
        " " if one in "\r\n\t" else one
        for one in cell
        if one in "\r\n\t" or one.isprintable() or one.isspace()
    )
    text = text.strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1]
    elif text.startswith("'"):
        text = text[1:]
    return text


def shape(
    found: Iterable[tuple[int, list[str]]],
    *,
    bad: Mapping[tuple[int, int], str] | None = None,
    **how: str,
) -> Table:
    """The first row that is not empty is the header. `bad` is by the row's number in the file."""
    filled = ((number, row) for number, row in found if any(row))
    header = next(filled, None)
    if header is None:
        raise BadFile("file.empty")
    columns = name_columns(header[1])
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    wrong: dict[tuple[int, int], str] = {}
    for number, row in filled:
        if len(rows) >= ROWS:
            raise BadFile("file.too_many_rows", str(ROWS))
        if any(row[len(columns) :]):
            wrong[len(rows), -1] = "row.too_long"
        if any(len(cell) > CELL for cell in row):
            wrong[len(rows), -1] = "row.huge_cell"
        for place in range(len(columns)):
            if bad and (number, place) in bad:
                wrong[len(rows), place] = bad[number, place]
        rows.append(tuple([*row, *[""] * len(columns)][: len(columns)]))
        numbers.append(number)
    if not rows:
        raise BadFile("file.no_rows")
    return Table(
        format=how["format"],
        columns=columns,
        rows=tuple(rows),
        numbers=tuple(numbers),
        encoding=how.get("encoding", ""),
        delimiter=how.get("delimiter", ""),
        sheet=how.get("sheet", ""),
        bad=wrong,
    )


def name_columns(header: list[str]) -> tuple[str, ...]:
    """Each has a name of its own: `Kwota`, `Kwota (2)`; one without a name is called by its letter."""
    while header and not header[-1]:
        header = header[:-1]
    if len(header) > COLUMNS:
        raise BadFile("file.too_many_columns", str(COLUMNS))
    names: list[str] = []
    for place, title in enumerate(header):
        name = title[:100] or f"[{letter(place)}]"
        again = 2
        while name in names:
            name, again = f"{title[:90] or letter(place)} ({again})", again + 1
        names.append(name)
    return tuple(names)


def letter(place: int) -> str:
    """0 → A, 26 → AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text
