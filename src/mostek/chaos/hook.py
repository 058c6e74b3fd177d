"""Inside a process under test: its time, and the hook that kills or freezes it at a named point.

What happens is written down before it happens, in one write to a file that only ever grows: nothing else survives.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from mostek.chaos.plan import FREEZE, Strike
from mostek.lib import clock

VARIABLE = "MOSTEK_CHAOS"
PR_SET_PDEATHSIG = 1
ARMED = "armed"  # the folder in which a strike lies as a file with the name of its point
REPORTS = "reports.jsonl"


@dataclass(frozen=True, slots=True)
class Pace:
    """What all processes of a run share."""

    anchor: str
    speed: float

    def keep(self) -> None:
        clock.run_faster(datetime.fromisoformat(self.anchor), self.speed)


def end_with_parent() -> None:
    """Should the director be killed, nobody of the run stays behind, not even the frozen. Linux only."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    try:  # who was killed before this line sends no signal any more
        os.kill(json.loads(os.environ[VARIABLE])["director"], 0)
    except ProcessLookupError:
        os._exit(1)


def environment(pace: Pace, folder: Path) -> dict[str, str]:
    told = {**asdict(pace), "folder": str(folder), "director": os.getpid()}
    return {VARIABLE: json.dumps(told)}


def told_by_environment() -> tuple[Pace, Path]:
    """(pace, folder of the run), for the processes that are started by name."""
    given = json.loads(os.environ[VARIABLE])
    return Pace(given["anchor"], given["speed"]), Path(given["folder"])


def arm(folder: Path, strike: Strike) -> None:
    """The next process that comes by is struck; one strike waits at a point, not two."""
    place = folder / ARMED / strike.point
    place.parent.mkdir(exist_ok=True)
    draft = place.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(strike)))
    draft.rename(place)


def disarm(folder: Path) -> list[Strike]:
    """Nobody is struck any more; the strikes for whose point nobody came."""
    left = []
    for place in (folder / ARMED).glob("*"):
        try:
            left.append(Strike(**json.loads(place.read_text())))
            place.unlink()
        except FileNotFoundError:  # somebody came by this very moment
            continue
    return left


def striking(folder: Path) -> Callable[[str], None]:
    """The hook: whoever can move the strike of a point away is the one who is struck."""
    armed = str(folder / ARMED)

    def hook(point: str) -> None:
        mine = f"{folder}/struck-{os.getpid()}-{point}"
        try:
            os.rename(f"{armed}/{point}", mine)
        except FileNotFoundError:
            return
        with open(mine, encoding="utf-8") as file:
            strike = Strike(**json.load(file))
        report(folder / REPORTS, strike)
        os.kill(os.getpid(), signal.SIGSTOP if strike.action == FREEZE else signal.SIGKILL)

    return hook


def report(reports: Path, strike: Strike) -> None:
    line = json.dumps({"pid": os.getpid(), **asdict(strike)}) + "\n"
    file = os.open(reports, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)
