"""WooCommerce's own page for keys: the seller clicks *Zatwierdź* there, the shop posts the keys here.

The POST comes from the shop's server, so no session and no CSRF token vouch for it: only the one-time `state` does,
which was made for a signed-in person and travels as `user_id`.
Reference: https://developer.woocommerce.com/docs/apis/rest-api/authentication/
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages as notices
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import BaseModel, Field, ValidationError

from mostek.core import messages, pull, shop
from mostek.core.models import Source
from mostek.lib import clock
from mostek.panel.request import Signed
from mostek.sources.adapter import NeedsYou
from mostek.sources.woocommerce import rest

SESSION_KEY = "woocommerce"
STATE = "state"  # beside the keys of the Source: digest and the moment until which it holds
HOLDS = timedelta(hours=1)
LARGEST = 10_000  # bytes


class Handover(BaseModel):
    """What the shop posts; `user_id` is the state, as it was given."""

    user_id: str = Field(pattern=r"^\d{1,15}\.[\w-]{20,80}$")
    consumer_key: str = Field(pattern=r"^ck_\w{8,100}$", repr=False)
    consumer_secret: str = Field(pattern=r"^cs_\w{8,100}$", repr=False)


@require_http_methods(["GET", "POST"])
def source_woocommerce(request: Signed, pk: int) -> HttpResponse:
    """A link and no redirect: the browser's policy for forms would stop at the shop's own redirects."""
    one = _mine(request, pk)
    if request.method != "POST":
        return redirect("panel:source", pk)
    try:
        address = rest.shop_address(one.options)
    except NeedsYou as error:
        return _back_with(request, pk, error.code)
    # A real shop hands its keys to https alone; the stand-in on this machine does not mind.
    if not settings.IS_HTTPS and urlsplit(address).hostname not in rest.HERE:
        return _back_with(request, pk, "woocommerce.needs_https")
    state = _new_state(one)
    request.session[SESSION_KEY] = {"source": pk, "state": state}
    asked = {
        "app_name": "Mostek",
        "scope": "read_write",
        "user_id": state,
        "return_url": settings.MOSTEK_URL + reverse("panel:source_woocommerce_back", args=[pk]),
        "callback_url": settings.MOSTEK_URL + reverse("woocommerce_keys"),
    }
    shown = {"source": one, "shop": address, "url": f"{address}/wc-auth/v1/authorize?{urlencode(asked)}"}
    return render(request, "panel/woocommerce.html", shown)


def _new_state(source: Source) -> str:
    state = f"{source.pk}.{secrets.token_urlsafe(24)}"
    until = int((clock.now() + HOLDS).timestamp())
    with transaction.atomic():
        row = Source.objects.select_for_update().get(pk=source.pk)
        row.keys = {**row.keys, STATE: f"{_digest(state)}:{until}"}
        row.save(update_fields=["keys"])
    return state


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


@csrf_exempt
@require_POST
@sensitive_variables()
def woocommerce_keys(request: HttpRequest) -> HttpResponse:
    """Any answer but 200, and the shop takes the keys back. A stranger learns nothing from the answer."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return JsonResponse({"status": "refused"}, status=413)
    try:
        given = Handover.model_validate_json(request.body)
    except ValidationError:
        return JsonResponse({"status": "refused"}, status=400)
    if not _accept(given):
        return JsonResponse({"status": "refused"}, status=403)
    return JsonResponse({"status": "ok"})


@sensitive_variables()
def _accept(given: Handover) -> bool:
    """Store the keys of the Source that asked with this state, once."""
    pk = int(given.user_id.partition(".")[0])
    with transaction.atomic():
        row = Source.objects.select_for_update().filter(pk=pk, kind="woocommerce").first()
        digest, _, until = (row.keys.get(STATE, "") if row else "").partition(":")
        if row is None or not secrets.compare_digest(digest.encode(), _digest(given.user_id).encode()):
            return False
        if clock.now().timestamp() > int(until):
            return False
        kept = {name: value for name, value in row.keys.items() if name != STATE}
        row.keys = {**kept, "consumer_key": given.consumer_key, "consumer_secret": given.consumer_secret}
        row.secret = row.secret or secrets.token_urlsafe(32)
        row.save(update_fields=["keys", "secret"])
    pull.schedule(row)
    return True


@require_safe
def source_woocommerce_back(request: Signed, pk: int) -> HttpResponse:
    """Back from the shop, in the browser that went there: enter the webhooks, try the keys. Once."""
    one = _mine(request, pk)
    asked = request.session.get(SESSION_KEY) or {}
    state = request.GET.get("user_id", "")
    if asked.get("source") != pk or asked.get("state") != state:
        return redirect("panel:source", pk)
    del request.session[SESSION_KEY]
    if request.GET.get("success") != "1":
        return _back_with(request, pk, "woocommerce.denied")
    if one.keys.get(STATE, "").startswith(_digest(state)):
        return _back_with(request, pk, "woocommerce.keys_lost")
    entered = shop.register(one)
    for finding in (entered, *shop.examine(one)):
        message = messages.of(finding.code, **finding.facts)
        text = " ".join(part for part in (message.happened, message.means, message.step) if part)
        (notices.success if finding.ok else notices.error)(request, text)
    return redirect("panel:source", pk)


def _back_with(request: Signed, pk: int, code: str) -> HttpResponse:
    message = messages.of(code)
    notices.error(request, f"{message.happened} {message.means} {message.step}")
    return redirect("panel:source", pk)


def _mine(request: Signed, pk: int) -> Source:
    return get_object_or_404(Source.objects.visible_to(request.user).filter(kind="woocommerce"), pk=pk)
