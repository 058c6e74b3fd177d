"""The check of an account: is the look-up by reference, on which absence rests, true on this one?

A pro forma of one grosz is issued to the seller's own company, looked up until wFirma lists it, a reference that
nobody has is looked up, and the pro forma is deleted again. One step at a time, each committed, so that a crash
leaves a row which knows what may stand in wFirma. The one exception to "never delete": decision 0013.
"""

from __future__ import annotations

import base64
import logging
import math
import secrets
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from mostek.core import connections, lease, outcomes, reconcile, wake
from mostek.core.lease import Lease
from mostek.core.models import AccountCheck, Connection, Document, User
from mostek.lib import clock, points
from mostek.wfirma.client import Client
from mostek.wfirma.errors import AuthLost, NotSent, OutcomeUnknown, Rejected, Throttled, WfirmaError
from mostek.wfirma.proforma import TYPES, check_to_payload
from mostek.wfirma.values import Issued

log = logging.getLogger("mostek.account_check")

Step, Verdict = AccountCheck.Step, AccountCheck.Verdict

FIRST_PAUSE, LONGEST_PAUSE = 2.0, timedelta(seconds=20)  # between two looks for the pro forma
FIND_WITHIN = timedelta(minutes=20)
DELETE_TRIES = 6


def make_reference() -> str:
    return "mo-check-" + base64.b32encode(secrets.token_bytes(13))[:20].decode("ascii").lower()


def begin(connection: Connection, who: User | None = None) -> AccountCheck | None:
    """The seller agreed. None while one is under way."""
    now = clock.now()
    try:
        with transaction.atomic():
            check = AccountCheck.objects.create(
                connection=connection,
                company_id=connection.company_id,
                reference=make_reference(),
                who=who,
                began_at=now,
                due_at=now,
            )
    except IntegrityError:
        return None
    points.reach("account_check.begun")
    wake.tell()
    return check


def believe(connection: Connection, delay: float) -> None:
    """From now on a clean absence counts. What waited for this is looked for at once."""
    now = clock.now()
    Connection.objects.filter(pk=connection.pk).update(lookup_proved_at=now, lookup_delay=delay)
    waiting = Document.objects.filter(connection=connection, state=Document.State.UNKNOWN)
    waiting.filter(reason=reconcile.UNPROVED).update(due_at=now)


def verdict_of(connection: Connection) -> tuple[bool, str, dict[str, object]]:
    """No trouble?, code, facts: passed with its delay, failed at which step, or not run."""
    if connection.lookup_proved_at is not None:
        wait, delay = reconcile.settling(connection), connection.lookup_delay or 0.0
        facts: dict[str, object] = {
            "delay": max(1, math.ceil(delay)),
            "minutes": round(wait.total_seconds() / 60),
        }
        return True, "lookup.slow" if wait > lease.SETTLE else "lookup.proved", facts
    last = last_ended(connection)
    if last is not None and last.verdict == Verdict.FAILED:
        return False, last.code, {"number": last.number, "said": last.said}
    return True, "lookup.unproved", {}


def last_ended(connection: Connection) -> AccountCheck | None:
    ended = connection.account_checks.filter(ended_at__isnull=False, company_id=connection.company_id)
    return ended.order_by("-pk").first()


def due(connection_id: int) -> AccountCheck | None:
    waiting = AccountCheck.objects.filter(connection_id=connection_id, due_at__lte=clock.now())
    return waiting.select_related("connection").order_by("due_at", "id").first()


def left_over() -> QuerySet[AccountCheck]:
    """Ended, and its pro forma still stands in wFirma as far as we know."""
    return AccountCheck.objects.filter(ended_at__isnull=False, deleted_at__isnull=True).exclude(wfirma_id="")


def tidy(check: AccountCheck) -> bool:
    """A person asks once more for what could not be deleted; what they have deleted themselves is noticed."""
    rows = AccountCheck.objects.filter(pk=check.pk, ended_at__isnull=False, deleted_at=None)
    try:
        with transaction.atomic():
            again = bool(rows.update(step=Step.DELETE, tries=0, due_at=clock.now(), ended_at=None))
    except IntegrityError:  # another check is under way
        return False
    wake.tell()
    return again


def advance(check: AccountCheck, client: Client, held: Lease) -> None:
    """One step. Whatever it raises, the row says what may stand in wFirma."""
    steps = {Step.ISSUE: _issue, Step.FIND: _find, Step.ABSENT: _absent, Step.DELETE: _delete}
    if check.company_id != check.connection.company_id:
        _end(check, held, "account_check.company")
        return
    try:
        steps[Step(check.step)](check, client, held)
    except AuthLost as error:
        connections.refused(check.connection_id, error)
        now_is = Connection.objects.values_list("health", flat=True).get(pk=check.connection_id)
        if now_is == Connection.Health.READY:  # the token died before its time and is being renewed
            _later(check, held, timedelta(0))
        else:
            _fail(check, held, error.code, error.detail)
    except (NotSent, Throttled, OutcomeUnknown) as error:
        connections.refused(check.connection_id, error)
        _later(check, held, outcomes.backoff(check.tries + 1))


def _issue(check: AccountCheck, client: Client, held: Lease) -> None:
    if (
        check.sent_at is not None
    ):  # killed between the call and its outcome: it is looked for, never sent again
        _go_on(check, held, Step.FIND, "account_check.unclear", ok=False)
        return
    claimed_at, counted = clock.now(), clock.elapsed()
    _save(check, held, sent_at=claimed_at)
    connection = check.connection
    body = check_to_payload(
        name=connection.company_name,
        nip=connection.company_nip,
        vat_payer=connection.seller.get("vat_status") == "active",
        reference=check.reference,
        issue_date=clock.warsaw_date(),
    )
    fresh = partial(lease.still_fresh, claimed_at, counted)
    try:
        issued = client.invoice_add(body, before_wire=fresh)
    except (NotSent, Throttled, AuthLost):
        _save(check, held, sent_at=None)
        raise
    except Rejected as error:
        _fail(check, held, "account_check.issue", error.detail)
    except WfirmaError as error:
        _go_on(check, held, Step.FIND, "account_check.unclear", ok=False, said=error.detail)
    else:
        found: dict[str, Any] = {"wfirma_id": issued.id, "number": issued.number, "issued_at": clock.now()}
        _go_on(check, held, Step.FIND, "account_check.issued", **found)


def _find(check: AccountCheck, client: Client, held: Lease) -> None:
    found = client.invoices_by_reference(check.reference, None)
    since = check.issued_at or check.sent_at or check.began_at
    waited = clock.now() - since
    if not found and waited < FIND_WITHIN:
        _later(check, held, outcomes.backoff(check.tries + 1, FIRST_PAUSE, LONGEST_PAUSE))
    elif not found:
        _fail(check, held, "account_check.find")
    elif len(found) > 1 or not is_ours(check, found[0]):
        _fail(check, held, "account_check.strange", ", ".join(one.number for one in found))
    else:
        (one,) = found
        _go_on(
            check,
            held,
            Step.ABSENT,
            "account_check.found",
            wfirma_id=one.id,
            number=one.number,
            delay=max(waited.total_seconds(), 0.0),
        )


def _absent(check: AccountCheck, client: Client, held: Lease) -> None:
    try:
        found = client.invoices_by_reference(make_reference(), None)
    except OutcomeUnknown as error:
        if error.code != "unknown.lookup":
            raise
        _fail(check, held, "account_check.absent", error.detail)
        return
    if found:
        _fail(check, held, "account_check.absent")
        return
    _go_on(check, held, Step.DELETE, "account_check.clean", verdict=Verdict.PASSED)
    believe(check.connection, check.delay or 0.0)


def _delete(check: AccountCheck, client: Client, held: Lease) -> None:
    """Read right before: only a pro forma that carries this check's reference is ever deleted."""
    try:
        if not is_ours(check, client.invoice_get(check.wfirma_id)):
            _end(check, held, "account_check.changed")
            return
        client.invoice_delete(check.wfirma_id)
        client.invoice_get(check.wfirma_id)
    except Rejected as error:
        if error.code == "rejected.not_found":
            _save(check, held, deleted_at=clock.now())
            _end(check, held, "account_check.deleted", ok=True)
        else:
            _end(check, held, "account_check.delete", error.detail)
        return
    except (AuthLost, OutcomeUnknown) as error:
        if check.tries + 1 < DELETE_TRIES and not isinstance(error, AuthLost):
            raise
        _end(check, held, "account_check.delete", error.detail)
        return
    if check.tries + 1 < DELETE_TRIES:
        _later(check, held, timedelta(seconds=5))  # accepted, and still there: it may take a moment
    else:
        _end(check, held, "account_check.delete")


def is_ours(check: AccountCheck, one: Issued) -> bool:
    same = (one.id_external or "").casefold() == check.reference.casefold()
    return same and one.type in TYPES and check.wfirma_id in ("", one.id)


def _fail(check: AccountCheck, held: Lease, code: str, said: str = "") -> None:
    """What was issued all the same is deleted before the check ends."""
    if not check.wfirma_id or check.step == Step.DELETE:
        _end(check, held, code, said)
        return
    if not check.verdict:
        _save(check, held, verdict=Verdict.FAILED, code=code, said=said)
    _go_on(check, held, Step.DELETE, code, ok=False, said=said)


def _go_on(
    check: AccountCheck, held: Lease, to: str, code: str, *, ok: bool = True, said: str = "", **columns: Any
) -> None:
    steps = [*check.steps, _entry(check, code, ok, said)]
    _save(check, held, step=to, steps=steps, tries=0, due_at=clock.now(), **columns)


def _later(check: AccountCheck, held: Lease, pause: timedelta) -> None:
    _save(check, held, tries=check.tries + 1, due_at=clock.now() + pause)


def _end(check: AccountCheck, held: Lease, code: str, said: str = "", *, ok: bool = False) -> None:
    now = clock.now()
    columns: dict[str, Any] = {"due_at": None, "ended_at": now}
    if not check.verdict:
        columns |= {"verdict": Verdict.FAILED, "code": code, "said": said}
    _save(check, held, steps=[*check.steps, _entry(check, code, ok, said)], **columns)
    log.info("connection %s: account check ended: %s, %s", check.connection_id, check.verdict, code)


def _entry(check: AccountCheck, code: str, ok: bool, said: str) -> dict[str, Any]:
    return {"step": check.step, "at": clock.now().isoformat(), "ok": ok, "code": code, "said": said}


def _save(check: AccountCheck, held: Lease, **columns: Any) -> None:
    with transaction.atomic():
        lease.fence(held)
        for name, value in columns.items():
            setattr(check, name, value)
        check.save(update_fields=list(columns) or None)
    points.reach("account_check.saved")


def abandon(check: AccountCheck) -> None:
    """A mistake of ours: the row ends, and says what may stand in wFirma."""
    AccountCheck.objects.filter(pk=check.pk).update(
        due_at=None, ended_at=clock.now(), verdict=check.verdict or Verdict.FAILED, code="internal"
    )
