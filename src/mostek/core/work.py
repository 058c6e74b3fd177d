"""The worker: read what came, ask what is to be asked, and give each Connection its turn."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, DataError, close_old_connections
from django.db import connection as database

from mostek.core import (
    connections,
    errands,
    heartbeat,
    ping,
    pull,
    receive,
    skew,
    tokens,
    turn,
    vies,
    vies_check,
    wake,
)
from mostek.core.alerts import rounds
from mostek.core.correct import plan as correct_plan
from mostek.core.importing import run as importing
from mostek.core.models import Event
from mostek.core.outgoing import deliver
from mostek.core.proof import nightly, scan
from mostek.lib import clock
from mostek.lib.crypto import Unreadable

log = logging.getLogger("mostek.work")

SHORTEST = 0.01  # seconds: a moment that is over before it is looked at must not make us spin
SAFETY = 5.0  # seconds: at most so long between two looks for work, however well we hear
PATIENCE = timedelta(hours=6)  # with an event that only passing trouble keeps from being read
EVENTS = 200  # events read before the Connections are served again
PULLS = 2  # Sources asked side by side
SENDS = 2  # receivers of messages served side by side

IMPORTS = 1  # files read side by side

# "serve" a Connection, "pull" from a Source, "import" a file, send to an "endpoint" or a "platform"; ("vies", 0),
# ("alerts", 0), ("ping", 0)
Job = tuple[str, int]
VIES: Job = ("vies", 0)
ALERTS: Job = ("alerts", 0)
PING: Job = ("ping", 0)


def run(stop: threading.Event, *, safety: float = SAFETY) -> None:
    """Until `stop` is set. A document that is being sent is finished first."""
    pulse, watch, night = heartbeat.Pulse(), skew.Watch(), nightly.Watch()
    alerts, alive = rounds.Watch(), ping.Watch()
    running: dict[Job, Future[None]] = {}
    is_new = True
    # More threads than Connections: while VIES or a shop is slow, documents go on.
    threads = settings.WORKER_THREADS + PULLS + SENDS + IMPORTS + 3
    pool = ThreadPoolExecutor(threads, thread_name_prefix="work")
    with wake.Ear() as ear, pool:
        while not stop.is_set():
            more, nap = False, wake.POLL
            try:
                trouble = watch.look()
                pulse.beat(trouble)
                if trouble != skew.SKEWED:
                    if is_new:
                        skew.bring_back(clock.now())
                        correct_plan.catch_up()
                        is_new = False
                    night.look()
                    more = read_events()
                    running = {job: future for job, future in running.items() if not future.done()}
                    for job in jobs(running):
                        running[job] = pool.submit(_do, job, stop)
                        running[job].add_done_callback(lambda _: ear.ring())
                    if ALERTS not in running and alerts.is_due():
                        running[ALERTS] = pool.submit(_beside, ALERTS, alerts.go)
                    if PING not in running and alive.is_due():
                        running[PING] = pool.submit(_beside, PING, alive.go)
                    nap = until_next(safety)
                close_old_connections()
            except DatabaseError:  # it may be back in a moment; what is due stays due
                log.exception("the database did not answer")
                database.close()
            if not more:
                ear.wait(stop, nap)
    database.close()


def step(watch: skew.Watch | None = None) -> None:
    """Everything that is due at this moment but the alerts, in this thread: for tests and small scripts."""
    if watch is not None:
        watch.look(ask_database=False)
    pull.run_due()
    importing.run_due()
    read_events()
    vies.ask_due()
    nightly.plan()
    for pk in due():
        turn.serve(pk)
    deliver.run_due()


def jobs(running: Collection[Job]) -> list[Job]:
    """What to begin now, beside what is running."""
    serving, pulling = (
        {pk for kind, pk in running if kind == "serve"},
        {pk for kind, pk in running if kind == "pull"},
    )
    asking = [VIES] if VIES not in running and vies.is_due() else []
    free = max(PULLS - len(pulling), 0)
    pulls = [("pull", pk) for pk in pull.due() if pk not in pulling][:free]
    reading = sum(kind == "import" for kind, _ in running)
    files = [("import", pk) for pk in importing.due()][: max(IMPORTS - reading, 0)]
    sending = sum(kind in ("endpoint", "platform") for kind, _ in running)
    sends = [lane for lane in deliver.lanes() if lane not in running][: max(SENDS - sending, 0)]
    return [*asking, *pulls, *files, *sends, *(("serve", pk) for pk in choose(serving))]


def choose(serving: Collection[int]) -> list[int]:
    """Whose turn it is, as many as there are threads free. The others are asked again when a turn has ended.

    Nobody queues for a thread, so who waits longest is found anew each time, among all workers.
    """
    free = settings.WORKER_THREADS - len(serving)
    return [pk for pk in due() if pk not in serving][:free] if free > 0 else []


def until_next(safety: float) -> float:
    """Seconds until the rows say that there may be something to do."""
    now = clock.now()
    of_wfirma = (connections.next_turn, errands.next_due, scan.next_due)
    of_others = (vies_check.next_due, pull.next_due, importing.next_due, deliver.next_due)
    moments = [next_one(now) for next_one in (*of_wfirma, *of_others)]
    left = min(((moment - now).total_seconds() for moment in moments if moment), default=safety)
    return min(max(clock.on_this_machine(left), SHORTEST), safety)


def due() -> list[int]:
    """Connections to serve now: an errand or a Document in turn, a consent that grows old unused, a month to prove."""
    now = clock.now()
    chosen = [
        *errands.waiting(now).values_list("pk", flat=True),
        *connections.due(now),
        *tokens.idle(now).values_list("pk", flat=True),
        *scan.waiting(now).values_list("pk", flat=True),
    ]
    return list(dict.fromkeys(chosen))


def read_events() -> bool:
    """What a source that is switched off has told waits until it is switched on."""
    due = Event.objects.filter(state=Event.State.RECEIVED, source__is_on=True)
    waiting = list(due.order_by("id")[:EVENTS])
    done = 0
    for event in waiting:
        try:
            receive.read(event)
        except Exception as error:
            if is_passing(error) and event.received_at > clock.now() - PATIENCE:
                log.warning("event %s waits: %s", event.pk, type(error).__name__)
                continue
            receive.fail(event, error)
        done += 1
    return done > 0


def is_passing(error: Exception) -> bool:
    """Trouble of the moment, not of the event: a lock, a lost connection, a key that was not given at this start."""
    return isinstance(error, DatabaseError | Unreadable) and not isinstance(error, DataError)


def _beside(job: Job, go: Callable[[], None]) -> None:
    """What tells people and machines of us; it must never stop the documents."""
    try:
        go()
    except Exception:
        log.exception("the worker stumbled: %s", job[0])
    finally:
        database.close()


def _do(job: Job, stop: threading.Event) -> None:
    """One job, in a thread of its own. Whatever goes wrong, what is due stays due."""
    kind, pk = job
    try:
        match kind:
            case "serve":
                turn.serve(pk, stop)
            case "pull":
                pull.run(pk, stop)
            case "import":
                importing.run(pk, stop)
            case "vies":
                vies.ask_due(stop)
            case "endpoint" | "platform":
                deliver.run(job, stop)
    except Exception:
        log.exception("the worker stumbled: %s %s", kind, pk)
        if kind == "serve":
            connections.stumbled(pk)
    finally:
        database.close()
