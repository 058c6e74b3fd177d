"""Shadow mode of a source: on, off, the comparison with what others issued, and the way out for one sale."""

from __future__ import annotations

from datetime import date

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mostek.core import shadow, shadow_compare, shadow_papers, shadow_switch
from mostek.core.models import Order, Proof, Source
from mostek.core.outgoing import endpoints
from mostek.core.proof import scan, words
from mostek.core.proof.ours import Month
from mostek.lib import clock
from mostek.panel.request import Signed
from mostek.panel.templatetags.mostek import money

SHOWN = 500

FIELDS = {
    "kind": gettext_lazy("kind"),
    "total": gettext_lazy("total"),
    "currency": gettext_lazy("currency"),
    "tax": gettext_lazy("VAT amount"),
    "vat": gettext_lazy("VAT rates"),
    "buyer": gettext_lazy("buyer"),
    "nip": gettext_lazy("NIP"),
    "gtu": gettext_lazy("GTU"),
}


@require_safe
def source_shadow(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    month = _month(request)
    proofs = Proof.objects.filter(connection=one.connection, month=month.first)
    proof, reading = proofs.filter(is_current=True).first(), proofs.filter(state=Proof.State.READING).exists()
    rows = shadow_papers.of_source(proof.shadow, one) if proof else ()
    kept = one.orders.exclude(shadow={}).filter(paid_day__startswith=f"{month.first:%Y-%m}").count()
    # What needs a look comes first; of what is equal a line is enough.
    rank = {code: place for place, code in enumerate(("different", "missing", "only_there", "equal"))}
    listed = sorted(rows, key=lambda row: (rank[row.code], row.on))
    shown = {
        "source": one,
        "spans": shadow.spans(one),
        "month": month.first,
        "month_name": words.month(month.first),
        "before": month.before.first,
        "after": month.next.first if month.next.first <= clock.warsaw_date() else None,
        "proof": proof,
        "is_reading": reading,
        "kept": kept,
        "counts": shadow_compare.count(rows),
        "rows": [(row, _named(row)) for row in listed[:SHOWN]],
        "more": max(len(listed) - SHOWN, 0),
        "refresh": 3 if reading else 0,
    }
    return render(request, "panel/shadow.html", shown)


def _named(row: shadow_compare.Row) -> list[tuple[str, str, str]]:
    said = []
    for field, ours, theirs in row.changes:
        if field in ("total", "tax"):
            ours, theirs = money(ours, row.currency), money(theirs, row.currency)
        said.append((str(FIELDS.get(field, field)), ours, theirs))
    return said


def _month(request: Signed) -> Month:
    said = request.POST.get("month") or request.GET.get("month", "")
    try:
        return Month(date.fromisoformat(f"{said}-01"))
    except ValueError:
        return Month.of(clock.warsaw_date())


@require_POST
def source_shadow_switch(request: Signed, pk: int) -> HttpResponse:
    """`on` says which, so that a second click does not undo the first."""
    one, is_on = _mine(request, pk), request.POST.get("on") == "1"
    shadow_switch.switch(one, on=is_on)
    if is_on:
        notices.success(
            request, _("Shadow mode is on. From now on nothing of this source is sent to wFirma.")
        )
    else:
        notices.success(request, _("Shadow mode is off. What is paid from this moment on gets its document."))
    return redirect("panel:source_shadow", pk)


@require_POST
def source_shadow_compare(request: Signed, pk: int) -> HttpResponse:
    """The worker reads the month from wFirma in its turn, as for a proof."""
    month = _month(request)
    scan.ask(_mine(request, pk).connection, month, who=request.user)
    return redirect(f"{reverse('panel:source_shadow', args=[pk])}?month={month.first:%Y-%m}")


@require_POST
def source_write_again(request: Signed, pk: int) -> HttpResponse:
    endpoints.write_again(_mine(request, pk))
    notices.success(request, _("The numbers are being written again."))
    return redirect("panel:source", pk)


@require_http_methods(["GET", "POST"])
def order_issue_anyway(request: Signed, pk: int) -> HttpResponse:
    """After a look at what it does: somebody else may have issued the document long ago."""
    one = get_object_or_404(Order.objects.visible_to(request.user).select_related("source"), pk=pk)
    if request.method == "POST":
        if shadow_switch.issue_anyway(one, request.user):
            notices.success(request, _("The document is being issued."))
        else:
            notices.warning(request, _("This sale is not kept back any more, or shadow mode is still on."))
        return redirect("panel:order", pk)
    return render(request, "panel/issue_anyway.html", {"order": one})


def _mine(request: Signed, pk: int) -> Source:
    return get_object_or_404(Source.objects.visible_to(request.user).select_related("connection"), pk=pk)
