"""A worker dies at each step of the check of an account: one pro forma at most, and it does not stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mostek.core import account_check, work
from mostek.core.models import AccountCheck, Connection
from mostek.lib import clock, points
from tests.core.test_faults import later
from tests.crash.roads import Killed

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = (
    "account_check.saved",
    "wire.before",
    "wire.sent",
    "wire.reply_read",
    "lease.taken",
    "lease.released",
)


@pytest.mark.parametrize("visit", range(3))
@pytest.mark.parametrize("point", STEPS)
def test_wherever_a_worker_dies_the_check_ends_and_leaves_nothing_behind(connection, wfirma, point, visit):
    Connection.objects.update(lookup_proved_at=None, lookup_delay=None)
    account_check.begin(Connection.objects.get())
    seen = []

    def hook(name: str) -> None:
        if name == point:
            seen.append(name)
            if len(seen) == visit + 1:
                raise Killed

    with points.hooked(hook):
        for _ in range(4):
            try:
                work.step()
            except Killed:
                break
            clock.advance(timedelta(seconds=10))
    for _ in range(60):
        later(seconds=30)
        if AccountCheck.objects.get().ended_at:
            break
    check = AccountCheck.objects.get()
    assert wfirma.documents == []
    # Announced and never sent: nothing is found, which proves nothing, and the seller may ask for the check again.
    never_sent = visit == 0 and point in ("account_check.saved", "wire.before")
    expected = ("failed", "account_check.find", 0) if never_sent else ("passed", "", 1)
    assert (check.verdict, check.code, wfirma.count("invoices/add")) == expected, check.steps
