"""What one buyer may ask for: a copy of all that is held about them, and to be forgotten as far as the law lets us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Replace, Upper

from mostek.core.models import Answer, Connection, Document, Event, Mailing, Order, PrivacyRecord, ViesCheck
from mostek.core.privacy import blank, periods
from mostek.core.privacy.anonymise import note
from mostek.lib import clock

ERASED, REDUCED, OPEN = "erased", "kept", "open"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one order. `until`: the last day on which the law wants it kept."""

    order: int
    number: str
    outcome: str
    until: date | None = None
    is_oss: bool = False


def orders_of(connection: Connection, who: str) -> QuerySet[Order]:
    """By e-mail address, or by tax number with or without its country and dashes."""
    mine = Order.objects.filter(source__connection=connection).order_by("pk")
    if "@" in who:
        return mine.filter(buyer_email__iexact=who.strip())
    numbers = _numbers(who)
    return mine.annotate(tax_id=_plain("sale__buyer__tax_id")).filter(
        Q(tax_id__in=numbers)
        | Q(
            pk__in=Answer.objects.annotate(said=_plain("value__tax_id"))
            .filter(said__in=numbers)
            .values("order")
        )
    )


def strays_of(connection: Connection, who: str) -> Iterator[Event]:
    """Messages that became no order and hold what was given, letter by letter."""
    needle = who.strip().lower().encode()
    rows = Event.objects.filter(source__connection=connection, order=None).exclude(body=b"")
    yield from (
        event for event in rows.order_by("pk").iterator(chunk_size=200) if needle in bytes(event.body).lower()
    )


def export(connection: Connection, who: str) -> dict[str, Any]:
    """JSON of everything. That it was given out is noted, not to whom."""
    orders = [_order_to_json(order) for order in orders_of(connection, who)]
    strays = [_event_to_json(event) for event in strays_of(connection, who)]
    counts = Counter(orders=len(orders), events=len(strays))
    note(PrivacyRecord.Action.EXPORT, counts, connection)
    return {"connection": connection.name, "orders": orders, "messages_without_an_order": strays}


def erase(connection: Connection, who: str, *, dry: bool = False) -> list[Outcome]:
    """One order is erased, or reduced to what the law wants, or open and left alone."""
    found = [_erase(pk, dry=dry) for pk in list(orders_of(connection, who).values_list("pk", flat=True))]
    done = (Event.State.READ, Event.State.IGNORED)
    strays = [event.pk for event in strays_of(connection, who) if event.state in done]
    if not dry:
        blank.bodies(Event.objects.filter(pk__in=strays))
        counts = Counter(one.outcome for one in found) + Counter(events=len(strays))
        note(PrivacyRecord.Action.ERASE, counts, connection)
    return found


def _erase(pk: int, *, dry: bool) -> Outcome:
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=pk)
        documents = list(order.documents.order_by("pk"))
        number = order.number or order.external_id
        if periods.is_open(order, documents):
            return Outcome(pk, number, OPEN)
        until = periods.keep_until(order, documents)
        if periods.is_owed_nothing(order, documents) or until < clock.warsaw_date():
            if not dry:
                blank.everything(order, documents)
            return Outcome(pk, number, ERASED)
        if not dry:
            blank.surplus(order, documents)
        return Outcome(pk, number, REDUCED, until, periods.has_oss(order, documents))


def _plain(path: str) -> Upper:
    """The text at `path` without dashes and blanks."""
    text: Any = Cast(KT(path), TextField())
    for character in "- ":
        text = Replace(text, Value(character, TextField()), Value("", TextField()))
    return Upper(text)


def _numbers(who: str) -> list[str]:
    plain = "".join(character for character in who.upper() if character.isalnum())
    bare = plain.removeprefix("PL") if plain.startswith("PL") else plain
    return [bare, f"PL{bare}"] if bare.isdigit() else [plain]


def _order_to_json(order: Order) -> dict[str, Any]:
    return {
        "source": order.source.name,
        "id": order.external_id,
        "number": order.number,
        "received_at": order.received_at.isoformat(),
        "buyer": {"name": order.buyer_name, "email": order.buyer_email, "other_name": order.other_name},
        "sale": order.sale,
        "decision": order.decision,
        "documents": [_document_to_json(one) for one in order.documents.order_by("pk")],
        "answers": list(order.answers.order_by("pk").values("question", "choice", "value")),
        "refunds": list(
            order.refunds.order_by("pk").values("refund_id", "kind", "amount", "currency", "reason")
        ),
        "vies": list(ViesCheck.objects.filter(order=order).values("number", "valid", "proof")),
        "e_mails": list(
            Mailing.objects.filter(document__order=order)
            .order_by("pk")
            .values("email", "subject", "text", "sent_at")
        ),
        "messages": [_event_to_json(one) for one in order.events.order_by("pk")],
    }


def _document_to_json(document: Document) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "state": document.state,
        "reference": document.reference,
        "number": document.number,
        "wfirma_id": document.wfirma_id,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "total": str(document.total),
        "currency": document.currency,
        "content": document.content,
        "detail": document.detail,
        "said_by_wfirma": [text for text in document.attempts.values_list("detail", flat=True) if text],
    }


def _event_to_json(event: Event) -> dict[str, Any]:
    return {
        "received_at": event.received_at.isoformat(),
        "leg": event.leg,
        "body": bytes(event.body).decode("utf-8", "replace"),
    }
