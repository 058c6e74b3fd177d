"""The *adres IP* for wFirma's form: asked for by the worker, once an hour, never by a page."""

from __future__ import annotations

import httpx2
import pytest
from django.test import Client

from mostek.core import connect, heartbeat, wire
from mostek.core.models import Heartbeat, User
from mostek.lib import clock
from tests.wfirma.fakes import Wire


def test_the_setting_counts_before_anything_that_was_seen(db, settings):
    Heartbeat.objects.create(worker="w", at=clock.now(), outgoing_ip="203.0.113.9")
    settings.MOSTEK_OUTGOING_IP = ""
    assert connect.outgoing_ip() == "203.0.113.9"
    settings.MOSTEK_OUTGOING_IP = "203.0.113.24"
    assert connect.outgoing_ip() == "203.0.113.24"


def test_the_worker_asks_once_an_hour_and_pages_never_ask(db, settings):
    settings.MOSTEK_IP_ECHO_URL, settings.MOSTEK_OUTGOING_IP = "https://echo.example/", ""
    echo = Wire(httpx2.Response(200, text="203.0.113.24\n"))
    with wire.over(echo):
        pulse = heartbeat.Pulse()
        pulse.beat()
        pulse.beat()
        browser = Client()
        browser.force_login(User.objects.create_superuser("anna", password="trzy-zwykle-slowa"))
        page = browser.post("/settings/integrations/wfirma/", follow=True).content.decode()
    assert ">203.0.113.24</textarea>" in page
    assert len(echo.requests) == 1


@pytest.mark.parametrize("said", ["", "<html>", "999.1.1.1"])
def test_an_echo_that_talks_nonsense_is_not_believed(db, said):
    with wire.over(Wire(httpx2.Response(200, text=said))):
        assert heartbeat.ask("https://echo.example/") == ""
