"""Plans of corrections: approve, not needed, the right refund; and the mistakes that people tell of."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mostek.core.correct import approve, chain, register
from mostek.core.models import Connection, Correction, Order
from mostek.core.proof.ours import Month
from mostek.lib import clock
from mostek.panel import corrected
from mostek.panel.forms.correction import MistakeForm, RefundForm
from mostek.panel.request import Signed, posted
from mostek.tax import form, written_after

AT_ONCE = 100


@require_safe
def corrections(request: Signed) -> HttpResponse:
    """What waits for a person, the oldest first."""
    rows = corrected.open_ones(request.user).order_by("pk")
    shown = [corrected.shown(row) for row in rows[:AT_ONCE]]
    month = Month.of(clock.warsaw_date())
    page = {
        "plans": shown,
        "waiting": [one for one in shown if one.is_waiting],
        "count": rows.count(),
        "months": [month.first, month.before.first, month.before.before.first],
    }
    return render(request, "panel/corrections.html", page)


@require_POST
def corrections_approve(request: Signed) -> HttpResponse:
    """All that the person has seen, and nothing else: each plan comes with its seal."""
    told = [one.partition(":") for one in request.POST.getlist("seen")[:AT_ONCE]]
    seals = {int(pk): seal for pk, _colon, seal in told if pk.isdecimal() and len(pk) < 18}
    rows = corrected.waiting(request.user).filter(pk__in=seals).order_by("pk")
    done = sum(approve.approve(row, request.user, seals[row.pk]) for row in rows)
    if done:
        said = ngettext("%(count)s correction approved.", "%(count)s corrections approved.", done)
        notices.success(request, said % {"count": done})
    if done < len(seals):
        notices.warning(request, _("What has changed in the meantime was left: look at it again."))
    return redirect("panel:corrections")


@require_safe
def corrections_register(request: Signed) -> HttpResponse:
    """The register of returns of a month, as a table for the accountant."""
    try:
        month = Month.of(date.fromisoformat(f"{request.GET.get('month', '')}-01"))
    except ValueError:
        month = Month.of(clock.warsaw_date())
    content = register.write(Connection.objects.visible_to(request.user), month)
    name = f"mostek-{register.FILE}-{month.first:%Y-%m}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
def correction_approve(request: Signed, pk: int) -> HttpResponse:
    row = _mine(request, pk)
    if approve.approve(row, request.user, request.POST.get("seen", "")):
        notices.success(request, _("Approved. The correction is being issued."))
    else:
        notices.warning(
            request, _("The plan has changed in the meantime. Nothing was approved: look at it again.")
        )
    return redirect("panel:order", row.order_id)


@require_POST
def correction_drop(request: Signed, pk: int) -> HttpResponse:
    row = _mine(request, pk)
    note = " ".join(request.POST.get("note", "").split())
    if not note:
        notices.warning(request, _("Say in a few words why no correction is needed."))
    elif approve.drop(row, request.user, note):
        notices.success(request, _("Noted. No correction is issued."))
    else:
        notices.warning(request, _("This has been decided in the meantime."))
    return redirect("panel:order", row.order_id)


@require_http_methods(["GET", "POST"])
def correction_refund(request: Signed, pk: int) -> HttpResponse:
    """The refund as it really was, typed by a person; its plan then waits to be approved."""
    row = _mine(request, pk)
    typed = RefundForm(posted(request), lines=row.before)
    if request.method == "POST" and typed.is_valid():
        event = typed.event(
            row.cause, date.fromisoformat(row.event_day()) if row.event else clock.warsaw_date()
        )
        if approve.retype(row, event):
            notices.success(request, _("Kept. Look at the plan and approve it."))
        else:
            notices.warning(request, _("This has been decided in the meantime."))
        return redirect("panel:order", row.order_id)
    shown = {"form": typed, "one": corrected.shown(row), "order": row.order}
    return render(request, "panel/correction_refund.html", shown, status=422 if typed.errors else 200)


@require_http_methods(["GET", "POST"])
def order_mistake(request: Signed, pk: int) -> HttpResponse:
    """Type what is right, see what follows, approve: in this order, on one page."""
    order = get_object_or_404(Order.objects.visible_to(request.user), pk=pk)
    root = chain.standing(order)
    if root is None or not chain.is_standing(root):
        notices.warning(
            request, _("There is no issued document yet. Until then, change the sale where it was made.")
        )
        return redirect("panel:order", pk)
    settled = chain.settled(order, root)
    original = chain.original(root, settled)
    lines = approve.lines_now(root, settled)
    typed = MistakeForm(posted(request), buyer=original.buyer, lines=lines)
    shown: dict[str, Any] = {"form": typed, "order": order, "document": root}
    if request.method == "POST" and typed.is_valid():
        event = typed.event()
        if "seen" in request.POST:
            if approve.correct_mistake(order, event, request.user, request.POST["seen"]):
                notices.success(request, _("Approved. The correction is being issued."))
                return redirect("panel:order", pk)
            notices.warning(request, _("The document has changed in the meantime. Look at the plan again."))
        shown |= _preview(order, event, lines, root.currency)
    return render(request, "panel/mistake.html", shown, status=422 if typed.errors else 200)


def _preview(order: Order, event: Any, lines: list[dict[str, Any]], currency: str) -> dict[str, Any]:
    found = approve.preview(order, event)
    if found is None:
        return {}
    plan = written_after.correction_to_json(found)
    unsaved = Correction(order=order, plan=plan, before=lines)
    draft = found.replacement
    return {
        "plan": plan,
        "lines": corrected.lines(lines, chain.after_of(unsaved), currency) if found.lines else (),
        "replacement": form.draft_to_json(draft) if draft is not None else None,
        "seal": approve.seal(plan) if found.action in approve.ISSUED else "",
    }


def _mine(request: Signed, pk: int) -> Correction:
    return get_object_or_404(corrected.rows(request.user), pk=pk)
