"""The proof as a table that Excel opens with a double click: UTF-8 with a mark, semicolons, decimal commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from mostek.core.models import Proof
from mostek.core.proof import words
from mostek.core.proof.value import Finding, Pair, findings_of, pairs_of

# A cell that begins so would be a formula. The apostrophe makes it text; Excel does not show it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(proof: Proof) -> bytes:
    """Each document of ours dated in the month, then what has no such document."""
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", lineterminator="\r\n")
    sheet.writerow(
        [
            _("Result"),
            _("Document"),
            _("Date"),
            _("Kind"),
            _("Order"),
            _("Paid on"),
            _("Amount in Mostek"),
            _("Amount in wFirma"),
            _("Difference"),
            _("Currency"),
            _("Remark"),
        ]
    )
    for row in _rows(proof):
        sheet.writerow([cell(one) for one in row])
    return "\N{BYTE ORDER MARK}".encode() + out.getvalue().encode()


Cell = str | Decimal | date | None


def cell(value: Cell) -> str:
    """As Excel reads it in this country; a text that looks like a formula stays a text."""
    return _text(value) if isinstance(value, str) else _plain(value)


def _rows(proof: Proof) -> Iterator[list[Cell]]:
    findings, pairs = findings_of(proof.findings), pairs_of(proof.pairs)
    of_document = {(one.code, one.document): one for one in findings}
    paired = set()
    for pair in pairs:
        finding = of_document.get((pair.code, pair.document))
        if finding is not None:
            paired.add(finding.key)
        yield _of_pair(pair, finding)
    for finding in findings:
        if finding.key not in paired:
            yield _of_finding(finding)


def _of_pair(pair: Pair, finding: Finding | None) -> list[Cell]:
    gap = None if pair.theirs is None else pair.theirs - pair.ours
    result = group_name(finding.group) if finding is not None else _("equal")
    remark = words.remark(finding) if finding is not None else ""
    paid_on = date.fromisoformat(pair.paid_on) if pair.paid_on else None
    return [
        result,
        pair.number,
        pair.on,
        words.kind(pair.kind),
        pair.about,
        paid_on,
        pair.ours,
        pair.theirs,
        gap,
        pair.currency,
        remark,
    ]


def _of_finding(one: Finding) -> list[Cell]:
    in_wfirma = one.code in (
        "proof.doubled",
        "proof.stranger",
        "proof.unsettled",
        "proof.alike",
        "proof.correction",
    )
    ours, theirs = (None, one.amount) if in_wfirma else (one.amount, None)
    return [
        group_name(one.group),
        one.number,
        one.on,
        "",
        one.about,
        None,
        ours,
        theirs,
        None,
        one.currency,
        words.remark(one),
    ]


def group_name(group: str) -> str:
    names = {
        "missing": _("missing"),
        "doubled": _("doubled"),
        "unexplained": _("unexplained"),
        "explained": _("explained"),
    }
    return names[group]


def _text(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def _plain(cell: Decimal | date | None) -> str:
    if cell is None:
        return ""
    return f"{cell:.2f}".replace(".", ",") if isinstance(cell, Decimal) else cell.isoformat()
