"""Days that follow from a sale: tax point, last legal day of the invoice, day of the exchange rate."""

from __future__ import annotations

from datetime import date, timedelta

from mostek.tax.days import ecb_day_of_quarter, fifteenth_after, working_day_before
from mostek.tax.decision import ExchangeRate
from mostek.tax.kind import Case
from mostek.tax.sale import Sale


def supply_day(sale: Sale, today: date) -> date:
    """The day of supply; what is not known is supplied when paid, or today."""
    return sale.supplied_on or sale.paid_on or today


def tax_point(sale: Sale, today: date) -> date:
    """Supply or payment, whichever is earlier (art. 19a ust. 1 and 8)."""
    supplied = supply_day(sale, today)
    return min(supplied, sale.paid_on) if sale.paid_on else supplied


def issue_by(case: Case) -> date:
    """The 15th of the month after supply or payment; 60 days for printed books to a business (art. 106i)."""
    sale = case.sale
    only_books = all(line.supply.item.product.kind == "BOOK" for line in case.lines)
    paid_before = sale.paid_on is not None and sale.paid_on < case.supplied_on
    if only_books and case.polish_firm and not case.exempt and not paid_before:
        return case.supplied_on + timedelta(days=60)
    if all(line.supply.treatment == "wdt" for line in case.lines):
        return fifteenth_after(case.supplied_on)
    return fifteenth_after(tax_point(sale, case.today))


def exchange_rate(case: Case) -> ExchangeRate | None:
    """OSS: the ECB rate of the quarter's end, for PLN too, as its return is in EUR. Else NBP.

    NBP: the working day before the tax point, or before the issue if that comes first (art. 31a ust. 1-2).
    """
    point = tax_point(case.sale, case.today)
    if case.abroad:
        return (
            None if case.sale.currency == "EUR" else ExchangeRate(table="ECB", date=ecb_day_of_quarter(point))
        )
    if case.sale.currency == "PLN":
        return None
    if any(line.vat == "WDT" for line in case.lines):
        # The tax point of an intra-Community supply is its invoice, at the latest the 15th (art. 20 ust. 1).
        point = fifteenth_after(case.supplied_on)
    return ExchangeRate(table="NBP", date=working_day_before(min(case.today, point)))
