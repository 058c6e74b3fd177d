"""States as people see them: a word, a shape and a colour, the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from mostek.core.models import Document, Order

SALE_KINDS = (Document.Kind.INVOICE, Document.Kind.BILL, Document.Kind.RECEIPT)


@dataclass(frozen=True, slots=True)
class State:
    """`shape` is a part of `panel/parts/shapes`; the colour goes with the code."""

    code: str
    word: str | Promise
    shape: str


STATES = {
    state.code: state
    for state in (
        State("issued", pgettext_lazy("state of a document", "issued"), "tick"),
        State("pending", pgettext_lazy("state of a document", "waiting"), "ring"),
        State("sending", pgettext_lazy("state of a document", "sending"), "dots"),
        State("unknown", pgettext_lazy("state of a document", "outcome unknown"), "question"),
        State("held", pgettext_lazy("state of a document", "needs a decision"), "mark"),
        State("cancelled", pgettext_lazy("state of a document", "cancelled"), "cross"),
        State("nothing", pgettext_lazy("state of an order", "no document"), "dash"),
        # Found with those that have no document: which they have not.
        State("shadow", pgettext_lazy("state of an order", "shadow"), "dash"),
    )
}

KINDS = {
    Document.Kind.INVOICE: pgettext_lazy("kind of document", "invoice"),
    Document.Kind.BILL: pgettext_lazy("kind of document", "invoice without VAT"),
    Document.Kind.RECEIPT: pgettext_lazy("kind of document", "receipt"),
    Document.Kind.PROFORMA: pgettext_lazy("kind of document", "pro forma"),
    Document.Kind.CORRECTION: pgettext_lazy("kind of document", "correction"),
}


def of_document(document: Document) -> State:
    return STATES[document.state]


def live_document(order: Order) -> Document | None:
    """The document of the sale, else the last one that was cancelled. Reads what was prefetched."""
    documents = sorted(
        (one for one in order.documents.all() if one.kind in SALE_KINDS),
        key=lambda one: (one.state != Document.State.CANCELLED, one.pk),
    )
    return documents[-1] if documents else None


def of_order(order: Order) -> State:
    document = live_document(order)
    if document is not None and document.state != Document.State.CANCELLED:
        return of_document(document)
    if order.verdict == Order.Verdict.HOLD:
        return STATES["held"]
    if order.verdict == Order.Verdict.NOTHING:
        return STATES["shadow" if order.shadow else "nothing"]
    return STATES["cancelled"] if document is not None else STATES["pending"]
