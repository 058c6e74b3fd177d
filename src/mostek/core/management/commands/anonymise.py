from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from mostek.core.database import require
from mostek.core.privacy import anonymise, periods

LINES = (
    ("anonymised", "zanonimizowano", "anonymised"),
    ("open", "nietknięte, bo sprawa jest otwarta", "left alone, still open"),
    ("kept_longer", "przechowywane dłużej", "kept longer by law"),
    ("events", "wiadomości bez zamówienia", "messages without an order"),
)


class Command(BaseCommand):
    help = "Takes buyers' data out of orders past the periods of the law. Numbers, totals and days stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--before", metavar="DATE", help="only sales before this day, 2020-01-01")
        parser.add_argument("--dry-run", action="store_true", help="count, change nothing")
        parser.add_argument("--json", action="store_true", help="the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        require()
        last = periods.latest_cutoff()
        before = day_of(options["before"]) if options["before"] else last
        if before > last:
            raise CommandError(
                f"Najpóźniej {last} (MOSTEK_RETENTION_YEARS). / At the latest {last} (MOSTEK_RETENTION_YEARS)."
            )
        total = periods.sold_before(before).count()

        def show(done: int) -> None:
            self.stderr.write(f"{done}/{total}")

        counts = anonymise.run(before, dry=options["dry_run"], progress=show)
        if options["json"]:
            told = {"before": before.isoformat(), "dry_run": options["dry_run"], **counts}
            self.stdout.write(json.dumps(told, indent=2))
            return
        self.stdout.write(f"< {before}{' (--dry-run)' if options['dry_run'] else ''}")
        for key, pl, en in LINES:
            self.stdout.write(f"{counts[key]:>8}  {pl} / {en}")


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--before: 2020-01-01, nie / not {text}") from error
