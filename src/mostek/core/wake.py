"""Wake the worker: on PostgreSQL by LISTEN/NOTIFY, elsewhere by looking often.

A wake-up carries nothing and proves nothing: what is due is a query, and the worker looks now and then whether it was
told or not. So a notification that is lost costs seconds, never a document.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Any

from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger("mostek.wake")

CHANNEL = "mostek_work"
POLL = 0.5  # seconds between two looks for work where nobody can tell us
STOPS_WITHIN = 0.25  # a wait ends so soon after `stop` was set
HEAR = 1.0  # seconds of one look at the line
ALIVE_EVERY = 20.0  # a line that died in silence is found out by asking
ASK_EVERY = 5.0  # for a sign that notifications arrive at all
AGAIN = (0.5, 30.0)  # seconds before a lost line is opened again: at first, and at most


def tell() -> None:
    """There is work. Inside a transaction it arrives with the commit, or not at all."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


class Ear:
    """One per worker process; a context manager. On PostgreSQL a thread of it listens on a line of its own.

    It counts as hearing only once it has heard: a pooler in between may take LISTEN and deliver nothing.
    """

    def __init__(self, database: BaseDatabaseWrapper | None = None) -> None:
        self._source = database
        self._is_told = connection.vendor == "postgresql"
        self._database: Any = None
        self._rung, self._closed = threading.Event(), threading.Event()
        self._is_listening = self._has_heard = self._has_warned = False
        self._asked_at = float("-inf")
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Ear:
        if self._is_told:
            self._thread = threading.Thread(target=self._listen, name="ear", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        if self._thread is not None:
            self._thread.join(5)

    def ring(self) -> None:
        """Wake this process: a thread of it has ended its turn."""
        self._rung.set()

    @property
    def hears(self) -> bool:
        return self._is_listening and self._has_heard

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Until somebody tells, or rings, or `stop` is set; at most `seconds`, and at most POLL while it is deaf."""
        self._ask_for_a_sign()
        until = time.monotonic() + (seconds if self.hears else min(seconds, POLL))
        while not stop.is_set() and (left := until - time.monotonic()) > 0:
            if self._rung.wait(min(left, STOPS_WITHIN)):
                break
        self._rung.clear()

    def _ask_for_a_sign(self) -> None:
        if self._is_listening and not self._has_heard and time.monotonic() - self._asked_at > ASK_EVERY:
            if self._asked_at > 0:
                self._warn("notifications of the database do not arrive")
            self._asked_at = time.monotonic()
            tell()

    def _listen(self) -> None:
        # A copy is a line of its own, and a line belongs to the thread that makes it.
        self._database = (self._source or connection).copy()
        pause = AGAIN[0]
        while not self._closed.is_set():
            try:
                self._hear_until_closed()
            except Exception as error:  # a line that breaks, or a pooler that refuses: it is tried again
                self._warn(f"LISTEN failed: {type(error).__name__}")
            pause = AGAIN[0] if self._has_heard else min(pause * 2, AGAIN[1])
            self._is_listening = self._has_heard = False
            self._rung.set()  # the wait under way was meant for somebody who hears
            with suppress(Error):
                self._database.close()
            self._closed.wait(pause)

    def _hear_until_closed(self) -> None:
        with self._database.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        self._asked_at, self._is_listening = float("-inf"), True
        self._rung.set()  # what was told before anybody listened; and the sign is asked for
        asked = time.monotonic()
        while not self._closed.is_set():
            for _ in self._database.connection.notifies(timeout=HEAR, stop_after=1):
                if not self._has_heard:
                    self._has_heard, self._has_warned = True, False
                    log.info("the database wakes this worker")
                self._rung.set()
            if time.monotonic() - asked > ALIVE_EVERY:
                asked = time.monotonic()
                with self._database.cursor() as cursor:
                    cursor.execute("SELECT 1")

    def _warn(self, why: str) -> None:
        """Once, until it hears again."""
        if not self._has_warned:
            self._has_warned = True
            log.warning("%s; looking for work every %s s instead", why, POLL)
