"""The rows that need a person, as queries, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from mostek.core import (
    account_check,
    cut_over,
    foreign,
    instructions,
    issue,
    messages,
    reconcile,
    vies_check,
)
from mostek.core.messages import Message
from mostek.core.models import (
    AccountCheck,
    Connection,
    Document,
    Event,
    ForeignDocument,
    Order,
    Proof,
    Source,
    User,
    ViesCheck,
)
from mostek.panel import corrected, delivery, legs, states


@dataclass(frozen=True, slots=True)
class Group:
    """Documents of one Connection that wFirma refused for one reason."""

    connection_id: int
    connection: str
    reason: str
    title: str
    count: int


def connections(user: User) -> QuerySet[Connection]:
    return Connection.objects.visible_to(user).filter(is_on=True, health=Connection.Health.NEEDS_YOU)


def held_documents(user: User) -> QuerySet[Document]:
    return Document.objects.visible_to(user).filter(state=Document.State.HELD)


def differing_documents(user: User) -> QuerySet[Document]:
    return Document.objects.visible_to(user).filter(state=Document.State.ISSUED, reason="differs")


def unknown_documents(user: User) -> QuerySet[Document]:
    """Those that settle by themselves."""
    rows = Document.objects.visible_to(user).filter(state=Document.State.UNKNOWN)
    return rows.exclude(reason=reconcile.UNPROVED)


def unproved_documents(user: User) -> QuerySet[Document]:
    """wFirma says that they are not there, on an account whose look-up nobody has proved."""
    rows = Document.objects.visible_to(user).filter(reason=reconcile.UNPROVED)
    return rows.filter(state=Document.State.UNKNOWN)


def doubled_documents(user: User) -> QuerySet[Document]:
    """Settled, and another one stands in wFirma beside it."""
    return Document.objects.visible_to(user).filter(instructions.ONE_TOO_MANY)


def left_over(user: User) -> QuerySet[AccountCheck]:
    mine = Connection.objects.visible_to(user)
    return account_check.left_over().filter(connection__in=mine).select_related("connection")


def refused(user: User, connection_id: str, reason: str) -> QuerySet[Document]:
    """What wFirma read and refused for this reason: certainly not there, so it may go again."""
    rows = held_documents(user).filter(wfirma_id="", reason__regex=issue.RELEASABLE)
    return rows.filter(connection_id=int(connection_id) if connection_id.isdecimal() else 0, reason=reason)


def refused_together(user: User) -> list[Group]:
    rows = held_documents(user).filter(wfirma_id="", reason__regex=issue.RELEASABLE)
    counted = rows.order_by("connection_id", "reason").values(
        "connection_id", "reason", name=F("connection__name")
    )
    return [
        Group(
            one["connection_id"],
            one["name"],
            one["reason"],
            messages.of(one["reason"]).happened,
            one["count"],
        )
        for one in counted.annotate(count=Count("pk"))
        if one["count"] > 1
    ]


def group_of(rows: QuerySet[Document], count: int) -> Group:
    one = rows.select_related("connection")[0]
    title = messages.of(one.reason, **one.detail).happened
    return Group(one.connection_id, one.connection.name, one.reason, title, count)


def held_orders(user: User) -> QuerySet[Order]:
    live = Document.objects.filter(order=OuterRef("pk"), kind__in=states.SALE_KINDS).exclude(
        state=Document.State.CANCELLED
    )
    asked = ViesCheck.objects.filter(vies_check.still_patient(), order=OuterRef("pk"))
    held = Order.objects.visible_to(user).filter(verdict=Order.Verdict.HOLD)
    return held.filter(~Exists(live), ~Exists(asked)).select_related("vies_check")


def changed_orders(user: User) -> QuerySet[Order]:
    return Order.objects.visible_to(user).filter(changed_after_issue=True)


def failed_events(user: User) -> QuerySet[Event]:
    return Event.objects.visible_to(user).filter(state=Event.State.FAILED)


def differing_proofs(user: User) -> QuerySet[Proof]:
    return Proof.objects.visible_to(user).filter(is_current=True, to_look_at__gt=0)


def both_issued(user: User) -> QuerySet[ForeignDocument]:
    """Sales with a document of ours and one that somebody else issued."""
    mine = ForeignDocument.objects.visible_to(user).values("pk")
    return foreign.doubled().filter(pk__in=mine).select_related("order__source")


def unconfirmed(user: User) -> QuerySet[Source]:
    """Sources whose sales wait for a word that the shop's own integration is off."""
    return cut_over.open_sources().filter(pk__in=Source.objects.visible_to(user).values("pk"))


def count(user: User) -> int:
    rows = (
        both_issued(user),
        unconfirmed(user),
        connections(user),
        legs.troubled(user),
        held_documents(user),
        unproved_documents(user),
        doubled_documents(user),
        left_over(user),
        differing_documents(user),
        held_orders(user),
        changed_orders(user),
        corrected.open_ones(user),
        failed_events(user),
        delivery.ksef_troubles(user),
        delivery.mail_troubles(user),
    )
    in_proofs = differing_proofs(user).aggregate(sum=Sum("to_look_at"))["sum"] or 0
    # Every page shows the number: one question, whatever the sorts.
    first, *others = (each.order_by().values_list("pk") for each in rows)
    return first.union(*others, all=True).count() + in_proofs


def both_message(row: ForeignDocument) -> Message:
    """What to say of a sale that both have invoiced."""
    order = row.order
    ours = "" if order is None else next((one.number for one in order.documents.filter(state="issued")), "")
    about = "" if order is None else order.number or order.external_id
    return messages.of("foreign.both", about=about, ours=ours, number=row.number)
