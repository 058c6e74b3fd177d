"""The workers: always as many as asked for, replaced as they die, woken up when they were frozen long enough."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

from mostek.chaos import hook
from mostek.chaos.plan import ANYWHERE, FREEZE, Strike
from mostek.chaos.stage import Stage
from mostek.chaos.worker import work

STOPS_WITHIN = 20.0
AT_ONCE = 4  # strikes that wait for somebody to come by


@dataclass
class Worker:
    host: int
    process: ForkServerProcess
    wakes_at: float | None = None  # while it is frozen


@dataclass
class Crew:
    stage: Stage
    strikes: deque[Strike]
    size: int
    hosts: int = 1
    workers: list[Worker] = field(default_factory=list)
    crashes: Counter[str] = field(default_factory=Counter)
    freezes: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    unreached: list[Strike] = field(default_factory=list)
    lost_leases: list[tuple[int, int, float]] = field(
        default_factory=list
    )  # connection, epoch, when its owner died
    standstills: list[float] = field(default_factory=list)  # seconds of this machine
    read_to: int = 0

    @classmethod
    def of(cls, stage: Stage, strikes: Sequence[Strike], size: int, hosts: int) -> Crew:
        return cls(stage, deque(strikes), size, hosts)

    def look_after(self) -> None:
        """Called every moment: bury, replace, wake up."""
        self._read_reports()
        now = time.monotonic()
        for worker in list(self.workers):
            if worker.process.exitcode is not None:
                self._bury(worker)
            elif worker.wakes_at is not None and now >= worker.wakes_at:
                worker.wakes_at = None
                send(worker, signal.SIGCONT)
        while len(self.workers) < self.size:
            self._bear()
        self._time_standstills()

    def threaten(self, share: float) -> None:
        """Called now and then; `share` of the sales is in the books."""
        while self.strikes and self.strikes[0].share <= share and self.waiting < AT_ONCE:
            strike = self.strikes[0]
            if strike.point == ANYWHERE:
                self._kill_anyone(strike)
            elif hook.arm(self.stage.folder, strike):
                self.waiting += 1
            else:
                return
            self.strikes.popleft()

    def calm_down(self) -> None:
        """No more strikes. Who is frozen will wake up in its time."""
        self.unreached += [*self.strikes, *hook.disarm(self.stage.folder)]
        self.strikes.clear()

    def is_frozen(self) -> bool:
        return any(worker.wakes_at is not None for worker in self.workers)

    def fell_host(self, host: int) -> None:
        """All workers of one machine are gone at once."""
        for worker in self.workers:
            if worker.host == host:
                self.crashes["a whole host"] += 1
                send(worker, signal.SIGKILL)

    def dismiss(self) -> None:
        """The end: gently where they can still hear."""
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

    def _bear(self) -> None:
        process = context().Process(target=work, args=(self.stage.pace, str(self.stage.folder)), daemon=True)
        process.start()
        host = min(range(self.hosts), key=lambda host: sum(one.host == host for one in self.workers))
        self.workers.append(Worker(host, process))

    def _kill_anyone(self, strike: Strike) -> None:
        """Taken in turn: the oldest that is awake."""
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
            file.seek(self.read_to)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self.read_to += len(whole)
        for line in whole.splitlines():
            self._note(json.loads(line))

    def _note(self, told: dict[str, Any]) -> None:
        self.waiting -= 1
        if told["action"] != FREEZE:
            self.crashes[told["point"]] += 1
            return
        self.freezes[told["point"]] += 1
        for worker in self.workers:
            if worker.process.pid == told["pid"]:
                worker.wakes_at = time.monotonic() + told["seconds"] / self.stage.pace.speed

    def _bury(self, worker: Worker) -> None:
        from mostek.core.models import Connection

        self.workers.remove(worker)
        owned = Connection.objects.filter(lease_owner__contains=f":{worker.process.pid}:")
        for pk, epoch in owned.values_list("pk", "lease_epoch"):
            self.lost_leases.append((pk, epoch, time.monotonic()))

    def _time_standstills(self) -> None:
        """How long nobody could write for a Connection after its writer had died."""
        if not self.lost_leases:
            return
        from mostek.core.models import Connection

        epochs = dict(Connection.objects.values_list("pk", "lease_epoch"))
        for lost in list(self.lost_leases):
            pk, epoch, died_at = lost
            if epochs.get(pk) != epoch:
                self.standstills.append(time.monotonic() - died_at)
                self.lost_leases.remove(lost)


def context() -> ForkServerContext:
    """Workers are forked from a process that has loaded everything and opened nothing."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(["mostek.chaos.nursery"])
    return forking


def send(worker: Worker, number: signal.Signals) -> None:
    if worker.process.pid is not None and worker.process.exitcode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.process.pid, number)
