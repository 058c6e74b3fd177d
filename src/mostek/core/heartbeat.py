"""A worker says that it lives, and now and then how the outside sees it."""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
import time
from datetime import timedelta

import httpx2
from django.conf import settings

from mostek.core import wire
from mostek.core.models import Heartbeat
from mostek.lib import clock

log = logging.getLogger("mostek.heartbeat")

EVERY = 10.0  # seconds
ASK_EVERY = 3600.0
TIMEOUT = 5.0
FORGOTTEN = timedelta(days=2)


class Pulse:
    """One per worker process."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:80]}:{os.getpid()}"
        self.ip = ""
        self._beat_at = self._asked_at = float("-inf")
        self._trouble = ""

    def beat(self, trouble: str = "") -> None:
        """Cheap to call often: it writes every ten seconds and asks for the address once an hour.

        `trouble`: a code of `messages`, written at once when it changes.
        """
        now = time.monotonic()
        if now - self._beat_at < EVERY and trouble == self._trouble:
            return
        self._beat_at, self._trouble = now, trouble
        if settings.MOSTEK_IP_ECHO_URL and now - self._asked_at > ASK_EVERY:
            self._asked_at = now
            self.ip = ask(settings.MOSTEK_IP_ECHO_URL) or self.ip
        Heartbeat.objects.update_or_create(
            worker=self.name, defaults={"at": clock.now(), "outgoing_ip": self.ip, "trouble": trouble}
        )
        Heartbeat.objects.filter(at__lt=clock.now() - FORGOTTEN).delete()


def ask(echo: str) -> str:
    """The address that the echo saw, or nothing: a missing answer must never stop the worker."""
    try:
        answer = wire.http().get(echo, timeout=TIMEOUT)
        return str(ipaddress.ip_address(answer.text.strip()[:45]))
    except (httpx2.HTTPError, ValueError) as error:
        log.warning("the address of this server is not known: %s", type(error).__name__)
        return ""
