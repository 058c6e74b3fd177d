"""What needs a person: the most urgent first, then the oldest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from mostek.core import (
    instructions,
    messages,
)
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
)
from mostek.core.proof import words
from mostek.core.proof.value import findings_of, is_for_inbox
from mostek.panel import corrected, delivery, legs, matters, steps
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


def items(user: User) -> list[Item]:
    """At most `SHOWN` of each sort; what is answered makes room for the rest."""
    return [
        *(_connection(one) for one in matters.connections(user).order_by("health_since")[:SHOWN]),
        *(_both(one) for one in matters.both_issued(user).order_by("pk")[:SHOWN]),
        *(_unconfirmed(one) for one in matters.unconfirmed(user).order_by("pk")[:SHOWN]),
        *(_source(one) for one in legs.troubled(user).order_by("pk")[:SHOWN]),
        *(_held(one) for one in matters.held_documents(user).select_related("order").order_by("pk")[:SHOWN]),
        *(
            _doubled(one)
            for one in matters.doubled_documents(user).select_related("order").order_by("pk")[:SHOWN]
        ),
        *(
            _unproved(one)
            for one in matters.unproved_documents(user).select_related("order").order_by("pk")[:SHOWN]
        ),
        *(_question(one) for one in matters.held_orders(user).order_by("pk")[:SHOWN]),
        *(
            _differs(one)
            for one in matters.differing_documents(user).select_related("order").order_by("pk")[:SHOWN]
        ),
        *(
            _of_ksef(one)
            for one in delivery.ksef_troubles(user).select_related("document__order").order_by("pk")[:SHOWN]
        ),
        *(
            _of_mail(one)
            for one in delivery.mail_troubles(user).select_related("document__order").order_by("pk")[:SHOWN]
        ),
        *(_changed(one) for one in matters.changed_orders(user).order_by("pk")[:SHOWN]),
        *(_correction(one) for one in corrected.open_ones(user).order_by("pk")[:SHOWN]),
        *(_left_over(one) for one in matters.left_over(user).order_by("pk")[:SHOWN]),
        *(
            _unread(one)
            for one in matters.failed_events(user).select_related("source").order_by("pk")[:SHOWN]
        ),
        *(item for one in matters.differing_proofs(user).order_by("month", "pk") for item in _of_proof(one)),
    ]


def settling(user: User) -> list[Document]:
    """Unknown ones settle by themselves: shown, not counted."""
    return list(matters.unknown_documents(user).select_related("order").order_by("pk")[:SHOWN])


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


def _both(row: ForeignDocument) -> Item:
    message = matters.both_message(row)
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
