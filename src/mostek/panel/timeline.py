"""What happened to an order, as sentences with a time, newest last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostek.core import messages, overlay
from mostek.core.models import Answer, Attempt, Document, Event, Instruction, Order, ViesCheck
from mostek.panel import delivery, undecided
from mostek.panel.entry import Entry
from mostek.panel.templatetags.mostek import kind, money, said

REFUNDS = {
    "order.refunded": gettext_lazy("%(source)s says that money went back to the buyer."),
    "order.undone": gettext_lazy("%(source)s says that the sale was undone before its document left."),
    "refund.early": gettext_lazy("%(source)s told of a refund before it told of the sale."),
}


def build(
    order: Order,
    events: Iterable[Event],
    documents: Iterable[Document],
    attempts: Iterable[Attempt],
    answers: Iterable[Answer] = (),
    instructions: Iterable[Instruction] = (),
) -> tuple[Entry, ...]:
    """The rows must belong to the order; a source's name is read from `event.source`."""
    entries: list[Entry] = []
    for event in events:
        entries.append(_told(event))
    for answer in answers:
        entries.extend(_answered(order, answer))
    entries.append(_decided(order))
    if order.issue_anyway_at is not None:
        who = {"who": order.issue_anyway_by}
        text = _("%(who)s asked for the document of this sale, which shadow mode had kept back.") % who
        entries.append(Entry(order.issue_anyway_at, "grey", text))
    for check in ViesCheck.objects.filter(order=order):
        entries.extend(_asked(check))
    for document in documents:
        entries.append(_planned(document))
        entries.extend(delivery.entries(document))
    for attempt in attempts:
        entries.extend(_tried(attempt))
    for instruction in instructions:
        entries.extend(_instructed(instruction))
    # Sorting is stable: what was committed together stays in the order of the road.
    return tuple(sorted(entries, key=lambda entry: entry.at))


def of_document(
    document: Document, attempts: Iterable[Attempt], instructions: Iterable[Instruction]
) -> tuple[Entry, ...]:
    """The part about one document."""
    entries = [_planned(document)]
    for attempt in attempts:
        entries.extend(_tried(attempt))
    for instruction in instructions:
        entries.extend(_instructed(instruction))
    return tuple(sorted(entries, key=lambda entry: entry.at))


def _instructed(instruction: Instruction) -> Iterator[Entry]:
    """What a person told Mostek, and what came of it."""
    who = {"who": instruction.who}
    number = str(instruction.given.get("number") or "")
    text = {
        Instruction.Action.CHECK: _("%(who)s asked for a look in wFirma at once.") % who,
        Instruction.Action.ADOPT: _("%(who)s said: this is the document of the sale.") % who,
        Instruction.Action.ISSUE: _("%(who)s said: there is no such document, issue it.") % who,
    }[Instruction.Action(instruction.action)]
    yield Entry(instruction.at, "grey", text, _("Number: %(number)s") % {"number": number} if number else "")
    if instruction.done_at is not None:
        message = undecided.came_of(instruction)
        seen = ", ".join(str(one.get("number") or one.get("id")) for one in instruction.seen)
        note = _("Found in wFirma: %(numbers)s") % {"numbers": seen} if seen else message.means
        tone = "green" if instruction.outcome in undecided.DONE_WELL else "amber"
        yield Entry(instruction.done_at, tone, message.happened, note)


def _told(event: Event) -> Entry:
    name = event.source.name
    if event.reason in REFUNDS:
        return Entry(event.received_at, "orange", str(REFUNDS[event.reason]) % {"source": name})
    if event.leg == Event.Leg.PULL and event.reason in ("order.new", "order.seen"):
        return _found(event, name)
    if event.reason == "order.revised":
        text = _("A changed version of the sale came from %(source)s.") % {"source": name}
    elif event.reason == "order.changed_after_issue":
        text = _("A change came from %(source)s after the document had left.") % {"source": name}
    elif event.reason == "order.seen":
        text = _("The same sale came again from %(source)s. Nothing was doubled.") % {"source": name}
    else:
        text = _("A paid sale came from %(source)s.") % {"source": name}
    again = ""
    if event.repeats:
        again = ngettext(
            "The same report came %(count)s more time. Nothing was doubled.",
            "The same report came %(count)s more times. Nothing was doubled.",
            event.repeats,
        ) % {"count": event.repeats}
    return Entry(
        event.received_at, "orange" if event.reason == "order.changed_after_issue" else "grey", text, again
    )


def _found(event: Event, name: str) -> Entry:
    if event.reason == "order.new":
        text = _("Asking %(source)s brought this paid sale. No message about it had come.")
        return Entry(event.received_at, "amber", text % {"source": name})
    return Entry(event.received_at, "grey", _("Asking %(source)s confirmed this sale.") % {"source": name})


def _answered(order: Order, answer: Answer) -> Iterator[Entry]:
    sentence = overlay.sentence(answer, order.currency)
    words = said({"pl": sentence.pl, "en": sentence.en})
    yield Entry(answer.at, "grey", _("%(who)s answered: %(answer)s") % {"who": answer.who, "answer": words})
    if answer.taken_back_at is not None:
        yield Entry(answer.taken_back_at, "grey", _("Holds no longer: %(answer)s") % {"answer": words})


def _decided(order: Order) -> Entry:
    """The decision as it is now; earlier ones are not kept."""
    at = order.decided_at or order.received_at
    decision = order.decision or {}
    question = decision.get("question")
    if order.verdict == Order.Verdict.HOLD:
        return Entry(at, "orange", _("The rules need an answer."), said(question) if question else "")
    last = (decision.get("reasons") or [None])[-1]
    if order.verdict == Order.Verdict.NOTHING:
        return Entry(at, "grey", _("Decided: no document."), said(last) if last else "")
    return Entry(at, "grey", _("Decided: a document is due."), said(last) if last else "")


def _asked(check: ViesCheck) -> Iterator[Entry]:
    words = {"number": check.number}
    if check.tries:
        text = _("VIES gave no answer about the number %(number)s.") % words
        note = _("It was asked without success: %(count)s.") % {"count": check.tries}
        yield Entry(check.asked_since, "amber", text, note, theirs=check.trouble)
    if check.answered_at is None:
        return
    # An answer that an earlier sale had brought served this one from its beginning.
    at = max(check.answered_at, check.asked_since)
    if check.valid:
        text = _("VIES confirmed the VAT number %(number)s.") % words
        note = _("Consultation number: %(proof)s") % {"proof": check.proof} if check.proof else ""
        yield Entry(at, "grey", text, note)
    else:
        yield Entry(at, "grey", _("VIES does not confirm the VAT number %(number)s.") % words)


def _planned(document: Document) -> Entry:
    words = {"kind": kind(document.kind), "amount": money(document.total, document.currency)}
    note = _("Reference: %(reference)s") % {"reference": document.reference}
    if document.state == Document.State.CANCELLED:
        text = _("Prepared and then withdrawn before sending: %(kind)s for %(amount)s.") % words
    else:
        text = _("Prepared: %(kind)s for %(amount)s.") % words
    return Entry(document.planned_at, "grey", text, note)


def _tried(attempt: Attempt) -> Iterator[Entry]:
    looks = attempt.action == Attempt.Action.LOOK
    if attempt.closed_at is None:
        text = _("Asking wFirma whether the document is there.") if looks else _("Sending to wFirma.")
        yield Entry(attempt.opened_at, "blue", text)
    elif attempt.outcome == "issued":
        yield _issued(attempt, found=looks)
    elif attempt.outcome == "absent":
        yield Entry(
            attempt.closed_at, "amber", _("Looked in wFirma: the document is not there."), _why(attempt)
        )
    else:
        happened = messages.of(attempt.outcome).happened
        if attempt.outcome == "found.once":
            yield Entry(attempt.closed_at, "grey", happened)
            return
        tone = "orange" if attempt.outcome.startswith(("rejected", "found", "auth")) else "amber"
        if looks and attempt.outcome.startswith("found"):
            text, note = happened, _why(attempt)
        elif looks:
            text, note = _("Looked in wFirma, without a clear answer."), happened
        else:
            text, note = happened, ""
        yield Entry(attempt.closed_at, tone, text, note, theirs=attempt.detail)


def _why(attempt: Attempt) -> str:
    return _("wFirma had told of a new document.") if attempt.purpose == Attempt.Purpose.HINT else ""


def _issued(attempt: Attempt, *, found: bool) -> Entry:
    document = attempt.document
    words = {"number": document.number, "kind": kind(document.kind)}
    if attempt.purpose == Attempt.Purpose.ADOPT:
        return Entry(
            attempt.closed_at or attempt.opened_at, "green", _("Taken for this sale: %(number)s.") % words
        )
    if found:
        text = _("Found in wFirma and recognised as this sale: %(number)s.") % words
    else:
        text = _("wFirma issued %(number)s.") % words
    note = _why(attempt)
    email = document.order.buyer_email
    if document.email_requested and email:
        note = _("wFirma sends it to %(email)s.") % {"email": email}
    return Entry(attempt.closed_at or attempt.opened_at, "green", text, note)
