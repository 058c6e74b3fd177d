"""The rows that ask VIES: opened when the rules wait for it, closed when they no longer do.

A row is open while its `due_at` is set. What VIES said is kept with the sale, as the rules read it, and with the
row, so that the next sale to the same firm need not ask again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from mostek.core import wake
from mostek.core.models import Connection, Order, ViesCheck
from mostek.lib import clock
from mostek.tax import form
from mostek.tax.days import fifteenth_after
from mostek.tax.deadlines import tax_point
from mostek.tax.decision import Decision
from mostek.tax.sale import Sale, Vies
from mostek.tax.territories import spot
from mostek.tax.vat_id import clean, is_nip, read_tax_id

QUESTIONS = ("buyer.vies_not_asked", "buyer.vies_unavailable")
URGENT = timedelta(days=3)  # before the last legal day: from here a person is shown what VIES does not say

SAME_BUYER = ("tax_id", "country", "zip")


def note(order: Order, sale: Sale, decision: Decision) -> None:
    """Open the row that the decision waits for, or close the one it no longer needs. In the caller's transaction."""
    if decision.question is None or decision.question.code not in QUESTIONS:
        open_rows(order).update(due_at=None)
        return
    now = clock.now()
    number = number_of(sale)
    wanted = {"number": number, "requester": requester_of(order.source.connection)}
    if open_rows(order).filter(number=number).exists():
        return
    fresh = {
        "asked_since": now,
        "due_at": now,
        "decide_by": fifteenth_after(tax_point(sale, clock.warsaw_date(now))),
        "tries": 0,
        "trouble": "",
        "answered_at": None,
        "valid": None,
        "proof": "",
    }
    ViesCheck.objects.update_or_create(order=order, defaults=wanted | fresh)
    wake.tell()


def open_rows(order: Order) -> QuerySet[ViesCheck]:
    return ViesCheck.objects.filter(order=order, due_at__isnull=False)


def hurry(order: Order) -> None:
    """A person wants it asked now."""
    open_rows(order).update(due_at=clock.now())
    wake.tell()


def number_of(sale: Sale) -> str:
    """As VIES wants it: `EL094259216`. The rules ask only about numbers that they could read."""
    place = spot(sale.buyer.country, sale.buyer.zip, goods=False)
    found = read_tax_id(sale.buyer.tax_id, place.country)
    return found.prefix + found.number if found else ""


def requester_of(connection: Connection) -> str:
    """The seller's own number; only with it VIES gives a consultation number."""
    nip = clean(connection.company_nip).removeprefix("PL")
    registered = form.seller_from_json(connection.profile).vat_ue
    return f"PL{nip}" if registered and is_nip(nip) else ""


def keep(stored: dict[str, Any], told: Sale) -> Sale:
    """The Source tells the sale again and knows nothing of VIES: our own answer about the same buyer stays."""
    before = form.sale_from_json(stored)
    known, news = before.buyer.vies, told.buyer.vies
    same = all(getattr(before.buyer, name) == getattr(told.buyer, name) for name in SAME_BUYER)
    if known is None or not same or (news is not None and not news.unavailable):
        return told
    return replace(told, buyer=replace(told.buyer, vies=known))


def recall(order: Order, sale: Sale) -> Sale:
    """A person has corrected the number: what VIES has said of it since stands in the row, not in the sale."""
    if sale.buyer.vies is not None or order.pk is None:
        return sale
    row = ViesCheck.objects.filter(order=order, number=number_of(sale)).first()
    if row is None or not (row.answered_at or row.tries):
        return sale
    day = clock.warsaw_date(row.answered_at)
    known = Vies(
        valid=bool(row.valid), unavailable=row.answered_at is None, checked_on=day, proof=row.proof or None
    )
    return replace(sale, buyer=replace(sale.buyer, vies=known))


def due(now: datetime) -> QuerySet[ViesCheck]:
    return ViesCheck.objects.filter(due_at__lte=now).order_by("due_at", "id")


def next_due(now: datetime) -> datetime | None:
    later = ViesCheck.objects.filter(due_at__gt=now).order_by("due_at")
    return later.values_list("due_at", flat=True).first()


def is_urgent(check: ViesCheck) -> bool:
    return check.due_at is not None and check.tries > 0 and clock.warsaw_date() >= check.decide_by - URGENT


def still_patient() -> Q:
    """Rows that settle by themselves, so nobody has to look."""
    return Q(due_at__isnull=False) & (Q(tries=0) | Q(decide_by__gt=clock.warsaw_date() + URGENT))
