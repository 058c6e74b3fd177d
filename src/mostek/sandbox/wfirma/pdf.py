"""The print of a document: A4, plain, readable, with a SANDBOX mark that nobody can miss."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from mostek.sandbox.wfirma.records import Company, Invoice, Party
from mostek.sandbox.wfirma.vat_codes import vat_codes

TITLES = {
    "normal": "Faktura VAT",
    "margin": "Faktura VAT marża",
    "bill": "Faktura (bez VAT)",
    "proforma": "Pro forma",
    "proforma_bill": "Pro forma",
    "offer": "Oferta",
    "offer_bill": "Oferta",
    "receipt_normal": "Dowód sprzedaży",
    "receipt_bill": "Dowód sprzedaży",
    "receipt_fiscal_normal": "Paragon fiskalny",
    "receipt_fiscal_bill": "Paragon fiskalny",
    "income_normal": "Inny przychód",
    "income_bill": "Inny przychód",
    "correction": "Faktura korygująca",
    "normal_draft": "Wersja robocza",
}
PAYMENT = {
    "cash": "gotówka",
    "transfer": "przelew",
    "compensation": "kompensata",
    "cod": "za pobraniem",
    "payment_card": "karta płatnicza",
}
TAX_ID_LABELS = {"nip": "NIP", "vat": "VAT UE", "pesel": "PESEL", "regon": "REGON", "custom": "Identyfikator"}
WARNING = "SANDBOX · to nie jest dokument księgowy · not a real document"
INK, FAINT, ALARM, PALE = (34, 38, 46), (110, 116, 128), (178, 34, 52), (238, 240, 244)


@dataclass(frozen=True, slots=True)
class Copies:
    """`page` is `all`, `invoice` or `invoicecopy`."""

    page: str = "invoice"
    duplicate: bool = False

    def marks(self) -> list[str]:
        wanted = {"all": ["ORYGINAŁ", "KOPIA"], "invoicecopy": ["KOPIA"]}.get(self.page, ["ORYGINAŁ"])
        return [f"{mark} · DUPLIKAT" if self.duplicate else mark for mark in wanted]


class Paper(FPDF):
    """A page with the mark on it, before anything else is written."""

    def header(self) -> None:
        self.set_font("DejaVu", "B", 46)
        self.set_text_color(232, 234, 239)
        with self.rotation(45, self.w / 2, self.h / 2):
            self.text(self.w / 2 - 55, self.h / 2, "SANDBOX")
        self.set_fill_color(*ALARM)
        self.set_text_color(255, 255, 255)
        self.set_font("DejaVu", "B", 9)
        self.set_xy(0, 0)
        self.cell(self.w, 8, WARNING, align="C", fill=True, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(*INK)
        self.ln(8)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("DejaVu", "", 7)
        self.set_text_color(*FAINT)
        self.cell(0, 5, f"Strona {self.page_no()} / {{nb}}", align="R")
        self.set_text_color(*INK)


def document(invoice: Invoice, company: Company, copies: Copies, moment: datetime) -> bytes:
    paper = _paper(f"{TITLES.get(invoice.type, 'Dokument')} {invoice.fullnumber}", moment)
    for mark in copies.marks():
        paper.add_page()
        _head(paper, invoice, company, mark)
        _parties(paper, invoice, company)
        _lines(paper, invoice)
        _vat_summary(paper, invoice)
        _sums(paper, invoice)
        _remarks(paper, invoice)
    return bytes(paper.output())


def confirmation(invoice: Invoice, company: Company, moment: datetime) -> bytes:
    """What KSeF users get until the number is there: no lines, no document number."""
    paper = _paper("Potwierdzenie transakcji", moment)
    paper.add_page()
    _big(paper, "Potwierdzenie transakcji")
    _small(paper, "Dokument oczekuje na numer KSeF.")
    paper.ln(6)
    for label, value in (
        ("Sprzedawca", f"{company.name}, NIP {company.nip}"),
        ("Nabywca", invoice.contractor_detail.name),
        ("Data wystawienia", invoice.date.isoformat()),
        ("Kwota brutto", money(invoice.total, invoice.currency)),
    ):
        _pair(paper, label, value)
    return bytes(paper.output())


def _paper(title: str, moment: datetime) -> Paper:
    paper = Paper()
    paper.set_margins(16, 12, 16)
    paper.set_auto_page_break(True, margin=20)
    folder = _fonts()
    paper.add_font("DejaVu", "", folder / "DejaVuSans.ttf")
    paper.add_font("DejaVu", "B", folder / "DejaVuSans-Bold.ttf")
    paper.set_title(title)
    paper.set_author("Sandbox")
    paper.set_lang("pl")
    paper.set_creation_date(moment)
    return paper


@cache
def _fonts() -> Path:
    with as_file(files("mostek.lib").joinpath("fonts")) as folder:
        return folder


def _head(paper: Paper, invoice: Invoice, company: Company, mark: str) -> None:
    top = paper.get_y()
    paper.set_font("DejaVu", "B", 13)
    paper.multi_cell(90, 6, company.altname or company.name, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    left = paper.get_y()
    paper.set_xy(106, top)
    paper.set_font("DejaVu", "B", 15)
    title = TITLES.get(invoice.type, "Dokument")
    paper.multi_cell(88, 7, f"{title}\n{invoice.fullnumber}", align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_font("DejaVu", "", 8)
    paper.set_text_color(*FAINT)
    paper.cell(0, 5, mark, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_text_color(*INK)
    paper.set_y(max(paper.get_y(), left) + 3)
    for label, value in (
        ("Data wystawienia", invoice.date.isoformat()),
        ("Data sprzedaży", "" if invoice.disposaldate_empty == "1" else invoice.disposaldate.isoformat()),
        ("Termin płatności", invoice.paymentdate.isoformat()),
        ("Sposób płatności", PAYMENT.get(invoice.paymentmethod, invoice.paymentmethod)),
        ("Numer KSeF", invoice.ksef_reference),
        ("Do dokumentu", f"#{invoice.parent_id}" if invoice.parent_id else ""),
    ):
        if value:
            _pair(paper, label, value)
    paper.ln(4)


def _parties(paper: Paper, invoice: Invoice, company: Company) -> None:
    flat = f" / {company.flat_number}" if company.flat_number else ""
    seller = [
        company.name,
        f"{company.street} {company.building_number}{flat}",
        f"{company.zip} {company.city}",
        f"NIP {company.nip}",
    ]
    if company.bank_account:
        seller.append(f"{company.bank_name}: {company.bank_account}")
    blocks = [("Sprzedawca", seller), ("Nabywca", _address(invoice.contractor_detail))]
    if invoice.receiver_detail:
        blocks.append(("Odbiorca", _address(invoice.receiver_detail)))
    top, bottom, width = paper.get_y(), paper.get_y(), (paper.epw - 6 * (len(blocks) - 1)) / len(blocks)
    for position, (title, rows) in enumerate(blocks):
        x = paper.l_margin + position * (width + 6)
        paper.set_xy(x, top)
        paper.set_font("DejaVu", "B", 9)
        paper.cell(width, 5, title, border="B")
        paper.set_font("DejaVu", "", 9)
        paper.set_xy(x, top + 6)
        paper.multi_cell(width, 4.6, "\n".join(row for row in rows if row.strip()), align="L")
        bottom = max(bottom, paper.get_y())
    paper.set_y(bottom + 6)


def _address(party: Party) -> list[str]:
    label = TAX_ID_LABELS.get(party.tax_id_type, "")
    country = party.country if party.country != "PL" else ""
    return [
        party.name,
        party.street,
        f"{party.zip} {party.city}",
        country,
        f"{label} {party.nip}" if label and party.nip else "",
        party.email,
    ]


def _lines(paper: Paper, invoice: Invoice) -> None:
    kind = "brutto" if invoice.price_type == "brutto" else "netto"
    head = ["Lp.", "Nazwa", "Ilość", "J.m.", f"Cena {kind}", "VAT", "Netto", "Brutto"]
    rows = [
        [
            str(number),
            line.name or "—",
            _plain(line.count),
            line.unit,
            money(line.price),
            vat_codes()[line.vat_code_id].label,
            money(line.netto),
            money(line.brutto),
        ]
        for number, line in enumerate(invoice.lines, start=1)
    ]
    _table(paper, [head, *rows], (8, 62, 14, 12, 24, 18, 22, 22), "RLRLRRRR")
    paper.ln(5)


def _vat_summary(paper: Paper, invoice: Invoice) -> None:
    rows = [
        [
            vat_codes()[row.vat_code_id].label,
            money(row.netto),
            money(row.tax),
            money(row.brutto),
        ]
        for row in invoice.vat_contents
    ]
    total = ["Razem", money(invoice.netto), money(invoice.tax), money(invoice.total)]
    _table(
        paper, [["Stawka VAT", "Netto", "VAT", "Brutto"], *rows, total], (34, 26, 26, 26), "LRRR", right=True
    )
    paper.ln(4)


def _sums(paper: Paper, invoice: Invoice) -> None:
    for label, value, size in (
        ("Do zapłaty razem", invoice.total, 13),
        ("Zapłacono", invoice.alreadypaid, 9),
        ("Pozostało do zapłaty", invoice.remaining, 9),
    ):
        paper.set_font("DejaVu", "B" if size > 9 else "", size)
        text = f"{label}: {money(value, invoice.currency)}"
        paper.cell(0, 7 if size > 9 else 5, text, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if invoice.currency != "PLN":
        rate = f"{invoice.currency_exchange:.4f}".replace(".", ",")
        _small(paper, f"Kurs {invoice.currency}: {rate} PLN, tabela {invoice.currency_label}")
    paper.ln(3)


def _remarks(paper: Paper, invoice: Invoice) -> None:
    if not invoice.description:
        return
    paper.set_font("DejaVu", "B", 9)
    paper.cell(0, 5, "Uwagi", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_font("DejaVu", "", 9)
    paper.multi_cell(0, 4.8, invoice.description, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _table(
    paper: Paper, rows: list[list[str]], widths: tuple[int, ...], aligns: str, *, right: bool = False
) -> None:
    paper.set_font("DejaVu", "", 8)
    paper.set_draw_color(200, 204, 212)
    with paper.table(
        col_widths=widths,
        width=sum(widths) if right else paper.epw,
        align="RIGHT" if right else "LEFT",
        text_align=tuple({"L": "LEFT", "R": "RIGHT"}[letter] for letter in aligns),
        headings_style=FontFace(emphasis="BOLD", fill_color=PALE),
        borders_layout="HORIZONTAL_LINES",
        line_height=5,
        padding=0.8,
    ) as table:
        for cells in rows:
            table.row(cells)


def _pair(paper: Paper, label: str, value: str) -> None:
    paper.set_font("DejaVu", "", 9)
    paper.set_text_color(*FAINT)
    paper.cell(40, 5, label)
    paper.set_text_color(*INK)
    paper.cell(0, 5, value, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _big(paper: Paper, text: str) -> None:
    paper.set_font("DejaVu", "B", 16)
    paper.cell(0, 9, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _small(paper: Paper, text: str) -> None:
    paper.set_font("DejaVu", "", 8)
    paper.set_text_color(*FAINT)
    paper.cell(0, 5, text, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_text_color(*INK)


def money(value: Decimal, currency: str = "") -> str:
    """`1 234,56 zł`, `119,00 EUR`; spaces that do not break."""
    number = f"{value:,.2f}".replace(",", "\u00a0").replace(".", ",")
    return f"{number}\u00a0{'zł' if currency == 'PLN' else currency}" if currency else number


def _plain(count: Decimal) -> str:
    return f"{count.normalize():f}".replace(".", ",")
