"""The second witness: wFirma's webhook `invoice/add`, registered to our own address and taken back again.

Without it everything works as before, only slower. So nothing that goes wrong here stops a Connection.
"""

from __future__ import annotations

import ipaddress
import logging
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from mostek.core import connections, lease, outcomes, wake
from mostek.core.lease import Lease
from mostek.core.models import Connection, Witness
from mostek.core.models.source import new_key
from mostek.lib import clock, points
from mostek.wfirma.client import Client
from mostek.wfirma.errors import AuthLost, Rejected, WfirmaError

log = logging.getLogger("mostek.witness")

PATH = "/hooks/wfirma/"
EVENT = "invoice/add"


def address(witness: Witness, base: str | None = None) -> str:
    return f"{base or settings.MOSTEK_URL}{PATH}{witness.key}/"


def of(connection: Connection) -> Witness:
    return Witness.objects.get_or_create(connection=connection)[0]


def is_wanted(connection: Connection) -> bool:
    return Witness.objects.filter(connection=connection, is_wanted=True).exists()


def can_be_reached() -> bool:
    """wFirma cannot call a machine that only its own network knows; a stand-in on this machine can."""
    return not _is_local(settings.MOSTEK_URL) or _is_local(settings.WFIRMA_API_URL)


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal", ".sandbox"))


def want(connection: Connection, wanted: bool) -> Witness:
    """The seller says so; the writer registers, or takes back, at its next turn."""
    witness = of(connection)
    witness.is_wanted = wanted
    witness.due_at, witness.tries, witness.trouble, witness.trouble_detail = clock.now(), 0, "", ""
    if wanted and not can_be_reached():
        witness.due_at, witness.trouble = None, "witness.address"
    if not wanted and not witness.webhook_id:
        witness.due_at = None
    witness.save()
    wake.tell()
    return witness


def try_again(connection: Connection) -> None:
    """After a new consent or for another company: what kept it from being registered may be gone."""
    Witness.objects.filter(connection=connection, is_wanted=True).update(
        due_at=clock.now(), tries=0, trouble="", trouble_detail=""
    )
    wake.tell()


def due_rows(now: datetime) -> QuerySet[Witness]:
    """In turn, or registered under an address that is not ours any more."""
    moved = Q(is_wanted=True, trouble="") & ~Q(webhook_id="") & ~Q(address=settings.MOSTEK_URL)
    return Witness.objects.filter(Q(due_at__lte=now) | moved)


def tend(witness: Witness, client: Client, held: Lease) -> None:
    """Make wFirma's list say what the seller wants: exactly one webhook of ours, or none."""
    try:
        if not witness.is_wanted:
            _remove(witness, client)
            columns: dict[str, object] = {
                "webhook_id": "",
                "address": "",
                "registered_at": None,
                "key": new_key(),
            }
        else:
            webhook_id = _register(witness, client)
            columns = {
                "webhook_id": webhook_id,
                "address": settings.MOSTEK_URL,
                "registered_at": clock.now(),
            }
    except WfirmaError as error:
        _trouble(witness, error, held)
        return
    with transaction.atomic():
        lease.fence(held)
        Witness.objects.filter(pk=witness.pk).update(
            due_at=None, tries=0, trouble="", trouble_detail="", **columns
        )
    points.reach("witness.tended")
    log.info("connection %s: webhook %s", witness.connection_id, columns["webhook_id"] or "removed")


def _register(witness: Witness, client: Client) -> str:
    """What is there already is kept: an answer that was lost, or a database restored, must not make a second one."""
    wanted, mine = address(witness), []
    for one in client.webhooks():
        if one.event == EVENT and one.is_active and one.url == wanted:
            mine.append(one.id)
        elif one.id == witness.webhook_id or urlsplit(one.url).path == urlsplit(wanted).path:
            client.webhook_delete(one.id)  # ours, under an address that is no longer ours
    for surplus in mine[1:]:
        client.webhook_delete(surplus)
    return mine[0] if mine else client.webhook_add(wanted).id


def _remove(witness: Witness, client: Client) -> None:
    path = urlsplit(address(witness)).path
    for one in client.webhooks():
        if urlsplit(one.url).path == path:
            client.webhook_delete(one.id)


def _trouble(witness: Witness, error: WfirmaError, held: Lease) -> None:
    """A refusal waits for the seller, anything else for a better moment."""
    refused = isinstance(error, AuthLost | Rejected) and not (
        error.code == "auth.token" and connections.expire_token(witness.connection_id)
    )
    code = {"auth.scope": "witness.scope"}.get(error.code, "witness.refused") if refused else error.code
    pause = outcomes.backoff(witness.tries + 1, first=30)
    with transaction.atomic():
        lease.fence(held)
        Witness.objects.filter(pk=witness.pk).update(
            tries=witness.tries + 1,
            due_at=None if refused else clock.now() + pause,
            trouble=code if refused else "",
            trouble_detail=error.detail if refused else "",
        )
        if not isinstance(error, AuthLost | Rejected):
            connections.refused(witness.connection_id, error)
    log.warning("connection %s: webhook: %s", witness.connection_id, error.code)
