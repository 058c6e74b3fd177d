from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management import BaseCommand, CommandParser

from mostek.core.database import require


class Command(BaseCommand):
    help = "The panel and the doors for sales."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000")
        parser.add_argument(
            "--workers", default=1, type=int, help="processes; more than one needs PostgreSQL to gain"
        )
        parser.add_argument("--threads", default=8, type=int, help="threads of each process")

    def handle(self, *args: Any, bind: str, workers: int, threads: int, **options: Any) -> None:
        require()
        server = [sys.executable, "-m", "gunicorn", "mostek.wsgi:application", "--bind", bind]
        server += ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)]
        # Headers and lines are bounded by gunicorn, bodies by MOSTEK_MAX_BODY.
        server += ["--timeout", "120", "--graceful-timeout", "30", "--log-level", "warning"]
        os.execv(sys.executable, server)  # noqa: S606 (our own interpreter, arguments are a list)
