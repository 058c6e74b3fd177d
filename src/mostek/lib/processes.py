"""A family of processes: they start together and stop together; a child that dies is started again."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

log = logging.getLogger("mostek.processes")

# A child that ends this soon after its first start has a reason that starting again does not mend. Later on it may be
# the database that is away for a moment, and the others must go on.
TOO_SOON = 3.0
AGAIN_AFTER = 2.0  # seconds between two starts
GRACE = 100.0  # seconds a child may take to stop: a call in flight is finished first


@dataclass
class Child:
    name: str
    arguments: Sequence[str]
    quiet: bool = False  # what it prints is dropped; what it complains about is not
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    starts: int = 0

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mostek", *self.arguments],
            stdout=subprocess.DEVNULL if self.quiet else None,
        )
        self.started = time.monotonic()
        self.starts += 1

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None


class Family:
    """Use as a context: children started inside are stopped, gently, at its end."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.stopping = threading.Event()

    def __enter__(self) -> Family:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        return self

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def start(self, child: Child) -> Child:
        child.start()
        self.children.append(child)
        return child

    def watch(self) -> int:
        """Until asked to stop (0), or until a child ends too soon after its start (1)."""
        while not self.stopping.wait(0.5):
            for child in self.children:
                if child.has_ended():
                    if child.starts == 1 and time.monotonic() - child.started < TOO_SOON:
                        log.error("%s ended right after its start; see its message above", child.name)
                        return 1
                    log.error("%s ended; starting it again", child.name)
                    self.stopping.wait(AGAIN_AFTER)
                    child.start()
        return 0

    def __exit__(self, *_: object) -> None:
        for child in reversed(self.children):
            if child.process is not None and not child.has_ended():
                child.process.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
