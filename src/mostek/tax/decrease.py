"""Whether a correction goes to KSeF, and when its difference counts for VAT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mostek.tax.amounts import ZERO
from mostek.tax.correction import Counts, Original
from mostek.tax.countries import country_names
from mostek.tax.days import end_of_month
from mostek.tax.decision import Draft, Oss, Reason, Total
from mostek.tax.kind import INVOICES
from mostek.tax.ksef import OBLIGATORY_SINCE, RELIEF_LIMIT, RELIEF_UNTIL, Route
from mostek.tax.reasons import reason
from mostek.tax.seller import Seller
from mostek.tax.vat_id import read_tax_id
from mostek.tax.warning import warning

OSS_YEARS = 3


@dataclass(frozen=True, slots=True)
class Counted:
    counts: Counts
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


def route_correction(
    original: Original, draft: Draft, difference: tuple[Total, ...], seller: Seller, today: date
) -> Route:
    """A structured invoice has structured corrections; else as for an invoice of the same buyer."""
    settings = seller.ksef
    disabled = () if settings.enabled else (warning("ksef.disabled"),)
    if draft.type not in INVOICES:
        return Route("outside")
    if original.in_ksef:
        return Route("required", (reason("correction.in_ksef"),), disabled)
    if today < OBLIGATORY_SINCE:
        return Route("outside")
    if not is_business(original, draft):
        return Route("voluntary" if settings.consumers and settings.enabled else "outside")
    if settings.monthly_relief and not settings.relief_lost and today <= RELIEF_UNTIL:
        more = max(sum((row.gross for row in difference), ZERO), ZERO)
        known = draft.currency == "PLN" or not more
        if known and settings.outside_this_month + more <= RELIEF_LIMIT:
            return Route("outside", (reason("ksef.relief"),))
    return Route("required", (reason("correction.to_ksef"),), disabled)


def is_business(original: Original, draft: Draft) -> bool:
    """Asked of the document, not of the form: under OSS a buyer with a number is a consumer."""
    if draft.ksef == "required" or "reverse_charge" in draft.annotations:
        return True
    number = read_tax_id(original.buyer.tax_id, original.buyer.country)
    return draft.oss is None and number is not None and number.kind == "nip"


def count_difference(
    original: Original, draft: Draft, difference: tuple[Total, ...], route: Route, on: date, today: date
) -> Counted:
    """`on`: the day of the refund or of the discovery; `today`: the day of issue."""
    if draft.oss is not None:
        return count_in_oss(draft.oss, original.sold_on, on, today)
    if draft.type.endswith("bill"):
        return Counted(Counts(rule="none"), (reason("counts.none"),))
    if sum((row.gross for row in difference), ZERO) > 0:
        return Counted(Counts(rule="origin", period=month(original.sold_on)), (reason("counts.origin"),))
    if draft.type not in INVOICES:
        return Counted(Counts(rule="refund", period=month(on)), (reason("counts.refund"),))
    if route.ksef != "outside":
        return Counted(Counts(rule="issue", period=month(today)), (reason("counts.issue"),))
    if not any(row.tax for row in difference):
        return Counted(Counts(rule="issue", period=month(today)), (reason("counts.without_tax"),))
    return Counted(Counts(rule="confirmation"), (reason("counts.confirmation"),))


def count_in_oss(oss: Oss, sold_on: date, on: date, today: date) -> Counted:
    """An earlier quarter is corrected in the return of the quarter of the refund, within three years."""
    period, old = quarter(on), quarter(sold_on)
    if period == old:
        counts = Counts(rule="oss", period=period, country=oss.country)
        return Counted(counts, (reason("counts.oss", period=period),))
    country = country_names(oss.country)
    late = today > last_oss_correction(sold_on)
    return Counted(
        Counts(rule="oss", period=period, corrected_period=old, country=oss.country),
        (reason("counts.oss_later", period=period, old=old, country=country),),
        (warning("correction.oss_too_late", country=country),) if late else (),
    )


def month(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def oss_return_due(day: date) -> date:
    """The end of the month after the quarter of `day`, weekends not moved (art. 130c ust. 3)."""
    last = (day.month + 2) // 3 * 3
    return date(day.year + 1, 1, 31) if last == 12 else end_of_month(date(day.year, last + 1, 1))


def last_oss_correction(day: date) -> date:
    due = oss_return_due(day)
    return end_of_month(date(due.year + OSS_YEARS, due.month, 1))
