"""The month in one line of zeros, and how we know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mostek.core import messages
from mostek.core.messages import Message
from mostek.core.models import Connection, Proof, User
from mostek.core.proof import conclude, paper, scan, sheet, words
from mostek.core.proof.ours import Month
from mostek.core.proof.sums import totals
from mostek.core.proof.value import EXPLAINED, Finding, counts_of, findings_of, others_of, sums_of
from mostek.lib import clock
from mostek.panel.request import Signed
from mostek.panel.templatetags.mostek import money

MONTHS = 12
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One month of one Connection. `proof` is the last finished one, `latest` the last of all."""

    connection: Connection
    month: Month
    proof: Proof | None
    latest: Proof | None

    @property
    def name(self) -> str:
        return words.month(self.month.first)

    @property
    def sentence(self) -> str:
        return words.sentence_of(self.proof) if self.proof is not None else ""

    @property
    def tone(self) -> str:
        if self.proof is None:
            return "grey"
        return "green" if self.proof.is_clean else "orange"

    @property
    def is_reading(self) -> bool:
        return self.latest is not None and self.latest.state == Proof.State.READING

    @property
    def failure(self) -> Message | None:
        if self.latest is None or self.latest.state != Proof.State.FAILED:
            return None
        return messages.of(self.latest.error or "proof.not_read", said=self.latest.error_detail)


@dataclass(frozen=True, slots=True)
class Shown:
    finding: Finding
    message: Message
    changes: list[tuple[str, str, str]]
    amount: str


@require_safe
def proofs(request: Signed) -> HttpResponse:
    connections = list(Connection.objects.visible_to(request.user).order_by("name"))
    lines = {one: _lines(one) for one in connections if one.company_id}
    page = {
        "companies": [(one, rows) for one, rows in lines.items() if rows],
        "several": len(lines) > 1,
        "refresh": 3 if any(row.is_reading for rows in lines.values() for row in rows) else 0,
    }
    return render(request, "panel/proofs.html", page)


def _lines(connection: Connection) -> list[Line]:
    """The months since the first that was ever proven, or the first sale; at most a year."""
    this = Month.of(clock.warsaw_date())
    rows = connection.proofs.filter(month__gt=this.first - timedelta(days=366)).order_by("pk")
    light = rows.select_related("signed_by").defer("pairs", "findings", "checked", "to_check")
    by_month: dict[date, list[Proof]] = {this.first: [], this.before.first: []}
    for proof in light:
        by_month.setdefault(proof.month, []).append(proof)
    return [_line(connection, Month(first), by_month[first]) for first in sorted(by_month, reverse=True)][
        :MONTHS
    ]


def _line(connection: Connection, month: Month, proofs: list[Proof]) -> Line:
    done = [one for one in proofs if one.is_current]
    return Line(connection, month, done[-1] if done else None, proofs[-1] if proofs else None)


@require_safe
def proof(request: Signed, pk: int) -> HttpResponse:
    return _page(request, _mine(request.user, pk))


def _mine(user: User, pk: int) -> Proof:
    rows = Proof.objects.visible_to(user).select_related("connection", "signed_by", "asked_by")
    return get_object_or_404(rows, pk=pk)


def _page(request: Signed, one: Proof) -> HttpResponse:
    findings = findings_of(one.findings)
    open_ = [_shown(each) for each in findings if each.group != EXPLAINED]
    explained = [_shown(each) for each in findings if each.group == EXPLAINED]
    sums = sums_of(one.sums)
    of_month = Proof.objects.filter(connection=one.connection, month=one.month).exclude(pk=one.pk)
    shown = {
        "proof": one,
        "month": words.month(one.month),
        "sentence": words.sentence_of(one) if one.state == Proof.State.DONE else "",
        "failure": messages.of(one.error or "proof.not_read", said=one.error_detail),
        "bridge": words.bridge(counts_of(one.counts)),
        "sums": [(row, words.kind(row.kind), words.vat(row)) for row in sums],
        "totals": totals(sums),
        "has_rounding": any(row.is_rounding for row in sums),
        "others": [(row, words.their_type(row.type)) for row in others_of(one.others)],
        "open": open_[:SHOWN],
        "open_count": len(open_),
        "explained": explained[:SHOWN],
        "explained_count": len(explained),
        "newer": of_month.filter(is_current=True).first() if not one.is_current else None,
        "signed": of_month.filter(signed_at__isnull=False).select_related("signed_by").order_by("signed_at"),
        "is_over": clock.warsaw_date() >= Month(one.month).next.first,
        "refresh": 3 if one.state == Proof.State.READING else 0,
    }
    return render(request, "panel/proof.html", shown)


def _shown(one: Finding) -> Shown:
    amount = money(one.amount, one.currency) if one.amount is not None else ""
    return Shown(one, words.message(one), words.changes(one), amount)


@require_POST
def proof_ask(request: Signed) -> HttpResponse:
    """Check a month now: the worker reads it, sales go first."""
    text = request.POST.get("connection", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    connection = get_object_or_404(Connection.objects.visible_to(request.user), pk=number)
    try:
        month = Month.of(date.fromisoformat(f"{request.POST.get('month', '')}-01"))
    except ValueError as error:
        raise Http404("no such month") from error
    if month.first > clock.warsaw_date():
        raise Http404("no such month")
    if not connection.is_on or not connection.is_connected:
        notices.warning(
            request, _("The connection does not work at the moment, so the month cannot be read.")
        )
        return redirect("panel:proofs")
    asked = scan.ask(connection, month, who=request.user)
    return redirect("panel:proof", asked.pk)


@require_http_methods(["GET", "POST"])
def proof_sign(request: Signed, pk: int) -> HttpResponse:
    """GET asks once more, POST signs."""
    one = _mine(request.user, pk)
    if request.method == "GET":
        return _confirm(request, one)
    note = request.POST.get("note", "").strip()[:2000]
    if not one.is_clean and one.state == Proof.State.DONE and not note:
        return _confirm(request, one, _("Say in a sentence why the open differences are in order."))
    if conclude.sign(one, request.user, note):
        notices.success(request, _("Signed off. This proof is kept as it is."))
    else:
        notices.warning(
            request, _("This proof can no longer be signed off. See the newest one of the month.")
        )
    return redirect("panel:proof", pk)


def _confirm(request: Signed, one: Proof, wrong: str = "") -> HttpResponse:
    if one.state != Proof.State.DONE or not one.is_current or one.signed_at is not None:
        return redirect("panel:proof", one.pk)
    shown: dict[str, Any] = {
        "proof": one,
        "month": words.month(one.month),
        "sentence": words.sentence_of(one),
        "open_count": sum(1 for each in findings_of(one.findings) if each.group != EXPLAINED),
        "is_over": clock.warsaw_date() >= Month(one.month).next.first,
        "wrong": wrong,
    }
    return render(request, "panel/proof_sign.html", shown, status=422 if wrong else 200)


@require_safe
def proof_csv(request: Signed, pk: int) -> HttpResponse:
    one = _finished(request.user, pk)
    return _file(sheet.write(one), "text/csv; charset=utf-8", one, "csv")


@require_safe
def proof_pdf(request: Signed, pk: int) -> HttpResponse:
    one = _finished(request.user, pk)
    return _file(paper.write(one), "application/pdf", one, "pdf")


def _finished(user: User, pk: int) -> Proof:
    one = _mine(user, pk)
    if one.state != Proof.State.DONE:
        raise Http404("not finished")
    return one


def _file(content: bytes, kind: str, one: Proof, ending: str) -> HttpResponse:
    name = f"mostek-{one.month:%Y-%m}-{one.connection_id}.{ending}"
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-cache",
        },
    )
