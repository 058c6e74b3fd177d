"""The rows that failed, as a sheet to be mended and brought again."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from mostek.core.importing import meet, words
from mostek.core.models import Import

# A cell that begins so would be a formula. The apostrophe makes it text, and our own reading takes it off again.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def write(one: Import) -> bytes:
    """The columns of the file and one more with what is wrong; UTF-8 with a mark, semicolons."""
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", lineterminator="\r\n")
    sheet.writerow([*map(_text, one.shape.get("columns", [])), _("What is wrong")])
    failed = list(one.rows.filter(outcome=meet.FAILED).order_by("pk"))
    wrong: dict[str, list[str]] = {}
    for row in failed:
        wrong.setdefault(_name(row.external_id, row.row), []).append(words.of_row(row))
    for row in failed:
        for cells in row.cells:
            said = " ".join(wrong[_name(row.external_id, row.row)])
            sheet.writerow([*map(_text, cells), said])
    return "\N{BYTE ORDER MARK}".encode() + out.getvalue().encode()


def _name(order: str, row: int) -> str:
    return order or f"\0{row}"


def _text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
