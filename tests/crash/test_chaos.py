"""`mostek chaos`, shortened: real processes, on the database of this run of the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connections as databases

pytestmark = pytest.mark.socket


def chaos(*arguments: str) -> subprocess.CompletedProcess[str]:
    vendor = databases["default"].vendor
    if vendor == "postgresql":  # a server of its own, that may go down, and workers on two hosts
        arguments = (*arguments, "--hosts", "2", "--scene", "restart")
    return subprocess.run(
        [sys.executable, "-m", "mostek", "chaos", "--database", vendor, "--json", *arguments],
        capture_output=True,
        text=True,
        timeout=240,
    )


def test_nothing_is_lost_doubled_or_unexplained_under_crashes_and_faults():
    ended = chaos("--sales", "60", "--seed", "11", "--connections", "10", "--workers", "3")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = json.loads(ended.stdout)
    assert (told["lost"], told["duplicated"], told["unexplained"]) == (0, 0, 0)
    assert told["issued"] + sum(told["held"].values()) + told["never_acknowledged"] >= 60
    assert set(told["held"]) <= {"found.different", "found.twice"}
    assert told["refunds"] >= 5
    assert sum(told["crashes"].values()) >= 8, "it has to hurt"
    assert sum(told["faults"].values()) >= 20, "it has to hurt"


def test_without_a_postgresql_it_says_so(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "mostek", "chaos", "--database", "postgresql", "--sales", "1"],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "MOSTEK_CHAOS_DATABASE_URL": f"postgresql://nobody@/none?host={tmp_path}"},
    )
    assert ended.returncode == 2
    assert "MOSTEK_CHAOS_DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nobody_of_a_run_stays_behind_when_it_is_killed(tmp_path):
    director = subprocess.Popen(
        [sys.executable, "-m", "mostek", "chaos", "--sales", "200", "--connections", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    deadline = time.monotonic() + 90
    while not list(tmp_path.glob("*/workers.log")):
        assert director.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    director.kill()
    director.wait()
    time.sleep(3)
    assert [pid for pid in Path("/proc").glob("[0-9]*") if is_of_run(pid, str(tmp_path))] == []


def is_of_run(process: Path, folder: str) -> bool:
    try:
        return f"TMPDIR={folder}" in (process / "environ").read_text(errors="replace").split("\0")
    except OSError:
        return False
