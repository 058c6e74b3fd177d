"""The product as its users have it: real processes, real sockets, a real browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from mostek.demo.main import Stage
from mostek.lib.ports import free_port, is_open

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Running:
    """Mostek and the sandbox, each in processes of their own."""

    stage: Stage
    processes: dict[str, subprocess.Popen[str]]
    folder: Path

    @property
    def url(self) -> str:
        return self.stage.url

    @property
    def sandbox(self) -> str:
        return self.stage.sandbox

    def start(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("a") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "mostek", *arguments],
                env={**self.stage.environment(), "PYTHONUNBUFFERED": "1"},
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def start_mostek(self) -> None:
        self.start("mostek", "serve", "--bind", f"127.0.0.1:{self.stage.port}")
        wait_open(self.stage.port)

    def run_python(self, *arguments: str) -> None:
        """Our own interpreter, with the settings of this Mostek, to its end."""
        environment = {**self.stage.environment(), "DJANGO_SETTINGS_MODULE": "mostek.settings"}
        subprocess.run([sys.executable, *arguments], env=environment, check=True, timeout=120)

    def stop(self, name: str) -> None:
        process = self.processes.pop(name)
        process.terminate()
        process.wait(timeout=60)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    @property
    def first_code(self) -> str:
        found = re.search(r"first account: (\S+)", self.log("mostek"))
        assert found, self.log("mostek")
        return found.group(1)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = httpx2.request(method, f"{self.sandbox}/-/{path}", json=body, timeout=20)
        answer.raise_for_status()
        return answer.json()


def wait_open(port: int) -> None:
    deadline = time.monotonic() + 60
    while not is_open(port):
        assert time.monotonic() < deadline, f"nothing listens on {port}"
        time.sleep(0.1)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    stage = Stage(tmp_path / "data", free_port(), free_port())
    stage.data.mkdir()
    running = Running(stage, {}, tmp_path)
    try:
        running.start("sandbox", "sandbox", "--port", str(stage.sandbox_port))
        running.start_mostek()
        wait_open(stage.sandbox_port)
        yield running
    finally:
        for name in list(running.processes):
            running.stop(name)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    """A page of Chromium that speaks Polish. A script error or a request to another machine fails the test."""
    if not CHROMIUM:
        if os.environ.get("MOSTEK_TESTS_NEED_BROWSER"):
            pytest.fail("Chromium is missing; install Debian's package chromium")
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(locale="pl-PL", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(15_000)
        page = context.new_page()
        errors: list[str] = []
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("request", lambda request: errors.append(request.url) if is_foreign(request.url) else None)
        yield page
        browser.close()
        assert errors == []


def is_foreign(url: str) -> bool:
    return url.startswith("http") and not re.match(r"https?://(localhost|127\.0\.0\.1)[:/]", url)
