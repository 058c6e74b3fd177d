"""What makes evidence of wFirma's stronger: the check of the account, and wFirma telling of new documents."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mostek.core import account_check, messages, witness
from mostek.core.models import AccountCheck, Connection, Witness
from mostek.panel import progress
from mostek.panel.request import Signed
from mostek.wfirma.oauth import WEBHOOK_SCOPES

REFRESH = 2


def _mine(request: Signed, pk: int) -> Connection:
    return get_object_or_404(Connection.objects.visible_to(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def connect_account_check(request: Signed, pk: int) -> HttpResponse:
    """POST is the seller's consent to one trial pro forma; `tidy` asks once more for its deletion."""
    one = _mine(request, pk)
    if not one.is_connected:
        return redirect("panel:connection", pk)
    if request.method == "POST":
        if not one.is_on:
            notices.warning(request, _("Switch the integration on first: Mostek calls wFirma only then."))
        elif tidied := request.POST.get("tidy", ""):
            left = account_check.left_over().filter(connection=one, pk=tidied if tidied.isdecimal() else 0)
            if (check := left.first()) is None or not account_check.tidy(check):
                notices.warning(request, _("There is nothing to delete any more."))
        elif account_check.begin(one, request.user) is None:
            notices.info(request, _("A check is under way already."))
        return redirect("panel:connect_account_check", pk)
    last = one.account_checks.order_by("-pk").first()
    ok, code, facts = account_check.verdict_of(one)
    is_open = last is not None and last.ended_at is None
    shown = {
        "connection": one,
        "check": last,
        "is_open": is_open,
        "verdict": messages.of(code, language=None, **facts),
        "said": last.said if last is not None and not ok else "",
        "tone": "green" if one.lookup_proved_at else "grey" if ok else "orange",
        "steps": [_step(last, one_step) for one_step in last.steps] if last is not None else [],
        "left_over": account_check.left_over().filter(connection=one).order_by("pk"),
        "is_unclear": bool(
            last and last.ended_at and last.sent_at and not last.wfirma_id and not last.deleted_at
        ),
        "refresh": REFRESH if is_open else 0,
    }
    return render(request, "panel/connect/account_check.html", shown)


def _step(check: AccountCheck, step: dict[str, object]) -> dict[str, object]:
    message = messages.of(str(step["code"]), number=check.number)
    return {"message": message, "ok": step["ok"], "at": parse_datetime(str(step["at"])), "said": step["said"]}


@require_http_methods(["GET", "POST"])
def connect_witness(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    if request.method == "POST":
        wanted = request.POST.get("want") == "1"
        row = witness.want(one, wanted)
        if wanted and not row.trouble:
            notices.success(request, _("Mostek is asking wFirma to tell it of new documents."))
        elif not wanted:
            notices.success(request, _("wFirma will not tell Mostek of new documents any more."))
        return redirect("panel:connect_witness", pk)
    kept = Witness.objects.filter(connection=one).first()
    shown = {
        "connection": one,
        "witness": kept,
        "is_local": not witness.can_be_reached(),
        "needs_scopes": one.auth == Connection.Auth.OAUTH2,
        "scopes": WEBHOOK_SCOPES,
        "has_keys": progress.has_keys(one),
        "trouble": messages.of(kept.trouble) if kept is not None and kept.trouble else None,
        "refresh": REFRESH if kept is not None and kept.due_at is not None and one.is_connected else 0,
    }
    return render(request, "panel/connect/witness.html", shown)
