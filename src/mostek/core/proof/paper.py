"""The proof on paper, for the accountant: the sentence, the sums, what differs, and the signature."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from mostek.core.models import Proof
from mostek.core.proof import sheet, words
from mostek.core.proof.sums import totals
from mostek.core.proof.value import EXPLAINED, Finding, Sum, counts_of, findings_of, others_of, sums_of
from mostek.lib import clock

INK, FAINT, LINE, ALARM = (27, 34, 38), (89, 99, 106), (226, 223, 216), (178, 68, 10)
SHOWN = 200  # explained findings; the table holds them all
HEAD = FontFace(emphasis="BOLD", color=FAINT, size_pt=8)


class Paper(FPDF):
    """Pages with their number; letters that the font does not have are shown as a mark, never as nothing."""

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("DejaVu", "", 7)
        self.set_text_color(*FAINT)
        self.cell(0, 5, f"Mostek · {self.page_no()} / {{nb}}", align="R")
        self.set_text_color(*INK)


def write(proof: Proof) -> bytes:
    paper = _paper(proof)
    paper.add_page()
    _head(paper, proof)
    _bridge(paper, proof)
    _sums(paper, sums_of(proof.sums))
    _others(paper, proof)
    findings = findings_of(proof.findings)
    _findings(paper, _("Differences"), [one for one in findings if one.group != EXPLAINED])
    _findings(paper, _("Explained"), [one for one in findings if one.group == EXPLAINED][:SHOWN])
    _signature(paper, proof)
    return bytes(paper.output())


def _paper(proof: Proof) -> Paper:
    paper = Paper()
    paper.set_margins(18, 16, 18)
    paper.set_auto_page_break(True, margin=20)
    folder = _fonts()
    paper.add_font("DejaVu", "", folder / "DejaVuSans.ttf")
    paper.add_font("DejaVu", "B", folder / "DejaVuSans-Bold.ttf")
    paper.set_title(f"{_('Proof')} {words.month(proof.month)}")
    paper.set_author("Mostek")
    paper.set_lang(get_language() or "pl")
    paper.set_creation_date(clock.now())
    paper.set_text_color(*INK)
    paper.set_draw_color(*LINE)
    return paper


@cache
def _fonts() -> Path:
    with as_file(files("mostek.lib").joinpath("fonts")) as folder:
        return folder


def _line(
    paper: FPDF, text: str, size: float = 9, style: str = "", colour: tuple[int, int, int] = INK
) -> None:
    paper.set_font("DejaVu", style, size)
    paper.set_text_color(*colour)
    paper.multi_cell(0, size * 0.55, _printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_text_color(*INK)


def _head(paper: FPDF, proof: Proof) -> None:
    one = proof.connection
    _line(paper, f"{_('Proof')}: {words.month(proof.month)}", 16, "B")
    paper.ln(1)
    nip = f", NIP {one.company_nip}" if one.company_nip else ""
    _line(paper, f"{one.company_name or one.name}{nip}", 10)
    when = {"begin": _moment(proof.began_at), "end": _moment(proof.finished_at)}
    _line(paper, _("Read from wFirma from %(begin)s to %(end)s.") % when, 8, colour=FAINT)
    paper.ln(4)
    _line(paper, words.sentence_of(proof), 12, "B", INK if proof.is_clean else ALARM)
    paper.ln(4)


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(clock.WARSAW):%d.%m.%Y, %H:%M}"


def _heading(paper: FPDF, text: str) -> None:
    paper.ln(4)
    if paper.will_page_break(24):
        paper.add_page()
    _line(paper, text, 11, "B")
    paper.ln(1)


def _bridge(paper: FPDF, proof: Proof) -> None:
    _heading(paper, _("From sales to documents"))
    paper.set_font("DejaVu", "", 9)
    with paper.table(
        col_widths=(8, 2),
        text_align=("LEFT", "RIGHT"),
        borders_layout="HORIZONTAL_LINES",
        first_row_as_headings=False,
    ) as table:
        for label, number in words.bridge(counts_of(proof.counts)):
            table.row([label, f"{number}".replace("-", "\N{MINUS SIGN}")])


def _sums(paper: FPDF, rows: tuple[Sum, ...]) -> None:
    _heading(paper, _("Sums"))
    if not rows:
        _line(paper, _("No documents."))
        return
    titles = [_("Kind"), "VAT", _("Net"), _("Tax"), _("Gross"), _("Gross in wFirma"), _("Difference"), ""]
    paper.set_font("DejaVu", "", 8)
    right = ("LEFT", "LEFT", *("RIGHT",) * 5, "LEFT")
    with paper.table(
        col_widths=(24, 10, 18, 16, 19, 22, 17, 9),
        text_align=right,
        borders_layout="HORIZONTAL_LINES",
        headings_style=HEAD,
    ) as table:
        table.row(titles)
        for row in rows:
            table.row([words.kind(row.kind), words.vat(row), *_amounts(row)])
        bold = FontFace(emphasis="BOLD")
        for row in totals(rows):
            table.row([_("together"), "", *_amounts(row)], style=bold)
    if any(row.is_rounding for row in rows):
        _line(
            paper,
            _("Differences of a grosz in net and tax are wFirma's rounding inside gross prices."),
            7,
            colour=FAINT,
        )


def _amounts(row: Sum) -> list[str]:
    figures = (row.net, row.tax, row.gross, row.their_gross, row.gap[2])
    return [*(words.amount(one) for one in figures), row.currency]


def _others(paper: FPDF, proof: Proof) -> None:
    rows = others_of(proof.others)
    if not rows:
        return
    _heading(paper, _("Documents in wFirma that are not of Mostek"))
    paper.set_font("DejaVu", "", 8)
    with paper.table(
        col_widths=(5, 2, 3, 1),
        text_align=("LEFT", "RIGHT", "RIGHT", "LEFT"),
        borders_layout="HORIZONTAL_LINES",
        headings_style=HEAD,
    ) as table:
        table.row([_("Kind"), _("Documents"), _("Gross"), ""])
        for row in rows:
            table.row([words.their_type(row.type), str(row.documents), words.amount(row.gross), row.currency])


def _findings(paper: FPDF, title: str, findings: list[Finding]) -> None:
    if not findings:
        return
    _heading(paper, f"{title}: {len(findings)}")
    paper.set_font("DejaVu", "", 8)
    with paper.table(
        col_widths=(18, 20, 62, 22),
        text_align=("LEFT", "LEFT", "LEFT", "RIGHT"),
        borders_layout="HORIZONTAL_LINES",
        headings_style=HEAD,
    ) as table:
        table.row([_("Result"), _("Order"), _("What"), _("Amount")])
        for one in findings:
            price = f"{words.amount(one.amount)} {one.currency}" if one.amount is not None else ""
            table.row([sheet.group_name(one.group), one.about, _printable(words.remark(one)), price])


def _signature(paper: FPDF, proof: Proof) -> None:
    _heading(paper, _("Signed off"))
    if proof.signed_at is None or proof.signed_by is None:
        _line(paper, _("Not yet."))
        return
    _line(paper, f"{proof.signed_by.get_username()}, {_moment(proof.signed_at)}")
    if proof.note:
        _line(paper, proof.note)


def _printable(text: str) -> str:
    """The font knows the Latin letters of Europe. Any other is shown as a question mark, not left out."""
    return "".join(letter if letter in _letters() or letter.isspace() else "?" for letter in text)


@cache
def _letters() -> frozenset[str]:
    paper = FPDF()
    paper.add_font("DejaVu", "", _fonts() / "DejaVuSans.ttf")
    font: Any = paper.fonts["dejavu"]  # a TTFFont: what `add_font` makes
    letters = frozenset(map(chr, font.cmap))
    font.ttfont.close()
    return letters
