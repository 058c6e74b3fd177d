from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser

from mostek.core import doctor


class Command(BaseCommand):
    help = "Looks at settings, database, worker and each Connection. Ends with 1 when there is trouble."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="findings as JSON")
        parser.add_argument("--offline", action="store_true", help="do not ask wFirma")
        parser.add_argument("--lang", choices=["pl", "en"], default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, lang: str, **options: Any) -> None:
        found = doctor.examine(online=not options["offline"])
        if options["json"]:
            self.stdout.write(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        else:
            for one in found:
                self.stdout.write(f"{'✓' if one.ok else '!'} {one.about}: {getattr(one, lang)}")
        if not all(one.ok for one in found):
            raise SystemExit(1)
