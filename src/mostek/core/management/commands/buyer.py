from __future__ import annotations

import json
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from mostek.core.database import require
from mostek.core.models import Connection
from mostek.core.privacy import buyer

ERASED = (
    "dane kupującego usunięte: przepisy nie wymagają ich tutaj",
    "the buyer's data are gone: no law wants them here",
)
KEPT = (
    "usunięto e-mail i treść wiadomości; resztę trzeba trzymać do {until} ({basis}), potem usunie ją mostek anonymise",
    "e-mail and messages are gone; the rest must be kept until {until} ({basis}), then mostek anonymise removes it",
)
OPEN = (
    "nietknięte: sprawa jest otwarta, najpierw załatw ją w panelu",
    "left alone: it is still open, settle it in the panel first",
)
TAX = "art. 112 i 112a ustawy o VAT, art. 86 Ordynacji podatkowej, art. 17 ust. 3 lit. b RODO"
OSS = "art. 130d ust. 3 ustawy o VAT, art. 17 ust. 3 lit. b RODO"
SENTENCES = {buyer.ERASED: ERASED, buyer.REDUCED: KEPT, buyer.OPEN: OPEN}


class Command(BaseCommand):
    help = "What is held about one buyer: export it as JSON, or erase as much of it as the law lets us."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["export", "erase"])
        parser.add_argument("who", metavar="EMAIL|NIP")
        parser.add_argument(
            "--connection", type=int, metavar="N", help="the company; needed where there are several"
        )
        parser.add_argument("--dry-run", action="store_true", help="erase: say what would happen")
        parser.add_argument("--json", action="store_true", help="erase: the outcome as JSON")

    def handle(self, *args: Any, who: str, **options: Any) -> None:
        require()
        if "@" not in who and sum(character.isalnum() for character in who) < 8:
            raise CommandError("Podaj e-mail albo NIP. / Give an e-mail address or a tax number.")
        connection = connection_of(options["connection"])
        if options["action"] == "export":
            found = buyer.export(connection, who)
            text = json.dumps(found, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
            self.stdout.write(text)
            return
        outcomes = buyer.erase(connection, who, dry=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps([told(one) for one in outcomes], ensure_ascii=False, indent=2))
            return
        for one in outcomes:
            for sentence in SENTENCES[one.outcome]:
                said = sentence.format(until=one.until, basis=OSS if one.is_oss else TAX)
                self.stdout.write(f"{one.number}: {said}")
        if not outcomes:
            self.stdout.write("Nie ma żadnego zamówienia. / There is no order.")


def told(one: buyer.Outcome) -> dict[str, Any]:
    basis = (OSS if one.is_oss else TAX) if one.until else None
    until = one.until.isoformat() if one.until else None
    return {"order": one.number, "outcome": one.outcome, "kept_until": until, "basis": basis}


def connection_of(number: int | None) -> Connection:
    rows = Connection.objects.order_by("pk")
    if number is not None:
        rows = rows.filter(pk=number)
    found = list(rows[:2])
    if not found:
        raise CommandError("Nie ma takiego połączenia. / There is no such connection.")
    if len(found) > 1:
        raise CommandError("Podaj firmę: --connection N. / Name the company: --connection N.")
    return found[0]
