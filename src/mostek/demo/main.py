"""Starts the sandbox and Mostek as real processes, connects them, and prints where to look."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from mostek.lib.ports import free_port, is_open
from mostek.lib.processes import Child, Family

LOGIN, PASSWORD = "demo@mostek.example", "most-na-wisle"
STARTED_WITHIN = 60.0  # seconds


@dataclass(frozen=True)
class Stage:
    """Where everything stands. `data` holds the database, the key and the sandbox's books."""

    data: Path
    port: int
    sandbox_port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def sandbox(self) -> str:
        return f"http://localhost:{self.sandbox_port}"

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOSTEK_")}
        return {
            **kept,
            "MOSTEK_DATA": str(self.data),
            "MOSTEK_URL": self.url,
            "MOSTEK_OUTGOING_IP": "127.0.0.1",
            "MOSTEK_WFIRMA_API_URL": f"{self.sandbox}/wfirma",
            "MOSTEK_WFIRMA_LOGIN_URL": f"{self.sandbox}/wfirma",
            "MOSTEK_VIES_URL": f"{self.sandbox}/vies",
            "MOSTEK_ALLOW_PRIVATE": "1",  # the demo's shop stands on this machine
            "MOSTEK_LOG_LEVEL": os.environ.get("MOSTEK_LOG_LEVEL", "WARNING"),
        }


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="mostek demo", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="connect, sell once, print JSON, end; in a folder of its own"
    )
    parser.add_argument("--port", type=int, help="of the panel (8000)")
    parser.add_argument("--sandbox-port", type=int, help="of the sandbox (8001)")
    parser.add_argument("--data", type=Path, default=Path("var/demo"), help="kept between starts (var/demo)")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        if options.check:
            data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mostek-")))
            stage = Stage(data, options.port or free_port(), options.sandbox_port or free_port())
        else:
            stage = Stage(options.data.resolve(), options.port or 8000, options.sandbox_port or 8001)
        environment = stage.environment() | {"PYTHONUNBUFFERED": "1"}
        os.environ.clear()
        os.environ.update(environment)
        return play(stage, stack, check=options.check)


def play(stage: Stage, stack: ExitStack, *, check: bool) -> int:
    family = stack.enter_context(Family())
    sandbox = ["sandbox", "--port", str(stage.sandbox_port), "--data", str(stage.data / "sandbox")]
    for name, port in (("panel", stage.port), ("sandbox", stage.sandbox_port)):
        if is_open(port):
            print(f"Port {port} ({name}) is in use. Choose another: --port, --sandbox-port", file=sys.stderr)
            return 1
    if not check:
        print("Mostek: uruchamianie… / starting…", flush=True)
    stage.data.mkdir(parents=True, exist_ok=True)
    family.start(Child("sandbox", sandbox, quiet=True))
    family.start(Child("mostek", ["serve", "--bind", f"127.0.0.1:{stage.port}"], quiet=True))
    wait_until_open(family, stage.port, stage.sandbox_port)
    run = "sale" if check else "connect"
    ended = subprocess.run([sys.executable, "-m", f"mostek.demo.{run}", stage.sandbox], check=False)
    if check or ended.returncode:
        return ended.returncode
    print(WELCOME.format(url=stage.url, sandbox=stage.sandbox, login=LOGIN, password=PASSWORD), flush=True)
    code = family.watch()
    print(f"\nMostek: koniec, dane zostają w / stopped, data are kept in {stage.data}")
    return code


WELCOME = """
  Mostek      {url}            login: {login}   hasło / password: {password}
  Sklep       {sandbox}/publigo/    kup kurs / buy a course
  wFirma      {sandbox}/wfirma/     login: jan@demo.example   hasło / password: demo
  Piaskownica {sandbox}/-/          usterki i dziennik wywołań / faults and call log

  Koniec: Ctrl+C
"""


def wait_until_open(family: Family, *ports: int) -> None:
    deadline = time.monotonic() + STARTED_WITHIN
    while not all(is_open(port) for port in ports):
        if time.monotonic() > deadline or family.stopping.is_set():
            raise SystemExit("The demo did not start; see the messages above.")
        for child in family.children:
            if child.has_ended():
                raise SystemExit(f"{child.name} ended; see the messages above.")
        time.sleep(0.1)
