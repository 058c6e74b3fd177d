"""The page that the `type` of a problem leads to: what is wrong, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mostek.api.problems import PROBLEMS


@require_safe
def show_problem(request: HttpRequest, code: str) -> HttpResponse:
    """Open to everybody: it says nothing of anybody's data. An unknown code leads to the list of all."""
    is_english = (get_language() or "pl").startswith("en")
    rows = [
        {
            "code": name,
            "status": row.status,
            "happened": row.en if is_english else row.pl,
            "do": row.do_en if is_english else row.do_pl,
        }
        for name, row in PROBLEMS.items()
        if name == code or not code
    ]
    shown = {"rows": rows, "code": code}
    return render(request, "panel/problems.html", shown, status=200 if rows else 404)
