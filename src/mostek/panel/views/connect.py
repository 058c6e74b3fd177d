"""`Ustawienia ➔ Integracje ➔ wFirma ➔ Konfiguruj`: each step a URL, the half-done state in the rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mostek.core import connect, forecast, messages, tokens
from mostek.core.examine import examine
from mostek.core.messages import Message
from mostek.core.models import Connection
from mostek.lib import clock
from mostek.panel import progress, trouble
from mostek.panel.forms.connection import ApiKeysForm, ClientForm, CompanyForm
from mostek.panel.request import Signed, posted
from mostek.wfirma.errors import WfirmaError
from mostek.wfirma.oauth import GOODS_SCOPES
from mostek.wfirma.values import Company

# In the order in which wFirma's form lists them on the help page.
SCOPES = ("contractors-read", "companies-read", "contractors-write", "invoices-read", "invoices-write")


def _mine(request: Signed, pk: int) -> Connection:
    return get_object_or_404(Connection.objects.visible_to(request.user), pk=pk)


def _page(request: Signed, one: Connection, template: str, status: int = 200, **more: Any) -> HttpResponse:
    ip = connect.outgoing_ip()
    shown = {
        "connection": one,
        "progress": progress.of(one),
        "trouble": progress.trouble_of(one),
        "unanswered": progress.unanswered(one),
        "no_return": messages.of("consent.no_return"),
        "callback_url": connect.callback_url(),
        "outgoing_ip": ip,
        "ip_changed": bool(ip and one.ip_at_consent and ip != one.ip_at_consent),
        "scopes": SCOPES,
        "more_scopes": GOODS_SCOPES if one.goods_scopes else (),
        "wrong_host": request.get_host() != urlsplit(settings.MOSTEK_URL).netloc,
        "is_https": settings.IS_HTTPS,
        "wfirma_url": settings.WFIRMA_LOGIN_URL,
        **more,
    }
    return render(request, f"panel/connect/{template}.html", shown, status=status)


@require_POST
def connection_add(request: Signed) -> HttpResponse:
    one = Connection.objects.create(name="wFirma", created_at=clock.now())
    one.members.add(request.user)
    return redirect("panel:connect_application", one.pk)


@require_safe
def connection(request: Signed, pk: int) -> HttpResponse:
    """Where it stands: the state in words, the steps, and the settings of what works."""
    one = _mine(request, pk)
    waiting = forecast.of(one)
    more: dict[str, Any] = {
        "forecast": forecast.words(waiting) if waiting else "",
        "pause": progress.pause_of(one),
        "gtu": progress.gtu_of(one),
        "next_url": progress.of(one).url(one),
        "consent_until": tokens.consent_until(one),
        "assumed_days": tokens.CONSENT_LASTS.days,
    }
    return _page(request, one, "connection", **more)


@require_http_methods(["GET", "POST"])
def connect_application(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    if request.method == "POST":
        if one.health == Connection.Health.NEW and not progress.has_keys(one):
            one.health_code, one.health_since = connect.REGISTERED, clock.now()
            one.save(update_fields=["health_code", "health_since"])
        return redirect("panel:connect_keys", pk)
    return _page(request, one, "application")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def connect_keys(request: Signed, pk: int) -> HttpResponse:
    """*Zapisz* keeps what is there; *Generuj* keeps it too and goes to wFirma for the consent."""
    one = _mine(request, pk)
    before = (one.client_id, one.client_secret) if one.refresh_token else None
    form = ClientForm(posted(request), instance=one)
    if request.method == "POST" and form.is_valid():
        if not one.is_connected:  # a connection that works changes its way in only when the new one works
            one.auth = Connection.Auth.OAUTH2
        one.save(update_fields=["client_id", "client_secret", "auth"])
        for note in form.notes():
            notices.info(request, note)
        if "generate" not in request.POST:
            notices.success(request, _("Saved."))
            if before is not None and before != (one.client_id, one.client_secret):
                notices.warning(request, _("The new keys need a new consent: click Generuj."))
            return redirect("panel:connect_keys", pk)
        if form.require_all():
            return redirect(connect.begin(one, request.session))
    return _page(request, one, "keys", status=422 if form.errors else 200, form=form)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def connect_api_keys(request: Signed, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    form = ApiKeysForm(posted(request), instance=one)
    if request.method == "POST" and form.is_valid():
        one.save(update_fields=["access_key", "secret_key", "app_key"])
        for note in form.notes():
            notices.info(request, note)
        if form.require_all() and _adopt_api_keys(one, form):
            return redirect("panel:connect_company", pk)
    return _page(request, one, "api_keys", status=422 if form.errors else 200, form=form)


def _adopt_api_keys(one: Connection, form: ApiKeysForm) -> bool:
    """A connection that works by OAuth 2.0 is not given up for keys that wFirma has never seen."""
    before, one.auth = one.auth, Connection.Auth.API_KEYS
    if one.is_connected and before != one.auth:
        try:
            connect.companies(one)
        except WfirmaError as error:
            one.auth = before
            message = trouble.while_reading(error)
            kept = _("The present connection stays as it is.")
            form.add_error(None, f"{message.happened} {kept}")
            return False
    one.save(update_fields=["auth"])
    return True


@require_http_methods(["GET", "POST"])
def connect_company(request: Signed, pk: int) -> HttpResponse:
    """The user's companies, to choose from; the field stays when wFirma does not tell them."""
    one = _mine(request, pk)
    if not progress.has_consent(one):
        return redirect("panel:connection", pk)
    form = CompanyForm(posted(request), initial={"company": one.company_id})
    if request.method == "POST" and form.is_valid() and _choose(request, one, form):
        return redirect("panel:connect_test", pk)
    listed: tuple[Company, ...] = ()
    problem = None
    try:
        listed = connect.companies(one)
    except WfirmaError as error:
        problem = trouble.while_reading(error)
    status = 422 if form.errors else 200
    return _page(request, one, "company", status=status, form=form, companies=listed, problem=problem)


def _choose(request: Signed, one: Connection, form: CompanyForm) -> bool:
    """wFirma has to confirm the company, whether it came from the list or was typed."""
    try:
        company = connect.choose(one, form.cleaned_data["chosen"])
    except WfirmaError as error:
        message = trouble.while_reading(error)
        form.add_error("company_id", f"{message.happened} {message.means} {message.step}")
        return False
    notices.success(
        request, _("Company saved: %(name)s, NIP %(nip)s.") % {"name": company.name, "nip": company.nip}
    )
    _examine(request, one)
    return True


@require_http_methods(["GET", "POST"])
def connect_test(request: Signed, pk: int) -> HttpResponse:
    """Reads only. The result stays in the session, so that looking at it again asks wFirma nothing."""
    one = _mine(request, pk)
    if not progress.has_consent(one):
        return redirect("panel:connection", pk)
    if request.method == "POST":
        _examine(request, one)
        return redirect("panel:connect_test", pk)
    last = request.session.get("examined", {}).get(str(pk))
    checks = [_shown(one, code, ok, facts) for code, ok, facts in last or ()]
    all_ok = bool(checks) and all(check["ok"] is not False for check in checks)
    return _page(request, one, "test", checks=checks, all_ok=all_ok, has_profile=progress.has_profile(one))


def _shown(one: Connection, code: str, ok: bool | None, facts: dict[str, str]) -> dict[str, Any]:
    if code.startswith("check.vat_status") and not progress.has_profile(one):
        # Compared with what nobody has said yet, it would mean nothing.
        code, ok = "check.no_profile", None
    message = messages.of(code, **facts)
    profile = reverse("panel:seller", args=[one.pk]) if message.link == "panel:settings" else ""
    return {"message": message, "ok": ok, "profile": profile}


def _examine(request: Signed, one: Connection) -> None:
    checks = examine(one)
    told = [
        (check.code, check.ok, {name: str(fact) for name, fact in check.facts.items()}) for check in checks
    ]
    request.session["examined"] = {**request.session.get("examined", {}), str(one.pk): told}


@require_safe
def connect_callback(request: Signed) -> HttpResponse:
    """Back from wFirma. Whatever is wrong with it, a working connection stays as it is."""
    pk = connect.returned(request.session, request.GET.get("state", ""))
    if pk is None:
        return _nothing_to_accept(request)
    one = _mine(request, pk)
    if error := request.GET.get("error", ""):
        code = "consent.denied" if error == "access_denied" else "consent.error"
        theirs = f"{error} {request.GET.get('error_description', '')}".strip()[:300]
        connect.refused(one, code, theirs)
        return _refused(request, one, messages.of(code), theirs)
    if not request.GET.get("code"):
        connect.refused(one, "consent.no_code")
        return _refused(request, one, messages.of("consent.no_code"))
    try:
        connect.accept(one, request.GET["code"])
    except WfirmaError as failure:
        connect.refused(one, failure.code, failure.detail)
        return _refused(request, one, trouble.while_reading(failure), theirs=failure.detail)
    Connection.objects.filter(pk=pk).update(auth=Connection.Auth.OAUTH2)
    request.session["consented"] = {"state": request.GET["state"], "connection": pk}
    notices.success(request, _("Consent given. Mostek has access to wFirma."))
    return redirect("panel:connect_keys", pk)


def _nothing_to_accept(request: Signed) -> HttpResponse:
    """A reload of what was accepted leads on; anything else was not asked for by this browser."""
    done = request.session.get("consented") or {}
    if done and done.get("state") == request.GET.get("state"):
        notices.info(request, _("This code has already been used. The connection is in place."))
        return redirect("panel:connect_keys", done["connection"])
    shown = {
        "message": messages.of("consent.foreign"),
        "url": reverse("panel:integrations"),
        "theirs": "",
    }
    return _without_code(request, shown)


def _refused(request: Signed, one: Connection, message: Message, theirs: str = "") -> HttpResponse:
    shown = {"message": message, "url": reverse("panel:connect_keys", args=[one.pk]), "theirs": theirs}
    return _without_code(request, shown)


def _without_code(request: Signed, shown: dict[str, Any]) -> HttpResponse:
    """Our address carries a code that may still be good: nothing on the page repeats it, links to itself neither."""
    return render(request, "panel/connect/refused.html", {**shown, "here": shown["url"]}, status=400)
