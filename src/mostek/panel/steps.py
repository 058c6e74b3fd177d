"""The one next step of an order."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mostek.core import instructions, messages, reconcile, standing, vies_check
from mostek.core.models import Document, Order, ViesCheck
from mostek.lib import clock
from mostek.panel import progress, states
from mostek.panel.templatetags.mostek import day, hour, said


@dataclass(frozen=True, slots=True)
class Step:
    """Two sentences and at most one button. `posts` says that the button changes something."""

    tone: str
    title: str
    text: str = ""
    label: str = ""
    url: str = ""
    posts: bool = False
    note: str = ""
    theirs: str = ""


def may_release(document: Document) -> bool:
    """The same rule as `core.receive.issue_again`: only what wFirma certainly refused may be sent again."""
    return (
        document.state == Document.State.HELD
        and not document.wfirma_id
        and document.reason.startswith(("rejected", "cannot_express"))
    )


def next_step(order: Order) -> Step | None:
    document = states.live_document(order)
    if order.changed_after_issue:
        return Step(
            "orange",
            _("The sale changed after its document had left."),
            _(
                "The document stays as it is. Compare it with the sale and, if it has to change, correct it in wFirma."
            ),
        )
    if document is None or document.state == Document.State.CANCELLED:
        return _without_document(order)
    match document.state:
        case Document.State.HELD:
            return of_held(document)
        case Document.State.UNKNOWN:
            return _unknown(document)
        case Document.State.PENDING:
            return _waiting(document)
        case Document.State.ISSUED if document.reason == "found.twice":
            return _to_decide(document)
        case Document.State.ISSUED if document.reason == "adopted":
            message = messages.of("adopted")
            return Step("grey", message.happened, message.means)
        case Document.State.ISSUED if document.reason == "gtu_unconfirmed":
            return _gtu(document)
        case Document.State.ISSUED if document.differences:
            return Step(
                "orange",
                _("wFirma stored the document differently from what was asked."),
                _("Compare the two values below and correct the document in wFirma if needed."),
            )
    return None


def _gtu(document: Document) -> Step:
    """The document is right; what becomes of the codes from now on is said on the page of the connection."""
    message, now = messages.of(document.reason), progress.gtu_of(document.connection)
    return Step(
        "amber",
        message.happened,
        f"{message.means} {message.step} {now.means if now else ''}".strip(),
        label=_("Open the connection") if now else "",
        url=reverse("panel:connection", args=[document.connection_id]) if now else "",
    )


def _without_document(order: Order) -> Step | None:
    if order.verdict != Order.Verdict.HOLD:
        return None
    check = vies_check.open_rows(order).first()
    if check is not None:
        return _asks_vies(order, check)
    question = (order.decision or {}).get("question")
    return Step(
        "orange",
        said(question) if question else _("This sale needs a decision before a document can be issued."),
        _("Nothing is lost: the sale waits here, and nothing was sent to wFirma."),
    )


def _asks_vies(order: Order, check: ViesCheck) -> Step:
    urgent = vies_check.is_urgent(check)
    title = _("VIES still does not answer.") if urgent else _("Mostek is asking VIES about the VAT number.")
    return Step(
        "orange" if urgent else "grey",
        title,
        vies_says(check),
        label=_("Ask VIES now"),
        url=reverse("panel:order_decide", args=[order.pk]),
        posts=True,
        note=_("Mostek asks again by itself, too."),
    )


def vies_says(check: ViesCheck) -> str:
    words = {"number": check.number, "day": day(check.decide_by)}
    if vies_check.is_urgent(check):
        return (
            _(
                "The number %(number)s is not checked. The document is due by %(day)s: decide how to treat the buyer."
            )
            % words
        )
    return (
        _("The answer decides which VAT applies to the buyer with the number %(number)s. Nothing to do.")
        % words
    )


def _to_decide(document: Document) -> Step:
    """In doubt, and not by itself: the page where what is known stands side by side."""
    message = messages.of(document.reason, **document.detail)
    return Step(
        "orange",
        message.happened,
        f"{message.means} {message.step}".strip(),
        label=_("Compare and decide"),
        url=reverse("panel:document_undecided", args=[document.pk]),
    )


def of_held(document: Document) -> Step:
    if instructions.is_in_doubt(document):
        return _to_decide(document)
    message = messages.of(document.reason, **document.detail)
    theirs = str(document.detail.get("said", ""))
    for field in document.detail.get("fields", []):
        theirs += f"\n{field.get('path', '')}.{field.get('field', '')}: {field.get('message', '')}"
    step = Step("orange", message.happened, f"{message.means} {message.step}".strip(), theirs=theirs.strip())
    if not may_release(document):
        return step
    return Step(
        step.tone,
        step.title,
        step.text,
        label=_("Issue again"),
        url=reverse("panel:document_release", args=[document.pk]),
        posts=True,
        note=_(
            "Sends this one document to wFirma once more. wFirma refused it before, so no second one can come of it."
        ),
        theirs=step.theirs,
    )


def _waiting(document: Document) -> Step | None:
    connection = document.connection
    if not connection.is_on:
        return Step(
            "grey",
            _("The wFirma integration is switched off."),
            _("The document waits and will be issued once it is switched on."),
            label=_("Open integrations"),
            url=reverse("panel:integrations"),
        )
    if (step := _mend_first(document)) is not None:
        return step
    if document.reason == standing.TOGGLE:
        message = messages.of(document.reason)
        url = reverse("panel:source_moving", args=[document.order.source_id])
        text = f"{message.means} {message.step}"
        return Step("orange", message.happened, text, label=_("Open the page of moving over"), url=url)
    if pause := progress.pause_of(connection):
        return Step("amber", pause.happened, f"{pause.means} {pause.step}".strip())
    next_try = progress.next_try(document.due_at)
    if document.reason and document.reason != "released":
        message = messages.of(document.reason, **document.detail)
        return Step("grey", message.happened, f"{message.means} {message.step} {next_try}".strip())
    return Step(
        "grey", _("The document waits for its turn."), next_try or _("It usually takes a few seconds.")
    )


def _mend_first(document: Document) -> Step | None:
    """What a person has to do with the connection before anything can be sent or looked for."""
    connection = document.connection
    url = progress.of(connection).url(connection)
    if trouble := progress.trouble_of(connection):
        text = f"{trouble.means} {trouble.step}".strip()
        return Step(
            "orange",
            trouble.happened,
            text,
            label=_("Correct the connection"),
            url=url,
            theirs=connection.health_detail,
        )
    if connection.is_connected:
        return None
    return Step(
        "orange",
        _("The document waits for the connection with wFirma."),
        _("Nothing is lost. Once wFirma is connected, it will be issued by itself."),
        label=_("Go on connecting"),
        url=url,
    )


def _unknown(document: Document) -> Step:
    connection = document.connection
    title = _("wFirma has not confirmed whether it issued the document.")
    if connection.is_on and (first := _mend_first(document)) is not None:
        text = _("Mostek looks for it once the connection works, and sends nothing before.")
        return Step(
            "orange", title, f"{first.title} {text}", label=first.label, url=first.url, theirs=first.theirs
        )
    if document.reason == reconcile.UNPROVED:
        return _to_decide(document)
    text = _("Mostek looks for it in wFirma by itself and sends nothing before that is clear. Nothing to do.")
    if not connection.is_on:
        return Step("amber", title, f"{text} {_('The wFirma integration is switched off.')}")
    if pause := progress.pause_of(connection):
        text = f"{text} {pause.happened}"
    return Step(
        "amber",
        title,
        f"{text} {_next_look(document)}".strip(),
        label=_("See what is known"),
        url=reverse("panel:document_undecided", args=[document.pk]),
    )


def _next_look(document: Document) -> str:
    """Not before the row is due, and not while the connection pauses."""
    ahead = [at for at in (document.due_at, document.connection.resume_at) if at and at > clock.now()]
    return _("It looks next: %(time)s.") % {"time": hour(max(ahead))} if ahead else ""
