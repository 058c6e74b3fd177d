"""What is said of a file and its rows, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from mostek.core.importing import meet
from mostek.core.models import ImportRow
from mostek.sources.file.table import BadFile
from mostek.sources.file.target import BY_NAME

Word = str | Promise

# Of the file as a whole. `fact` is the limit.
FILES: Mapping[str, Word] = {
    "file.too_large": gettext_lazy("The file is larger than %(fact)s. Export a shorter time."),
    "file.too_many_rows": gettext_lazy("The file has more than %(fact)s rows. Export a shorter time."),
    "file.too_many_columns": gettext_lazy("The file has more than %(fact)s columns."),
    "file.empty": gettext_lazy("There is nothing in the file."),
    "file.no_rows": gettext_lazy("The file has a header and no rows."),
    "file.old_excel": gettext_lazy("This is an old Excel file (.xls). Save it as .xlsx or CSV."),
    "file.not_excel": gettext_lazy("This Excel file cannot be read. Save it anew as .xlsx or CSV."),
    "file.not_text": gettext_lazy("This is neither CSV nor Excel."),
    "file.encoding": gettext_lazy("The letters of the file cannot be read. Save it as CSV UTF-8."),
}
# Of one row. What stands there is shown beside it.
ROWS: Mapping[str, Word] = {
    "missing": gettext_lazy("The cell is empty, and needed."),
    "too_long": gettext_lazy("The text is too long."),
    "amount": gettext_lazy("This is no amount, or none that can be read with certainty."),
    "amount.ambiguous": gettext_lazy(
        "It is not clear whether this is thousands or decimals. Write two decimals."
    ),
    "amount.fine": gettext_lazy("An amount has at most two decimals."),
    "amount.negative": gettext_lazy("An amount below zero. A refund is no sale."),
    "amount.other_currency": gettext_lazy("The cell names another currency than the row."),
    "quantity": gettext_lazy("This is no quantity above zero."),
    "day": gettext_lazy("This is no date that can be read."),
    "day.ambiguous": gettext_lazy(
        "It is not clear which is the day and which the month. Say so above the columns."
    ),
    "day.future": gettext_lazy("The day of payment has not come yet."),
    "currency": gettext_lazy("This currency is not known. Write it as PLN or EUR."),
    "country": gettext_lazy("This country is not known. Write two letters, for example PL."),
    "flag": gettext_lazy("Write yes or no."),
    "status": gettext_lazy("This status is not known. If it means paid, add it to the paid ones."),
    "status.partly": gettext_lazy("Paid or refunded in part. Issue the document by hand."),
    "refunded.partly": gettext_lazy("A part of the money went back. Issue the documents by hand."),
    "rows_differ": gettext_lazy("Rows of one order say different things."),
    "duplicate": gettext_lazy("The row stands twice, and no total says whether it was sold once or twice."),
    "price_missing": gettext_lazy("The order has several things and no price of each."),
    "total_differs": gettext_lazy("The lines do not add up to the total."),
    "cell.formula": gettext_lazy("The formula has no value. Open the file in Excel and save it."),
    "cell.error": gettext_lazy("An error of Excel stands in the cell."),
    "row.too_long": gettext_lazy("The row has more cells than the header."),
    "row.huge_cell": gettext_lazy("A cell is longer than 5000 characters."),
    "body.fields": gettext_lazy("The sale was refused as incomplete."),
    "internal": gettext_lazy("Mostek stumbled over this row; it is kept in the inbox."),
}
OUTCOMES: Mapping[str, Word] = {
    meet.NEW: pgettext_lazy("sales of a file", "new"),
    meet.SAME: pgettext_lazy("sales of a file", "known, unchanged"),
    meet.REVISED: pgettext_lazy("sales of a file", "changed before their document left"),
    meet.CHANGED: pgettext_lazy("sales of a file", "changed after their document left"),
    meet.GONE: pgettext_lazy("sales of a file", "refunded or cancelled"),
    meet.KNOWN: pgettext_lazy("sales of a file", "known from another source"),
    meet.PASSED: pgettext_lazy("sales of a file", "passed over"),
    meet.FAILED: pgettext_lazy("sales of a file", "with an error"),
}
DECISIONS: Mapping[str, Word] = {
    "issue": gettext_lazy("a document"),
    "nothing": gettext_lazy("no document"),
    "hold": gettext_lazy("a question for you"),
}
FIELDS: Mapping[str, Word] = {
    "total": gettext_lazy("Total"),
    "currency": gettext_lazy("Currency"),
    "paid_on": gettext_lazy("Paid on"),
    "lines": gettext_lazy("Lines"),
    "payment": gettext_lazy("Payment method"),
    "buyer.name": gettext_lazy("Buyer"),
    "buyer.company": gettext_lazy("Buys as a company"),
    "buyer.tax_id": gettext_lazy("Tax number"),
    "buyer.wants_invoice": gettext_lazy("Wants an invoice"),
    "buyer.street": gettext_lazy("Street"),
    "buyer.zip": gettext_lazy("Postcode"),
    "buyer.city": gettext_lazy("City"),
    "buyer.country": gettext_lazy("Country"),
    "buyer.email": gettext_lazy("E-mail"),
    "other": gettext_lazy("Other data"),
}


def of_file(error: BadFile) -> str:
    return str(FILES[error.code]) % {"fact": error.fact}


def of_row(row: ImportRow) -> str:
    """`Column “Kwota”, “12 34”: …`, after which the row's number needs no repeating."""
    sentence = str(ROWS.get(row.code, row.code))
    if not row.column:
        return sentence
    said = _("Column “%(column)s”, “%(value)s”") if row.value else _("Column “%(column)s”")
    return f"{said % {'column': row.column, 'value': row.value}}: {sentence}"


def target(name: str) -> str:
    label = BY_NAME[name].label
    return label.pl if get_language() == "pl" else label.en


def changes(row: ImportRow) -> list[tuple[str, str, str]]:
    return [
        (str(FIELDS.get(name, name)), _value(before), _value(after)) for name, before, after in row.changes
    ]


def _value(text: Any) -> str:
    return {"True": _("yes"), "False": _("no")}.get(str(text), str(text))
