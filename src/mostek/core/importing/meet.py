"""What an order of a file means beside what is known: new, the same, a change before or after its document left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from mostek.core import receive, vies_check
from mostek.core.models import Event, Order, Source
from mostek.sources import stored
from mostek.sources.adapter import Incoming
from mostek.sources.file.gather import Gathered
from mostek.tax import form

NEW, SAME, REVISED, CHANGED, KNOWN = "new", "same", "revised", "changed", "known"
FAILED, PASSED, GONE = "failed", "passed", "gone"

# What reading the Event came to → what the import says of it. Anything else changed nothing.
OF_REASONS = {
    "order.new": NEW,
    "order.revised": REVISED,
    "order.changed_after_issue": CHANGED,
    "order.undone": GONE,
    "order.refunded": GONE,
}


@dataclass(frozen=True, slots=True)
class Met:
    """`key`: of the Event that would be stored; `order`: the one that is known, `elsewhere` from another Source."""

    gathered: Gathered
    outcome: str
    key: str = ""
    body: bytes = field(default=b"", repr=False)
    order: Order | None = None
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds about some orders of a file."""

    orders: dict[str, Order]
    last_keys: dict[int, str]
    keys: set[str]
    elsewhere: dict[str, list[Order]]


def look_up(source: Source, orders: Iterable[Gathered], keys: Iterable[str]) -> Known:
    sales = [one for one in orders if one.order]
    names = {one.order for one in sales}
    names |= {one.incoming.number for one in sales if one.incoming and one.incoming.number}
    own = {one.external_id: one for one in Order.objects.filter(source=source, external_id__in=names)}
    told = Event.objects.filter(order__in=[one.pk for one in own.values()]).order_by("id")
    others = Order.objects.filter(source__connection=source.connection_id).exclude(source=source)
    elsewhere: dict[str, list[Order]] = {}
    for other in others.filter(Q(external_id__in=names) | Q(number__in=names)).select_related("source"):
        for name in {other.external_id, other.number} & names:
            elsewhere.setdefault(name, []).append(other)
    return Known(
        orders=own,
        last_keys=dict(told.values_list("order_id", "key")),
        keys=set(Event.objects.filter(source=source, key__in=list(keys)).values_list("key", flat=True)),
        elsewhere=elsewhere,
    )


def meet(source: Source, gathered: list[Gathered], mapping: int) -> list[Met]:
    """Each with its outcome; nothing is stored."""
    bodies = [_body(one, mapping) for one in gathered]
    keys = [stored.key_of(body) if body else "" for body in bodies]
    known = look_up(source, gathered, [key for key in keys if key])
    return [
        _meet(source, one, key, body, known) for one, key, body in zip(gathered, keys, bodies, strict=True)
    ]


def _body(one: Gathered, mapping: int) -> bytes:
    if one.incoming is not None:
        return stored.sale_to_body(one.incoming, mapping)
    return stored.gone_to_body(one.order, one.gone, mapping) if one.gone else b""


def _meet(source: Source, one: Gathered, key: str, body: bytes, known: Known) -> Met:
    if one.wrong or one.passed:
        return Met(one, FAILED if one.wrong else PASSED)
    order = known.orders.get(one.order)
    last = known.last_keys.get(order.pk, "") if order else ""
    if order is not None and (last == key or last.startswith(f"{key}:")):
        return Met(one, SAME, order=order)
    if key in known.keys:
        # Told before, then otherwise, now so again: that is a new telling, and needs a key of its own.
        key = f"{key}:{Event.objects.filter(source=source, key__startswith=key).count()}"
    if one.incoming is None:
        return Met(one, GONE, key, body, order) if order else Met(one, PASSED)
    if order is None:
        twin = _twin(one.incoming, known)
        return Met(one, KNOWN, order=twin) if twin else Met(one, NEW, key, body)
    told = vies_check.keep(order.sale, one.incoming.sale)
    changes = differences(order.sale, form.sale_to_json(told))
    if not changes:
        return Met(one, SAME, key, body, order)
    outcome = REVISED if receive.may_change(order, one.incoming.sale) else CHANGED
    return Met(one, outcome, key, body, order, changes)


def _twin(incoming: Incoming, known: Known) -> Order | None:
    """The same sale, brought by another Source of the same company: a second order of it would be a second document.

    The number alone is not enough, two shops count alike: the amount and the buyer or the day agree as well.
    """
    sale = incoming.sale
    for name in (incoming.external_id, incoming.number):
        for other in known.elsewhere.get(name, ()) if name else ():
            if (other.total, other.currency) != (sale.total, sale.currency):
                continue
            mail = sale.buyer.email.casefold()
            same_day = sale.paid_on is not None and other.paid_day == sale.paid_on.isoformat()
            if same_day or (mail and mail == other.buyer_email.casefold()):
                return other
    return None


BUYER = ("name", "company", "tax_id", "wants_invoice", "street", "zip", "city", "country", "email")


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Field, as it was, as it is told now. What a person has to see to judge the change."""
    pairs = [(name, before.get(name), after.get(name)) for name in ("total", "currency", "paid_on")]
    was, now = before.get("buyer") or {}, after.get("buyer") or {}
    pairs += [(f"buyer.{name}", was.get(name), now.get(name)) for name in BUYER]
    pairs += [("lines", _lines(before), _lines(after))]
    pairs += [
        ("payment", (before.get("payment") or {}).get("method"), (after.get("payment") or {}).get("method"))
    ]
    found = tuple((name, _text(old), _text(new)) for name, old, new in pairs if old != new)
    return found if found or before == after else (("other", "", ""),)


def _lines(sale: dict[str, Any]) -> str:
    told = [
        f"{line['name']}: {line.get('quantity', '1')} × {line['unit_price']}"
        + (f" − {line['discount']}" if line.get("discount") not in (None, "0", "0.00") else "")
        for line in sale.get("lines", ())
    ]
    return "; ".join([*told, *(f"{one['name']}: {one['amount']}" for one in sale.get("charges", ()))])


def _text(value: object) -> str:
    return "" if value in (None, "") else str(value)[:300]
