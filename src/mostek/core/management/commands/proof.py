from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import translation

from mostek.core.database import require
from mostek.core.management.commands.doctor import quiet
from mostek.core.models import Connection, Proof
from mostek.core.proof import drive, paper, report, scan, sheet
from mostek.core.proof.ours import Month
from mostek.lib import clock


def month_of(text: str | None) -> Month:
    if text is None:
        return Month.of(clock.warsaw_date())
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise CommandError(f"--month: 2026-11, nie / not {text}")
    return Month(date.fromisoformat(f"{text}-01"))


def connections_of(number: int | None) -> list[Connection]:
    """The one that was named, else all that were ever connected."""
    rows = Connection.objects.order_by("pk")
    if number is not None:
        rows = rows.filter(pk=number)
    else:
        rows = rows.filter(is_on=True).exclude(company_id="")
    found = list(rows)
    if not found:
        raise CommandError("Nie ma takiego połączenia. / There is no such connection.")
    return found


class Command(BaseCommand):
    help = (
        "The completeness proof of a month. Ends with 0 only if nothing is missing, doubled or unexplained."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", metavar="2026-11", help="the month; without it the current one")
        parser.add_argument("--connection", type=int, metavar="N", help="only this connection")
        parser.add_argument("--json", action="store_true", help="the proof as JSON")
        parser.add_argument("--csv", type=Path, metavar="FILE", help="write the table for Excel")
        parser.add_argument("--pdf", type=Path, metavar="FILE", help="write the page for the accountant")
        parser.add_argument("--lang", choices=["pl", "en"], default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, lang: str, **options: Any) -> None:
        require()
        month = month_of(options["month"])
        chosen = connections_of(options["connection"])
        if len(chosen) > 1 and (options["csv"] or options["pdf"]):
            raise CommandError("--csv, --pdf: --connection N")
        with translation.override(lang), quiet():
            proofs = [self.prove(one, month) for one in chosen]
            if options["json"]:
                said = [report.to_json(one) for one in proofs]
                self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
            else:
                for one in proofs:
                    self.stdout.write("\n".join(report.lines(one)))
            if proofs[0].state == Proof.State.DONE:
                self.export(proofs[0], options["csv"], options["pdf"])
        if not all(one.is_clean for one in proofs):
            raise SystemExit(1)

    def prove(self, connection: Connection, month: Month) -> Proof:
        line = report.Line(self.stderr)
        try:
            return drive.drive(scan.ask(connection, month), line.show)
        finally:
            line.end()

    def export(self, proof: Proof, csv: Path | None, pdf: Path | None) -> None:
        for file, write in ((csv, sheet.write), (pdf, paper.write)):
            if file is not None:
                try:
                    file.write_bytes(write(proof))
                except OSError as error:
                    raise CommandError(f"{file}: {error.strerror}") from error
