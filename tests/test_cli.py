"""The command line as people and scripts use it: real processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import mostek

EXAMPLE: dict[str, Any] = {
    "today": "2026-11-23",
    "seller": {"vat_status": "active", "income_tax": "scale"},
    "sale": {
        "reference": "A-1",
        "paid_on": "2026-11-23",
        "currency": "PLN",
        "total": "199.00",
        "buyer": {"country": "PL", "name": "Anna", "wants_invoice": True},
        "lines": [{"name": "Kurs", "unit_price": "199.00"}],
    },
}


def run(
    *arguments: str, folder: Path, given: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOSTEK_")}
    return subprocess.run(
        [sys.executable, "-m", "mostek", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        env={**kept, "MOSTEK_DATA": str(folder), **environment},
    )


def test_it_says_what_it_can_do_and_which_version_it_is(tmp_path):
    for word in ("serve", "work", "doctor", "decide", "sandbox", "demo", "chaos"):
        assert f"mostek {word}" in run("--help", folder=tmp_path).stdout
    assert run("version", folder=tmp_path).stdout.strip() == mostek.__version__


def test_it_decides_without_settings_key_or_database(tmp_path):
    folder = tmp_path / "untouched"
    decided = run("decide", "-", folder=folder, given=json.dumps(EXAMPLE))
    assert decided.returncode == 0
    assert json.loads(decided.stdout)["document"]["type"] == "normal"
    assert not folder.exists()


def test_bad_input_ends_with_2_and_names_the_path(tmp_path):
    decided = run("decide", "-", folder=tmp_path, given=json.dumps(EXAMPLE | {"colour": "red"}))
    assert decided.returncode == 2
    assert json.loads(decided.stdout)["error"]["path"] == "colour"


def test_many_lines_go_on_after_a_bad_one(tmp_path):
    lines = "\n".join([json.dumps(EXAMPLE), "{", json.dumps(EXAMPLE)])
    decided = run("decide", "-", "--lines", folder=tmp_path, given=lines)
    assert decided.returncode == 2
    answers = [json.loads(line) for line in decided.stdout.splitlines()]
    assert ["error" in answer for answer in answers] == [False, True, False]


def test_the_doctor_names_what_is_wrong_and_fails(tmp_path):
    empty = run("doctor", "--json", folder=tmp_path)
    assert empty.returncode == 1
    assert any("mostek migrate" in finding["pl"] for finding in json.loads(empty.stdout))

    assert run("migrate", "--verbosity", "0", folder=tmp_path).returncode == 0
    migrated = run("doctor", "--json", folder=tmp_path)
    assert migrated.returncode == 1, "no worker is at work"
    assert [one["about"] for one in json.loads(migrated.stdout) if not one["ok"]] == ["worker"]


def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path):
    started = run("doctor", folder=tmp_path, MOSTEK_URL="mostek.example.pl")
    assert started.returncode != 0
    assert "MOSTEK_URL must be an address" in started.stderr


def test_the_sandbox_says_when_its_port_is_taken(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        started = run("sandbox", "--port", str(taken.getsockname()[1]), folder=tmp_path)
    assert started.returncode == 1
    assert "--port" in started.stderr


@pytest.mark.socket
def test_the_demo_checks_itself_one_sale_one_document_one_call(tmp_path):
    checked = run("demo", "--check", folder=tmp_path)
    assert checked.returncode == 0, checked.stderr
    result = json.loads(checked.stdout)
    assert (result["documents"], result["total"]) == (1, "199.00")
    assert result["number"].startswith("FV 1/")
    assert result["wfirma_calls"] == {"invoices/add": 1}
