"""Every sale, its document and its state; and the page of one sale."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mostek.core import answer, foreign, pdf_link, receive, standing, vies_check
from mostek.core.models import Attempt, Document, Instruction, Order
from mostek.panel import corrected, delivery, drafts, inbox, questions, search, states, steps, timeline
from mostek.panel.forms.answer import AnswerForm
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
    return _page(request, _mine(request, pk))


def _mine(request: Signed, pk: int) -> Order:
    rows = Order.objects.visible_to(request.user).select_related("source__connection")
    return get_object_or_404(rows.prefetch_related("documents__connection"), pk=pk)


def _page(request: Signed, one: Order, typed: AnswerForm | None = None) -> HttpResponse:
    document = states.live_document(one)
    documents = sorted(one.documents.all(), key=lambda document: document.pk)
    attempts = Attempt.objects.filter(document__order=one).select_related("document__order").order_by("pk")
    events = one.events.select_related("source").order_by("pk")
    answers = one.answers.select_related("who").order_by("pk")
    told = Instruction.objects.filter(document__order=one).select_related("who").order_by("pk")
    state, draft = states.of_order(one), _draft(one, document)
    link, until = pdf_link.make(document) if document and document.wfirma_id else ("", None)
    shown = {
        "order": one,
        "state": state,
        "document": document,
        "documents": documents,
        "pdf_link": link,
        "pdf_link_until": until,
        "draft": draft,
        "facts": drafts.facts(draft),
        "step": steps.next_step(one),
        "question": questions.asked(one),
        "options": questions.options(one, typed),
        "arithmetic": questions.arithmetic(one),
        "undoable": answer.can_take_back(one),
        "form": typed,
        "refunds": one.refunds.order_by("pk"),
        "corrections": corrected.of_order(one, request.user),
        "may_correct": document is not None and document.state == Document.State.ISSUED,
        "entries": timeline.build(one, events, documents, attempts, answers, told),
        "delivery": delivery.of_document(document),
        "elsewhere": foreign.of(one)
        if document is None or document.state == Document.State.CANCELLED
        else [],
        "both": [(row, inbox.both_message(row)) for row in inbox.both_issued(request.user).filter(order=one)],
        "refresh": 3 if state.code in MOVING and not _waits_for_a_person(document) else 0,
    }
    return render(request, "panel/order.html", shown, status=422 if typed else 200)


def _waits_for_a_person(document: Document | None) -> bool:
    return document is not None and document.reason == standing.TOGGLE


@require_POST
def order_answer(request: Signed, pk: int) -> HttpResponse:
    """One answer to the question that is asked now; what was asked before is not answered any more."""
    one = _mine(request, pk)
    question, choice = request.POST.get("question", ""), request.POST.get("choice", "")
    form = questions.answer_form(one, question, choice, questions.as_it_is_now(one), request.POST)
    if questions.asked(one).get("code") == question and not form.is_valid():
        return _page(request, one, form)
    try:
        if not form.is_valid():
            raise answer.Outdated(question)
        after = answer.give(
            one, request.user, question=question, choice=choice, value=form.value(), always=form.always
        )
    except answer.Outdated:
        notices.warning(request, _("This question is not asked any more. See below what has changed."))
    else:
        _say_what_came_of_it(request, after)
    return redirect("panel:order", pk)


@require_POST
def order_undo(request: Signed, pk: int) -> HttpResponse:
    """Take the last answer back, as long as no document has been planned."""
    if answer.take_back(_mine(request, pk)):
        notices.success(request, _("The answer was taken back."))
    else:
        notices.warning(request, _("The answer cannot be taken back: its document has been prepared."))
    return redirect("panel:order", pk)


def _say_what_came_of_it(request: Signed, after: Order) -> None:
    if after.verdict == Order.Verdict.HOLD:
        notices.info(request, _("The answer is kept. There is one more question."))
    elif after.verdict == Order.Verdict.NOTHING:
        notices.success(request, _("The answer is kept. No document is issued."))
    else:
        notices.success(request, _("The answer is kept. The document is being issued."))


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
    return dict((order.decision or {}).get("document") or order.shadow.get("document") or {})
