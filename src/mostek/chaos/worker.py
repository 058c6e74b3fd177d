"""A real worker process of a run: the same command as `mostek work`, with a clock that runs and a hook that strikes."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from mostek.chaos.hook import Pace, end_with_parent, striking
from mostek.lib import points


def work(pace: Pace, folder: str) -> None:
    """Runs in a child of the fork server; ends with SIGTERM, or as the plan will."""
    end_with_parent()
    os.setsid()  # Ctrl+C is for the director, who ends everybody in order
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log = os.open(Path(folder) / "workers.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    pace.keep()
    points.install(striking(Path(folder)))
    from django.core.management import call_command

    call_command("work")
