"""The worker's turn of the alerts: look, write, send."""

from __future__ import annotations

import time

from mostek.core.alerts import digest, look, mail, tell
from mostek.lib import clock

EVERY = 60.0  # seconds between two looks


class Watch:
    """One per worker process: a look once a minute, and whenever a message waits to be sent."""

    def __init__(self) -> None:
        self._looked_at = float("-inf")

    def is_due(self) -> bool:
        return time.monotonic() - self._looked_at >= EVERY or mail.due(clock.now()).exists()

    def go(self) -> None:
        if time.monotonic() - self._looked_at >= EVERY:
            self._looked_at = time.monotonic()
            go()
        else:
            mail.send_due()


def go() -> None:
    look.look()
    tell.announce()
    digest.write_due()
    mail.send_due()
