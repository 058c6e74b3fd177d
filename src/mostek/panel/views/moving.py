"""Moving over from a shop's own integration, step by step: the minute, the switch, the orders from before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notices
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mostek.core import cut_over, foreign, standing
from mostek.core.models import Document, ForeignDocument, Order, Source
from mostek.lib import clock
from mostek.panel import states
from mostek.panel.forms.cut_over import CutOverForm
from mostek.panel.forms.source import name_of
from mostek.panel.paging import page
from mostek.panel.request import Signed
from mostek.sources import registry

SHOWS = ("without", "elsewhere", "here", "all")


@require_safe
def source_moving(request: Signed, pk: int) -> HttpResponse:
    return show(request, mine(request, pk))


def show(request: Signed, one: Source, form: CutOverForm | None = None) -> HttpResponse:
    rows, without = cut_over.history(one), cut_over.without_document(one)
    shown = {
        "all": rows,
        "without": without,
        "elsewhere": rows.filter(Q(is_elsewhere=True)),
        "here": rows.filter(Q(is_ours=True)),
    }
    what = request.GET.get("show", "")
    what = what if what in SHOWS else "without"
    found = page(shown[what].select_related("source").prefetch_related("documents"), request.GET)
    oldest = rows.order_by("paid_at").values_list("paid_at", flat=True).first()
    waiting = Document.objects.filter(
        order__source=one, state=Document.State.PENDING, reason__in=(standing.TOGGLE, standing.LOOK)
    )
    settled = standing.settled_from(one)
    content = {
        "source": one,
        "kind": name_of(one.kind),
        "path": registry.platform(one.kind).own_wfirma,
        "form": form or CutOverForm(source=one, is_guided=True),
        "has_begun": one.former_since is not None,
        "is_open": cut_over.is_open(one),
        "settled": settled if settled and settled > clock.now() else None,
        "waiting": waiting.count(),
        "counts": {name: each.count() for name, each in shown.items()},
        "strangers": cut_over.strangers(one).count(),
        "looked_at": cut_over.looked_at(one, clock.warsaw_date(oldest)) if oldest else None,
        "is_looking": cut_over.is_looking(one) or (one.pull_due_at and one.pull_due_at <= clock.now()),
        "show": what,
        "page": found,
        "rows": [_row(order) for order in found.rows],
        "refresh": 5 if cut_over.is_looking(one) else 0,
    }
    return render(request, "panel/moving.html", content, status=422 if form is not None else 200)


def _row(order: Order) -> dict[str, Any]:
    """The order, the document of somebody else if there is one, and the state of ours."""
    elsewhere = next(iter(foreign.of(order)), None)
    document = states.live_document(order)
    live = document if document is not None and document.state != Document.State.CANCELLED else None
    return {
        "order": order,
        "elsewhere": elsewhere,
        "differs": elsewhere is not None and foreign.differs(elsewhere, order),
        "document": live,
        "can_issue": elsewhere is None
        and live is None
        and order.total > 0
        and not standing.is_asked_for(order),
    }


@require_POST
def source_toggle(request: Signed, pk: int) -> HttpResponse:
    """A person says that the shop's own integration is off, or that it is on after all."""
    one = mine(request, pk)
    is_off = request.POST.get("is_off") == "on"
    if not is_off and request.POST.get("is_on") != "on":
        notices.warning(request, _("Tick the box once the switch is off."))
        return redirect("panel:source_moving", pk)
    if cut_over.confirm(one, request.user, is_off=is_off):
        if is_off:
            notices.success(
                request, _("Noted. In a quarter of an hour Mostek looks what the shop has issued.")
            )
        else:
            notices.warning(request, _("Noted. Sales from this source wait again."))
    return redirect("panel:source_moving", pk)


@require_POST
def source_issue_here(request: Signed, pk: int) -> HttpResponse:
    """Old orders that Mostek is to document: one, or all that have no document."""
    one = mine(request, pk)
    if cut_over.is_open(one):
        notices.warning(request, _("First confirm that the switch is off."))
        return redirect("panel:source_moving", pk)
    rows = cut_over.without_document(one)
    chosen = request.POST.get("order", "")
    if chosen.isdecimal():
        rows = rows.filter(pk=int(chosen))
    elif cut_over.strangers(one).exists():
        raise Http404("all at once is not offered")
    taken = cut_over.issue_here(rows, request.user)
    text = ngettext(
        "%(count)s document will be issued once wFirma was looked through again.",
        "%(count)s documents will be issued once wFirma was looked through again.",
        taken,
    )
    notices.success(request, text % {"count": taken})
    return redirect("panel:source_moving", pk)


@require_POST
def source_look(request: Signed, pk: int) -> HttpResponse:
    """Read the days of all orders from before the cut-over once more."""
    one = mine(request, pk)
    oldest = cut_over.history(one).order_by("paid_at").values_list("paid_at", flat=True).first()
    if oldest is not None:
        first = timezone.localtime(oldest, clock.WARSAW).date() - foreign.DAY
        foreign.ask(one.connection_id, first, clock.warsaw_date())
        notices.success(request, _("Mostek is reading the documents of these days from wFirma."))
    return redirect("panel:source_moving", pk)


@require_POST
def order_both(request: Signed, pk: int) -> HttpResponse:
    """Two documents of one sale: look again whether both still stand, or leave it so."""
    rows = ForeignDocument.objects.visible_to(request.user).filter(order=pk)
    row = get_object_or_404(rows, pk=request.POST.get("document", "0"))
    if request.POST.get("accept") == "on":
        cut_over.accept(row, request.user)
        notices.success(request, _("Noted. Both documents stay."))
    else:
        cut_over.look_again(row)
        notices.success(request, _("Mostek is reading the documents of this day from wFirma."))
    return redirect("panel:order", pk)


def mine(request: Signed, pk: int) -> Source:
    rows = Source.objects.visible_to(request.user).filter(kind__in=registry.KINDS)
    one = get_object_or_404(rows.select_related("connection", "former_off_by"), pk=pk)
    if not cut_over.can_have_former(one):
        raise Http404(one.kind)
    return one
