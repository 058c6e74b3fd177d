"""Settings: integrations, the seller's profile, numbering and e-mails."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mostek.core import connect, goods, wake
from mostek.core.models import Connection
from mostek.panel import preview, progress, trouble
from mostek.panel.forms.connection import NumberingForm
from mostek.panel.forms.seller import SellerForm
from mostek.panel.request import Signed, posted
from mostek.wfirma.errors import WfirmaError


@require_safe
def settings_page(request: Signed) -> HttpResponse:
    return render(request, "panel/settings.html", {"connections": _mine(request)})


@require_safe
def integrations(request: Signed) -> HttpResponse:
    listed = [(one, progress.of(one)) for one in _mine(request)]
    return render(request, "panel/integrations.html", {"connections": listed})


@require_POST
def connection_switch(request: Signed, pk: int) -> HttpResponse:
    """On or off, apart from all settings. `on` says which, so that a second click does not undo the first."""
    one = get_object_or_404(Connection.objects.visible_to(request.user), pk=pk)
    one.is_on = request.POST.get("on") == "1"
    one.save(update_fields=["is_on"])
    wake.tell()
    if one.is_on:
        notices.success(request, _("The integration is on. Documents that waited are being issued."))
    else:
        notices.success(request, _("The integration is off. Sales are taken in, documents wait."))
    return redirect("panel:integrations")


@require_http_methods(["GET", "POST"])
def seller(request: Signed, pk: int) -> HttpResponse:
    one = get_object_or_404(Connection.objects.visible_to(request.user), pk=pk)
    form = SellerForm(posted(request), connection=one)
    if request.method == "POST" and form.is_valid():
        form.save()
        notices.success(
            request, _("Saved. New sales follow this profile; issued documents stay as they are.")
        )
        return redirect("panel:seller", pk)
    shown = {"form": form, "connection": one}
    return render(request, "panel/seller.html", shown, status=422 if form.errors else 200)


@require_safe
def seller_preview(request: Signed, pk: int) -> HttpResponse:
    one = get_object_or_404(Connection.objects.visible_to(request.user), pk=pk)
    shown = {"connection": one, "outcomes": preview.outcomes(one), "is_answered": "oss" in one.seller}
    return render(request, "panel/seller_preview.html", shown)


@require_http_methods(["GET", "POST"])
def connection_numbering(request: Signed, pk: int) -> HttpResponse:
    one = get_object_or_404(Connection.objects.visible_to(request.user), pk=pk)
    series, problem = None, None
    if progress.has_consent(one) and one.company_id:
        try:
            series = connect.series(one)
        except WfirmaError as error:
            problem = trouble.while_reading(error)
    # The five scopes of the help page do not include the one for reading series.
    by_hand = problem is not None and problem.code == "auth.scope"
    form = NumberingForm(posted(request), instance=one, series=series, by_hand=by_hand)
    if request.method == "POST" and form.is_valid():
        if not form.types and any(name.startswith("series_") for name in request.POST):
            form.add_error(None, _("wFirma could not be asked about the series just now. Nothing was saved."))
        else:
            form.save()
            if "gtu_by_good" in form.changed_data:
                goods.try_again(pk)
            notices.success(request, _("Saved. It holds from the next document on."))
            return redirect("panel:connection_numbering", pk)
    shown = {"form": form, "connection": one, "problem": problem, "by_hand": by_hand}
    return render(request, "panel/numbering.html", shown, status=422 if form.errors else 200)


def _mine(request: Signed) -> list[Connection]:
    return list(Connection.objects.visible_to(request.user).order_by("name", "pk"))
