"""Finding orders and documents: the words of the search box and the state, as they stand in the URL."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from mostek.core.models import Document, Order
from mostek.panel.states import SALE_KINDS

ORDER_STATES = ("issued", "pending", "sending", "unknown", "held", "nothing", "cancelled")
DOCUMENT_STATES = ("issued", "pending", "sending", "unknown", "held", "cancelled")


def contains(field: str, words: str) -> Q:
    """SQLite folds the case of ASCII letters only, so „żak” has to be tried as „Żak” and „ŻAK” too."""
    spellings = {words, words.lower(), words.upper(), words.title()} if not words.isascii() else {words}
    return reduce(or_, (Q(**{f"{field}__icontains": spelling}) for spelling in spellings))


def orders(rows: QuerySet[Order], words: str, state: str) -> QuerySet[Order]:
    if words:
        numbered = Document.objects.filter(order=OuterRef("pk")).filter(
            Q(number__icontains=words) | Q(reference=words)
        )
        rows = rows.filter(
            contains("buyer_name", words)
            | contains("buyer_email", words)
            | Q(number__icontains=words)
            | Q(external_id__icontains=words)
            | Exists(numbered)
        )
    return rows.filter(_in_state(state)) if state in ORDER_STATES else rows


def _in_state(state: str) -> Q:
    """The same rule as `states.of_order`, as a query."""
    of_sale = Document.objects.filter(order=OuterRef("pk"), kind__in=SALE_KINDS)
    live = of_sale.exclude(state=Document.State.CANCELLED)
    if state == "nothing":
        return Q(~Exists(live), verdict=Order.Verdict.NOTHING)
    if state == "held":
        asked = Q(~Exists(live), verdict=Order.Verdict.HOLD)
        return Q(Exists(live.filter(state=Document.State.HELD))) | asked
    if state == "cancelled":
        return Q(~Exists(live), Exists(of_sale), verdict=Order.Verdict.ISSUE)
    in_state = Q(Exists(live.filter(state=state)))
    if state == "pending":
        in_state |= Q(~Exists(of_sale), verdict=Order.Verdict.ISSUE)
    return in_state


def documents(rows: QuerySet[Document], words: str, state: str) -> QuerySet[Document]:
    if words:
        rows = rows.filter(
            Q(number__icontains=words)
            | Q(reference=words)
            | contains("order__buyer_name", words)
            | contains("order__buyer_email", words)
            | Q(order__external_id__icontains=words)
        )
    return rows.filter(state=state) if state in DOCUMENT_STATES else rows
