"""What needs a person: the most urgent first, then the oldest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

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
    Correction,
    Document,
    Event,
    ForeignDocument,
    KsefEntry,
    Mailing,
    Order,
    Proof,
    Source,
    User,
    ViesCheck,
)
from mostek.core.proof import words
from mostek.core.proof.value import findings_of, is_for_inbox
from mostek.panel import corrected, delivery, legs, states, steps
from mostek.panel.steps import may_release, of_held
from mostek.panel.templatetags.mostek import kind, money, said

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `release` is the address of *issue again*, where that is certainly safe, `check` of *check now*."""

    state: str
    title: str
    text: str
    at: datetime | None
    url: str
    label: str
    theirs: str = ""
    release: str = ""
    choices: tuple[str, ...] = ()
    open: str = ""
    check: str = ""


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
    return sum(each.count() for each in rows) + in_proofs


def items(user: User) -> list[Item]:
    """At most `SHOWN` of each sort; what is answered makes room for the rest."""
    return [
        *(_connection(one) for one in connections(user).order_by("health_since")[:SHOWN]),
        *(_both(one) for one in both_issued(user).order_by("pk")[:SHOWN]),
        *(_unconfirmed(one) for one in unconfirmed(user).order_by("pk")[:SHOWN]),
        *(_source(one) for one in legs.troubled(user).order_by("pk")[:SHOWN]),
        *(_held(one) for one in held_documents(user).select_related("order").order_by("pk")[:SHOWN]),
        *(_doubled(one) for one in doubled_documents(user).select_related("order").order_by("pk")[:SHOWN]),
        *(_unproved(one) for one in unproved_documents(user).select_related("order").order_by("pk")[:SHOWN]),
        *(_question(one) for one in held_orders(user).order_by("pk")[:SHOWN]),
        *(_differs(one) for one in differing_documents(user).select_related("order").order_by("pk")[:SHOWN]),
        *(
            _of_ksef(one)
            for one in delivery.ksef_troubles(user).select_related("document__order").order_by("pk")[:SHOWN]
        ),
        *(
            _of_mail(one)
            for one in delivery.mail_troubles(user).select_related("document__order").order_by("pk")[:SHOWN]
        ),
        *(_changed(one) for one in changed_orders(user).order_by("pk")[:SHOWN]),
        *(_correction(one) for one in corrected.open_ones(user).order_by("pk")[:SHOWN]),
        *(_left_over(one) for one in left_over(user).order_by("pk")[:SHOWN]),
        *(_unread(one) for one in failed_events(user).select_related("source").order_by("pk")[:SHOWN]),
        *(item for one in differing_proofs(user).order_by("month", "pk") for item in _of_proof(one)),
    ]


def settling(user: User) -> list[Document]:
    """Unknown ones settle by themselves: shown, not counted."""
    return list(unknown_documents(user).select_related("order").order_by("pk")[:SHOWN])


def _connection(one: Connection) -> Item:
    message = messages.of(one.health_code, said=one.health_detail)
    return Item(
        "held",
        message.happened,
        f"{message.means} {message.step}".strip(),
        one.health_since,
        reverse("panel:connection", args=[one.pk]),
        _("Open the connection"),
        theirs=one.health_detail,
    )


def _source(one: Source) -> Item:
    message = messages.of(legs.trouble_of(one))
    return Item(
        "held",
        message.happened,
        f"{message.means} {message.step}".strip(),
        one.trouble_since,
        reverse("panel:source", args=[one.pk]),
        one.name,
    )


def both_message(row: ForeignDocument) -> Message:
    """What to say of a sale that both have invoiced."""
    order = row.order
    ours = "" if order is None else next((one.number for one in order.documents.filter(state="issued")), "")
    about = "" if order is None else order.number or order.external_id
    return messages.of("foreign.both", about=about, ours=ours, number=row.number)


def _both(row: ForeignDocument) -> Item:
    message = both_message(row)
    return Item(
        "held",
        message.happened,
        f"{message.means} {message.step}".strip(),
        row.seen_at,
        reverse("panel:order", args=[row.order_id]),
        f"{row.number}, {row.buyer_name}".strip(", "),
    )


def _unconfirmed(one: Source) -> Item:
    message = messages.of("cut_over.open")
    return Item(
        "held",
        message.happened,
        f"{message.means} {message.step}".strip(),
        one.former_since,
        reverse("panel:source_moving", args=[one.pk]),
        one.name,
        open=_("Open"),
    )


def _what(document: Document) -> str:
    return f"{kind(document.kind)}, {document.order.buyer_name}, {money(document.total, document.currency)}"


def _held(one: Document) -> Item:
    if instructions.is_in_doubt(one):
        return _undecided(one, one.planned_at)
    step = of_held(one)
    release = reverse("panel:document_release", args=[one.pk]) if may_release(one) else ""
    return Item(
        "held",
        step.title,
        step.text,
        one.planned_at,
        reverse("panel:order", args=[one.order_id]),
        _what(one),
        theirs=step.theirs,
        release=release,
    )


def _undecided(one: Document, at: datetime | None) -> Item:
    message = messages.of(one.reason, **one.detail)
    return Item(
        "held",
        message.happened,
        f"{message.means} {message.step}".strip(),
        at,
        reverse("panel:document_undecided", args=[one.pk]),
        _what(one),
        open=_("Decide"),
        check=reverse("panel:document_check", args=[one.pk]),
    )


def _doubled(one: Document) -> Item:
    return _undecided(one, one.issued_at)


def _unproved(one: Document) -> Item:
    return _undecided(one, one.unknown_since)


def _left_over(one: AccountCheck) -> Item:
    message = messages.of("account_check.delete", number=one.number)
    return Item(
        "held",
        message.happened,
        f"{message.means} {message.step}",
        one.ended_at,
        reverse("panel:connect_account_check", args=[one.connection_id]),
        one.connection.name,
        open=_("Open"),
    )


def _question(one: Order) -> Item:
    question = (one.decision or {}).get("question") or {}
    check = getattr(one, "vies_check", None)
    return Item(
        "held",
        said(question) or _("This sale needs a decision before a document can be issued."),
        steps.vies_says(check) if check is not None and check.due_at is not None else "",
        one.received_at,
        reverse("panel:order", args=[one.pk]),
        f"{one.buyer_name}, {money(one.total, one.currency)}",
        choices=tuple(said(choice) for choice in question.get("choices", [])),
        open=_("Answer"),
    )


def _differs(one: Document) -> Item:
    return Item(
        "held",
        _("wFirma stored the document differently from what was asked."),
        _("Compare the two values and correct the document in wFirma if needed."),
        one.issued_at,
        reverse("panel:order", args=[one.order_id]),
        f"{one.number}, {_what(one)}",
    )


def _changed(one: Order) -> Item:
    return Item(
        "held",
        _("The sale changed after its document had left."),
        _(
            "The document stays as it is. Compare it with the sale and, if it has to change, correct it in wFirma."
        ),
        one.received_at,
        reverse("panel:order", args=[one.pk]),
        f"{one.buyer_name}, {money(one.total, one.currency)}",
    )


def _correction(one: Correction) -> Item:
    order, question = one.order, one.plan.get("question")
    waits = _("A correction waits for your approval: %(what)s.") % {"what": corrected.title(one)}
    return Item(
        "held",
        said(question) if question else waits,
        "" if question else _("The order shows the document before and after it."),
        one.told_at,
        reverse("panel:order", args=[order.pk]),
        f"{order.buyer_name}, {money(one.plan.get('total') or order.total, one.root.currency)}",
        open=_("Answer") if question else _("Look and approve"),
    )


def _of_ksef(one: KsefEntry) -> Item:
    return _after(one.document, messages.of(one.trouble), one.asked_at, one.said)


def _of_mail(one: Mailing) -> Item:
    return _after(one.document, delivery.mail_message(one), one.done_at, one.said)


def _after(document: Document, message: messages.Message, at: datetime | None, said: str) -> Item:
    return Item(
        "held",
        message.happened,
        f"{message.means} {message.step}".strip(),
        at,
        reverse("panel:order", args=[document.order_id]),
        f"{document.number}, {_what(document)}",
        theirs=said,
    )


def _unread(one: Event) -> Item:
    message = messages.of(one.reason, detail=one.detail)
    return Item(
        "held",
        message.happened,
        f"{message.means} {message.step}".strip(),
        one.received_at,
        reverse("panel:source", args=[one.source_id]),
        one.source.name,
        theirs=one.detail,
    )


def _of_proof(one: Proof) -> Iterator[Item]:
    """What only the comparison with wFirma can notice."""
    for finding in [each for each in findings_of(one.findings) if is_for_inbox(each)][:SHOWN]:
        message = words.message(finding)
        about = finding.about or finding.number
        yield Item(
            "held",
            message.happened,
            f"{message.means} {message.step}".strip(),
            one.finished_at,
            reverse("panel:proof", args=[one.pk]),
            f"{_('Proof')}, {words.month(one.month)}" + (f": {about}" if about else ""),
        )
