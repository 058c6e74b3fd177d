"""Tokens of a Connection: refreshed early, by one process at a time, and stored before they are used (design §7)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from mostek.core import connections, lease, wire
from mostek.core.lease import Lease
from mostek.core.models import Connection
from mostek.lib import clock, points
from mostek.wfirma import oauth
from mostek.wfirma.client import Client
from mostek.wfirma.errors import AuthLost, OutcomeUnknown, Throttled, WfirmaError
from mostek.wfirma.oauth import Tokens
from mostek.wfirma.transport import ApiKeys, Bearer, Transport

log = logging.getLogger("mostek.tokens")

EARLY = timedelta(minutes=5)
# wFirma does not say how long a refresh token lives unused. This is an assumption; the panel calls it one.
CONSENT_LASTS = timedelta(days=30)
# A shop that sells nothing for weeks must not lose its consent; a withdrawn one is noticed within this time.
RENEWED_EVERY = timedelta(days=1)


def client(connection: Connection, held: Lease | None = None) -> Client:
    """A client with a fresh token.

    The writer passes its lease; anybody else borrows the lease for the moment of a refresh. Raises WfirmaError.
    """
    if is_stale(connection):
        if held is not None:
            refresh(connection, held)
        else:
            with lease.held(connection.pk, wait=10) as borrowed:
                connection.refresh_from_db()
                if is_stale(connection):  # whoever held the lease meanwhile may have refreshed
                    if borrowed is None:
                        raise Throttled("throttled.busy", wait=10)
                    refresh(connection, borrowed)
    return Client(transport(connection), connection.company_id or None)


def transport(connection: Connection) -> Transport:
    auth: Bearer | ApiKeys
    try:
        if connection.auth == Connection.Auth.API_KEYS:
            auth = ApiKeys(connection.access_key, connection.secret_key, connection.app_key)
        else:
            auth = Bearer(connection.access_token)
    except (
        ValueError
    ) as error:  # a key with a letter that cannot travel: typed wrongly, never accepted anywhere
        connections.needs_you(connection.pk, "auth.client")
        raise AuthLost("auth.client") from error
    return Transport(settings.WFIRMA_API_URL, auth, http=wire.http())


def is_stale(connection: Connection) -> bool:
    if connection.auth == Connection.Auth.API_KEYS:
        return False
    expires = connection.access_expires_at
    if not connection.access_token or expires is None:
        return True
    lifetime = expires - (connection.refreshed_at or expires)
    return expires - min(EARLY, max(lifetime / 2, timedelta(0)) or EARLY) <= clock.now()


def consent_until(connection: Connection) -> datetime | None:
    """To when the consent lasts if nothing renews it, as far as we assume; None with API keys or without consent."""
    if connection.auth == Connection.Auth.API_KEYS or not connection.refresh_token:
        return None
    renewed = connection.refreshed_at or connection.consented_at
    return renewed + CONSENT_LASTS if renewed else None


def idle(now: datetime) -> QuerySet[Connection]:
    """Consents that nothing has renewed for a day, of Connections switched off as well."""
    return (
        Connection.objects.filter(auth=Connection.Auth.OAUTH2, health=Connection.Health.READY)
        .filter(refreshed_at__lt=now - RENEWED_EVERY)
        .filter(Q(resume_at=None) | Q(resume_at__lte=now))
        .filter(Q(lease_until=None) | Q(lease_until__lt=now))
        .exclude(refresh_token="")
    )


def refresh(connection: Connection, held: Lease) -> None:
    """Trade the refresh token for a new pair. A dead refresh token makes the Connection need a person.

    The intention is committed first: a process that dies between wFirma's answer and our commit has lost the only
    copy of the new token, and the next one can say so.
    """
    if not connection.refresh_token:
        connections.needs_you(connection.pk, "auth.no_consent")
        raise AuthLost("auth.no_consent")
    answer_was_lost = connection.refresh_began_at is not None
    with transaction.atomic():
        lease.fence(held)
        Connection.objects.filter(pk=connection.pk).update(refresh_began_at=clock.now())
    points.reach("tokens.began")
    try:
        tokens = oauth.refresh(
            wire.http(),
            settings.WFIRMA_API_URL,
            client_id=connection.client_id,
            client_secret=connection.client_secret,
            refresh_token=connection.refresh_token,
        )
    except WfirmaError as error:
        log.warning("connection %s: refresh failed: %s", connection.pk, error.code)
        if isinstance(error, OutcomeUnknown):
            raise  # `refresh_began_at` stays: the old token is tried once more, it may still be good
        if isinstance(error, AuthLost) and _has_new_consent(connection):
            connection.refresh_from_db()
            return
        Connection.objects.filter(pk=connection.pk).update(refresh_began_at=connection.refresh_began_at)
        if not isinstance(error, AuthLost):
            raise
        lost = answer_was_lost and error.code == "auth.refresh_dead"
        code = "auth.refresh_lost" if lost else error.code
        connections.needs_you(connection.pk, code, error.detail)
        raise AuthLost(code, error.detail) from error
    points.reach("tokens.answered")
    with transaction.atomic():
        # Not the lease is the guard here but the token that was traded: the new pair is the only copy there is, and
        # it is worth keeping even if this process was frozen for longer than its lease.
        row = Connection.objects.select_for_update().get(pk=connection.pk)
        if row.refresh_token == connection.refresh_token and row.consented_at == connection.consented_at:
            store(row, tokens)
    points.reach("tokens.stored")
    connection.refresh_from_db()


def _has_new_consent(connection: Connection) -> bool:
    """A person consented while the refresh was on its way: their tokens stay, ours are forgotten."""
    now = Connection.objects.values_list("consented_at", flat=True).get(pk=connection.pk)
    return now != connection.consented_at


def store(connection: Connection, tokens: Tokens) -> None:
    now = clock.now()
    connection.access_token = tokens.access_token
    connection.refresh_token = tokens.refresh_token
    connection.access_expires_at = now + timedelta(seconds=tokens.expires_in)
    connection.refreshed_at = now
    connection.refresh_began_at = None
    connection.save(
        update_fields=[
            "access_token",
            "refresh_token",
            "access_expires_at",
            "refreshed_at",
            "refresh_began_at",
        ]
    )
