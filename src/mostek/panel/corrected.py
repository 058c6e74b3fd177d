"""A correction as people see it: what happened, each line before and after, and what is to be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mostek.core.correct import approve, chain
from mostek.core.models import Correction, Document, Order, User
from mostek.panel.templatetags.mostek import money, quantity

State = Correction.State

TONES = {
    State.WAITING: "orange",
    State.QUESTION: "orange",
    State.APPROVED: "blue",
    State.REGISTERED: "green",
    State.NOTHING: "grey",
    State.DROPPED: "grey",
}


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    before: str
    after: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """`seal` says which plan the person saw."""

    row: Correction
    title: str
    word: str
    tone: str
    lines: tuple[Line, ...]
    seal: str
    can_approve: bool

    @property
    def plan(self) -> dict[str, Any]:
        return dict(self.row.plan)

    @property
    def is_waiting(self) -> bool:
        return self.row.state == State.WAITING

    @property
    def documents(self) -> list[Document]:
        return [one for one in (self.row.document, self.row.replacement) if one is not None]


def rows(user: User) -> QuerySet[Correction]:
    found = Correction.objects.visible_to(user)
    return found.select_related(
        "order__source__connection", "root", "document", "replacement", "refund", "who"
    )


def waiting(user: User) -> QuerySet[Correction]:
    return rows(user).filter(state=State.WAITING)


def open_ones(user: User) -> QuerySet[Correction]:
    return rows(user).filter(state__in=chain.OPEN)


def of_order(order: Order, user: User) -> list[Shown]:
    return [shown(row) for row in rows(user).filter(order=order).order_by("pk")]


def shown(row: Correction) -> Shown:
    return Shown(
        row=row,
        title=title(row),
        word=word(row),
        tone=tone(row),
        lines=lines(row.before, chain.after_of(row), row.root.currency),
        seal=approve.seal(row.plan),
        can_approve=approve.can_approve(row),
    )


def title(row: Correction) -> str:
    kind = row.cause.partition(":")[0]
    if kind == "price":
        return _("Wrong price")
    if kind == "buyer":
        return _("Wrong NIP") if row.plan.get("action") == "zero_and_new" else _("Wrong data of the buyer")
    refund = row.refund
    if refund is not None and refund.kind == refund.Kind.CANCELLED:
        return _("The order was cancelled")
    if refund is None or refund.amount is None:
        return _("Refund of everything that was left")
    return _("Refund of %(amount)s") % {"amount": money(refund.amount, refund.currency or row.root.currency)}


def word(row: Correction) -> str:
    words = {
        State.WAITING: _("waits for approval"),
        State.QUESTION: _("needs a decision"),
        State.REGISTERED: _("in the register of returns"),
        State.NOTHING: _("nothing to correct"),
        State.DROPPED: _("not needed"),
        State.APPROVED: _("approved, being issued"),
    }
    return _("issued") if is_issued(row) else words[State(row.state)]


def tone(row: Correction) -> str:
    return "green" if is_issued(row) else TONES[State(row.state)]


def is_issued(row: Correction) -> bool:
    documents = [one for one in (row.document, row.replacement) if one is not None]
    return bool(documents) and all(one.state == Document.State.ISSUED for one in documents)


def lines(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], currency: str
) -> tuple[Line, ...]:
    """`2 × 49,00 zł`; a line that is gone is a dash."""
    found = []
    for old, new in zip(before, after, strict=True):
        was, now = _line(old, currency), _line(new, currency)
        found.append(Line(str(old["name"]), was, now, was != now))
    return tuple(found)


def _line(line: Mapping[str, Any], currency: str) -> str:
    if not Decimal(line["quantity"]):
        return "–"
    price = money(line["unit_price"], currency)
    return price if Decimal(line["quantity"]) == 1 else f"{quantity(line['quantity'])} × {price}"
