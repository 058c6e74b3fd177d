"""Ask VIES about buyers that the rules cannot place without it, and decide again.

Nothing is asked inside a transaction. Down → asked again after 1, 2, 4 … minutes, at most 3 hours; the sale stays
held, and from three days before its last legal day a person is shown it.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from mostek.core import outcomes, receive, vies_check, wire
from mostek.core.models import Order, ViesCheck
from mostek.lib import clock, points
from mostek.tax import form
from mostek.tax.sale import Vies
from mostek.vies.client import Consultation, Unavailable, check_number

log = logging.getLogger("mostek.vies")

BATCH = 20
# A worker that was lost while it asked leaves the row due again after this.
CLAIM = timedelta(minutes=2)
FIRST_PAUSE = 60.0  # seconds
LONGEST_PAUSE = timedelta(hours=3)
LONGEST_WHEN_URGENT = timedelta(minutes=30)
# How long an answer about a firm also serves its next sale.
FRESH_VALID = timedelta(hours=24)
FRESH_INVALID = timedelta(hours=1)


def is_due() -> bool:
    return vies_check.due(clock.now()).exists()


def ask_due(stop: threading.Event | None = None) -> None:
    """Everything that is due, one question after the other."""
    for check in list(vies_check.due(clock.now())[:BATCH]):
        if stop is not None and stop.is_set():
            return
        if claim(check):
            ask(check)


def claim(check: ViesCheck) -> bool:
    """Only one worker asks. To ask twice would do no harm, so a short claim is enough."""
    claimed = ViesCheck.objects.filter(pk=check.pk, due_at=check.due_at).update(due_at=clock.now() + CLAIM)
    return bool(claimed)


def ask(check: ViesCheck) -> None:
    earlier = remembered(check)
    if earlier is not None and earlier.answered_at is not None:
        known = Consultation(bool(earlier.valid), clock.warsaw_date(earlier.answered_at), earlier.proof)
        record_answer(check, known, earlier.answered_at)
        return
    try:
        answer = check_number(wire.http(), settings.VIES_URL, check.number, check.requester)
    except Unavailable as error:
        record_trouble(check, error.code)
    except Exception as error:  # a mistake of ours: asked again later, seen in the log
        log.exception("check %s of VIES failed", check.pk)
        record_trouble(check, type(error).__name__[:60])
    else:
        record_answer(check, answer, clock.now())


def remembered(check: ViesCheck) -> ViesCheck | None:
    """An answer to the same question that is still fresh."""
    now = clock.now()
    answered = ViesCheck.objects.filter(number=check.number, requester=check.requester)
    return (
        answered.filter(valid=True, answered_at__gte=now - FRESH_VALID).order_by("-answered_at").first()
        or answered.filter(valid=False, answered_at__gte=now - FRESH_INVALID).order_by("-answered_at").first()
    )


def record_answer(check: ViesCheck, answer: Consultation, at: datetime) -> None:
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=check.order_id)
        answered = ViesCheck.objects.filter(
            pk=check.pk, number=check.number, asked_since=check.asked_since, due_at__isnull=False
        ).update(due_at=None, answered_at=at, valid=answer.valid, proof=answer.proof, trouble="")
        if answered:
            known = Vies(valid=answer.valid, checked_on=answer.checked_on, proof=answer.proof or None)
            decide_with(order, check.number, known)
    points.reach("vies.recorded")
    log.info("check %s: VIES says %s", check.pk, "valid" if answer.valid else "not valid")


def record_trouble(check: ViesCheck, code: str) -> None:
    """The first time the sale is told that VIES is down, so that its question says so."""
    tries = check.tries + 1
    urgent = clock.warsaw_date() >= check.decide_by - vies_check.URGENT
    longest = LONGEST_WHEN_URGENT if urgent else LONGEST_PAUSE
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=check.order_id)
        still_open = ViesCheck.objects.filter(
            pk=check.pk, number=check.number, asked_since=check.asked_since, due_at__isnull=False
        ).update(
            tries=tries, trouble=code, due_at=clock.now() + outcomes.backoff(tries, FIRST_PAUSE, longest)
        )
        if still_open and tries == 1:
            decide_with(order, check.number, Vies(unavailable=True, checked_on=clock.warsaw_date()))
    points.reach("vies.failed")
    log.warning("check %s: VIES gave no answer (%s), try %s", check.pk, code, tries)


def decide_with(order: Order, number: str, known: Vies) -> None:
    """What VIES said goes into the sale, and the rules look again. A live Document is left alone."""
    if order.verdict != Order.Verdict.HOLD:
        return
    sale = form.sale_from_json(order.sale)
    if receive.live_documents(order, sale).exists():
        return
    if vies_check.number_of(sale) == number:  # a person may have corrected it; then `recall` finds the answer
        sale = replace(sale, buyer=replace(sale.buyer, vies=known))
        order.sale = form.sale_to_json(sale)
    order.revision += 1
    receive.settle(order, sale)
