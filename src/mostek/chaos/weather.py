"""Switches the faults of the plan on in the sandbox as the run goes on, and counts which of them struck."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mostek.chaos.plan import ADD, TIMES, Fault, Gust
from mostek.chaos.stage import Stage, ask

AT_ONCE = 5  # faults that wait for a call that issues; more would only queue up behind each other


@dataclass
class Weather:
    stage: Stage
    gusts: deque[Gust]
    waiting: Counter[tuple[str, str]] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, stage: Stage, gusts: Sequence[Gust]) -> Weather:
        return cls(stage, deque(gusts))

    def blow(self, share: float) -> None:
        """Called now and then; `share` of the sales is in the books."""
        self._count()
        while self.gusts and self.gusts[0].share <= share and self._waiting_for_add() < AT_ONCE:
            if self._would_add_up(self.gusts[0]):
                return
            for fault in self.gusts.popleft().faults:
                self.switch_on(fault)

    def switch_on(self, fault: Fault) -> None:
        self.waiting[scaled(fault.name, self.stage.pace.speed), fault.match] += 1
        wanted = {
            "name": scaled(fault.name, self.stage.pace.speed),
            "match": fault.match,
            "committed": fault.committed,
        }
        ask("POST", f"{self.stage.sandbox}/-/faults", {**wanted, "times": 1})

    def _would_add_up(self, gust: Gust) -> bool:
        """Two delays on one call would be longer than wFirma is believed to need."""
        waiting = {name.partition(":")[0] for name, _ in self.waiting}
        return any(
            (kind := fault.name.partition(":")[0]) in TIMES and kind in waiting for fault in gust.faults
        )

    def _waiting_for_add(self) -> int:
        return sum(times for (_, match), times in self.waiting.items() if match == ADD)

    def end(self) -> None:
        """What has not struck by now will not."""
        self._count()
        self.gusts.clear()
        ask("DELETE", f"{self.stage.sandbox}/-/faults")
        self.waiting.clear()

    def _count(self) -> None:
        if not self.waiting:
            return
        active: list[dict[str, Any]] = ask("GET", f"{self.stage.sandbox}/-/faults")["faults"]
        still = Counter((one["name"], one["match"]) for one in active)
        for (name, _), times in (self.waiting - still).items():
            self.struck[name.partition(":")[0] if name.startswith(("slow", "late")) else name] += times
        self.waiting = still


def scaled(name: str, speed: float) -> str:
    """The sandbox sleeps by the clock of the machine, and hides a document by the clock of the run."""
    kind, _, seconds = name.partition(":")
    return f"slow:{float(seconds) / speed:.4f}" if kind == "slow" else name
