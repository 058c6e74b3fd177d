"""Where sales come from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mostek.core import api_keys, cut_over, messages, pull, shop, wake
from mostek.core.models import ApiKey, Connection, Delivery, Event, Source
from mostek.panel import legs
from mostek.panel.forms.api_key import SCOPES, ApiKeyForm
from mostek.panel.forms.cut_over import CutOverForm
from mostek.panel.forms.fields import PastedField
from mostek.panel.forms.source import SourceForm, name_of, words
from mostek.panel.request import Signed, posted
from mostek.panel.views import moving
from mostek.sources import registry
from mostek.sources.adapter import Finding

SHOWN_KEYS = 50


@require_safe
def sources(request: Signed) -> HttpResponse:
    rows = Source.objects.visible_to(request.user).select_related("connection").order_by("name")
    return render(request, "panel/sources.html", {"sources": [_described(one) for one in rows]})


def _described(one: Source) -> dict[str, Any]:
    refusal = messages.of(one.last_refused_code) if one.refused else None
    waiting = 0 if one.is_on else one.events.filter(state=Event.State.RECEIVED).count()
    return {
        "source": one,
        "kind": name_of(one.kind),
        "refusal": refusal,
        "waiting": waiting,
        "legs": legs.of(one),
    }


@require_safe
def source_add(request: Signed) -> HttpResponse:
    has_connection = Connection.objects.visible_to(request.user).exists()
    offered = [(kind, registry.platform(kind)) for kind in registry.KINDS]
    offered = [(kind, platform) for kind, platform in offered if platform.is_offered]
    kinds = [(kind, platform.name, words(platform.about)) for kind, platform in offered]
    return render(request, "panel/source_add.html", {"has_connection": has_connection, "kinds": kinds})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def source_kind(request: Signed, kind: str) -> HttpResponse:
    if kind not in registry.KINDS or not registry.platform(kind).is_offered:
        raise Http404(kind)
    if not Connection.objects.visible_to(request.user).exists():
        return redirect("panel:source_add")
    blank = Source(kind=kind, name=name_of(kind))
    form = SourceForm(posted(request), instance=blank, user=request.user)
    if request.method == "POST" and form.is_valid():
        one = form.save()
        pull.schedule(one)
        if form.cleaned_data.get("former"):
            cut_over.begin(one, one.created_at.replace(second=0, microsecond=0))
        _note_cleaning(request, form)
        return redirect("panel:source", one.pk)
    shown = {"form": form, "kind": kind, "kind_name": name_of(kind)}
    return render(request, "panel/source_kind.html", shown, status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def source(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    form = SourceForm(posted(request), instance=one, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        pull.schedule(one)
        wake.tell()  # switched on again, what it was told meanwhile is read
        notices.success(request, _("Saved."))
        _note_cleaning(request, form)
        return redirect("panel:source", pk)
    return _page(request, one, form)


@require_POST
def source_api_key(request: Signed, pk: int) -> HttpResponse:
    """Make a key and show it this once; only its digest is kept."""
    one = _mine(request, pk)
    if one.kind != "rest":
        raise Http404(one.kind)
    form = ApiKeyForm(request.POST)
    key = ""
    if form.is_valid():
        _row, key = api_keys.make(one, form.cleaned_data["name"], form.cleaned_data["scopes"])
        form = ApiKeyForm()
    return _page(request, one, SourceForm(instance=one, user=request.user), api_key=key, key_form=form)


@require_POST
def source_api_key_revoke(request: Signed, pk: int) -> HttpResponse:
    """The key to revoke is named in the form; programs with it are turned away at once."""
    one = _mine(request, pk)
    key = get_object_or_404(one.api_keys, pk=request.POST.get("key") if _is_id(request) else None)
    if api_keys.revoke(key):
        notices.success(request, _("The key %(name)s was revoked.") % {"name": key.name})
    return redirect("panel:source", pk)


def _is_id(request: Signed) -> bool:
    given = request.POST.get("key", "")
    return given.isascii() and given.isdigit() and len(given) < 19


@require_POST
def source_pull(request: Signed, pk: int) -> HttpResponse:
    """*Sprawdź teraz*: the worker asks within a second."""
    if shop.ask_now(_mine(request, pk)):
        notices.success(request, _("Mostek is asking the platform for orders."))
    else:
        notices.warning(request, _("Fill in the address of the shop and the key first."))
    return redirect("panel:source", pk)


@require_POST
def source_examine(request: Signed, pk: int) -> HttpResponse:
    for finding in shop.examine(_mine(request, pk)):
        _say(request, finding)
    return redirect("panel:source", pk)


@require_POST
def source_register(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    if not registry.platform(one.kind).registers:
        raise Http404(one.kind)
    _say(request, shop.register(one))
    return redirect("panel:source", pk)


@require_POST
def source_cut_over(request: Signed, pk: int) -> HttpResponse:
    """From which minute on Mostek issues; and, if wanted, everything since some day before it, to look at."""
    one = _mine(request, pk)
    form = CutOverForm(request.POST, source=one)
    guided = request.POST.get("guided") == "on" and cut_over.can_have_former(one)
    if not form.is_valid():
        if guided:
            return moving.show(request, one, form)
        return _page(request, one, SourceForm(instance=one, user=request.user), typed=form)
    if guided:
        moved = cut_over.begin(one, form.moment(), history=form.cleaned_data.get("since"))
    else:
        moved = shop.cut_over(one, form.moment())
        if form.history():
            shop.ask_now(one, since=form.history())
    notices.success(
        request,
        ngettext(
            "Saved. %(count)s order was decided again.", "Saved. %(count)s orders were decided again.", moved
        )
        % {"count": moved},
    )
    return redirect("panel:source_moving" if guided else "panel:source", pk)


def _say(request: Signed, finding: Finding) -> None:
    message = messages.of(finding.code, **finding.facts)
    text = " ".join(part for part in (message.happened, message.means, message.step) if part)
    (notices.success if finding.ok else notices.error)(request, text)


def _mine(request: Signed, pk: int) -> Source:
    rows = Source.objects.visible_to(request.user).filter(kind__in=registry.KINDS)
    return get_object_or_404(rows.select_related("connection"), pk=pk)


def _page(
    request: Signed,
    one: Source,
    form: SourceForm,
    api_key: str = "",
    typed: CutOverForm | None = None,
    key_form: ApiKeyForm | None = None,
) -> HttpResponse:
    platform = registry.platform(one.kind)
    shown = {
        **_described(one),
        "form": form,
        "platform": platform,
        "steps": [f"panel/platforms/{one.kind}.html", "panel/platforms/any.html"],
        "cut_over": typed or (CutOverForm(source=one) if platform.pulls else None),
        "waits_for_switch": cut_over.is_open(one),
        "write_trouble": messages.of(one.write_trouble) if one.write_trouble else None,
        "unwritten": one.deliveries.exclude(state=Delivery.State.DELIVERED).count(),
        "kept_back": one.orders.exclude(shadow={}).exists(),
        "address": pull.address_of(one),
        "sales_address": f"{settings.MOSTEK_URL}/api/v1/sales",
        "api_key": api_key,
        "key_form": key_form or ApiKeyForm(),
        "keys": [_key(key) for key in one.api_keys.order_by("revoked_at", "-pk")[:SHOWN_KEYS]],
    }
    is_wrong = form.errors or any(other is not None and other.errors for other in (typed, key_form))
    return render(request, "panel/source.html", shown, status=422 if is_wrong else 200)


def _key(key: ApiKey) -> dict[str, Any]:
    return {"key": key, "may": [str(words) for scope, words in SCOPES.items() if key.may(scope)]}


def _note_cleaning(request: Signed, form: SourceForm) -> None:
    for field in form.fields.values():
        if isinstance(field, PastedField) and field.note:
            notices.info(request, field.note)
