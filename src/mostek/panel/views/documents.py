"""What stands in wFirma, and the one safe way to send a refused document again."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mostek.core import receive
from mostek.core.models import Document
from mostek.panel import search, states
from mostek.panel.paging import page
from mostek.panel.request import Signed


@require_safe
def documents(request: Signed) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").split())[:100]
    state = request.GET.get("state", "")
    mine = Document.objects.visible_to(request.user)
    found = page(search.documents(mine, words, state).select_related("order"), request.GET)
    listed = {
        "page": found,
        "words": words,
        "state": state if state in search.DOCUMENT_STATES else "",
        "states": [states.STATES[code] for code in search.DOCUMENT_STATES],
        "is_empty": not found.rows and not mine.exists(),
    }
    return render(request, "panel/documents.html", listed)


@require_POST
def document_release(request: Signed, pk: int) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    if receive.issue_again(document):
        notices.success(request, _("The document was put back in the queue. It will be issued in a moment."))
    else:
        notices.warning(request, _("Nothing was sent: the document has moved on in the meantime."))
    return redirect("panel:order", document.order_id)
