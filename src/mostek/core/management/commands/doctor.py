from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser

from mostek.core import doctor


@contextmanager
def quiet() -> Iterator[None]:
    """This is a report for people: the lines of the log would stand in the middle of it."""
    log = logging.getLogger("mostek")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


class Command(BaseCommand):
    help = "Looks at settings, database, worker and each Connection. Ends with 1 when there is trouble."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="findings as JSON")
        parser.add_argument("--offline", action="store_true", help="do not ask wFirma")
        parser.add_argument("--lang", choices=["pl", "en"], default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, lang: str, **options: Any) -> None:
        with quiet():
            found = doctor.examine(online=not options["offline"])
        if options["json"]:
            self.stdout.write(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        else:
            for one in found:
                self.stdout.write(f"{'✓' if one.ok else '!'} {one.about}: {getattr(one, lang)}")
        if not all(one.ok for one in found):
            raise SystemExit(1)
