from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from mostek.core.database import require
from mostek.core.importing import meet, run, take, words
from mostek.core.management.commands.doctor import quiet
from mostek.core.models import Import, Source
from mostek.sources.file.table import BYTES, BadFile

WIDTH = 24
NOT_READ = 2  # exit code: nothing was done
TO_LOOK_AT = (meet.FAILED, meet.CHANGED, meet.KNOWN)


def stop(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=NOT_READ)


class Command(BaseCommand):
    help = (
        "Bring a file of sales to a Source. Ends with 0 if nothing needs a look, with 1 if rows failed, changed after"
        " their document left or are known from another source, with 2 if nothing could be done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX")
        parser.add_argument("--source", required=True, metavar="S", help="number or name of the Source")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--json", action="store_true", help="the figures as JSON")
        parser.add_argument("--lang", choices=["pl", "en"], default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, lang: str, **options: Any) -> None:
        require()
        with translation.override(lang), quiet():
            one = self.take(options["file"], self.source(options["source"]))
            try:
                self.drive(one)
                if not options["json"]:
                    self.show_preview(one)
                if not options["dry_run"]:
                    take.begin(one)
                    self.drive(one)
                self.show(one, as_json=options["json"])
                needs_a_look = any(one.counted(name) for name in TO_LOOK_AT)
            finally:
                if options["dry_run"]:
                    one.delete()
        if needs_a_look:
            raise SystemExit(1)

    def source(self, asked: str) -> Source:
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None
        rows = list(Source.objects.filter(Q(pk=number) | Q(name=asked), kind="file")[:2])
        if len(rows) != 1:
            raise stop(_("There is no source of files named %(name)s.") % {"name": asked})
        if not rows[0].is_on:
            raise stop(_("The source is switched off. Switch it on first."))
        return rows[0]

    def take(self, file: Path, source: Source) -> Import:
        try:
            with file.open("rb") as opened:
                one = take.take(source, file.name, opened.read(BYTES + 1))
        except OSError as error:
            raise stop(f"{file}: {error.strerror}") from error
        except BadFile as error:
            raise stop(words.of_file(error)) from error
        plan = take.plan_of(one)
        if missing := plan.missing():
            one.delete()
            named = ", ".join(words.target(name) for name in missing)
            raise stop(
                _("It is not clear which column is: %(names)s. Import the file once in the panel.")
                % {"names": named}
            )
        take.settle_plan(one, plan)
        return one

    def drive(self, one: Import) -> None:
        """To the end of what it is at, beside a worker that may have it already."""
        is_terminal = sys.stderr.isatty()
        while True:
            run.run(one.pk, tell=self.tell if is_terminal else None)
            one.refresh_from_db()
            if not one.is_running:
                break
            if is_terminal:
                self.tell(one)
            time.sleep(0.2)
        if is_terminal:
            self.stderr.write("\r\x1b[K", ending="")
        if one.state == Import.State.ASKING:
            raise stop(str(words.FILES.get(one.error, one.error)))

    def tell(self, one: Import) -> None:
        done = WIDTH * one.position // one.orders if one.orders else 0
        text = f"[{'#' * done}{'·' * (WIDTH - done)}] {one.position}/{one.orders}"
        self.stderr.write(f"\r\x1b[K{text}", ending="")

    def show_preview(self, one: Import) -> None:
        for sale in one.preview:
            decided = words.DECISIONS[sale["decision"]]
            what = f"{words.OUTCOMES[sale['outcome']]}, {decided}"
            self.stdout.write(f"{sale['order']}  {sale['buyer']}  {sale['total']} {sale['currency']}  {what}")
        if one.preview:
            self.stdout.write("")

    def show(self, one: Import, *, as_json: bool) -> None:
        counts = {name: one.counted(name) for name in words.OUTCOMES}
        rows = one.rows.exclude(outcome=meet.REVISED).order_by("pk")
        if as_json:
            told = [
                {"row": row.row, "order": row.external_id, "outcome": row.outcome}
                | {"code": row.code, "column": row.column, "changes": row.changes}
                for row in rows
            ]
            decisions = {name: one.counted(name) for name in words.DECISIONS}
            said = {"state": one.state, "orders": one.orders, "counts": counts, "rows": told}
            if one.state == Import.State.CHECKED:
                said["decisions"] = decisions
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
            return
        for name, word in words.OUTCOMES.items():
            self.stdout.write(f"{counts[name]:>7}  {word}")
        for row in rows[:20]:
            said_of = words.of_row(row) if row.code else str(words.OUTCOMES[row.outcome])
            self.stdout.write(_("Row %(number)s") % {"number": row.row} + f", {row.external_id}: {said_of}")
