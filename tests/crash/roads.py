"""One sale on its road through Mostek, with a death or a freeze at any point of it.

A death is not an exception that somebody tidies up after: from the point on, the dying worker can touch neither the
database nor the wire, so no `finally` of it does anything. A freeze lets the rest of the world go on until all is
settled, and only then the frozen worker wakes up and finishes what it had begun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection as database
from django.test import Client

from mostek.core import receive, skew, work
from mostek.core.models import Attempt, Connection, Document, Event, Order, Source
from mostek.lib import clock, points
from tests.conftest import NOON, Wfirma, consented
from tests.core.deliveries import deliver, private_sale

ADD, FIND = "invoices/add", "invoices/find"
ROUNDS, ROUND = 40, timedelta(seconds=160)

# What wFirma does with the first call → its faults and the calls they are for.
ROADS: dict[str, tuple[tuple[str, str], ...]] = {
    "booked and listed": (),
    "booked, listed late": (("late_find:200", ADD),),
    "booked, reply lost": (("lost_reply", ADD),),
    "booked, reply lost, listed late": (("lost_reply", ADD), ("late_find:200", ADD)),
    "booked, answered after the deadline": (("slow:300", ADD),),
    "booked, answered without an id": (("ok_without_id", ADD),),
    "booked otherwise than asked, reply lost": (("lost_reply", ADD), ("currency_dropped", ADD)),
    "booked, reply lost, the look fails": (("lost_reply", ADD), ("html_500", FIND), ("lost_reply", FIND)),
    "not reached": (("refused", ADD),),
    "cut before it was read": (("reset_before", ADD),),
    "crashed": (("html_500", ADD),),
    "throttled, then booked, reply lost": (("limit", ADD), ("lost_reply", ADD)),
    "refused": (("refuse_validation", ADD),),
    "token refused": (("token_expired", ADD),),
    "token refused, answer of the refresh lost": (("token_expired", ADD), ("lost_reply", "oauth2/token")),
    "consent withdrawn": (("token_revoked", ADD),),
}
ENDS_HELD = {"booked otherwise than asked, reply lost": "found.different"}


class Killed(BaseException):
    """Not an Exception: nobody may catch it and go on."""


@dataclass
class Stage:
    wfirma: Wfirma
    source: Source
    number: int = 0
    currency: str = "PLN"
    watch: skew.Watch = field(default_factory=skew.Watch)

    def set_out(self, road: str) -> None:
        """A new sale; the Connection as on its first day, the books as they are."""
        self.number += 1
        # wFirma's clock goes on as time does, whatever ours is set to.
        self.wfirma.books.clock = lambda: NOON + timedelta(seconds=clock.elapsed())
        self.currency = "EUR" if ("currency_dropped", ADD) in ROADS[road] else "PLN"
        self.wfirma.faults.clear()
        for name, match in ROADS[road]:
            self.wfirma.faults.on(name, times=1, match=match)
        self.consent()
        Connection.objects.update(
            lease_until=None,
            lease_owner="",
            resume_at=None,
            waits=0,
            refreshed_at=None,
            refresh_began_at=None,
        )

    def employ(self) -> None:
        """A new worker, as it starts."""
        self.watch = skew.Watch()
        skew.bring_back(clock.now())

    def consent(self) -> None:
        """What a person does when the Connection needs one."""
        connection = Connection.objects.get()
        for name, value in consented(self.wfirma).items():
            setattr(connection, name, value)
        connection.access_expires_at = clock.now() + timedelta(hours=12)
        connection.refresh_began_at = None
        connection.consented_at = clock.now()
        connection.health = Connection.Health.READY
        connection.save()

    def tell(self) -> None:
        deliver(Client(), self.source, private_sale(self.number, currency=self.currency))

    def live(self) -> None:
        """Time passes, workers work, a person does what only a person can."""
        for _ in range(ROUNDS):
            work.step(self.watch)
            if Connection.objects.filter(health=Connection.Health.NEEDS_YOU).exists():
                self.consent()
            for refused in Document.objects.filter(state="held", reason__startswith="rejected"):
                receive.issue_again(refused)
            if self.is_settled():
                return
            clock.advance(ROUND)
        raise AssertionError(f"not settled: {self.documents().values_list('state', 'reason')}")

    def documents(self) -> Any:
        return Document.objects.filter(order__external_id=str(self.number)).exclude(state="cancelled")

    def is_settled(self) -> bool:
        document = self.documents().first()
        return document is not None and (document.state == "issued" or document.reason.startswith("found"))

    def booked(self) -> list[Any]:
        mine = f"Zamówienie {self.number}"
        return [one for one in self.wfirma.documents if one.description.split(" / ")[0] == mine]

    def check(self, road: str) -> None:
        assert len(self.booked()) == 1, [one.fullnumber for one in self.booked()]
        (booked,) = self.booked()
        document = self.documents().get()
        order = Order.objects.get(external_id=str(self.number))
        assert Event.objects.get(order=order).state == "read"
        assert Attempt.objects.filter(document__order=order, closed_at=None).count() == 0, "an open attempt"
        assert booked.id_external == document.reference
        if road in ENDS_HELD:
            assert (document.state, document.reason) == ("held", ENDS_HELD[road])
            assert [one["id"] for one in document.detail["found"]] == [str(booked.id)]
        else:
            assert (document.state, document.reason, document.differences) == ("issued", "", [])
            assert document.wfirma_id == str(booked.id)
            assert document.total == order.total


def walk(stage: Stage, road: str, hook: Callable[[str], None]) -> None:
    """The whole road of one new sale, with a hook at each point."""
    with clock.held(NOON), buried() as grave:
        stage.set_out(road)
        stage.employ()
        with points.hooked(hook):
            for act in (stage.tell, stage.live):
                try:
                    act()
                except Killed:
                    grave.clear()
                    database.close()
                    stage.employ()
        stage.live()
        stage.check(road)


_dead: list[str] = []


@contextmanager
def buried() -> Iterator[list[str]]:
    """While the list has an entry, its worker is dead: each statement it tries dies as well."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _dead:
            raise Killed
        return execute(sql, params, many, context)

    _dead.clear()
    with database.execute_wrapper(refuse):
        yield _dead


def record(stage: Stage, road: str) -> Sequence[str]:
    """The points of the road, in their order, when nothing happens to anybody."""
    passed: list[str] = []
    walk(stage, road, passed.append)
    return passed


def kill_at(stage: Stage, road: str, position: int, name: str) -> None:
    passed: list[str] = []

    def hook(point: str) -> None:
        if _dead:
            raise Killed
        passed.append(point)
        if len(passed) == position + 1:
            _dead.append(point)
            raise Killed

    walk(stage, road, hook)
    assert passed[position] == name, "the road went another way before anybody died"


def freeze_at(stage: Stage, road: str, position: int, name: str) -> None:
    passed: list[str] = []

    def hook(point: str) -> None:
        passed.append(point)
        if len(passed) == position + 1:
            with points.hooked(lambda name: None):
                stage.live()
                clock.advance(timedelta(hours=1))

    walk(stage, road, hook)
    assert passed[position] == name, "the road went another way before anybody froze"
