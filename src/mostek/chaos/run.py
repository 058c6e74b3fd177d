"""One run: everything is set up, the storm goes by, all settles, and the count is made."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mostek.chaos import person, plan, returns, stage, tally
from mostek.chaos.crew import Crew
from mostek.chaos.hook import Pace
from mostek.chaos.refunds import Refunds
from mostek.chaos.shop import Door, Shop
from mostek.chaos.stage import ask
from mostek.chaos.standstill import Standstills
from mostek.chaos.tally import Tally
from mostek.chaos.weather import Weather

NOW_AND_THEN = 0.3  # seconds between two looks around
NOT_OURS = "Only a PostgreSQL of the run's own can be restarted: --database postgresql, from the test wheel."
STUCK_AFTER = 3 * 3600.0  # seconds of the run's clock without any change


@dataclass(frozen=True, slots=True)
class Wanted:
    sales: int
    seed: int
    database: str
    workers: int
    connections: int
    hosts: int
    speed: float
    per_second: float
    scene: str = ""


@dataclass
class Outcome:
    wanted: Wanted
    tally: Tally
    settled: bool
    seconds: float
    crashes: dict[str, int]
    freezes: dict[str, int]
    unreached: list[str]
    faults: dict[str, int]
    faults_not_struck: int
    calls: dict[str, int]
    person: dict[str, int]
    deliveries: dict[str, int]
    standstills: list[float]  # in leases
    timelines: dict[int, list[str]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.settled and self.tally.is_clean


@dataclass
class Progress:
    sales: int
    told: int
    issued: int
    open: int
    crashes: int
    faults: int


def play(wanted: Wanted, folder: Path, show: Callable[[Progress], None]) -> Outcome:
    """Raises CannotRun. Nothing of it is left running, whatever happens."""
    pace = Pace(datetime.now(UTC).isoformat(), wanted.speed)
    pace.keep()
    drawn = draw(wanted)
    with (
        stage.database(wanted.database, folder) as database,
        stage.started(folder, database.url, pace) as place,
    ):
        if wanted.scene and database.restart is None:
            raise stage.CannotRun(NOT_OURS)
        person.open_books(place, wanted.connections)
        sources = person.connect(place, wanted.connections)
        director = Director(place, wanted, drawn, sources, show)
        director.interlude = database.restart if wanted.scene else None
        try:
            return director.direct()
        finally:
            director.shop.stopping.set()
            director.crew.dismiss()
            from django.db import connections as databases

            databases.close_all()


def draw(wanted: Wanted) -> plan.Plan:
    from mostek.lib.points import POINTS
    from mostek.sandbox.control.faults import NAMES

    lease = 180.0
    return plan.draw(wanted.seed, wanted.sales, wanted.connections, tuple(POINTS), tuple(NAMES), lease)


class Director:
    """Keeps everything going until it is quiet."""

    def __init__(
        self,
        place: stage.Stage,
        wanted: Wanted,
        drawn: plan.Plan,
        sources: list[Any],
        show: Callable[[Progress], None],
    ) -> None:
        self.place, self.wanted, self.plan, self.sources, self.show = place, wanted, drawn, sources, show
        doors = [Door(f"{place.web}/in/{source.key}/", source.secret) for source in sources]
        self.shop = Shop(doors, wanted.per_second, backlog=max(10, wanted.sales // 10))
        self.crew = Crew.of(place, drawn.strikes, wanted.workers, wanted.hosts)
        self.weather = Weather.of(place, drawn.gusts)
        self.person = person.Person(place)
        self.refunds = Refunds(drawn.sales, sources)
        self.standstills = Standstills()
        self.started = time.monotonic()
        self.fallen = 0
        self.interlude: Callable[[], None] | None = None

    def direct(self) -> Outcome:
        storm = self.plan.sales[: self.wanted.sales]
        self.crew.start()
        self.shop.open(storm)
        settled = self.until_quiet(len(storm))
        not_struck = self.weather.waiting.total() + sum(len(gust.faults) for gust in self.weather.gusts)
        self.weather.end()
        self.crew.calm_down()
        settled = settled and self.in_the_calm()
        told = tally.count(
            self.place, self.plan.sales, self.shop.acknowledged, self.sources, self.person.settled
        )
        returns.count(self.place, self.plan.sales, self.refunds.told, self.sources, told)
        lease = 180 / self.place.pace.speed
        return Outcome(
            wanted=self.wanted,
            tally=told,
            settled=settled,
            seconds=round(time.monotonic() - self.started, 1),
            crashes=dict(self.crew.crashes),
            freezes=dict(self.crew.freezes),
            unreached=sorted({f"{one.action} at {one.point}" for one in self.crew.unreached}),
            faults=dict(self.weather.struck),
            faults_not_struck=not_struck,
            calls=ask("GET", f"{self.place.sandbox}/-/calls")["counts"],
            person=dict(self.person.done),
            deliveries=dict(self.shop.told),
            standstills=[round(one / lease, 2) for one in self.standstills.spans],
            timelines={number: tally.timeline(self.place, number) for number in told.offending[:5]},
        )

    def in_the_calm(self) -> bool:
        """One more sale for each fault that cannot be told from a loss if anything else happens beside it."""
        calm = self.plan.sales[self.wanted.sales :]
        for fault in self.plan.calm:
            self.weather.switch_on(fault)
        self.shop.finished.clear()
        self.shop.open(calm)
        settled = self.until_quiet(len(self.plan.sales))
        self.weather.end()
        return settled

    def until_quiet(self, sales: int) -> bool:
        """False when nothing has changed for too long."""
        from django.db import DatabaseError
        from django.db import connections as databases

        last_change, last_seen = time.monotonic(), None
        while True:
            time.sleep(NOW_AND_THEN)
            now = time.monotonic()
            try:
                seen = self.look_around(sales)
            except DatabaseError:  # a frozen worker holds it, or it is being started again
                databases.close_all()
                continue
            if self.is_quiet(seen):
                return True
            if seen != last_seen:
                last_change, last_seen = now, seen
            elif now - last_change > STUCK_AFTER / self.place.pace.speed:
                return False

    def look_around(self, sales: int) -> tuple[Any, ...]:
        from django.db.models import Count

        from mostek.core.models import Connection, Document, Event

        finished = (
            self.shop.finished.is_set()
        )  # before the count: what is told after it belongs to the next look
        self.person.look_in()
        to_tell = self.refunds.tell()
        states = dict(Document.objects.values_list("state").annotate(Count("pk")).order_by())
        issued = Document.objects.filter(state="issued").exclude(kind="correction").count()
        waiting = Event.objects.filter(state="received").count()
        needing = Connection.objects.exclude(health="ready").count()
        self.shop.issued = issued
        self.standstills.watch(self.crew.graves, time.monotonic())
        self.weather.blow(issued / sales)
        self.crew.threaten(issued / sales)
        if self.wanted.hosts > 1 and issued / sales > (self.fallen + 1) / (self.wanted.hosts + 1):
            self.crew.fell_host(self.fallen % self.wanted.hosts)
            self.fallen += 1
        if self.interlude is not None and issued / sales > 0.4:
            self.interlude()
            self.interlude = None
        unfinished = to_tell + sum(states.get(state, 0) for state in ("pending", "sending", "unknown"))
        self.show(
            Progress(
                sales,
                len(self.shop.acknowledged),
                issued,
                unfinished,
                self.crew.crashes.total() + self.crew.freezes.total(),
                self.weather.struck.total(),
            )
        )
        return (
            finished,
            waiting,
            needing,
            unfinished,
            issued,
            tuple(sorted(states.items())),
        )

    def is_quiet(self, seen: tuple[Any, ...]) -> bool:
        finished, waiting, needing, unfinished, *_ = seen
        return bool(finished) and not (waiting or needing or unfinished or self.crew.is_frozen())


def replay(wanted: Wanted) -> str:
    return (
        f"mostek chaos --sales {wanted.sales} --seed {wanted.seed} --database {wanted.database} "
        f"--workers {wanted.workers} --connections {wanted.connections} --hosts {wanted.hosts} "
        f"--speed {wanted.speed:g} --per-second {wanted.per_second:g}"
        + (f" --scene {wanted.scene}" if wanted.scene else "")
    )


def quiet_environment() -> None:
    """The run talks to this machine alone."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        os.environ.pop(name, None)
