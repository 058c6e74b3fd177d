"""Until when the data of a sale are kept, and which sales nobody may touch because they are not finished.

Five years from the end of the year in which the tax was payable (VATU 112, OP 86), and tax of a year is payable in the
next one: six years after the year of the sale. Ten with VAT of other countries (OSS, 130d ust. 3).
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Q, QuerySet

from mostek.core.models import Document, Mailing, Order
from mostek.lib import clock

OPEN = (Document.State.PENDING, Document.State.SENDING, Document.State.UNKNOWN, Document.State.HELD)


def keep_until(order: Order, documents: list[Document]) -> date:
    """The last day on which its data are kept."""
    days = [order.sale.get("paid_on"), order.sale.get("supplied_on")]
    years = [date.fromisoformat(day).year for day in days if day]
    years += [one.issued_on.year for one in documents if one.issued_on]
    last = max(years, default=clock.warsaw_date(order.received_at).year)
    kept = settings.RETENTION_YEARS
    if has_oss(order, documents):
        kept = max(kept, settings.RETENTION_YEARS_OSS)
    return date(last + kept, 12, 31)


def has_oss(order: Order, documents: list[Document]) -> bool:
    drafts = [order.decision.get("document") or {}, *(one.content.get("draft") or {} for one in documents)]
    return any(draft.get("oss") for draft in drafts)


def is_open(order: Order, documents: list[Document]) -> bool:
    """Something is still to come of it: its data are needed for that."""
    if order.verdict == Order.Verdict.HOLD or order.changed_after_issue:
        return True
    if any(one.state in OPEN for one in documents):
        return True
    if order.corrections.filter(state__in=("waiting", "question")).exists():
        return True
    return Mailing.objects.filter(document__in=documents, done_at=None).exists()


def is_owed_nothing(order: Order, documents: list[Document]) -> bool:
    """No document was made of it here, so the law does not want its data here either."""
    nothing = order.verdict == Order.Verdict.NOTHING
    return nothing and all(one.state == Document.State.CANCELLED for one in documents)


def latest_cutoff() -> date:
    """Sales before this day may be past their period; each is asked by itself."""
    return date(clock.warsaw_date().year - settings.RETENTION_YEARS, 1, 1)


def sold_before(day: date) -> QuerySet[Order]:
    """Those that still name their buyers; a sale without a day counts by its arrival."""
    undated = Q(paid_day__isnull=True, received_at__lt=moment_of(day))
    return Order.objects.filter(Q(paid_day__lt=day.isoformat()) | undated, anonymised_at=None)


def moment_of(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.WARSAW)
