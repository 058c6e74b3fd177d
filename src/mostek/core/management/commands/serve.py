from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser, call_command

from mostek.core import setup
from mostek.lib.processes import Child, Family


class Command(BaseCommand):
    help = "Web and worker together, for one machine. Brings the database up to date first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port of the panel")

    def handle(self, *args: Any, bind: str, **options: Any) -> None:
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
