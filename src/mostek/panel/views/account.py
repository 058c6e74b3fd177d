"""The first account, the way in and the way out."""

from __future__ import annotations

from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from mostek.core.models import User
from mostek.panel import limit
from mostek.panel.forms.account import FirstRunForm, LoginForm
from mostek.panel.request import posted


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Only while there is no user: whoever reads the server's output owns the server."""
    if User.objects.exists():
        return redirect("panel:overview")
    form = FirstRunForm(posted(request))
    if request.method == "POST" and limit.is_over(request, "first run"):
        form.add_error(None, _("Too many tries. Wait 15 minutes and try again."))
    elif request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if not User.objects.exists():
                form.save()
        user = auth.authenticate(
            request, username=form.cleaned_data["username"], password=form.cleaned_data["password"]
        )
        if user is not None:
            auth.login(request, user)
        return redirect("panel:overview")
    elif request.method == "POST":
        limit.count(request, "first run")
    return render(request, "panel/first_run.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    after = _after_login(request)
    if request.user.is_authenticated:
        return redirect(after)
    form = LoginForm(posted(request))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["username"]
        if limit.is_over(request, name):
            form.add_error(None, _("Too many tries. Wait 15 minutes and try again."))
        else:
            user = auth.authenticate(request, username=name, password=form.cleaned_data["password"])
            if user is not None:
                limit.forget(request, name)
                auth.login(request, user)
                return redirect(after)
            limit.count(request, name)
            form.add_error(None, _("The login or the password is not right. Check both and try again."))
    status = 422 if form.errors else 200
    return render(request, "panel/login.html", {"form": form, "next": after}, status=status)


def _after_login(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted != reverse("panel:logout") else resolve_url("panel:overview")


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return redirect("panel:login")
