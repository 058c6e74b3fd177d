"""Whether the document goes to KSeF, the state's register of invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mostek.tax.decision import KsefRoute, Reason
from mostek.tax.kind import INVOICES, Case
from mostek.tax.reasons import reason
from mostek.tax.warning import warning

OBLIGATORY_SINCE = date(2026, 4, 1)
# Art. 145m: a month's invoices outside KSeF up to this total, as long as the right was not lost.
RELIEF_UNTIL = date(2026, 12, 31)
RELIEF_LIMIT = Decimal("10000.00")


@dataclass(frozen=True, slots=True)
class Route:
    ksef: KsefRoute
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


def route(case: Case, document_type: str) -> Route:
    """`required`: the law sends it; `voluntary`: the seller sends consumers' invoices too."""
    if document_type not in INVOICES or case.today < OBLIGATORY_SINCE:
        return Route("outside")
    settings = case.seller.ksef
    if not case.firm:
        return Route("voluntary" if settings.consumers and settings.enabled else "outside")
    warnings = () if settings.enabled else (warning("ksef.disabled"),)
    if not settings.monthly_relief or settings.relief_lost or case.today > RELIEF_UNTIL:
        return Route("required", warnings=warnings)
    gross = in_pln(case)
    if gross is None:
        return Route("required", warnings=(*warnings, warning("amounts.rate_missing")))
    if settings.outside_this_month + gross <= RELIEF_LIMIT:
        return Route("outside", (reason("ksef.relief"),))
    return Route("required", (reason("ksef.relief_used_up"),), warnings)


def in_pln(case: Case) -> Decimal | None:
    """The total in PLN; `None` when the sale does not carry its rate."""
    if case.sale.currency == "PLN":
        return case.sale.total
    return None if case.sale.rate_pln is None else case.sale.total * case.sale.rate_pln
