"""The books: the whole state of the stand-in, safe under threads, kept in a file when given a path."""

from __future__ import annotations

import atexit
import os
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from mostek.lib import clock as lib_clock
from mostek.sandbox.wfirma.post import Post
from mostek.sandbox.wfirma.records import (
    AccessToken,
    ApiKey,
    Application,
    Code,
    Company,
    Contractor,
    Email,
    Good,
    Grant,
    Invoice,
    Series,
    User,
    Webhook,
)
from mostek.sandbox.wfirma.seed import Seed, plant
from mostek.sandbox.wfirma.settings import Settings

FIRST_IDS = {
    "company": 111222,
    "contractor": 70010001,
    "invoice": 300100200,
    "line": 410001,
    "party": 800500,
    "series": 72,
    "user": 5001,
    "membership": 9001,
    "email": 600001,
    "webhook": 8001,
    "good": 20300401,
}


class Ledger(BaseModel):
    """Everything that is saved. Ids come from counters, tokens are random."""

    settings: Settings = Field(default_factory=Settings)
    next_ids: dict[str, int] = Field(default_factory=dict)
    secret_key: str = Field(default_factory=lambda: secrets.token_hex(32))
    users: dict[int, User] = Field(default_factory=dict)
    companies: dict[int, Company] = Field(default_factory=dict)
    applications: dict[int, Application] = Field(default_factory=dict)
    api_keys: dict[int, ApiKey] = Field(default_factory=dict)
    app_keys: list[str] = Field(default_factory=list)
    codes: dict[str, Code] = Field(default_factory=dict)
    grants: dict[int, Grant] = Field(default_factory=dict)
    access_tokens: dict[str, AccessToken] = Field(default_factory=dict)
    contractors: dict[int, Contractor] = Field(default_factory=dict)
    invoices: dict[int, Invoice] = Field(default_factory=dict)
    series: dict[int, Series] = Field(default_factory=dict)
    webhooks: dict[int, Webhook] = Field(default_factory=dict)
    goods: dict[int, Good] = Field(default_factory=dict)
    emails: list[Email] = Field(default_factory=list)

    def next_id(self, kind: str) -> int:
        given = self.next_ids.get(kind, FIRST_IDS.get(kind, 1))
        self.next_ids[kind] = given + 1
        return given

    def application_of(self, client_id: str) -> Application | None:
        return next((a for a in self.applications.values() if a.client_id == client_id), None)

    def user_of(self, login: str) -> User | None:
        return next((u for u in self.users.values() if u.login.lower() == login.strip().lower()), None)


class _Saved(BaseModel):
    seed: Seed
    ledger: Ledger


class Books:
    """New books are seeded, or read from `path` if it exists. Touch `ledger` only inside `acting()`."""

    def __init__(
        self,
        path: Path | str | None = None,
        clock: Callable[[], datetime] = lib_clock.now,
        seed: Seed | None = None,
    ) -> None:
        self.path = Path(path) if path else None
        self.clock = clock
        self.current_seed = seed or Seed()
        self.failures: dict[str, deque[datetime]] = {}
        self.post = Post(self)
        self._lock = threading.RLock()
        self._saving = threading.Lock()
        self._timer: threading.Timer | None = None
        self._pause = 1.0
        self.ledger = Ledger()
        if not self._load():
            self.seed()
        if self.path:
            atexit.register(self.close)

    def _load(self) -> bool:
        if self.path is None or not self.path.exists():
            return False
        try:
            saved = _Saved.model_validate_json(self.path.read_bytes())
        except ValidationError:
            # Written by another version, or by hand: put aside, not lost.
            self.path.replace(self.path.with_suffix(".unreadable"))
            return False
        self.ledger, self.current_seed = saved.ledger, saved.seed
        return True

    @property
    def settings(self) -> Settings:
        return self.ledger.settings

    def seed(self, seed: Seed | None = None) -> Books:
        """Start again, from the given seed or the one in force."""
        with self.acting():
            self.current_seed = seed or self.current_seed
            self.failures.clear()
            self.post.clear()
            # The cookie key stays, so that nobody is signed out by a reset.
            self.ledger = Ledger(secret_key=self.ledger.secret_key)
            plant(self.ledger, self.current_seed, self.clock())
        return self

    def reset(self) -> None:
        self.seed()

    @contextmanager
    def acting(self) -> Iterator[Ledger]:
        """One action at a time: hold the lock, and see to it that the outcome gets saved."""
        with self._lock:
            try:
                yield self.ledger
            finally:
                self._plan_save()

    def _plan_save(self) -> None:
        if self.path and self._timer is None:
            self._timer = threading.Timer(self._pause, self.save)
            self._timer.daemon = True
            self._timer.start()

    def save(self) -> None:
        """Write atomically; the larger the books, the rarer: saving takes at most a twentieth of the time."""
        if self.path is None:
            return
        with self._saving:
            with self._lock:
                self._timer = None
                started = time.monotonic()
                content = _Saved(seed=self.current_seed, ledger=self.ledger).model_dump_json().encode()
                self._pause = max(1.0, 20 * (time.monotonic() - started))
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside = self.path.with_suffix(f".{os.getpid()}.new")
            beside.write_bytes(content)
            beside.replace(self.path)

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()
        self.save()
        atexit.unregister(self.close)
