"""What stands in wFirma, and the one safe way to send a refused document again."""

from __future__ import annotations

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mostek.core import ksef, mailing, receive
from mostek.core.models import Document, KsefEntry
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


@require_POST
def document_mail(request: Signed, pk: int) -> HttpResponse:
    """Once more, perhaps to another address: a person says so, so it is no repetition by itself."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    email = request.POST.get("email", "").strip()
    try:
        validate_email(email)
    except ValidationError:
        notices.warning(request, _("This is not an e-mail address. Nothing was sent."))
        return redirect("panel:order", document.order_id)
    if mailing.again(document, email, who=request.user):
        notices.success(
            request, _("wFirma is being asked to send the document to %(email)s.") % {"email": email}
        )
    else:
        notices.warning(request, _("Nothing was sent: an e-mail with this document is on its way already."))
    return redirect("panel:order", document.order_id)


@require_POST
def document_ksef(request: Signed, pk: int) -> HttpResponse:
    """A person has mended it in wFirma: ask at once, and follow it anew."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    ksef.ask_again(get_object_or_404(KsefEntry, document=document))
    notices.success(
        request, _("Mostek asks wFirma about the number. The page of the order shows the answer.")
    )
    return redirect("panel:order", document.order_id)
