"""The secrets of a Connection go through everything, troubles included, and come out nowhere in clear."""

from __future__ import annotations

import json
import logging
import sys
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.urls.converters import IntConverter
from django.views.debug import get_exception_reporter_class

from mostek.core import api_keys, connect, tokens, work
from mostek.core.models import (
    Connection,
    Correction,
    Document,
    Endpoint,
    Order,
    Product,
    Proof,
    Source,
    User,
)
from mostek.core.proof import scan
from mostek.core.proof.ours import Month
from mostek.lib import clock
from mostek.panel import urls
from mostek.sandbox.wfirma.records import ApiKey
from mostek.wfirma.errors import WfirmaError
from tests.conftest import Wfirma
from tests.core.consents import at_wfirma, consent, generate, way_back
from tests.core.deliveries import deliver, private_sale
from tests.core.test_secrets import rows
from tests.panel.conftest import make_delivery, make_import, make_source

SECRET = "MARKED-client-secret-5c1e"
KEYS = {"access_key": "MARKED-access-key-77", "secret_key": "MARKED-secret-key-78"}


class Watch:
    """Every secret there has been, and every text that came out."""

    def __init__(self, wfirma: Wfirma, caplog: Any) -> None:
        self.wfirma, self.caplog = wfirma, caplog
        self.secrets: set[str] = {SECRET, *KEYS.values(), wfirma.books.ledger.app_keys[0], "demo-licence-key"}
        self.codes: set[str] = set()
        self.texts: list[str] = []

    def look(self) -> None:
        ledger = self.wfirma.books.ledger
        self.codes |= set(ledger.codes)
        self.secrets |= set(ledger.access_tokens) | {one.refresh_token for one in ledger.grants.values()}

    def saw(self, text: str) -> None:
        self.look()
        self.texts.append(text)

    def leaks(self, *, codes: bool = True) -> list[str]:
        self.look()
        everything = "\n".join([*self.texts, self.caplog.text, rows()])
        hidden = self.secrets | (self.codes if codes else set())
        return [one for one in hidden if one in everything]


@pytest.fixture
def watch(wfirma: Wfirma, caplog: Any) -> Watch:
    caplog.set_level(logging.DEBUG)
    return Watch(wfirma, caplog)


@pytest.fixture
def panel(connection: Connection, wfirma: Wfirma) -> Client:
    application = next(iter(wfirma.books.ledger.applications.values()))
    application.redirect_uri, application.client_secret = connect.callback_url(), SECRET
    connection.client_secret = SECRET
    connection.save(update_fields=["client_secret"])
    owner = User.objects.create_superuser("anna", "anna@example.com", "trzy-zwykle-slowa")
    client = Client(raise_request_exception=False)
    client.force_login(owner)
    return client


def every_page(panel: Client) -> dict[str, str]:
    """Name → text of each page that answers GET, in both languages; of rows the last one."""
    connection = Connection.objects.latest("pk")
    endpoint = Endpoint.objects.create(
        connection=connection, url="https://shop.example/hook", created_at=clock.now()
    )
    document = Document.objects.latest("pk")
    correction = Correction.objects.create(
        order=document.order, cause="refund:1", root=document, state="nothing", told_at=clock.now()
    )
    keys = {
        "connect": connection.pk,
        "seller": connection.pk,
        "source": Source.objects.latest("pk").pk,
        "order": Order.objects.latest("pk").pk,
        "document": document.pk,
        "product": Product.objects.latest("pk").pk,
        "import": make_import(make_source(connection, kind="file")).pk,
        "endpoint": endpoint.pk,
        "delivery": make_delivery(endpoint, document=document).pk,
        "correction": correction.pk,
        "proof": a_proof().pk,
    }
    found = {}
    for pattern in urls.urlpatterns:
        arguments: list[object] = []
        for one in pattern.pattern.converters.values():
            noun = next((noun for noun in keys if str(pattern.name).startswith(noun)), "")
            arguments.append(keys[noun] if isinstance(one, IntConverter) else "publigo")
        address = reverse(f"panel:{pattern.name}", args=arguments)
        if pattern.name in {"logout", "language"}:
            continue
        for language in ("pl", "en"):
            answer = panel.get(address, headers={"accept-language": language})
            found[f"{pattern.name} {language}"] = answer.content.decode(errors="replace") + str(
                answer.headers
            )
    return found


def a_proof() -> Proof:
    """Of this month; what wFirma says on the way is read as well."""
    Connection.objects.update(health="ready", resume_at=None)
    asked = scan.ask(Connection.objects.latest("pk"), Month.of(clock.warsaw_date()))
    work.step()
    return asked


def doctor() -> str:
    told = StringIO()
    try:
        call_command("doctor", stdout=told)
    except SystemExit:
        told.write("\nended with trouble")
    return told.getvalue()


def test_no_secret_comes_out_on_the_way_through_consent_refresh_and_trouble(
    client, panel, publigo, connection, wfirma, watch
):
    for name, spoil in (
        ("denied", None),
        ("lost_reply", "lost_reply"),
        ("html_500", "html_500"),
        ("truncated", "truncated"),
        ("maintenance", "maintenance"),
        ("good", None),
    ):
        page = at_wfirma(
            wfirma, generate(panel, connection), decision="refuse" if name == "denied" else "allow"
        )
        if spoil:
            wfirma.faults.on(spoil, match="oauth2/token")
        watch.saw(panel.get(way_back(page)).content.decode())
    for fault in ("lost_reply", "http:502", "token_expired", "missing_permission", "wrong_ip", "html_500"):
        Connection.objects.update(health="ready", resume_at=None, access_expires_at=clock.now())
        wfirma.faults.on(fault, match="*")
        deliver(client, publigo, private_sale(len(watch.texts)))
        work.step()
        clock.advance(timedelta(minutes=6))
        work.step()
        watch.saw(doctor())
    for name, text in every_page(panel).items():
        # The help page promises the code in its field; it is spent the moment it arrives.
        shown = {code for code in watch.codes if code in text}
        assert not shown or name.startswith("connect_keys"), name
        for code in shown:
            text = text.replace(code, "")
        watch.saw(text)
    assert len(watch.codes) == 5
    assert len(watch.secrets) > 10
    assert watch.leaks() == []


def test_api_keys_come_out_nowhere(client, panel, publigo, connection, wfirma, watch):
    app_key = wfirma.books.ledger.app_keys[0]
    with wfirma.books.acting() as ledger:
        ledger.api_keys[1] = ApiKey(id=1, user_id=5001, name="k", created=wfirma.books.clock(), **KEYS)
    address = f"/settings/integrations/wfirma/{connection.pk}/api-keys/"
    for app in ("MARKED-wrong-app-key", app_key):
        watch.secrets.add(app)
        watch.saw(panel.post(address, {**KEYS, "app_key": app}, follow=True).content.decode())
        panel.post(f"/settings/integrations/wfirma/{connection.pk}/test/")
        watch.saw(doctor())
    assert Connection.objects.get().auth == "api_keys"
    deliver(client, publigo, private_sale())
    work.step()
    assert Document.objects.get().state == "issued"
    for text in every_page(panel).values():
        watch.saw(text)
    assert watch.leaks() == []


def test_a_form_with_mistakes_does_not_send_secrets_back(panel, connection, watch):
    address = f"/settings/integrations/wfirma/{connection.pk}/keys/"
    given = {"client_id": "", "client_secret": SECRET, "generate": "1"}
    answer = panel.post(address, given)
    assert answer.status_code == 422
    watch.saw(answer.content.decode())
    assert watch.leaks() == []


@pytest.mark.parametrize("debug", [False, True])
def test_an_unforeseen_error_at_the_exchange_is_reported_without_values(
    panel, connection, wfirma, watch, settings, debug
):
    settings.DEBUG = debug
    page = at_wfirma(wfirma, generate(panel, connection))
    address = way_back(page)
    (code,) = wfirma.books.ledger.codes
    gone = Connection.objects.get()
    Connection.objects.all().delete()
    with pytest.raises(DatabaseError):
        connect.accept(gone, code)
    try:
        connect.accept(gone, consented_again(wfirma, code))
    except DatabaseError:
        request = RequestFactory().get(
            address, headers={"authorization": f"Bearer {SECRET}", "cookie": f"x={SECRET}"}
        )
        report = get_exception_reporter_class(request)(request, *sys.exc_info())
    for text in (report.get_traceback_text(), report.get_traceback_html()):
        assert "connect.py" in text, "the report says where"
        watch.saw(text)
    assert watch.leaks() == []


def consented_again(wfirma: Wfirma, code: str) -> str:
    with wfirma.books.acting() as ledger:
        ledger.codes[code].used = False
    return code


def test_the_page_of_an_unforeseen_error_shows_nothing(panel, connection, watch):
    Connection.objects.update(seller="not an object")
    address = f"/settings/seller/{connection.pk}/?code={SECRET}"
    answer = panel.post(address, {"client_secret": SECRET}, headers={"authorization": f"Bearer {SECRET}"})
    assert answer.status_code == 500
    watch.saw(answer.content.decode())
    assert watch.leaks() == []


def test_rest_errors_do_not_repeat_what_was_sent(client, connection, watch):
    source = Source.objects.create(connection=connection, kind="rest", name="R", created_at=clock.now())
    _, key = api_keys.make(source, "R")
    watch.secrets.add(key)
    for bearer, body in (
        (SECRET, "{}"),
        (key, "{"),
        (key, json.dumps({"reference": 1, "token": SECRET})),
        (key, json.dumps([SECRET])),
        (f"{key}x", "{}"),
    ):
        answer = client.post(
            "/api/v1/sales",
            body,
            content_type="application/json",
            headers={"authorization": f"Bearer {bearer}", "idempotency-key": "one"},
        )
        assert answer.status_code >= 400
        watch.saw(answer.content.decode())
    assert watch.leaks() == []


def test_values_that_carry_secrets_do_not_print_them(connection, wfirma, watch):
    pair = tokens.oauth.Tokens("MARKED-a", "MARKED-r")
    watch.secrets |= {"MARKED-a", "MARKED-r"}
    watch.saw(repr(pair) + repr(connection) + repr(tokens.transport(connection)))
    Connection.objects.update(access_expires_at=clock.now(), client_secret="wrong-MARKED")
    with pytest.raises(WfirmaError) as refused:
        tokens.client(Connection.objects.get())
    watch.saw(repr(refused.value) + str(refused.value))
    assert watch.leaks() == []


def test_the_look_out_works(panel, connection, wfirma, watch):
    """Whoever leaks is caught: in a text, in the log, in a row."""
    consent(panel, wfirma, connection)
    assert watch.leaks() == []
    logging.getLogger("mostek").info("token %s", Connection.objects.get().access_token)
    assert watch.leaks() != []
