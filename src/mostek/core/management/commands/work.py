from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management import BaseCommand

from mostek.core import work
from mostek.core.database import require


class Command(BaseCommand):
    help = "The worker: reads what came, decides, issues, reconciles. Any number may run."

    def handle(self, *args: Any, **options: Any) -> None:
        require()
        stop = threading.Event()

        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, ask_to_stop)
        work.run(stop)
