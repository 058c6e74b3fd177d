"""One sale by hand: typed, shown as it would be decided, then kept."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mostek.core import by_hand
from mostek.core.importing import foresee
from mostek.core.models import Connection, Source
from mostek.lib import clock
from mostek.panel import drafts, preview
from mostek.panel.forms.hand import HandForm
from mostek.panel.request import Signed, posted
from mostek.sources import stored
from mostek.sources.adapter import Incoming
from mostek.tax import form as tax_form


@require_http_methods(["GET", "POST"])
def by_hand_sale(request: Signed) -> HttpResponse:
    mine = Connection.objects.visible_to(request.user).order_by("name")
    asked = request.GET.get("company", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None
    if number is not None:
        mine = mine.filter(pk=number)
    elif asked:
        raise Http404("no such company")
    companies = list(mine)
    if len(companies) != 1:
        if number is not None:
            raise Http404("no such company")
        return render(request, "panel/by_hand_company.html", {"companies": companies})
    return _form(request, companies[0])


def _form(request: Signed, connection: Connection) -> HttpResponse:
    form = HandForm(posted(request), connection=connection)
    shown: dict[str, Any] = {"form": form, "connection": connection}
    if request.method == "POST" and form.is_valid():
        incoming = form.incoming()
        seen = hashlib.sha256(stored.sale_to_body(incoming)).hexdigest()
        # What is kept is what was shown: after a change it is shown again.
        if request.POST.get("seen") == seen:
            return _keep(request, connection, form.cleaned_data["token"], incoming)
        shown |= {"seen": seen, "incoming": incoming, **_foreseen(connection, incoming)}
    return render(request, "panel/by_hand.html", shown, status=422 if form.errors else 200)


def _foreseen(connection: Connection, incoming: Incoming) -> dict[str, Any]:
    source = Source.objects.filter(connection=connection, kind=by_hand.KIND).order_by("pk").first()
    source = source or Source(connection=connection, kind=by_hand.KIND, created_at=clock.now())
    decision = tax_form.to_json(foresee.foresee(foresee.of(source), incoming))
    return {
        "decision": decision,
        "document": preview.document_words(decision),
        "facts": drafts.facts(dict(decision.get("document") or {})),
    }


def _keep(request: Signed, connection: Connection, token: str, incoming: Incoming) -> HttpResponse:
    try:
        order = by_hand.enter(connection, token, incoming)
    except by_hand.Taken as error:
        notices.warning(
            request, _("This form was saved before. A change is made in a new form, or in wFirma.")
        )
        return redirect("panel:order", error.order.pk) if error.order else redirect("panel:orders")
    notices.success(request, _("Saved. This is how the sale stands now."))
    return redirect("panel:order", order.pk)
