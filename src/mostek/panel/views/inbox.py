from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mostek.core import receive
from mostek.panel import inbox as waiting
from mostek.panel import matters
from mostek.panel.request import Signed


@require_safe
def inbox(request: Signed) -> HttpResponse:
    shown = {
        "items": waiting.items(request.user),
        "settling": waiting.settling(request.user),
        "groups": matters.refused_together(request.user),
    }
    return render(request, "panel/inbox.html", shown)


@require_http_methods(["GET", "POST"])
def inbox_release(request: Signed) -> HttpResponse:
    """All that wFirma certainly refused for one reason, and no more than the person has seen counted."""
    given = request.POST if request.method == "POST" else request.GET
    rows = matters.refused(request.user, given.get("connection", ""), given.get("reason", ""))
    if upto := given.get("upto", ""):
        rows = rows.filter(pk__lte=int(upto) if upto.isdecimal() and len(upto) < 18 else 0)
    count = rows.count()
    if not count:
        notices.warning(request, _("Nothing was sent: these documents have moved on in the meantime."))
        return redirect("panel:inbox")
    if request.method == "POST":
        done = receive.issue_all_again(rows)
        said = ngettext(
            "%(count)s document was put back in the queue.",
            "%(count)s documents were put back in the queue.",
            done,
        )
        notices.success(request, said % {"count": done})
        return redirect("panel:inbox")
    last = rows.order_by("-pk").values_list("pk", flat=True)[0]
    shown = {
        "group": matters.group_of(rows, count),
        "upto": last,
        "count": count,
        "at_once": min(count, receive.AT_ONCE),
        "documents": rows.select_related("order").order_by("pk")[:10],
    }
    return render(request, "panel/release.html", shown)
