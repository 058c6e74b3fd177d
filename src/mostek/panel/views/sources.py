"""Where sales come from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mostek.core import messages, wake
from mostek.core.models import Connection, Event, Source
from mostek.panel.forms.fields import PastedField
from mostek.panel.forms.source import FORMS, NAMES, SourceForm
from mostek.panel.request import Signed, posted
from mostek.sources import rest


@require_safe
def sources(request: Signed) -> HttpResponse:
    rows = Source.objects.visible_to(request.user).select_related("connection").order_by("name")
    return render(request, "panel/sources.html", {"sources": [_described(one) for one in rows]})


def _described(one: Source) -> dict[str, Any]:
    refusal = messages.of(one.last_refused_code) if one.refused else None
    waiting = 0 if one.is_on else one.events.filter(state=Event.State.RECEIVED).count()
    return {
        "source": one,
        "kind": NAMES.get(one.kind, one.kind),
        "refusal": refusal,
        "waiting": waiting,
    }


@require_safe
def source_add(request: Signed) -> HttpResponse:
    has_connection = Connection.objects.visible_to(request.user).exists()
    return render(request, "panel/source_add.html", {"has_connection": has_connection})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def source_kind(request: Signed, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404(kind)
    if not Connection.objects.visible_to(request.user).exists():
        return redirect("panel:source_add")
    blank = Source(kind=kind, name=NAMES[kind])
    form = FORMS[kind](posted(request), instance=blank, user=request.user)
    if request.method == "POST" and form.is_valid():
        one = form.save()
        _note_cleaning(request, form)
        return redirect("panel:source", one.pk)
    shown = {"form": form, "kind": kind, "kind_name": NAMES[kind]}
    return render(request, "panel/source_kind.html", shown, status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def source(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    form = FORMS[one.kind](posted(request), instance=one, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        wake.tell()  # switched on again, what it was told meanwhile is read
        notices.success(request, _("Saved."))
        _note_cleaning(request, form)
        return redirect("panel:source", pk)
    return _page(request, one, form)


@require_POST
def source_api_key(request: Signed, pk: int) -> HttpResponse:
    """Make a key and show it this once; only its digest is kept. The old key stops working."""
    one = _mine(request, pk)
    if one.kind != "rest":
        raise Http404(one.kind)
    key, digest = rest.new_api_key()
    one.api_key_digest = digest
    one.save(update_fields=["api_key_digest"])
    return _page(request, one, FORMS[one.kind](instance=one, user=request.user), api_key=key)


def _mine(request: Signed, pk: int) -> Source:
    rows = Source.objects.visible_to(request.user).filter(kind__in=FORMS)
    return get_object_or_404(rows.select_related("connection"), pk=pk)


def _page(request: Signed, one: Source, form: SourceForm, api_key: str = "") -> HttpResponse:
    shown = {
        **_described(one),
        "form": form,
        "address": f"{settings.MOSTEK_URL}{reverse('webhook', args=[one.key])}",
        "sales_address": f"{settings.MOSTEK_URL}/api/v1/sales",
        "api_key": api_key,
    }
    return render(request, "panel/source.html", shown, status=422 if form.errors else 200)


def _note_cleaning(request: Signed, form: SourceForm) -> None:
    for field in form.fields.values():
        if isinstance(field, PastedField) and field.note:
            notices.info(request, field.note)
