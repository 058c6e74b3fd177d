"""The PDF of a document: for who is signed in, and by a signed link for the buyer and the shop."""

from __future__ import annotations

import re

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mostek.core import download, messages, pdf_link
from mostek.core.models import Document, Pdf
from mostek.panel.request import Signed

# A stranger holds the link: neither a search engine nor the next page has to learn of it.
OF_A_LINK = {
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
}
LOOKS_EVERY = 2  # seconds


@require_safe
def document_pdf(request: Signed, pk: int) -> HttpResponse:
    return _show(request, _mine(request, pk), "panel/pdf.html")


@require_POST
def document_pdf_again(request: Signed, pk: int) -> HttpResponse:
    """Somebody has changed the document in wFirma: its print is fetched once more."""
    document = _mine(request, pk)
    download.ask(document, anew=True)
    notices.success(request, _("The PDF is being fetched from wFirma once more."))
    return redirect("panel:order", document.order_id)


@require_safe
def open_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """Without a login. What the link is signed for, and nothing else."""
    try:
        answer = _show(request, pdf_link.read(token), "panel/pdf_link.html")
    except pdf_link.Expired:
        answer = render(request, "panel/pdf_link_over.html", {"is_expired": True}, status=410)
    except pdf_link.Unknown:
        answer = render(request, "panel/pdf_link_over.html", {"is_expired": False}, status=404)
    for name, value in OF_A_LINK.items():
        answer.headers[name] = value
    return answer


def _mine(request: Signed, pk: int) -> Document:
    rows = Document.objects.visible_to(request.user).exclude(wfirma_id="")
    return get_object_or_404(rows.select_related("connection", "order"), pk=pk)


def _show(request: HttpRequest, document: Document, template: str) -> HttpResponse:
    """The print, or a page that says what it waits for. An interim one is given to who asks for just that."""
    row = download.ask(document)
    if download.is_final(row) or (row.kind == Pdf.Kind.INTERIM and "interim" in request.GET):
        return _file(document, row)
    obstacle = "" if row.kind else download.obstacle(row)
    shown = {
        "document": document,
        "is_interim": row.kind == Pdf.Kind.INTERIM,
        "message": messages.of(obstacle) if obstacle else None,
        "theirs": row.detail if obstacle == row.code else "",
    }
    status = 200 if row.kind else 503 if obstacle else 202
    answer = render(request, template, shown, status=status)
    if status == 202:
        answer.headers["Refresh"] = str(LOOKS_EVERY)
    return answer


def _file(document: Document, row: Pdf) -> HttpResponse:
    if row.content is None:
        raise Http404("no content")
    name = re.sub(r"[^\w.-]+", "-", document.number).strip("-") or document.reference
    if row.kind == Pdf.Kind.INTERIM:
        name = "-".join((name, _("interim")))
    disposition = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(bytes(row.content), content_type="application/pdf", headers=disposition)
