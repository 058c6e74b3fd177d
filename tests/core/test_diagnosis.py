"""Each cause that keeps wFirma from working for us: the sandbox produces it, people read what it is and what to do.

The same sentences, in both languages, stand on the page of the Connection and in `mostek doctor`; documents wait; and
once the cause is mended, a test or *Generuj* is all it takes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from mostek.core import connect, messages, work
from mostek.core.models import Connection, Document, User
from mostek.lib import clock
from tests.conftest import Wfirma, make_connection
from tests.core.consents import at_wfirma, consent, generate, keys, way_back
from tests.core.deliveries import deliver, private_sale


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    settings.MOSTEK_OUTGOING_IP = "127.0.0.1"


@pytest.fixture
def panel(connection: Connection, wfirma: Wfirma) -> Client:
    """A browser of the Connection's owner; wFirma knows the application's *adres zwrotny*."""
    application(wfirma).redirect_uri = connect.callback_url()
    owner = User.objects.create_user("anna", "anna@example.com", "trzy-zwykle-slowa")
    connection.members.add(owner)
    client = Client()
    client.force_login(owner)
    return client


def application(wfirma: Wfirma) -> Any:
    return next(iter(wfirma.books.ledger.applications.values()))


def employee(wfirma: Wfirma) -> Any:
    found = wfirma.books.ledger.user_of("ola@demo.example")
    assert found is not None
    return found


def page_of(panel: Client, connection: Connection, language: str, page: str = "") -> str:
    address = f"/settings/integrations/wfirma/{connection.pk}/{page}"
    return unescape(panel.get(address, headers={"accept-language": language}).content.decode())


def doctor(language: str, *options: str) -> str:
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", "--lang", language, *options, stdout=told)
    return told.getvalue()


def assert_told(panel: Client, connection: Connection, code: str) -> None:
    """On the page and by the doctor, in both languages, with the step; the code has its own entry in the table."""
    assert code in messages.TABLE
    for language in ("pl", "en"):
        message = messages.of(code, language=language)
        shown = page_of(panel, connection, language)
        assert message.happened in shown
        assert message.step in shown
        assert messages.say(code, language) in doctor(language, "--offline")


def press_test(panel: Client, connection: Connection) -> None:
    panel.post(f"/settings/integrations/wfirma/{connection.pk}/test/")


@dataclass(frozen=True)
class Cause:
    """`produce` and `mend` act at wFirma alone, `resume` is what the person presses then."""

    code: str
    produce: Callable[[Wfirma, Connection], None]
    mend: Callable[[Wfirma, Connection], None]
    resume: str = "test"
    state: str = "needs_you"


def expire(connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(access_expires_at=clock.now())


def wrong_id(wfirma: Wfirma, connection: Connection) -> None:
    """Somebody deleted the application and made another."""
    expire(connection)
    application(wfirma).client_id = "1" * 32


def new_id(wfirma: Wfirma, connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(client_id=application(wfirma).client_id)


def wrong_secret(wfirma: Wfirma, connection: Connection) -> None:
    expire(connection)
    application(wfirma).client_secret = "2" * 32


def new_secret(wfirma: Wfirma, connection: Connection) -> None:
    connection.client_secret = application(wfirma).client_secret
    connection.save(update_fields=["client_secret"])


def unverified(wfirma: Wfirma, connection: Connection) -> None:
    expire(connection)
    application(wfirma).status = "waiting"


def verified(wfirma: Wfirma, connection: Connection) -> None:
    application(wfirma).status = "verified"


def wrong_ip(wfirma: Wfirma, connection: Connection) -> None:
    wfirma.books.settings.check_ip = True
    application(wfirma).ip = "203.0.113.7"


def right_ip(wfirma: Wfirma, connection: Connection) -> None:
    application(wfirma).ip = "127.0.0.1"


def four_scopes(wfirma: Wfirma, connection: Connection) -> None:
    for grant in wfirma.books.ledger.grants.values():
        grant.scopes = [scope for scope in grant.scopes if scope != "invoices-write"]


def as_employee(wfirma: Wfirma, connection: Connection) -> None:
    for grant in wfirma.books.ledger.grants.values():
        grant.user_id = employee(wfirma).id


def permitted(wfirma: Wfirma, connection: Connection) -> None:
    employee(wfirma).permissions = {"income_view", "income_add", "income_send", "contractors"}


def no_company(wfirma: Wfirma, connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(company_id="")


def right_company(wfirma: Wfirma, connection: Connection) -> None:
    connect.choose(Connection.objects.get(pk=connection.pk), "111222")


def foreign_company(wfirma: Wfirma, connection: Connection) -> None:
    """The one who consented has lost access to the company of the Connection."""
    as_employee(wfirma, connection)
    permitted(wfirma, connection)
    employee(wfirma).memberships[0].company_id = 111223


def back_in_company(wfirma: Wfirma, connection: Connection) -> None:
    employee(wfirma).memberships[0].company_id = 111222


def locked(wfirma: Wfirma, connection: Connection) -> None:
    """Ten calls with a wrong key, from the same address."""
    from mostek.core import wire
    from mostek.wfirma.client import Client as Api
    from mostek.wfirma.errors import WfirmaError
    from mostek.wfirma.transport import Bearer, Transport

    stranger = Api(Transport("http://wfirma.sandbox", Bearer("no-such-token"), http=wire.http()), None)
    for _ in range(10):
        with pytest.raises(WfirmaError):
            stranger.companies()


def later(wfirma: Wfirma, connection: Connection) -> None:
    clock.advance(timedelta(minutes=6))


def maintenance(wfirma: Wfirma, connection: Connection) -> None:
    wfirma.faults.on("maintenance", times=1000)


def no_fault(wfirma: Wfirma, connection: Connection) -> None:
    wfirma.faults.clear()


def withdrawn(wfirma: Wfirma, connection: Connection) -> None:
    for grant in wfirma.books.ledger.grants.values():
        grant.revoked = True


def expired(wfirma: Wfirma, connection: Connection) -> None:
    expire(connection)
    for grant in wfirma.books.ledger.grants.values():
        grant.refresh_expires = clock.now()


def nothing(wfirma: Wfirma, connection: Connection) -> None:
    pass


CAUSES = {
    "wrong client id": Cause("auth.client", wrong_id, new_id, "generate"),
    "wrong secret": Cause("auth.client", wrong_secret, new_secret, "generate"),
    "application back to verification": Cause("auth.client", unverified, verified),
    "IP not allowed": Cause("auth.ip", wrong_ip, right_ip),
    "scope missing": Cause("auth.scope", four_scopes, nothing, "generate"),
    "permission missing": Cause("auth.permission", as_employee, permitted),
    "company id missing": Cause("auth.company", no_company, right_company),
    "foreign company": Cause("auth.company_foreign", foreign_company, back_in_company),
    "account locked for 5 minutes": Cause("throttled.auth_lock", locked, later, "wait", "ready"),
    "maintenance": Cause("throttled.maintenance", maintenance, no_fault, "test", "ready"),
    "consent withdrawn": Cause("auth.refresh_dead", withdrawn, nothing, "generate"),
    "refresh token expired": Cause("auth.refresh_dead", expired, nothing, "generate"),
}


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_documents_wait_people_are_told_and_all_goes_on_once_it_is_mended(
    cause, client, panel, publigo, connection, wfirma
):
    cause.produce(wfirma, connection)
    for number in (1, 2):
        deliver(client, publigo, private_sale(number))
    work.step()
    clock.advance(timedelta(seconds=1))
    work.step()  # a refused token is refreshed first; the refusal of the refresh is what counts
    connection.refresh_from_db()
    assert (connection.health, connection.health_code or connection.pause_code) == (cause.state, cause.code)
    assert {one.state for one in Document.objects.all()} == {"pending"}
    assert wfirma.documents == []
    assert_told(panel, connection, cause.code)

    cause.mend(wfirma, connection)
    if cause.resume == "generate":
        assert consent(panel, wfirma, connection).status_code == 302
    elif cause.resume == "test":
        press_test(panel, connection)
    for _ in range(4):
        clock.advance(timedelta(minutes=6))
        work.step()
    assert [one.state for one in Document.objects.all()] == ["issued", "issued"]
    assert len(wfirma.documents) == 2
    assert page_of(panel, connection, "pl").count("tone-orange") == 0


# Reading cannot show that a scope for writing is missing.
SEEN_BY_READING = [
    name for name, one in CAUSES.items() if one.state == "needs_you" and one.code != "auth.scope"
]


@pytest.mark.parametrize("name", SEEN_BY_READING)
def test_the_test_says_the_same_and_does_not_call_ready_what_is_not(name, panel, connection, wfirma):
    cause = CAUSES[name]
    cause.produce(wfirma, connection)
    press_test(panel, connection)
    connection.refresh_from_db()
    message = messages.of(cause.code, language="pl")
    shown = page_of(panel, connection, "pl", "test/")
    assert message.happened in shown
    assert message.step in shown
    assert "Gotowe. Następna" not in shown
    assert (connection.health, connection.health_code) == ("needs_you", cause.code)


def test_a_missing_scope_is_not_forgotten_by_a_test_that_only_reads(
    client, panel, publigo, connection, wfirma
):
    four_scopes(wfirma, connection)
    deliver(client, publigo, private_sale())
    work.step()
    press_test(panel, connection)
    connection.refresh_from_db()
    assert (connection.health, connection.health_code) == ("needs_you", "auth.scope")


# What wFirma says on a page of its own, before any consent: nothing of it comes back to us.


def page_client(wfirma: Wfirma) -> None:
    application(wfirma).client_id = "1" * 32


def page_unverified(wfirma: Wfirma) -> None:
    application(wfirma).status = "waiting"


def page_redirect(wfirma: Wfirma) -> None:
    application(wfirma).redirect_uri = connect.callback_url().rstrip("/")


def page_scope(wfirma: Wfirma) -> None:
    application(wfirma).scopes = ["invoices-read"]


PAGES = {
    "consent.page.client": (page_client, "client_id"),
    "consent.page.unverified": (page_unverified, "oczekuje na weryfikację"),
    "consent.page.redirect": (page_redirect, "redirect_uri"),
    "consent.page.scope": (page_scope, "Zakres niedostępny"),
}


@pytest.mark.parametrize("code", connect.SAID_AT_WFIRMA)
def test_who_does_not_come_back_from_wfirma_finds_what_its_page_may_have_said(
    code, panel, connection, wfirma
):
    produce, said = PAGES[code]
    produce(wfirma)
    refused = at_wfirma(wfirma, generate(panel, connection))
    assert refused.status_code == 400
    assert said in refused.get_data(as_text=True)

    connection.refresh_from_db()
    assert connection.health == "ready", "a connection that works goes on working"
    for language in ("pl", "en"):
        for shown in (page_of(panel, connection, language), page_of(panel, connection, language, "keys/")):
            assert messages.of("consent.no_return", language=language).happened in shown
            assert messages.of(code, language=language).happened in shown
            assert messages.of(code, language=language).step in shown
        assert messages.say(code, language) in doctor(language, "--offline")
    assert said.casefold().replace("zakres ", "") in messages.of(code, language="pl").happened.casefold()


def test_who_comes_back_is_not_reminded_any_more(panel, connection, wfirma):
    address = generate(panel, connection)
    assert messages.of("consent.no_return", language="pl").happened in page_of(
        panel, connection, "pl", "keys/"
    )
    panel.get(way_back(at_wfirma(wfirma, address)))
    assert messages.of("consent.no_return", language="pl").happened not in page_of(
        panel, connection, "pl", "keys/"
    )


REFUSALS = {
    "wrong secret": ("auth.client", lambda wfirma: setattr(application(wfirma), "client_secret", "2" * 32)),
    "code too old": ("auth.code_refused", lambda wfirma: clock.advance(timedelta(hours=1))),
    "maintenance": (
        "unknown.token_answer",
        lambda wfirma: wfirma.faults.on("maintenance", match="oauth2/token"),
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_consent_that_fails_at_the_exchange_says_why_and_is_remembered(
    name, language, panel, connection, wfirma
):
    code, spoil = REFUSALS[name]
    Connection.objects.update(health="new", refresh_token="", access_token="", company_id="")
    page = at_wfirma(wfirma, generate(panel, connection))
    spoil(wfirma)
    answer = panel.get(way_back(page), headers={"accept-language": language})
    assert answer.status_code == 400
    shown = unescape(answer.content.decode())
    if code.startswith("auth."):
        assert messages.of(code, language=language).happened in shown
        assert messages.of(code, language=language).step in shown
        assert messages.of(code, language=language).happened in page_of(panel, connection, language)
        assert messages.say(code, language) in doctor(language, "--offline")
    connection.refresh_from_db()
    assert connection.health == "new"
    assert keys(connection)["client_secret"], "what was typed is kept"


def test_a_failed_consent_leaves_a_working_connection_as_it_was(panel, connection, wfirma):
    before = Connection.objects.values().get()
    for decision, spoil in (("refuse", nothing), ("allow", wrong_secret)):
        page = at_wfirma(wfirma, generate(panel, connection), decision=decision)
        spoil(wfirma, connection)
        Connection.objects.update(access_expires_at=before["access_expires_at"])
        assert panel.get(way_back(page)).status_code == 400
    assert Connection.objects.values().get() == before


def test_the_doctor_asks_wfirma_and_tells_what_it_found(panel, connection, wfirma):
    wrong_ip(wfirma, connection)
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", "--json", stdout=told)
    found = [one for one in json.loads(told.getvalue()) if one["about"] == f"connection {connection.name}"]
    assert messages.say("auth.ip", "pl") in [one["pl"] for one in found if not one["ok"]]


def test_an_application_that_waits_for_verification_is_named_by_the_doctor(wfirma, noon, db):
    make_connection(wfirma, health="new", health_code=connect.REGISTERED, company_id="")
    assert messages.say(connect.REGISTERED, "pl") in doctor("pl", "--offline")
