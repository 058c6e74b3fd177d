"""The end of a proof: what was signed off before stays signed off, and this one is now the one that counts."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from django.db import transaction

from mostek.core import lease
from mostek.core.lease import Lease
from mostek.core.models import Proof, User
from mostek.core.proof.value import EXPLAINED, Finding, Result, count, findings_of, to_columns
from mostek.lib import clock

log = logging.getLogger("mostek.proof")

State = Proof.State


def conclude(proof: Proof, result: Result, held: Lease, shadow: list[dict[str, Any]] | None = None) -> None:
    """`shadow`: rows of `core.shadow_papers`, of a month with sales that were kept back."""
    accepted = signed_off(proof)
    findings = tuple(
        replace(one, accepted=accepted[one.key]) if one.key in accepted and one.group != EXPLAINED else one
        for one in result.findings
    )
    result = replace(result, findings=findings, counts=count(result.counts, findings))
    with transaction.atomic():
        lease.fence(held)
        of_month = Proof.objects.filter(connection=proof.connection_id, month=proof.month)
        of_month.filter(is_current=True).update(is_current=False)
        Proof.objects.filter(pk=proof.pk, state=State.READING).update(
            state=State.DONE,
            finished_at=clock.now(),
            due_at=None,
            is_current=True,
            error="",
            error_detail="",
            to_check=[],
            checked={},
            shadow=shadow or [],
            **to_columns(result),
        )
        proof.pages.all().delete()
        # Of nights that nobody signed only the last one is worth keeping.
        of_month.filter(is_current=False, signed_at=None, asked_by=None).exclude(state=State.READING).delete()
    counts = result.counts
    bad = counts.missing or counts.doubled or counts.unexplained
    (log.error if bad else log.info)(
        "proof %s of connection %s, %s: %s paid, %s documented, %s missing, %s doubled, %s unexplained",
        proof.pk,
        proof.connection_id,
        f"{proof.month:%Y-%m}",
        counts.paid,
        counts.documented,
        counts.missing,
        counts.doubled,
        counts.unexplained,
    )


def signed_off(proof: Proof) -> dict[str, str]:
    """Key of each finding that a person has signed off for this month → who and when, as it is shown."""
    signed = Proof.objects.filter(connection=proof.connection_id, month=proof.month, signed_at__isnull=False)
    found: dict[str, str] = {}
    for one in signed.select_related("signed_by").order_by("signed_at"):
        who = one.signed_by.get_username() if one.signed_by is not None else ""
        on = clock.warsaw_date(one.signed_at).isoformat()
        for finding in findings_of(one.findings):
            if finding.group != EXPLAINED:
                found[finding.key] = f"{who}, {on}"
    return found


def sign(proof: Proof, who: User, note: str) -> bool:
    """A person puts their name under what the proof says, open findings included. Once, and only a finished one."""
    open_ = proof.counted("missing") + proof.counted("doubled") + proof.counted("unexplained")
    if open_ and not note.strip():
        return False
    signed = Proof.objects.filter(pk=proof.pk, state=State.DONE, is_current=True, signed_at=None).update(
        signed_by=who, signed_at=clock.now(), note=note.strip(), to_look_at=0
    )
    return bool(signed)


def open_findings(proof: Proof) -> tuple[Finding, ...]:
    return tuple(one for one in findings_of(proof.findings) if one.group != EXPLAINED)
