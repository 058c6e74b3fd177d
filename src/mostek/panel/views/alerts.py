"""Alerts of one Connection: what is wrong now, who is told, and when."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mostek.core import messages
from mostek.core.alerts import letter, tell
from mostek.core.alerts.conditions import ORDER
from mostek.core.messages import Message
from mostek.core.models import Alert, AlertAddress, AlertSettings, Connection, Mail
from mostek.panel.forms.alerts import AddressForm, HourForm
from mostek.panel.request import Signed, posted

RECENT = 10


@dataclass(frozen=True, slots=True)
class Shown:
    alert: Alert
    message: Message
    step: str
    link: str


@dataclass(frozen=True, slots=True)
class Told:
    """An address and how the last message to it went."""

    address: AlertAddress
    last: Mail | None
    problem: Message | None


@require_http_methods(["GET", "POST"])
def connection_alerts(request: Signed, pk: int) -> HttpResponse:
    """Two forms: the hour, and one more address. `what` says which was sent."""
    one = get_object_or_404(Connection.objects.visible_to(request.user), pk=pk)
    chosen = AlertSettings.objects.filter(connection=one).first() or AlertSettings(connection=one)
    data, what = posted(request), request.POST.get("what")
    hour = HourForm(data if what == "hour" else None, instance=chosen)
    address = AddressForm(data if what == "address" else None, connection=one, email=_suggested(request, one))
    form = hour if what == "hour" else address
    if request.method == "POST" and form.is_valid():
        if what == "hour":
            AlertSettings.objects.update_or_create(
                connection=one, defaults={"digest_hour": hour.cleaned_data["digest_hour"]}
            )
        else:
            address.save()
        notices.success(request, _("Saved."))
        return redirect("panel:connection_alerts", pk)
    shown = {
        "connection": one,
        "hour": hour,
        "address": address,
        "form": form,
        "open": [_shown(alert) for alert in _open(one)],
        "over": [_shown(alert) for alert in one.alerts.exclude(closed_at=None).order_by("-pk")[:RECENT]],
        "told": [_told(each) for each in one.alert_addresses.order_by("email")],
        "no_server": None if settings.MOSTEK_SMTP else messages.of("mail.unset"),
    }
    return render(request, "panel/alerts.html", shown, status=422 if form.errors else 200)


@require_POST
def connection_alert_remove(request: Signed, pk: int) -> HttpResponse:
    one = get_object_or_404(Connection.objects.visible_to(request.user), pk=pk)
    _address(request, one).delete()
    notices.success(request, _("The address has been removed."))
    return redirect("panel:connection_alerts", pk)


@require_POST
def connection_alert_test(request: Signed, pk: int) -> HttpResponse:
    """The worker sends it: a page of the panel never waits for a mail server."""
    one = get_object_or_404(Connection.objects.visible_to(request.user), pk=pk)
    address = _address(request, one)
    if settings.MOSTEK_SMTP:
        tell.send_test(one, address)
        notices.success(request, _("A test message to %(email)s is on its way.") % {"email": address.email})
    else:
        notices.error(request, messages.say("mail.unset", get_language() or "pl"))
    return redirect("panel:connection_alerts", pk)


def _address(request: Signed, connection: Connection) -> AlertAddress:
    given = request.POST.get("address", "")
    return get_object_or_404(connection.alert_addresses, pk=int(given) if given.isdecimal() else 0)


def _open(connection: Connection) -> list[Alert]:
    rows = connection.alerts.filter(closed_at=None)
    return sorted(rows, key=lambda one: ORDER.get(one.condition, len(ORDER)))


def _shown(alert: Alert) -> Shown:
    said = messages.of(alert.condition, count=alert.count or alert.most)
    step = messages.of(alert.about).step if alert.about else ""
    return Shown(alert, said, step or said.step, letter.link_of(said.link, alert.connection_id))


def _told(address: AlertAddress) -> Told:
    sent = Mail.objects.filter(connection=address.connection_id, to=address.email)
    last = sent.order_by("-pk").first()
    return Told(address, last, messages.of(last.code) if last and last.code else None)


def _suggested(request: Signed, connection: Connection) -> str:
    """One's own address, while nobody is told."""
    return "" if connection.alert_addresses.exists() else request.user.email
