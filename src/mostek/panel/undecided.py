"""One document in doubt, as a person has to see it: what is known, and what wFirma holds beside what was asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mostek.core import instructions, issue, messages, reconcile, tokens
from mostek.core.messages import Message
from mostek.core.models import Attempt, Document, Instruction
from mostek.lib import clock
from mostek.panel import trouble
from mostek.panel.templatetags.mostek import day, hour, kind, money
from mostek.wfirma.errors import WfirmaError

FIELDS = ("number", "type", "date", "total", "buyer", "nip", "reference")
SNAPSHOT = ("id", "number", "type", "total", "currency", "date", "buyer", "nip", "reference")
DONE_WELL = {"issued", "adopted", "released", "found.once"}

Snapshot = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    asked: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of the last instruction."""

    message: Message
    tone: str
    who: str
    at: datetime


def label(field: str) -> str:
    return {
        "number": _("Number"),
        "type": pgettext("of a document", "Kind"),
        "date": _("Date"),
        "total": _("Amount"),
        "buyer": _("Buyer"),
        "nip": _("VAT number"),
        "reference": _("Mostek's reference"),
    }[field]


def found(document: Document) -> list[Snapshot]:
    """What the last look that found anything saw, whoever asked for it."""
    kept: list[Snapshot] = list(document.detail.get("found", []))
    last = document.instructions.exclude(seen=[]).order_by("-pk").first()
    return kept or (list(last.seen) if last is not None else [])


def rows(document: Document, snapshots: Iterable[Snapshot]) -> tuple[Row, ...]:
    """Field by field: what was asked, and each document of wFirma's, with what differs marked."""
    seen = list(snapshots)
    asked = _asked(document)
    return tuple(
        Row(
            label(field),
            asked[field][0],
            tuple(
                Cell(_shown(field, one), bool(one.get(field)) and not _same(field, asked[field][1], one))
                for one in seen
            ),
        )
        for field in FIELDS
    )


def _asked(document: Document) -> dict[str, tuple[str, Any]]:
    """Field → as people read it, and as it is compared."""
    sale, draft = document.content["sale"], document.content["draft"]
    buyer = sale.get("buyer") or {}
    sent = document.attempts.filter(action=Attempt.Action.ADD).order_by("pk")
    days = {clock.warsaw_date(at).isoformat() for at in sent.values_list("opened_at", flat=True)}
    name, nip = str(buyer.get("name") or document.order.buyer_name), str(buyer.get("tax_id") or "")
    return {
        "number": ("–", None),
        "type": (kind(document.kind), draft.get("type", "")),
        "date": (", ".join(day(one) for one in sorted(days)) or "–", days),
        "total": (money(document.total, document.currency), (document.total, document.currency)),
        "buyer": (name, name),
        "nip": (nip or "–", nip),
        "reference": (document.reference, document.reference),
    }


def _shown(field: str, one: Snapshot) -> str:
    value = str(one.get(field) or "")
    if field == "total" and value:
        return money(value, str(one.get("currency") or "PLN"))
    if field == "date" and value:
        return day(value)
    if field == "type":
        return kind(issue.KINDS[value]) if value in issue.KINDS else value or "–"
    return value or "–"


def _same(field: str, asked: Any, one: Snapshot) -> bool:
    value = str(one.get(field) or "")
    match field:
        case "number":
            return True
        case "date":
            return value in asked
        case "total":
            try:
                return bool((Decimal(value), one.get("currency") or asked[1]) == asked)
            except InvalidOperation:
                return False
        case "nip":
            return _bare(value) == _bare(asked)
        case _:
            return " ".join(value.split()).casefold() == " ".join(str(asked).split()).casefold()


def _bare(number: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", number.upper()).removeprefix("PL")


def facts(document: Document) -> list[tuple[str, str]]:
    """What is known, in a few lines."""
    sent = document.attempts.filter(action=Attempt.Action.ADD).order_by("-pk").first()
    looks = document.attempts.filter(action=Attempt.Action.LOOK, closed_at__isnull=False)
    last = looks.order_by("-pk").first()
    known: list[tuple[str, str]] = []
    if sent is not None:
        answer = messages.of(sent.outcome).happened if sent.outcome else _("No answer yet.")
        known.append((_("Sent"), f"{hour(sent.opened_at)}. {answer}"))
    if last is not None and last.closed_at is not None:
        known.append((_("Last look"), f"{hour(last.closed_at)}. {_looked(last.outcome)}"))
    if instructions.is_in_doubt(document):
        counts = reconcile.settled_from(document)
        since = _("An absence counts from %(time)s on.") % {"time": hour(counts)}
        known.append((_("Settling delay"), _("It is over.") if counts <= clock.now() else since))
        proved = document.connection.lookup_proved_at is not None
        known.append((_("Look-up of this account"), _("proved") if proved else _("not proved yet")))
    return known


def _looked(outcome: str) -> str:
    if outcome == "absent":
        return _("wFirma says that there is no document.")
    if outcome == "issued":
        return _("It is there.")
    return messages.of(outcome).happened


def ended(document: Document) -> Ended | None:
    """The last answer, unless the document was settled since: then that is what a person has to know."""
    last = document.instructions.filter(done_at__isnull=False).select_related("who").order_by("-pk").first()
    if last is None or last.done_at is None:
        return None
    went_well = last.outcome in DONE_WELL
    if not went_well and document.state == Document.State.ISSUED and document.reason != "found.twice":
        message = Message("issued", _("The document is in wFirma and belongs to this sale."), "", "", "")
        return Ended(message, "green", document.number, document.issued_at or last.done_at)
    return Ended(came_of(last), "green" if went_well else "amber", str(last.who), last.done_at)


def came_of(done: Instruction) -> Message:
    """The outcome as a message; errors of wFirma become one about a question that had no answer."""
    texts = {
        "issued": (_("The document is in wFirma and belongs to this sale."), "", ""),
        "adopted": (_("The document was taken for that of this sale."), "", ""),
        "released": (
            _("wFirma has just said that there is no document. It is being issued."),
            "",
            "",
        ),
        "absent": (
            _("wFirma says that there is no document."),
            _("That alone sends nothing: Mostek looks again, or you decide."),
            "",
        ),
    }
    if done.outcome in texts:
        return Message(done.outcome, *texts[done.outcome], "")
    known = done.outcome.startswith(("adopt.", "issue.", "found.", "instruction.", "internal"))
    return messages.of(done.outcome if known else "instruction.no_answer")


def open_instruction(document: Document) -> Instruction | None:
    return document.instructions.filter(done_at=None).select_related("who").first()


def read(document: Document, id: str, number: str) -> tuple[Snapshot | None, Message | None]:
    """What wFirma holds under this id or this printed number now; else why nothing can be shown."""
    try:
        client = tokens.client(document.connection)
        hits = (client.invoice_get(id),) if id else client.invoices_by_number(number)
    except WfirmaError as error:
        gone = error.code == "rejected.not_found"
        return None, messages.of("adopt.gone") if gone else trouble.while_reading(error)
    if len(hits) == 1:
        return reconcile.snapshot(hits[0]), None
    happened = (
        _("wFirma holds no document with this number.")
        if not hits
        else _("wFirma holds several documents with this number.")
    )
    step = _("Copy the number from wFirma as it stands there, with all its signs.")
    return None, Message("adopt.number", happened, _("Nothing was changed."), step, "")
