"""Is everything all right? One sentence, and what to do first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mostek.core import forecast, messages
from mostek.core.models import Connection, Document, ForeignDocument, Heartbeat, Order, Source, User
from mostek.lib import clock
from mostek.panel import corrected, inbox, progress, proofs
from mostek.panel.request import Signed

SILENT = timedelta(minutes=2)
WAITING = (Document.State.PENDING, Document.State.SENDING, Document.State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one sentence. `shape` and `tone` are those of states."""

    tone: str
    shape: str
    title: str
    text: str = ""
    label: str = ""
    url: str = ""


@require_safe
def overview(request: Signed) -> HttpResponse:
    user = request.user
    connections = list(Connection.objects.visible_to(user).order_by("name"))
    sources = Source.objects.visible_to(user)
    recent = Order.objects.visible_to(user).select_related("source").prefetch_related("documents")
    orders = list(recent.order_by("-pk")[:8])
    to_decide = inbox.count(user)
    queue = Document.objects.visible_to(user).filter(state__in=WAITING)
    waiting = queue.count()
    told = {pk: forecast.words(each) for pk, each in forecast.of_each(connections).items()}
    page = {
        "to_decide": to_decide,
        "waiting": waiting,
        "oldest": queue.order_by("planned_at").values_list("planned_at", flat=True).first(),
        "to_approve": corrected.open_ones(user).count(),
        "figures": _issued(user),
        "connections": [(one, progress.of(one), told.get(one.pk, "")) for one in connections],
        "orders": orders,
        "proofs": proofs.latest(user),
        "first_steps": _first_steps(connections, sources.exists(), bool(orders)),
        "undescribed": [one for one in connections if one.is_connected and not progress.has_profile(one)],
        "verdict": _verdict(connections, to_decide, waiting, inbox.both_issued(user).first()),
        "refresh": 5 if waiting else 30,
    }
    return render(request, "panel/overview.html", page)


def _issued(user: User) -> dict[str, int]:
    """Documents issued today and this month, by the calendar of Warsaw."""
    today = clock.warsaw_date()
    issued = Document.objects.visible_to(user).filter(state=Document.State.ISSUED)

    def since(day: int | None) -> int:
        start = today if day is None else today.replace(day=day)
        return issued.filter(issued_at__gte=datetime.combine(start, time.min, clock.WARSAW)).count()

    return {"today": since(None), "month": since(1)}


def _first_steps(connections: list[Connection], has_source: bool, has_order: bool) -> list[dict[str, object]]:
    """What a new installation still lacks, in order; empty once a sale has come."""
    connected = any(one.is_connected for one in connections)
    described = bool(connections) and all(progress.has_profile(one) for one in connections)
    if has_order or (connected and described and has_source):
        return []
    if connections:
        connect_url, posts = reverse("panel:connection", args=[connections[0].pk]), False
    else:
        connect_url, posts = reverse("panel:connection_add"), True
    steps = [
        {
            "title": _("Connect with wFirma"),
            "text": _("wFirma issues the documents. The connection takes a few minutes of your time."),
            "done": connected,
            "label": _("Go on connecting") if connections else _("Connect with wFirma"),
            "url": connect_url,
            "posts": posts,
        },
        {
            "title": _("Answer the questions about your taxes"),
            "text": _("They decide which document a sale gets. Two minutes, once."),
            "done": described,
            "label": _("Fill in the seller's profile"),
            "url": reverse("panel:seller", args=[connections[0].pk]) if connections else "",
            "posts": False,
        },
        {
            "title": _("Add a source of sales"),
            "text": _("Publigo or your own shop: the place that reports paid sales."),
            "done": has_source,
            "label": _("Add a source"),
            "url": reverse("panel:source_add"),
            "posts": False,
        },
        {
            "title": _("Wait for the first sale"),
            "text": _("Each paid sale shows up in Orders, with its document."),
            "done": False,
            "label": "",
            "url": "",
            "posts": False,
        },
    ]
    now = next(step for step in steps if not step["done"])
    now["now"] = True
    return steps


def _verdict(
    connections: list[Connection], to_decide: int, waiting: int, both: ForeignDocument | None = None
) -> Verdict:
    broken = [one for one in connections if one.is_on and one.health == Connection.Health.NEEDS_YOU]
    if broken:
        return Verdict(
            "orange",
            "mark",
            _("wFirma needs your attention."),
            _("Documents wait until the connection works again. Nothing is lost."),
            _("Correct the connection"),
            reverse("panel:connection", args=[broken[0].pk]),
        )
    alive = Heartbeat.objects.filter(at__gte=clock.now() - SILENT)
    if waiting and not alive.exists():
        return Verdict(
            "orange",
            "mark",
            _("Documents are not being issued: the worker is not running."),
            _(
                "Sales are still taken in and nothing is lost. Start it on the server: mostek serve or mostek work."
            ),
        )
    if trouble := alive.exclude(trouble="").order_by("-trouble").first():
        clocks = messages.of(trouble.trouble)
        return Verdict("orange", "mark", clocks.happened, f"{clocks.means} {clocks.step}")
    if both is not None:
        twice, url = inbox.both_message(both), reverse("panel:order", args=[both.order_id])
        return Verdict("orange", "mark", twice.happened, twice.means, _("Open the order"), url)
    if to_decide:
        title = ngettext(
            "%(count)s matter needs your decision.", "%(count)s matters need your decision.", to_decide
        ) % {"count": to_decide}
        return Verdict(
            "orange",
            "mark",
            title,
            _("The rest goes on by itself."),
            _("Open the inbox"),
            reverse("panel:inbox"),
        )
    pauses = [progress.pause_of(one) for one in connections if one.is_on]
    if waiting and (pause := next(filter(None, pauses), None)):
        return Verdict("amber", "dots", pause.happened, f"{pause.means} {pause.step}".strip())
    if not any(one.is_connected for one in connections):
        return Verdict("grey", "ring", _("wFirma is not connected yet."))
    return Verdict("green", "tick", _("Everything is all right."))
