"""Makes the demo's account, Connection and Source, and gives consent at the sandbox's wFirma as a person would."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import httpx2

from mostek.demo.main import LOGIN, PASSWORD

TIMEOUT = 15.0
PROVED_WITHIN = 60.0
# A profile as the panel saves it: every question answered.
SELLER = {
    "vat_status": "active",
    "vat_ue": True,
    "oss": "registered",
    "cash_register": "none",
    "consumer_document": "receipt",
    "income_tax": "scale",
}
SHOP_KEY = "DEMO-KLUCZ-PUBLIGO"
SHOP_API_KEY = "DEMO-KLUCZ-API-V2"


def set_up(sandbox: str) -> None:
    """Once per database; a second start finds everything in place. The sandbox is always told where to send."""
    from mostek.core.models import Connection, Source, User

    if not User.objects.exists():
        User.objects.create_superuser(LOGIN, LOGIN, PASSWORD)
    connection = Connection.objects.first() or connect(sandbox)
    source = Source.objects.filter(kind="publigo").first() or make_source(connection)
    point_shop(sandbox, source)
    open_shop(sandbox, source)


def connect(sandbox: str) -> Any:
    """Register the application, consent, choose the company: the steps of the help page."""
    from mostek.core import account_check, witness
    from mostek.core import connect as verb
    from mostek.core.models import Connection
    from mostek.lib import clock
    from mostek.sandbox.visitor import consent
    from mostek.wfirma import oauth

    wanted = {
        "name": "Mostek",
        "redirect_uri": verb.callback_url(),
        "ip": "127.0.0.1",
        "scopes": [*oauth.SCOPES, *oauth.WEBHOOK_SCOPES],
    }
    application = _ask("POST", f"{sandbox}/-/application", wanted)
    connection = Connection.objects.create(
        name="Kursy Demo",
        created_at=clock.now(),
        client_id=application["client_id"],
        client_secret=application["client_secret"],
        seller=SELLER,
    )
    witness.want(connection, True)
    session: dict[str, Any] = {}
    address = consent(
        verb.begin(connection, session),
        login="jan@demo.example",
        password="demo",
        back_to=verb.callback_url(),
    )
    answer = httpx2.URL(address).params
    if verb.returned(session, answer["state"]) != connection.pk:
        raise SystemExit("the sandbox did not bring our state back")
    verb.accept(connection, answer["code"])
    company = next(one for one in verb.companies(connection) if one.vat_payer)
    verb.choose(connection, company.id)
    account_check.begin(connection)
    wait_until_proved(connection)
    return connection


def wait_until_proved(connection: Any) -> None:
    """The worker, already running, checks the account and registers the webhook; a sale comes after that."""
    deadline = time.monotonic() + PROVED_WITHIN
    while time.monotonic() < deadline:
        check = connection.account_checks.first()
        connection.witness.refresh_from_db()
        if check.ended_at is not None and connection.witness.webhook_id:
            return
        time.sleep(0.1)
    raise SystemExit("the check of the account did not end")


def make_source(connection: Any) -> Any:
    from mostek.core.models import Source
    from mostek.lib import clock

    return Source.objects.create(
        connection=connection, kind="publigo", name="Publigo (demo)", secret=SHOP_KEY, created_at=clock.now()
    )


def open_shop(sandbox: str, source: Any) -> None:
    """The second leg: where the shop is and what opens it."""
    from mostek.core import pull

    source.options = {**source.options, "address": f"{sandbox}/publigo"}
    source.keys = {"api_key": SHOP_API_KEY}
    source.save(update_fields=["options", "keys"])
    pull.schedule(source)


def point_shop(sandbox: str, source: Any) -> None:
    from django.conf import settings

    target = {"url": f"{settings.MOSTEK_URL}/in/{source.key}/", "key": source.secret, "api_key": SHOP_API_KEY}
    _ask("PUT", f"{sandbox}/-/publigo/webhook", target)


def _ask(method: str, address: str, body: dict[str, Any] | None = None) -> Any:
    answer = httpx2.request(method, address, json=body, timeout=TIMEOUT)
    answer.raise_for_status()
    return answer.json()


def prepare_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostek.settings")
    django.setup()


if __name__ == "__main__":
    prepare_django()
    set_up(sys.argv[1])
