"""`/api/v1/documents`: the state of one document, and its PDF."""

from __future__ import annotations

import re
from time import monotonic, sleep

from django.http import HttpRequest, HttpResponse, JsonResponse

from mostek.api import shown
from mostek.api.problems import Wrong
from mostek.core import download
from mostek.core.models import Document, Pdf, Source

LONGEST_WAIT = 10.0  # seconds that a caller may have us wait for a PDF
LOOKS_EVERY = 0.25


def get_document(source: Source, reference: str) -> HttpResponse:
    return JsonResponse(shown.document_in_full(_mine(source, reference)))


def get_pdf(request: HttpRequest, source: Source, reference: str) -> HttpResponse:
    """The bytes; 202 while the worker fetches them. The interim print goes to who asks for it by name."""
    document = _mine(source, reference)
    if not document.wfirma_id:
        raise Wrong("pdf.not_issued")
    takes_interim = request.GET.get("interim") == "true"
    row = _wait(download.ask(document), _seconds(request), takes_interim)
    if download.is_final(row) or (row.kind and takes_interim):
        return _file(document, row)
    later = {"Retry-After": str(download.retry_after(row))}
    if row.kind:
        raise Wrong("pdf.interim", headers=later)
    obstacle = shown.pdf_obstacle(row)
    if any(obstacle):
        raise Wrong("pdf.failed", obstacle, headers=later)
    return JsonResponse({"reference": document.reference, "pdf": "fetching"}, status=202, headers=later)


def _mine(source: Source, reference: str) -> Document:
    rows = Document.objects.filter(order__source=source).select_related("order", "connection")
    document = rows.filter(reference=reference).first() if reference.isprintable() else None
    if document is None:
        raise Wrong("not_found")
    return document


def _seconds(request: HttpRequest) -> float:
    """`Prefer: wait=5` of RFC 7240; without it nobody waits."""
    asked = re.search(r"(?:^|[,;\s])wait=(\d{1,4})\b", request.headers.get("Prefer", ""))
    return min(float(asked[1]), LONGEST_WAIT) if asked else 0.0


def _wait(row: Pdf, seconds: float, takes_interim: bool) -> Pdf:
    """Until the worker has it, or has given up, or the time is over."""
    until = monotonic() + seconds
    while not (download.is_final(row) or (row.kind and takes_interim) or download.obstacle(row)):
        if monotonic() + LOOKS_EVERY > until:
            break
        sleep(LOOKS_EVERY)
        row = Pdf.objects.select_related("document__connection").get(pk=row.pk)
    return row


def _file(document: Document, row: Pdf) -> HttpResponse:
    name = document.reference if row.kind == Pdf.Kind.DOCUMENT else f"{document.reference}-interim"
    return HttpResponse(
        bytes(row.content or b""),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Cache-Control": "private, no-cache",
            "ETag": f'"{row.digest}"',
            "Mostek-Pdf": str(row.kind),
        },
    )
