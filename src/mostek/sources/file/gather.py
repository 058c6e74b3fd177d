"""Rows → orders. The rows that share an order number make one sale; a bad one never stops the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from mostek.lib.clock import WARSAW
from mostek.sources.adapter import Incoming
from mostek.sources.file import lines
from mostek.sources.file.cells import Cells, Wrong
from mostek.sources.file.mapping import Plan
from mostek.sources.file.table import Table
from mostek.sources.file.values import read_country, read_currency, read_flag, read_moment
from mostek.sources.stored import LONGEST
from mostek.tax.sale import Buyer, Location, Payment, Sale

PAID = {"paid", "completed", "complete", "processing", "succeeded", "publish", "published"}
PAID |= {"opłacone", "opłacona", "opłacony", "opłacono", "zapłacone", "zapłacona", "zapłacono"}
PAID |= {"zakończone", "zrealizowane", "w trakcie realizacji"}
UNPAID = {
    "unpaid",
    "pending",
    "authorized",
    "failed",
    "on hold",
    "pending payment",
    "incomplete",
    "abandoned",
}
UNPAID |= {
    "requires payment method",
    "requires confirmation",
    "requires action",
    "draft",
    "expired",
    "blocked",
}
UNPAID |= {"nieopłacone", "niezapłacone", "oczekujące", "oczekuje", "wstrzymane", "nieudane"}
GONE = {"refunded", "voided", "cancelled", "canceled", "revoked"}
GONE |= {"zwrócone", "zwrot", "anulowane", "anulowana"}
IN_PART = {
    "partially refunded",
    "partial refund",
    "partially paid",
    "częściowo zwrócone",
    "częściowo opłacone",
}

TOTALS = {"razem", "suma", "łącznie", "ogółem", "podsumowanie", "total", "totals", "sum", "grand total"}


@dataclass(frozen=True, slots=True)
class Gathered:
    """One order of the file: a sale, or why it is none. `rows` by their numbers in the file.

    `gone`: it was called off, or all money went back. `passed`: nothing to import, and why.
    """

    rows: tuple[int, ...]
    order: str
    incoming: Incoming | None = None
    gone: str = ""
    passed: str = ""
    wrong: tuple[Wrong, ...] = ()


def group(table: Table, plan: Plan) -> list[tuple[int, ...]]:
    """Indices of the rows of each order, in the order of the file. A row without a number is alone."""
    place = table.columns.index(plan.columns["order"])
    found: dict[str, list[int]] = {}
    for index, row in enumerate(table.rows):
        found.setdefault(row[place] or f"\0{index}", []).append(index)
    return [tuple(rows) for rows in found.values()]


def gather(table: Table, plan: Plan, groups: list[tuple[int, ...]], today: date) -> Iterator[Gathered]:
    for number, rows in enumerate(groups):
        yield one(table, plan, rows, today, is_last=number == len(groups) - 1)


def one(table: Table, plan: Plan, rows: tuple[int, ...], today: date, *, is_last: bool = False) -> Gathered:
    cells = Cells(table, plan, rows)
    numbers = tuple(table.numbers[index] for index in rows)
    order = cells.text("order")
    if is_totals(table, rows, order, is_last=is_last):
        return Gathered(numbers, "", passed="totals_row")
    cells.note_bad()
    if not order:
        cells.complain("order", "missing")
    elif len(order) > LONGEST:
        cells.complain("order", "too_long", order[:LONGEST])
    state = state_of(cells, plan)
    if state == "unpaid" and not cells.wrong:
        return Gathered(numbers, order, passed="unpaid")
    if state == "gone" and not cells.wrong:
        return Gathered(numbers, order, gone=cells.text("status") or "refunded")
    incoming = to_incoming(cells, plan, order, today)
    if cells.wrong or incoming is None:
        return Gathered(numbers, order, wrong=tuple(cells.wrong))
    return Gathered(numbers, order, incoming=incoming)


def is_totals(table: Table, rows: tuple[int, ...], order: str, *, is_last: bool) -> bool:
    """The sum below the list: it names itself, or is the last row, without an order and with numbers alone."""
    cells = [cell for cell in table.rows[rows[0]] if cell]
    if len(rows) > 1:
        return False
    named = any(cell.casefold().rstrip(":. ") in TOTALS for cell in cells)
    if named and (not order or order.casefold().rstrip(":. ") in TOTALS):
        return True
    return not order and is_last and all(not any(map(str.isalpha, cell)) or cell.isupper() for cell in cells)


def state_of(cells: Cells, plan: Plan) -> str:
    """paid, unpaid or gone. What is refunded in part is for a person."""
    if "status" not in plan.columns:
        return refunded(cells) or "paid"
    said = cells.one("status")
    word = " ".join(said.casefold().replace("_", " ").replace("-", " ").split()).removeprefix("wc ")
    own = {" ".join(part.casefold().split()) for part in plan.paid.split(",") if part.strip()}
    if word in PAID or word in own:
        return refunded(cells) or "paid"
    if word in UNPAID:
        return "unpaid"
    if word in GONE:
        return "gone"
    cells.complain(
        "status", "missing" if not said else "status.partly" if word in IN_PART else "status", said
    )
    return "paid"


def refunded(cells: Cells) -> str:
    back = cells.amount("refunded")
    if not back:
        return ""
    if abs(back) == cells.amount("total"):
        return "gone"
    cells.complain("refunded", "refunded.partly", cells.text("refunded"))
    return ""


def to_incoming(cells: Cells, plan: Plan, order: str, today: date) -> Incoming | None:
    told = cells.read("paid", lambda text: read_moment(text, order=plan.dates, zone=plan.zone))
    if told is not None and told[0] > today:
        cells.complain("paid", "day.future", cells.text("paid"))
    currency = cells.read("currency", read_currency)
    cells.currency = currency or ""
    buyer = to_buyer(cells)
    made = lines.to_lines(cells)
    if cells.wrong or told is None or currency is None or buyer is None or made is None:
        return None
    day, moment = told
    number = cells.text("number")[:LONGEST]
    sale = Sale(
        reference=f"file-{order}",
        currency=currency,
        total=made.total,
        buyer=buyer,
        lines=made.lines,
        charges=made.charges,
        paid_on=day,
        supplied_on=day,
        location=Location(billing=buyer.country),
        payment=Payment(method=cells.text("payment")[:LONGEST]),
    )
    # Without an hour the day begins it: what was paid on the day before a cut-over lies before it.
    paid_at = moment or datetime.combine(day, time.min, WARSAW)
    return Incoming(order, sale, number=number if number != order else "", paid_at=paid_at)


def to_buyer(cells: Cells) -> Buyer | None:
    """A NIP makes a company and asks for an invoice, unless the file says that none is wanted."""
    country = cells.read("country", read_country)
    wish = cells.read("wants_invoice", read_flag, needed=False)
    nip = cells.text("tax_id") if wish is not False else ""
    nip = nip if any(map(str.isdigit, nip)) else ""
    firm = cells.text("company")
    company = bool(nip or firm) and wish is not False
    person = cells.text("name") or f"{cells.text('first_name')} {cells.text('last_name')}".strip()
    if country is None:
        return None
    return Buyer(
        name=((firm if company else "") or person or firm)[:300],
        company=company,
        wants_invoice=bool(wish or nip),
        tax_id=nip or None,
        street=f"{cells.text('street')} {cells.text('street_more')}".strip()[:300],
        zip=cells.text("zip")[:20],
        city=cells.text("city")[:100],
        country=country,
        email=cells.text("email")[:254],
    )
