"""Inside a process under test: its time, and the hook that kills or freezes it at a named point.

What happens is written down before it happens, in one write to a file that only ever grows: nothing else survives.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from mostek.chaos.plan import ANYWHERE, FREEZE, Strike
from mostek.lib import clock

VARIABLE = "MOSTEK_CHAOS"


@dataclass(frozen=True, slots=True)
class Pace:
    """What all processes of a run share."""

    anchor: str
    speed: float

    def keep(self) -> None:
        clock.run_faster(datetime.fromisoformat(self.anchor), self.speed)


def told_by_environment() -> tuple[Pace, Path, int]:
    """(pace, file of reports, events after which the web process dies), for processes that are started by name."""
    given = json.loads(os.environ[VARIABLE])
    return Pace(given["anchor"], given["speed"]), Path(given["reports"]), int(given["web_dies_after"])


def environment(pace: Pace, reports: Path, web_dies_after: int) -> dict[str, str]:
    return {VARIABLE: json.dumps({**asdict(pace), "reports": str(reports), "web_dies_after": web_dies_after})}


def striking(worker: str, strikes: Sequence[Strike], reports: Path) -> Callable[[str], None]:
    """The hook: the strikes in their order, each when its point is reached for the nth time since the last."""
    waiting = [strike for strike in strikes if strike.point != ANYWHERE]
    passed: Counter[str] = Counter()
    one_at_a_time = threading.Lock()

    def hook(point: str) -> None:
        with one_at_a_time:
            passed[point] += 1
            if not waiting or waiting[0].point != point or passed[point] < waiting[0].nth:
                return
            strike = waiting.pop(0)
            passed.clear()
            report(reports, worker, strike)
        os.kill(os.getpid(), signal.SIGSTOP if strike.action == FREEZE else signal.SIGKILL)

    return hook


def report(reports: Path, worker: str, strike: Strike) -> None:
    line = json.dumps({"worker": worker, "pid": os.getpid(), **asdict(strike)}) + "\n"
    file = os.open(reports, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)
