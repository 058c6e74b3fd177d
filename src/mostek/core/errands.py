"""What is done for a Connection under its lease besides its documents, and before them.

First what a person waits for, a decision or a PDF, then the check of the account, what others issued, the hints of
wFirma's webhook, the webhook itself, e-mails and the numbers of KSeF.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from mostek.core import (
    account_check,
    connections,
    download,
    foreign_look,
    hints,
    instructions,
    ksef,
    mailing,
    tokens,
    witness,
)
from mostek.core.lease import Lease, LeaseLost
from mostek.core.models import (
    AccountCheck,
    Connection,
    ForeignLook,
    Hint,
    Instruction,
    KsefReading,
    Mailing,
    Pdf,
    Witness,
)
from mostek.lib import clock
from mostek.wfirma.errors import WfirmaError

log = logging.getLogger("mostek.errands")


def waiting(now: datetime) -> QuerySet[Connection]:
    return connections.callable_now(now).filter(_has_any(now))


def _has_any(now: datetime) -> Q:
    mine = OuterRef("pk")
    return Q(
        Exists(Instruction.objects.filter(document__connection=mine, due_at__lte=now))
        | Exists(Pdf.objects.filter(document__connection=mine, due_at__lte=now))
        | Exists(AccountCheck.objects.filter(connection=mine, due_at__lte=now))
        | Exists(ForeignLook.objects.filter(connection=mine, due_at__lte=now))
        | Exists(Hint.objects.filter(connection=mine, due_at__lte=now))
        | Exists(witness.due_rows(now).filter(connection=mine))
        | Exists(Mailing.objects.filter(document__connection=mine, due_at__lte=now))
        | Exists(KsefReading.objects.filter(connection=mine, due_at__lte=now))
    )


def next_due(now: datetime) -> datetime | None:
    """The first moment after `now` at which an errand has its turn."""
    tables = (Instruction, Pdf, AccountCheck, ForeignLook, Hint, Witness, Mailing, KsefReading)
    firsts = (one.objects.filter(due_at__gt=now).aggregate(first=Min("due_at"))["first"] for one in tables)
    return min((moment for moment in firsts if moment is not None), default=None)


def run_one(connection: Connection, held: Lease) -> bool:
    """The errand whose turn it is. False: there is none. Raises WfirmaError of the refresh alone."""
    if not Connection.objects.filter(_has_any(clock.now()), pk=connection.pk).exists():
        return False
    errand = (
        instructions.due(connection.pk)
        or download.due(connection.pk)
        or account_check.due(connection.pk)
        or foreign_look.due(connection.pk)
        or hints.due(connection.pk)
        or witness.due_rows(clock.now()).filter(connection=connection).first()
        or mailing.due(connection.pk)
        or ksef.due(connection.pk)
    )
    if errand is None:
        return False
    client = tokens.client(connection, held)
    try:
        match errand:
            case Instruction():
                instructions.carry_out(errand, client, held)
            case Pdf():
                download.fetch(errand, client, held)
            case AccountCheck():
                account_check.advance(errand, client, held)
            case ForeignLook():
                foreign_look.read_on(errand, client, held)
            case Hint():
                hints.follow(errand, client, held)
            case Witness():
                witness.tend(errand, client, held)
            case Mailing():
                mailing.send(errand, client, held)
            case KsefReading():
                ksef.read_page(errand, client, held)
    except (LeaseLost, WfirmaError):
        raise
    except Exception:  # a mistake of ours must not come round for ever, nor stop the documents
        log.exception("%s %s stumbled", type(errand).__name__, errand.pk)
        _put_aside(errand)
    return True


Errand = Instruction | Pdf | AccountCheck | ForeignLook | Hint | Witness | Mailing | KsefReading


def _put_aside(errand: Errand) -> None:
    match errand:
        case Instruction():
            instructions.finish(errand, "internal")
        case Pdf():
            download.abandon(errand)
        case AccountCheck():
            account_check.abandon(errand)
        case ForeignLook():
            foreign_look.put_aside(errand)
        case Hint():
            Hint.objects.filter(pk=errand.pk).update(due_at=None, seen_at=clock.now(), outcome="internal")
        case Witness():
            Witness.objects.filter(pk=errand.pk).update(due_at=None, trouble="internal")
        case Mailing():
            Mailing.objects.filter(pk=errand.pk).update(
                state=Mailing.State.UNKNOWN, reason="internal", due_at=None, done_at=clock.now()
            )
        case KsefReading():
            KsefReading.objects.filter(pk=errand.pk).update(
                began_at=None, day=None, due_at=clock.now() + timedelta(hours=1)
            )
