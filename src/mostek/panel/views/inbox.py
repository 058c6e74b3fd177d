from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mostek.panel import inbox as matters
from mostek.panel.request import Signed


@require_safe
def inbox(request: Signed) -> HttpResponse:
    shown = {"items": matters.items(request.user), "settling": matters.settling(request.user)}
    return render(request, "panel/inbox.html", shown)
