"""The verb *connect*: from the application's keys to a Connection that works."""

from __future__ import annotations

import secrets
from collections.abc import MutableMapping
from typing import Any

from django.conf import settings
from django.db import transaction

from mostek.core import connections, tokens, wire, witness
from mostek.core.models import Connection, Heartbeat
from mostek.lib import clock, points
from mostek.wfirma import oauth
from mostek.wfirma.errors import Rejected
from mostek.wfirma.values import Company, Series

CALLBACK_PATH = "/connect/wfirma/callback/"
SESSION_KEY = "wfirma_consent"

# The `health_code` of a new Connection whose application was handed in and waits for wFirma to verify it.
REGISTERED = "setup.registered"
# What wFirma tells the user on a page of its own when it does not let a consent begin; nothing of it reaches us.
SAID_AT_WFIRMA = (
    "consent.page.unverified",
    "consent.page.client",
    "consent.page.redirect",
    "consent.page.scope",
)


def callback_url() -> str:
    """The one *adres zwrotny*: it must be the same, to the letter, at wFirma, in the consent and at the exchange."""
    return f"{settings.MOSTEK_URL}{CALLBACK_PATH}"


def outgoing_ip() -> str | None:
    """The *adres IP* for wFirma's form, without asking anybody: the setting, or what the worker last learnt."""
    if settings.MOSTEK_OUTGOING_IP:
        return str(settings.MOSTEK_OUTGOING_IP)
    seen = Heartbeat.objects.exclude(outgoing_ip="").order_by("-at").first()
    return seen.outgoing_ip if seen else None


def begin(connection: Connection, session: MutableMapping[str, Any]) -> str:
    """Remember a one-time `state` for this browser and return the address of wFirma's consent page."""
    state = secrets.token_urlsafe(24)
    session[SESSION_KEY] = {"state": state, "connection": connection.pk}
    # wFirma keeps a faulty request to itself: only this tells that somebody went there and did not come back.
    Connection.objects.filter(pk=connection.pk).update(consent_asked_at=clock.now())
    return oauth.authorise_url(
        settings.WFIRMA_LOGIN_URL,
        client_id=connection.client_id,
        redirect_uri=callback_url(),
        state=state,
        scopes=scopes(connection),
    )


def scopes(connection: Connection) -> tuple[str, ...]:
    """wFirma refuses a consent that asks for more than the application has: what is more is the seller's choice."""
    goods = oauth.GOODS_SCOPES if connection.goods_scopes else ()
    webhooks = oauth.WEBHOOK_SCOPES if witness.is_wanted(connection) else ()
    return (*oauth.SCOPES, *goods, *webhooks)


def returned(session: MutableMapping[str, Any], state: str) -> int | None:
    """The Connection for which this browser asked consent with this `state`, once; else None."""
    asked = session.get(SESSION_KEY)
    if not asked or not secrets.compare_digest(asked["state"].encode(), state.encode()):
        return None
    del session[SESSION_KEY]
    Connection.objects.filter(pk=asked["connection"]).update(consent_asked_at=None)
    return int(asked["connection"])


def refused(connection: Connection, code: str, detail: str = "") -> None:
    """A consent came to nothing. A Connection that never worked keeps the reason; one that works stays as it is."""
    Connection.objects.filter(pk=connection.pk, health=Connection.Health.NEW).update(
        health_code=code, health_detail=detail, health_since=clock.now()
    )


def accept(connection: Connection, code: str) -> None:
    """Exchange the code at once. On failure WfirmaError, and a working Connection stays as it was."""
    pair = oauth.exchange(
        wire.http(),
        settings.WFIRMA_API_URL,
        client_id=connection.client_id,
        client_secret=connection.client_secret,
        code=code,
        redirect_uri=callback_url(),
    )
    with transaction.atomic():
        # The new consent replaces the old one whoever holds the lease: its tokens are the ones that will last.
        tokens.store(connection, pair)
        connection.authorization_code = code
        connection.consented_at = clock.now()
        connection.ip_at_consent = outgoing_ip() or ""
        connection.save(update_fields=["authorization_code", "consented_at", "ip_at_consent"])
        if connection.company_id:
            connections.ready(connection.pk)
        else:
            Connection.objects.filter(pk=connection.pk).update(health=Connection.Health.NEW, health_code="")
    points.reach("connect.accepted")
    witness.try_again(connection)  # the new consent may carry the scopes for it
    connection.refresh_from_db()


def companies(connection: Connection) -> tuple[Company, ...]:
    return tokens.client(connection).companies()


def choose(connection: Connection, company_id: str) -> Company:
    """Make it the Connection's company, after wFirma has shown that it is one of the user's."""
    for company in companies(connection):
        if company.id == company_id:
            break
    else:
        raise Rejected("company.foreign", company_id)
    if Connection.objects.filter(company_id=company.id).exclude(pk=connection.pk).exists():
        raise Rejected("company.taken", company.name)
    if "oss" not in connection.seller:  # nothing said yet: wFirma knows at least this
        connection.seller["vat_status"] = "active" if company.vat_payer else "exempt_113"
    if connection.company_id != company.id:  # what was proved, or registered, was so for the other one
        connection.lookup_proved_at = connection.lookup_delay = None
        witness.try_again(connection)
    connection.company_id, connection.company_name, connection.company_nip = (
        company.id,
        company.name,
        company.nip,
    )
    connection.save(
        update_fields=[
            "company_id",
            "company_name",
            "company_nip",
            "seller",
            "lookup_proved_at",
            "lookup_delay",
        ]
    )
    connections.ready(connection.pk)
    connection.refresh_from_db()
    return company


def series(connection: Connection) -> tuple[Series, ...]:
    return tokens.client(connection).series()
