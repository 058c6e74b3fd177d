"""Addresses that hear what becomes of documents, and what was sent to them."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mostek.core import messages
from mostek.core.models import Connection, Delivery, Endpoint
from mostek.core.outgoing import endpoints as core
from mostek.panel.forms.endpoint import EndpointForm
from mostek.panel.paging import page
from mostek.panel.request import Signed, posted


@require_http_methods(["GET", "POST"])
def endpoints(request: Signed) -> HttpResponse:
    """All of them, and a new one, whose secret is shown this once."""
    form = EndpointForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        made = core.add(form.company, form.cleaned_data["url"], form.cleaned_data["events"])
        return _page(request, made, EndpointForm(user=request.user, endpoint=made), secret=made.secret)
    rows = [(one, _trouble(one)) for one in core.counted(request.user)]
    has_connection = Connection.objects.visible_to(request.user).exists()
    shown = {"rows": rows, "form": form, "has_connection": has_connection}
    return render(request, "panel/endpoints.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def endpoint(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    form = EndpointForm(posted(request), user=request.user, endpoint=one)
    if request.method == "POST" and form.is_valid():
        one.url, one.events = form.cleaned_data["url"], form.cleaned_data["events"]
        one.save(update_fields=["url", "events"])
        notices.success(request, _("Saved."))
        return redirect("panel:endpoint", pk)
    return _page(request, one, form)


@require_POST
def endpoint_rotate(request: Signed, pk: int) -> HttpResponse:
    """Shown this once. For a day the former secret signs as well."""
    one = _mine(request, pk)
    secret = core.rotate(one)
    return _page(request, one, EndpointForm(user=request.user, endpoint=one), secret=secret, is_second=True)


@require_POST
def endpoint_switch(request: Signed, pk: int) -> HttpResponse:
    """`on` says which, so that a second click does not undo the first."""
    is_on = request.POST.get("on") == "1"
    core.switch(_mine(request, pk), on=is_on)
    if is_on:
        notices.success(request, _("Sending is on. What waited is being sent."))
    else:
        notices.success(request, _("Sending is off. Messages wait."))
    return redirect("panel:endpoint", pk)


@require_POST
def endpoint_test(request: Signed, pk: int) -> HttpResponse:
    core.test(_mine(request, pk))
    notices.success(request, _("A test is being sent. The list below shows the answer."))
    return redirect("panel:endpoint", pk)


@require_POST
def endpoint_remove(request: Signed, pk: int) -> HttpResponse:
    """With all its messages; documents stay as they are."""
    _mine(request, pk).delete()
    notices.success(request, _("The receiver was removed."))
    return redirect("panel:endpoints")


@require_POST
def delivery_resend(request: Signed, pk: int) -> HttpResponse:
    mine = Delivery.objects.filter(endpoint__in=Endpoint.objects.visible_to(request.user))
    one = get_object_or_404(mine.select_related("endpoint"), pk=pk)
    if core.resend(one):
        notices.success(request, _("The message is being sent again, under the same id."))
    else:
        notices.warning(request, _("Sending is off. Switch it on first."))
    return redirect("panel:endpoint", one.endpoint_id)


def _mine(request: Signed, pk: int) -> Endpoint:
    rows = Endpoint.objects.visible_to(request.user).select_related("connection")
    return get_object_or_404(rows, pk=pk)


def _trouble(one: Endpoint) -> messages.Message | None:
    return messages.of(one.trouble) if one.trouble else None


def _page(
    request: Signed, one: Endpoint, form: EndpointForm, *, secret: str = "", is_second: bool = False
) -> HttpResponse:
    sent = page(one.deliveries.select_related("document__order"), request.GET)
    waiting = one.deliveries.filter(state=Delivery.State.WAITING).count()
    listed = [(row, messages.of(row.code) if row.code else None) for row in sent.rows]
    shown = {
        "endpoint": one,
        "form": form,
        "secret": secret,
        "is_second": is_second,
        "trouble": _trouble(one),
        "page": sent,
        "listed": listed,
        "waiting": waiting,
        "refresh": 3 if one.is_on and waiting and not secret and not form.is_bound else 0,
    }
    return render(request, "panel/endpoint.html", shown, status=422 if form.errors else 200)
