"""The seller: connects each company before the run, and during it does what only a person can.

Not what a person must never be asked for: nothing here settles a Document of unknown outcome.
"""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from typing import Any

import httpx2

from mostek.chaos.stage import Stage, ask

log = logging.getLogger("mostek.chaos")

LOGIN = "jan@demo.example"
TOKEN_SECONDS = 900  # so that many refreshes fall into a run
SELLER = {
    "vat_status": "active",
    "vat_ue": True,
    "oss": "registered",
    "cash_register": "none",
    "consumer_document": "receipt",
    "income_tax": "scale",
}


def open_books(stage: Stage, companies: int) -> None:
    """As many companies in the sandbox as the run has Connections."""
    rows = [
        {"name": f"Firma {number}", "altname": f"Firma {number}", "nip": f"{9876543210 + number}"}
        | {"vat_payer": True, "tax": "taxregister", "zip": "30-001", "city": "Kraków"}
        for number in range(companies)
    ]
    seed = {
        "companies": rows,
        "users": [{"login": LOGIN, "companies": list(range(max(companies, 2)))}],
        "settings": {"access_token_seconds": TOKEN_SECONDS},
    }
    ask("POST", f"{stage.sandbox}/-/seed", seed)


def connect(stage: Stage, companies: int) -> list[Any]:
    """A Connection and a Source for each company; the Sources, in the order of the companies."""
    from mostek.core import account_check
    from mostek.core import connect as verb
    from mostek.core.models import Connection, Source
    from mostek.lib import clock

    sources = []
    for number in range(companies):
        wanted = {"name": f"Mostek {number}", "redirect_uri": verb.callback_url(), "ip": "127.0.0.1"}
        application = ask("POST", f"{stage.sandbox}/-/application", wanted)
        connection = Connection.objects.create(
            name=f"Firma {number}",
            created_at=clock.now(),
            client_id=application["client_id"],
            client_secret=application["client_secret"],
            seller=SELLER,
            corrections=Connection.Corrections.REFUNDS,
        )
        consent(stage, connection)
        company = next(one for one in verb.companies(connection) if one.name == connection.name)
        verb.choose(connection, company.id)
        account_check.believe(connection, 0.0)  # its pro forma would be counted among the documents
        sources.append(
            Source.objects.create(
                connection=connection,
                kind="publigo",
                name=f"Sklep {number}",
                secret=secrets.token_hex(16),
                created_at=clock.now(),
            )
        )
    return sources


def consent(stage: Stage, connection: Any) -> None:
    """The pages of the consent without their clicks; the exchange of the code is the product's own. WfirmaError."""
    from mostek.core import connect as verb
    from mostek.wfirma.oauth import SCOPES

    session: dict[str, Any] = {}
    address = httpx2.URL(verb.begin(connection, session))
    wanted = {"login": LOGIN, "client_id": connection.client_id, "redirect_uri": verb.callback_url()}
    answer = ask(
        "POST",
        f"{stage.sandbox}/-/consent",
        {**wanted, "scope": " ".join(SCOPES), "state": address.params["state"]},
    )
    if verb.returned(session, answer["state"]) != connection.pk:
        raise RuntimeError("the sandbox did not bring our state back")
    verb.accept(connection, answer["code"])


class Person:
    """Looks in now and then. `done` counts what had to be done, by reason.

    `settled`: Documents whose outcome only a person could settle.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.done: Counter[str] = Counter()
        self.settled: set[int] = set()

    def look_in(self) -> None:
        from mostek.core.models import Connection, Document

        for connection in Connection.objects.filter(health=Connection.Health.NEEDS_YOU):
            self.mend(connection)
        refused = Document.objects.filter(
            state=Document.State.HELD, reason__regex=r"^(rejected|cannot_express|absent)"
        )
        for document in refused:
            self.send_again(document)

    def mend(self, connection: Any) -> None:
        """The test of the connection first, as the page says; a new consent where that does not help."""
        from mostek.core import examine
        from mostek.core.models import Connection
        from mostek.wfirma.errors import WfirmaError

        self.done[connection.health_code] += 1
        try:
            examine.examine(connection)
            connection.refresh_from_db()
            if connection.health == Connection.Health.NEEDS_YOU:
                consent(self.stage, connection)
        except WfirmaError as error:
            log.info("the person will try again: %s", error.code)

    def send_again(self, document: Any) -> None:
        from mostek.core import receive

        self.done[document.reason] += 1
        if document.reason.startswith("absent"):
            self.settled.add(document.pk)
        receive.issue_again(document)
