"""A document in doubt: its page, and the three things a person may say about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mostek.core import instructions, messages, reconcile
from mostek.core.models import Attempt, Document, Instruction
from mostek.lib import clock
from mostek.panel import timeline, undecided
from mostek.panel.request import Signed

REFRESH = 2  # seconds, while an instruction is being carried out


def _mine(request: Signed, pk: int) -> Document:
    rows = Document.objects.visible_to(request.user).select_related("connection", "order")
    return get_object_or_404(rows, pk=pk)


def _page(request: Signed, one: Document, template: str, status: int = 200, **more: Any) -> HttpResponse:
    shown = {"document": one, "order": one.order, **more}
    return render(request, f"panel/{template}.html", shown, status=status)


@require_safe
def document_undecided(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    if not instructions.is_undecided(one) and not one.instructions.exists():
        return redirect("panel:order", one.order_id)
    attempts = Attempt.objects.filter(document=one).select_related("document__order").order_by("pk")
    told = one.instructions.select_related("who").order_by("pk")
    asked = undecided.open_instruction(one)
    found = undecided.found(one)
    return _page(
        request,
        one,
        "undecided",
        message=messages.of(one.reason or one.state, **one.detail),
        is_undecided=instructions.is_undecided(one),
        is_in_doubt=instructions.is_in_doubt(one),
        is_unproved=instructions.is_in_doubt(one) and one.connection.lookup_proved_at is None,
        facts=undecided.facts(one),
        found=found,
        rows=undecided.rows(one, found),
        asked=asked,
        ended=undecided.ended(one) if asked is None else None,
        entries=timeline.of_document(one, attempts, told),
        refresh=REFRESH if asked else 0,
    )


@require_POST
def document_check(request: Signed, pk: int) -> HttpResponse:
    return _told(request, _mine(request, pk), Instruction.Action.CHECK)


@require_http_methods(["GET", "POST"])
def document_adopt(request: Signed, pk: int) -> HttpResponse:
    """GET reads the chosen document now and shows it beside the sale; POST says that this is the one."""
    one = _mine(request, pk)
    if request.method == "POST":
        given = {name: request.POST.get(name, "")[:300] for name in undecided.SNAPSHOT}
        if not (given["id"].isascii() and given["id"].isdigit()):
            raise Http404("no document was chosen")
        return _told(request, one, Instruction.Action.ADOPT, given)
    if not instructions.is_in_doubt(one):
        return redirect("panel:document_undecided", pk)
    id, number = request.GET.get("id", ""), " ".join(request.GET.get("number", "").split())[:100]
    if not (id.isascii() and id.isdigit() and len(id) <= 19):
        id = ""
    if not id and not number:
        notices.warning(request, _("Type the number of the document as it stands in wFirma."))
        return redirect("panel:document_undecided", pk)
    chosen, problem = undecided.read(one, id, number)
    rows = undecided.rows(one, [chosen]) if chosen else ()
    differs = any(cell.differs for row in rows for cell in row.cells)
    return _page(
        request, one, "adopt", chosen=chosen, problem=problem, rows=rows, differs=differs, typed=number
    )


@require_http_methods(["GET", "POST"])
def document_issue(request: Signed, pk: int) -> HttpResponse:
    """The confirmation names the risk; the writer asks wFirma once more before anything is sent."""
    one = _mine(request, pk)
    if not instructions.is_in_doubt(one):
        return redirect("panel:document_undecided", pk)
    settled = reconcile.settled_from(one)
    waits = settled > clock.now()
    sure = request.POST.get("sure") == "1"
    if request.method == "POST" and sure and not waits:
        return _told(request, one, Instruction.Action.ISSUE)
    return _page(
        request,
        one,
        "issue",
        status=422 if request.method == "POST" else 200,
        settled=settled if waits else None,
        missing=request.method == "POST" and not sure,
        is_unproved=one.connection.lookup_proved_at is None,
    )


def _told(
    request: Signed, one: Document, action: Instruction.Action, given: dict[str, Any] | None = None
) -> HttpResponse:
    if instructions.give(one, request.user, action, given) is None:
        if undecided.open_instruction(one) is not None:
            notices.info(request, _("Mostek is asking wFirma about this document already."))
        else:
            notices.warning(request, _("Nothing was sent: the document has moved on in the meantime."))
    return redirect("panel:document_undecided", one.pk)
