from __future__ import annotations

import json
import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from mostek.core import lease, reconcile, tokens
from mostek.core.database import require
from mostek.core.lease import LeaseLost
from mostek.core.management.commands.doctor import quiet
from mostek.core.management.commands.proof import connections_of
from mostek.core.models import Connection, Document
from mostek.core.proof import drive, report, scan
from mostek.core.proof.ours import Month
from mostek.lib import clock
from mostek.wfirma.errors import WfirmaError

PATIENCE = 300.0  # seconds, with a worker that holds the lease


class Command(BaseCommand):
    help = "Settles what is unknown now, then compares the current month both ways. Ends with 0 if nothing is open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the figures as JSON")
        parser.add_argument("--lang", choices=["pl", "en"], default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, lang: str, **options: Any) -> None:
        require()
        with translation.override(lang), quiet():
            found = [self.settle_and_prove(one, options["json"]) for one in connections_of(None)]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        if not all(one["unknown"] == 0 and one["proof"]["clean"] for one in found):
            raise SystemExit(1)

    def settle_and_prove(self, connection: Connection, as_json: bool) -> dict[str, Any]:
        looked = self.settle(connection)
        unknown = Document.objects.filter(connection=connection, state=Document.State.UNKNOWN).count()
        line = report.Line(self.stderr)
        try:
            proof = drive.drive(scan.ask(connection, Month.of(clock.warsaw_date())), line.show)
        finally:
            line.end()
        if not as_json:
            said = {"looked": looked, "left": unknown}
            self.stdout.write(
                f"{connection.name}: " + _("%(looked)s looked for in wFirma, %(left)s still unknown.") % said
            )
            self.stdout.write("\n".join(report.lines(proof)))
        return {"looked": looked, "unknown": unknown, "proof": report.to_json(proof)}

    def settle(self, connection: Connection) -> int:
        """Look once for each unknown document, whether or not its turn has come; early absence proves nothing."""
        rows = Document.objects.filter(connection=connection, state=Document.State.UNKNOWN)
        looked = 0
        for pk in list(rows.order_by("unknown_since", "pk").values_list("pk", flat=True)):
            if not self.look(connection.pk, pk):
                break
            looked += 1
        return looked

    def look(self, connection_id: int, pk: int) -> bool:
        """One look under the lease. False: the connection cannot be called now."""
        deadline = time.monotonic() + PATIENCE
        told = False
        while time.monotonic() < deadline:
            with lease.held(connection_id, wait=2) as held:
                if held is not None:
                    return self.look_under(held, pk)
            if not told:
                self.stderr.write(_("The worker is busy with this connection. Waiting for a gap."))
                told = True
        return False

    def look_under(self, held: lease.Lease, pk: int) -> bool:
        connection = Connection.objects.get(pk=held.connection_id)
        document = Document.objects.filter(pk=pk, state=Document.State.UNKNOWN).first()
        if not connection.is_open(clock.now()):
            return False
        if document is not None:
            try:
                reconcile.settle(document, tokens.client(connection, held), held)
            except (WfirmaError, LeaseLost):
                return False
        return True
