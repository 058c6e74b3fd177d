"""Every sale, its document and its state; and the page of one sale."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mostek.core import receive, vies_check
from mostek.core.models import Attempt, Document, Order
from mostek.panel import search, states, steps, timeline
from mostek.panel.paging import page
from mostek.panel.request import Signed

MOVING = {"pending", "sending", "unknown"}


@require_safe
def orders(request: Signed) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").split())[:100]
    state = request.GET.get("state", "")
    mine = Order.objects.visible_to(request.user)
    rows = search.orders(mine, words, state).select_related("source").prefetch_related("documents")
    found = page(rows, request.GET)
    listed = {
        "page": found,
        "words": words,
        "state": state if state in search.ORDER_STATES else "",
        "states": [states.STATES[code] for code in search.ORDER_STATES],
        "is_empty": not found.rows and not mine.exists(),
    }
    return render(request, "panel/orders.html", listed)


@require_safe
def order(request: Signed, pk: int) -> HttpResponse:
    rows = Order.objects.visible_to(request.user).select_related("source__connection")
    one = get_object_or_404(rows.prefetch_related("documents__connection"), pk=pk)
    document = states.live_document(one)
    documents = sorted(one.documents.all(), key=lambda document: document.pk)
    attempts = Attempt.objects.filter(document__order=one).select_related("document__order").order_by("pk")
    events = one.events.select_related("source").order_by("pk")
    state = states.of_order(one)
    shown = {
        "order": one,
        "state": state,
        "document": document,
        "documents": documents,
        "draft": _draft(one, document),
        "step": steps.next_step(one),
        "entries": timeline.build(one, events, documents, attempts),
        "refresh": 3 if state.code in MOVING else 0,
    }
    return render(request, "panel/order.html", shown)


@require_POST
def order_decide(request: Signed, pk: int) -> HttpResponse:
    """Let the rules look at a held sale again, after the seller has said more."""
    one = get_object_or_404(Order.objects.visible_to(request.user), pk=pk)
    if one.verdict == Order.Verdict.HOLD:
        receive.decide_again(one)
        one.refresh_from_db()
        if vies_check.open_rows(one).exists():
            notices.info(request, _("VIES is being asked. The page of the order shows the answer."))
        elif one.verdict == Order.Verdict.HOLD:
            notices.warning(request, _("The rules still need an answer. Nothing was sent."))
        else:
            notices.success(request, _("Decided. See below what and why."))
    return redirect("panel:order", pk)


def _draft(order: Order, document: Document | None) -> dict[str, Any]:
    """What the document says: frozen with it, else what was decided, if anything."""
    if document is not None and document.content.get("draft"):
        return dict(document.content["draft"])
    return dict((order.decision or {}).get("document") or {})
