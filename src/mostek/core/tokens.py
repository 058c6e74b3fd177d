"""Tokens of a Connection: refreshed early, by one process at a time, and stored before they are used (design §7)."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from mostek.core import connections, lease, wire
from mostek.core.lease import Lease
from mostek.core.models import Connection
from mostek.lib import clock
from mostek.wfirma import oauth
from mostek.wfirma.client import Client
from mostek.wfirma.errors import AuthLost, Throttled, WfirmaError
from mostek.wfirma.oauth import Tokens
from mostek.wfirma.transport import ApiKeys, Bearer, Transport

log = logging.getLogger("mostek.tokens")

EARLY = timedelta(minutes=5)


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
                if borrowed is None:
                    raise Throttled("throttled.busy", wait=10)
                if is_stale(connection):
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
    return not connection.access_token or expires is None or expires - EARLY <= clock.now()


def refresh(connection: Connection, held: Lease) -> None:
    """Trade the refresh token for a new pair. A dead refresh token makes the Connection need a person."""
    if not connection.refresh_token:
        connections.needs_you(connection.pk, "auth.no_consent")
        raise AuthLost("auth.no_consent")
    try:
        tokens = oauth.refresh(
            wire.http(),
            settings.WFIRMA_API_URL,
            client_id=connection.client_id,
            client_secret=connection.client_secret,
            refresh_token=connection.refresh_token,
        )
    except AuthLost as error:
        connections.needs_you(connection.pk, error.code, error.detail)
        raise
    except WfirmaError as error:
        log.warning("connection %s: refresh failed: %s", connection.pk, error.code)
        raise
    with transaction.atomic():
        lease.fence(held)
        store(connection, tokens)


def store(connection: Connection, tokens: Tokens) -> None:
    now = clock.now()
    connection.access_token = tokens.access_token
    connection.refresh_token = tokens.refresh_token
    connection.access_expires_at = now + timedelta(seconds=tokens.expires_in)
    connection.refreshed_at = now
    connection.save(update_fields=["access_token", "refresh_token", "access_expires_at", "refreshed_at"])
