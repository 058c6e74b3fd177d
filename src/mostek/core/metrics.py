"""Figures for Prometheus. Counts of rows by their indexes; keys of Sources, never names, and nothing of buyers.

Reference: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min

from mostek.core.models import Alert, Attempt, Connection, Document, Event, Heartbeat, Mail, Order, Source
from mostek.lib import clock

HOUR = timedelta(hours=1)
State = Document.State
SCHEDULED = (
    State.PENDING,
    State.SENDING,
    State.UNKNOWN,
)  # each has a time for its next step, and so an index
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Gauge:
    name: str
    help: str
    values: tuple[tuple[Labels, float], ...]

    def lines(self) -> Iterator[str]:
        yield f"# HELP mostek_{self.name} {self.help}"
        yield f"# TYPE mostek_{self.name} gauge"
        for labels, value in self.values:
            told = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
            yield f"mostek_{self.name}{{{told}}} {value:g}" if told else f"mostek_{self.name} {value:g}"


def text() -> str:
    return "\n".join(line for gauge in gauges(clock.now()) for line in gauge.lines()) + "\n"


def gauges(now: datetime) -> Iterator[Gauge]:
    yield from _documents(now)
    yield from _intake(now)
    yield from _attempts(now)
    yield from _people()
    yield from _worker(now)


def _documents(now: datetime) -> Iterator[Gauge]:
    # State by state: SQLite does not see that `state = x` is part of `state IN (…)`, by which its indexes are made.
    rows, scheduled = Document.objects, Document.objects.filter(due_at__isnull=False)
    counts = {state.value: rows.filter(state=state).count() for state in (State.HELD, State.CANCELLED)}
    counts |= {state.value: scheduled.filter(state=state).count() for state in SCHEDULED}
    # All that are left: to count a million of them by their own index takes a second, the whole table a tenth of it.
    counts[State.ISSUED.value] = max(rows.count() - sum(counts.values()), 0)
    yield _by_label("documents", "Documents by state.", "state", counts)
    oldest = scheduled.filter(state=State.PENDING).aggregate(at=Min("planned_at"))["at"]
    yield _one(
        "oldest_pending_seconds", "Age of the oldest document that waits; 0 without one.", _age(oldest, now)
    )
    held = Order.objects.filter(verdict=Order.Verdict.HOLD).count()
    yield _one("orders_held", "Orders that wait for an answer.", held)


def _intake(now: datetime) -> Iterator[Gauge]:
    waiting = Event.objects.filter(state=Event.State.RECEIVED).count()
    failed = Event.objects.filter(state=Event.State.FAILED).count()
    yield _one("events_waiting", "Events that were taken in and not read yet.", waiting)
    yield _one("events_failed", "Events that could not be understood.", failed)
    rows = list(
        Source.objects.filter(is_on=True).values_list(
            "pk", "kind", "pulled_at", "pull_failures", "push_missed"
        )
    )
    asked = [({"source": str(pk), "kind": kind}, _age(at, now)) for pk, kind, at, _f, _m in rows if at]
    yield Gauge("pull_lag_seconds", "Since the last asking of a source came to its end.", tuple(asked))
    failures = [({"source": str(pk), "kind": kind}, float(count)) for pk, kind, _a, count, _m in rows]
    yield Gauge("pull_failures", "Askings of a source in a row that failed.", tuple(failures))
    missed = [({"source": str(pk), "kind": kind}, float(count)) for pk, kind, _a, _f, count in rows]
    yield Gauge("push_missed", "Orders of a source in a row that came by asking alone.", tuple(missed))


def _attempts(now: datetime) -> Iterator[Gauge]:
    rows = Attempt.objects.filter(opened_at__gt=now - HOUR).order_by("action", "outcome")
    counted = rows.values_list("action", "outcome").annotate(Count("pk"))
    values = [
        ({"action": action, "outcome": outcome or "open"}, float(count)) for action, outcome, count in counted
    ]
    yield Gauge("wfirma_calls_last_hour", "Calls to wFirma for documents in the last hour.", tuple(values))


def _people() -> Iterator[Gauge]:
    on = Connection.objects.filter(is_on=True)
    counts = {health: on.filter(health=health).count() for health in Connection.Health.values}
    yield _by_label("connections", "Connections that are on, by health.", "health", counts)
    opened = Alert.objects.filter(closed_at=None).order_by("condition").values_list("condition")
    alerts = [({"condition": code}, float(count)) for code, count in opened.annotate(Count("pk"))]
    yield Gauge("alerts_open", "Alerts that are open, by condition.", tuple(alerts))
    yield _one(
        "mails_waiting", "E-mails that have not left yet.", Mail.objects.filter(due_at__isnull=False).count()
    )


def _worker(now: datetime) -> Iterator[Gauge]:
    last = Heartbeat.objects.aggregate(at=Max("at"))["at"]
    age = _age(last, now) if last else float("+inf")
    yield _one("worker_heartbeat_seconds", "Since a worker was last seen at work; +Inf if never.", age)


def _by_label(name: str, help: str, label: str, counts: Mapping[str, int]) -> Gauge:
    return Gauge(name, help, tuple(({label: key}, float(count)) for key, count in counts.items()))


def _one(name: str, help: str, value: float) -> Gauge:
    return Gauge(name, help, (({}, float(value)),))


def _age(moment: datetime | None, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
