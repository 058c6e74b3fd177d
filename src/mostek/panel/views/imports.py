"""Files of sales: upload, say what the columns mean, see what would happen, import, see what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mostek.core.importing import failed, meet, take, words
from mostek.core.models import Import, ImportRow, Source
from mostek.panel import drafts
from mostek.panel.forms.plan import FileForm, PlanForm
from mostek.panel.request import Signed, posted
from mostek.sources.file import template
from mostek.sources.file.table import BYTES, BadFile

REFRESH = 2  # seconds, while it is being read
SHOWN = 50  # rows of each kind
EARLIER = 20


@dataclass(frozen=True, slots=True)
class Remark:
    """A row of the file of which something is to be said."""

    row: ImportRow
    text: str
    changes: list[tuple[str, str, str]]


def _source(request: Signed, pk: int) -> Source:
    rows = Source.objects.visible_to(request.user).filter(kind="file")
    return get_object_or_404(rows.select_related("connection"), pk=pk)


def _mine(request: Signed, pk: int) -> Import:
    rows = Import.objects.visible_to(request.user).defer("content")
    return get_object_or_404(rows.select_related("source__connection", "who"), pk=pk)


@require_http_methods(["GET", "POST"])
def source_import(request: Signed, pk: int) -> HttpResponse:
    one = _source(request, pk)
    form = FileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > BYTES:
                raise BadFile("file.too_large", f"{BYTES // 1024 // 1024} MB")
            taken = take.take(one, file.name, file.read(), request.user)
        except BadFile as error:
            form.add_error("file", words.of_file(error))
        else:
            return redirect("panel:import_plan", taken.pk)
    earlier = one.imports.defer("content", "preview").select_related("who").order_by("-pk")[:EARLIER]
    shown = {"source": one, "form": form, "imports": earlier}
    return render(request, "panel/source_import.html", shown, status=422 if form.errors else 200)


@require_safe
def source_template(request: Signed) -> HttpResponse:
    return _download(template.write(), template.NAME)


@require_http_methods(["GET", "POST"])
def import_plan(request: Signed, pk: int) -> HttpResponse:
    """What the columns mean. Saved, the file is checked by it at once."""
    one = _mine(request, pk)
    if one.state in (Import.State.IMPORTING, Import.State.DONE):
        return redirect("panel:import", pk)
    form = PlanForm(posted(request), shape=one.shape, plan=take.plan_of(one))
    if request.method == "POST" and form.is_valid():
        if not one.source.is_on:
            notices.warning(request, _("The source is switched off. Switch it on first."))
        take.settle_plan(one, form.plan())
        return redirect("panel:import", pk)
    shown = {"one": one, "form": form, "shape": one.shape, "error": words.FILES.get(one.error, "")}
    return render(request, "panel/import_plan.html", shown, status=422 if form.errors else 200)


@require_safe
def import_(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    if one.state == Import.State.ASKING:
        return redirect("panel:import_plan", pk)
    shown = {
        "one": one,
        "counts": [(code, word, one.counted(code)) for code, word in words.OUTCOMES.items()],
        "decisions": [
            (word, one.counted(code)) for code, word in words.DECISIONS.items() if one.counted(code)
        ],
        "sales": sum(one.counted(code) for code in (meet.NEW, meet.REVISED)),
        "preview": [_previewed(sale) for sale in one.preview],
        "remarks": _remarks(one),
        "unpaid": one.counted("passed.unpaid"),
        "totals": one.counted("passed.totals_row"),
        "refresh": REFRESH if one.is_running else 0,
    }
    return render(request, "panel/import.html", shown)


def _previewed(sale: dict[str, Any]) -> dict[str, Any]:
    document = words.DECISIONS[sale["decision"]]
    if sale["decision"] == "issue":
        document = drafts.TYPES.get(sale["type"], sale["type"])
    return sale | {"document": document, "outcome": words.OUTCOMES[sale["outcome"]]}


def _remarks(one: Import) -> list[tuple[str, object, list[Remark], int]]:
    """What needs a look, the gravest first: its kind, its word, the first rows, how many there are."""
    found: list[tuple[str, object, list[Remark], int]] = []
    for code in (meet.FAILED, meet.CHANGED, meet.KNOWN, meet.GONE, meet.REVISED):
        rows = one.rows.filter(outcome=code).select_related("order__source").order_by("pk")
        shown = [
            Remark(row, words.of_row(row) if row.code else "", words.changes(row)) for row in rows[:SHOWN]
        ]
        if shown:
            found.append((code, words.OUTCOMES[code], shown, one.counted(code)))
    return found


@require_POST
def import_start(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    if not take.begin(one):
        notices.warning(request, _("This file is being imported already, or has been."))
    return redirect("panel:import", pk)


@require_safe
def import_failed(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    if one.state not in (Import.State.CHECKED, Import.State.DONE):
        raise Http404("not finished")
    return _download(failed.write(one), f"mostek-import-{one.pk}.csv")


def _download(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
