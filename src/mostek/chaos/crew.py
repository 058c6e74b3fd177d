"""The workers: always as many awake as asked for. Who dies or freezes is replaced; the frozen wake up among the new."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from typing import Any

from mostek.chaos import hook
from mostek.chaos.plan import ANYWHERE, FREEZE, Strike
from mostek.chaos.stage import Stage
from mostek.chaos.worker import work

MOMENT = 0.05  # seconds between two looks after them
STOPS_WITHIN = 20.0
AT_ONCE = 4  # strikes that wait for somebody to come by
# What is seldom passed holds up no other strike: here one waits as long as it must.
SELDOM = ("reconcile.", "tokens.", "record.failed", "issue.answered")


@dataclass
class Worker:
    host: int
    process: ForkServerProcess
    wakes_at: float | None = None  # while it is frozen


@dataclass
class Crew:
    """`graves`: pid and time of every worker that died, in their order."""

    stage: Stage
    strikes: list[Strike]
    size: int
    hosts: int
    workers: list[Worker] = field(default_factory=list)
    graves: list[tuple[int, float]] = field(default_factory=list)
    crashes: Counter[str] = field(default_factory=Counter)
    freezes: Counter[str] = field(default_factory=Counter)
    waiting: set[str] = field(default_factory=set)  # points
    unreached: list[Strike] = field(default_factory=list)
    _read_to: int = 0
    _ending: threading.Event = field(default_factory=threading.Event)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _guard: threading.Thread | None = None

    @classmethod
    def of(cls, stage: Stage, strikes: Sequence[Strike], size: int, hosts: int) -> Crew:
        return cls(stage, list(strikes), size, hosts)

    def start(self) -> None:
        """They are looked after in a thread that never asks the database: a frozen worker may hold its lock."""
        self._guard = threading.Thread(target=self._look_after, name="crew", daemon=True)
        self._guard.start()

    def threaten(self, share: float) -> None:
        """Called now and then; `share` of the sales is in the books."""
        with self._lock:
            for strike in [one for one in self.strikes if one.share <= share and self._may(one)]:
                if not self._may(strike):  # another one of these took its place
                    continue
                self.strikes.remove(strike)
                if strike.point == ANYWHERE:
                    self._kill_anyone(strike)
                else:
                    hook.arm(self.stage.folder, strike)
                    self.waiting.add(strike.point)

    def _may(self, strike: Strike) -> bool:
        often = [point for point in self.waiting if not point.startswith(SELDOM)]
        return strike.point not in self.waiting and (strike.point.startswith(SELDOM) or len(often) < AT_ONCE)

    def calm_down(self) -> None:
        """No more strikes. Who is frozen will wake up in its time."""
        with self._lock:
            self.unreached += [*self.strikes, *hook.disarm(self.stage.folder)]
            self.strikes.clear()

    def is_frozen(self) -> bool:
        with self._lock:
            return any(worker.wakes_at is not None for worker in self.workers)

    def fell_host(self, host: int) -> None:
        """All workers of one machine are gone at once."""
        with self._lock:
            for worker in self.workers:
                if worker.host == host:
                    self.crashes["a whole host"] += 1
                    send(worker, signal.SIGKILL)

    def dismiss(self) -> None:
        """The end: gently where they can still hear."""
        self._ending.set()
        if self._guard is not None:
            self._guard.join()
        for worker in self.workers:
            send(worker, signal.SIGCONT)
            send(worker, signal.SIGTERM)
        deadline = time.monotonic() + STOPS_WITHIN
        for worker in self.workers:
            worker.process.join(max(0.1, deadline - time.monotonic()))
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join()
        self.workers.clear()

    def _look_after(self) -> None:
        while not self._ending.wait(MOMENT):
            with self._lock:
                self._read_reports()
                self._see_to_all()

    def _see_to_all(self) -> None:
        """Bury, wake up, replace."""
        now = time.monotonic()
        for worker in list(self.workers):
            if worker.process.exitcode is not None:
                self.workers.remove(worker)
                self.graves.append((worker.process.pid or 0, now))
            elif worker.wakes_at is not None and now >= worker.wakes_at:
                worker.wakes_at = None
                send(worker, signal.SIGCONT)
        for _ in range(self.size - sum(worker.wakes_at is None for worker in self.workers)):
            self._bear()

    def _bear(self) -> None:
        """Forked from a process that has loaded `nursery` and opened nothing."""
        forking = multiprocessing.get_context("forkserver")
        process = forking.Process(target=work, args=(self.stage.pace, str(self.stage.folder)), daemon=True)
        process.start()
        host = min(range(self.hosts), key=lambda host: sum(one.host == host for one in self.workers))
        self.workers.append(Worker(host, process))

    def _kill_anyone(self, strike: Strike) -> None:
        """The oldest that is awake, whatever it does."""
        for worker in self.workers:
            if worker.wakes_at is None:
                self.crashes[strike.point] += 1
                send(worker, signal.SIGKILL)
                return

    def _read_reports(self) -> None:
        """What was written down right before it happened."""
        reports = self.stage.folder / hook.REPORTS
        if not reports.exists():
            return
        with reports.open("rb") as file:
            file.seek(self._read_to)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read_to += len(whole)
        for line in whole.splitlines():
            self._note(json.loads(line))

    def _note(self, told: dict[str, Any]) -> None:
        self.waiting.discard(told["point"])
        if told["action"] != FREEZE:
            self.crashes[told["point"]] += 1
            return
        self.freezes[told["point"]] += 1
        for worker in self.workers:
            if worker.process.pid == told["pid"]:
                worker.wakes_at = time.monotonic() + told["seconds"] / self.stage.pace.speed


def send(worker: Worker, number: signal.Signals) -> None:
    if worker.process.pid is not None and worker.process.exitcode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.process.pid, number)
