"""Files → orders: encodings, sheets, rows of one order, exports of platforms."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from mostek.sources.file import mapping, template
from mostek.sources.file.gather import gather, group
from mostek.sources.file.mapping import Plan
from mostek.sources.file.table import ROWS, BadFile, read_table

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 23)
COLUMNS = {
    "order": "Nr",
    "paid": "Dzień",
    "line_name": "Towar",
    "total": "Razem",
    "unit_price": "Cena",
    "quantity": "Ile",
}
FIXED = {"currency": "PLN", "country": "PL"}


def orders(content, plan=None):
    table = read_table(content)
    if plan is None:
        plan, _ = mapping.propose(table.columns, None)
    return list(gather(table, plan, group(table, plan), TODAY))


def plan_for(*names, **more):
    return Plan({name: COLUMNS[name] for name in names}, FIXED | more)


def sheet(*rows, header="Nr;Dzień;Towar;Ile;Cena;Razem"):
    return "\n".join([header, *rows]).encode()


ALL = plan_for("order", "paid", "line_name", "quantity", "unit_price", "total")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_letters_and_cells_are_found_whatever_the_encoding_and_the_delimiter(encoding, delimiter):
    text = delimiter.join(["Nr", "Nazwa"]) + "\r\n" + delimiter.join(["1", "Źdźbło ąę"]) + "\r\n"
    table = read_table((text * 1).encode(encoding))
    assert table.columns == ("Nr", "Nazwa")
    assert table.rows == (("1", "Źdźbło ąę"),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"a;b\n", "file.no_rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "file.old_excel"),
        (b"PK\x03\x04 no archive", "file.not_excel"),
        (b"a;b\n\x00\x01\x02;1\n" + b"x" * 50, "file.not_text"),
        (b"a;b\n" + b"1;2\n" * (ROWS + 1), "file.too_many_rows"),
        (b"x" * (10 * 1024 * 1024 + 1), "file.too_large"),
        ((";".join(f"c{n}" for n in range(300)) + "\n1\n").encode(), "file.too_many_columns"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, code):
    with pytest.raises(BadFile) as caught:
        read_table(content)
    assert caught.value.code == code


def test_rows_of_one_order_are_its_lines_wherever_they_stand():
    found = orders(
        sheet(
            "1;2026-11-03;Kurs;1;100;300",
            "2;2026-11-03;Kurs;1;100;100",
            "",
            "1;;E-book;2;100;",
            ";;Razem;;;400",
        ),
        ALL,
    )
    assert [(one.order, one.passed) for one in found] == [("1", ""), ("2", ""), ("", "totals_row")]
    assert found[0].rows == (2, 5)
    assert [(line.name, line.quantity) for line in found[0].incoming.sale.lines] == [
        ("Kurs", 1),
        ("E-book", 2),
    ]
    assert found[0].incoming.sale.total == Decimal("300.00")


def test_a_row_that_stands_twice_counts_as_the_total_says():
    row = "1;2026-11-03;Kurs;1;100;{}"
    twice = orders(sheet(row.format(200), row.format(200)), ALL)
    once = orders(sheet(row.format(100), row.format(100)), ALL)
    assert (len(twice[0].incoming.sale.lines), len(once[0].incoming.sale.lines)) == (2, 1)
    unknown = orders(
        sheet("1;2026-11-03;Kurs;1;100;", "1;2026-11-03;Kurs;1;100;"),
        plan_for("order", "paid", "line_name", "quantity", "unit_price"),
    )
    assert [wrong.code for wrong in unknown[0].wrong] == ["duplicate"]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        (["1;2026-11-03;Kurs;1;100;99"], ["total_differs"]),
        (["1;2026-11-03;Kurs;1;100;100", "1;2026-11-04;E-book;1;0;100"], ["rows_differ"]),
        (["1;2027-01-01;Kurs;1;100;100"], ["day.future"]),
        (["1;;Kurs;1;100;100"], ["missing"]),
        ([";2026-11-03;Kurs;1;100;100", "2;2026-11-03;Kurs;1;100;100"], ["missing"]),
        (["1;2026-11-03;Kurs;0;1,234;-5"], ["amount.negative", "quantity", "amount.ambiguous"]),
        (["1;2026-11-03;Kurs;1;100;100 EUR"], ["amount.other_currency"]),
        (["1;2026-11-03;Kurs;1;100;100;more"], ["row.too_long"]),
    ],
)
def test_what_is_wrong_is_named(rows, codes):
    assert sorted(wrong.code for wrong in orders(sheet(*rows), ALL)[0].wrong) == sorted(codes)


def excel(*rows, merge="", **cells):
    book = Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_of_excel_with_merged_cells_formulas_and_numbers():
    head = ["Nr", "Dzień", "Towar", "Ile", "Cena", "Razem"]
    content = excel(
        head,
        [1001, date(2026, 11, 3), "Kurs", 1, 199.99, 299.99],
        [None, None, "E-book", 1, 100, None],
        [],
        [1002, date(2026, 11, 3), "Kurs", 1, 100, "=E5*2"],
        merge="A2:A3",
    )
    first, second = orders(content, ALL)
    assert (first.order, first.rows) == ("1001", (2, 3))
    assert first.incoming.sale.total == Decimal("299.99")
    assert [(one.row, one.column, one.code) for one in second.wrong] == [(5, "Razem", "cell.formula")]


def test_the_template_needs_no_mapping():
    found = orders(template.write())
    assert [one.wrong for one in found] == [(), ()]
    assert found[1].incoming.sale.buyer.company
    assert found[1].incoming.sale.total == Decimal("1230.00")


@pytest.mark.parametrize("kind", ["shopify", "woocommerce", "stripe", "publigo"])
def test_an_export_is_recognised_by_its_headers(kind):
    table = read_table((DATA / f"{kind}.csv").read_bytes())
    plan, export = mapping.propose(table.columns, None)
    assert export.kind == kind
    assert export.page.startswith("https://")
    assert f"| `{kind}.csv` | {export.page} |" in (DATA / "README.md").read_text()
    assert set(plan.missing()) <= {"currency"}


def test_shopify_groups_its_rows_and_shares_out_the_discount():
    first, second, third = orders((DATA / "shopify.csv").read_bytes())
    sale = first.incoming.sale
    assert (sale.total, sale.paid_on) == (Decimal("305.00"), date(2026, 11, 4))
    assert [(line.product, line.discount) for line in sale.lines] == [
        ("KUB", Decimal("6.67")),
        ("PLA", Decimal("3.33")),
    ]
    assert [(one.name, one.amount) for one in sale.charges] == [("Dostawa", Decimal("15.00"))]
    assert (sale.buyer.zip, second.passed, third.gone) == ("00-838", "unpaid", "refunded")


def test_woocommerce_adds_the_tax_to_its_net_lines():
    (found,) = orders((DATA / "woocommerce.csv").read_bytes())
    sale = found.incoming.sale
    assert (sale.lines[0].unit_price, sale.total, sale.paid_on) == (
        Decimal("123.00"),
        Decimal("135.30"),
        date(2026, 11, 3),
    )
    assert (sale.buyer.name, sale.buyer.tax_id) == ("Firma Nowak", "526-025-02-74")


def test_stripe_is_in_utc_and_a_refund_in_part_is_for_a_person():
    first, second = orders((DATA / "stripe.csv").read_bytes())
    assert (first.order, first.incoming.sale.paid_on) == ("pi_1", date(2026, 11, 4))
    assert first.incoming.sale.currency == "PLN"
    assert [wrong.code for wrong in second.wrong] == ["refunded.partly"]


def test_a_word_of_ones_own_for_paid():
    content = sheet("1;2026-11-03;Kurs;1;100;100;Wysłane", header="Nr;Dzień;Towar;Ile;Cena;Razem;Status")
    columns = dict(ALL.columns) | {"status": "Status"}
    (unknown,) = orders(content, Plan(columns, FIXED))
    (known,) = orders(content, Plan(columns, FIXED, paid="wysłane, oddane"))
    assert [wrong.code for wrong in unknown.wrong] == ["status"]
    assert known.incoming is not None
