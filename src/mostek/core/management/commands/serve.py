from __future__ import annotations

import socket
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from mostek.core import setup
from mostek.lib.processes import Child, Family


def refuse_taken(bind: str) -> None:
    """A sentence instead of a web server that starts again and again."""
    host, _, port = bind.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host or "127.0.0.1", int(port)))
        except (OSError, ValueError, OverflowError) as error:
            raise CommandError(
                f"Adres {bind} jest zajęty albo niepoprawny. Wybierz inny: --bind 127.0.0.1:8010\n"
                f"The address {bind} is taken or wrong. Choose another: --bind 127.0.0.1:8010"
            ) from error


class Command(BaseCommand):
    help = "Web and worker together, for one machine. Brings the database up to date first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port of the panel")

    def handle(self, *args: Any, bind: str, **options: Any) -> None:
        refuse_taken(bind)
        call_command("check")
        call_command("migrate", verbosity=0)
        self.stdout.write(f"Panel: {settings.MOSTEK_URL}")
        if setup.is_needed():
            self.stdout.write(f"Kod pierwszego konta / code of the first account: {setup.code()}")
        with Family() as family:
            family.start(Child("web", ["web", "--bind", bind]))
            family.start(Child("worker", ["work"]))
            code = family.watch()
        if code:
            raise SystemExit(code)
