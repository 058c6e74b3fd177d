"""The PDF of an issued Document: asked for by a page or a program, fetched by the writer, kept in the database.

wFirma prints a document before KSeF has answered as a confirmation without lines and number. What was fetched before
the number was there is *interim*: nobody is given it under the name of the document, and it is fetched again.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import transaction

from mostek.core import connections, lease, outcomes, pace, wake
from mostek.core.lease import Lease
from mostek.core.models import Connection, Document, KsefEntry, Pdf
from mostek.lib import clock
from mostek.tax import form
from mostek.wfirma.client import Client
from mostek.wfirma.errors import AuthLost, OutcomeUnknown, Rejected, WfirmaError

log = logging.getLogger("mostek.download")

TRIES = 6  # after as many in a row it waits until somebody asks again
ASKED_AGAIN = timedelta(seconds=30)  # an interim one, once nobody fetches it by himself any more
FIRST_AGAIN = 15.0  # seconds, doubled each time: KSeF answers within seconds, on bad days within hours

Kind = Pdf.Kind


def ask(document: Document, *, anew: bool = False) -> Pdf:
    """The row of the PDF; what is missing in it is on its way. `anew`: once more, though there is a final one.

    The Document must have been issued.
    """
    if not document.wfirma_id:
        raise ValueError("only an issued document has a PDF")
    now = clock.now()
    row, is_new = Pdf.objects.get_or_create(document=document, defaults={"asked_at": now, "due_at": now})
    if not is_new and row.due_at is None and (anew or _is_wanting(row, now)):
        Pdf.objects.filter(pk=row.pk, due_at=None).update(asked_at=now, due_at=now, tries=0)
        row.refresh_from_db()
    if row.due_at is not None:
        wake.tell()
    return row


def _is_wanting(row: Pdf, now: datetime) -> bool:
    """A failure or an interim print is tried again, not by everybody who reloads a page."""
    return row.kind != Kind.DOCUMENT and row.asked_at < now - ASKED_AGAIN


def is_final(row: Pdf) -> bool:
    return row.kind == Kind.DOCUMENT


def obstacle(row: Pdf) -> str:
    """Why nobody is fetching it now: a code of `messages`; empty while somebody does, or has."""
    connection = row.document.connection
    if is_final(row):
        return ""
    if not connection.is_on:
        return "pdf.connection_off"
    if connection.health != Connection.Health.READY:
        return connection.health_code or "connection.new"
    return row.code if row.due_at is None else ""


def retry_after(row: Pdf) -> int:
    """Whole seconds after which asking again may bring more."""
    if row.due_at is None:
        return int(ASKED_AGAIN.total_seconds())
    return min(max(round((row.due_at - clock.now()).total_seconds()), 1), 60)


def due(connection_id: int) -> Pdf | None:
    waiting = Pdf.objects.filter(document__connection_id=connection_id, due_at__lte=clock.now())
    rows = waiting.select_related("document__connection").defer("content")
    return rows.order_by("due_at", "id").first()


def fetch(row: Pdf, client: Client, held: Lease) -> None:
    """Raises LeaseLost. One call; two where KSeF decides what the print is."""
    document = row.document
    try:
        # Read before: a number that comes in between makes a final print interim, which is put right later.
        kind = Kind.INTERIM if _waits_for_ksef(document, client) else Kind.DOCUMENT
        content = client.invoice_download(document.wfirma_id)
    except WfirmaError as error:
        _fail(row, error, held)
        return
    now = clock.now()
    again = kind == Kind.INTERIM and row.tries + 1 < TRIES
    with transaction.atomic():
        lease.fence(held)
        Pdf.objects.filter(pk=row.pk).update(
            kind=kind,
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            fetched_at=now,
            due_at=now + outcomes.backoff(row.tries + 1, FIRST_AGAIN) if again else None,
            tries=row.tries + 1 if kind == Kind.INTERIM else 0,
            code="",
            detail="",
        )
    connections.answered(document.connection_id)
    log.info("document %s: PDF of %s bytes (%s)", document.pk, len(content), kind)


def _waits_for_ksef(document: Document, client: Client) -> bool:
    """wFirma documents no word for "pending": the number is there, or it is not."""
    if document.content.get("draft", {}).get("ksef", "outside") == "outside":
        return False
    if not form.seller_from_json(document.connection.seller).ksef.enabled:
        return False
    if KsefEntry.objects.filter(document=document).exclude(number="").exists():
        return False
    return not client.invoice_get(document.wfirma_id).ksef_number


def _fail(row: Pdf, error: WfirmaError, held: Lease) -> None:
    """No document is at stake: what is refused stops this PDF alone, and a line in trouble pauses the Connection."""
    connection_id = row.document.connection_id
    if error.code == "auth.token" and connections.expire_token(connection_id):
        return  # the token died before its time: renewed, and asked again in the next turn
    if isinstance(error, Rejected | AuthLost):
        again = None
    else:
        tries = row.tries + 1
        again = clock.now() + outcomes.backoff(tries, first=3) if tries < TRIES else None
    with transaction.atomic():
        lease.fence(held)
        Pdf.objects.filter(pk=row.pk).update(
            due_at=again, tries=row.tries + 1, code=_code(error), detail=error.detail
        )
        if _is_of_all(error):
            connections.refused(connection_id, error)
    log.warning("document %s: no PDF: %s", row.document_id, error.code)


def _is_of_all(error: WfirmaError) -> bool:
    """It says something of the next call as well; a right that only reading needs does not."""
    if isinstance(error, Rejected | OutcomeUnknown):
        return error.code in pace.LIMITS
    return error.code not in ("auth.scope", "auth.permission")


def _code(error: WfirmaError) -> str:
    """The sentences about documents in doubt are wrong here: a print changes nothing."""
    if isinstance(error, OutcomeUnknown):
        return "pdf.unreadable"
    if isinstance(error, Rejected):
        return "pdf.gone"
    return error.code if isinstance(error, AuthLost) else "pdf.later"


def abandon(row: Pdf) -> None:
    """A mistake of ours: not again by itself."""
    Pdf.objects.filter(pk=row.pk).update(due_at=None, code="pdf.unreadable", detail="internal")
