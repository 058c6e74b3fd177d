"""Examples are true: marked blocks are read by the code they are written for, or run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mostek.sources.adapter import Context, Incoming
from mostek.sources.publigo.adapter import ADAPTER
from mostek.tax import form
from tests.docs.pages import Block, blocks, pages

ALL = [block for page in pages() for block in blocks(page)]


def marked(language: str, mark: str) -> list[Block]:
    return [block for block in ALL if block.language == language and mark in block.marks]


def place(block: Block) -> str:
    return f"{block.page.parent.parent.name}/{block.page.name}"


def test_there_is_something_to_try() -> None:
    for language, mark in (("json", "sale"), ("json", "decide"), ("json", "publigo"), ("sh", "runnable")):
        assert marked(language, mark), f"no block {language} {mark}"
    assert marked("python", "runnable")


@pytest.mark.parametrize("block", [one for one in ALL if one.language == "json"], ids=place)
def test_json_is_json(block: Block) -> None:
    json.loads(block.text)


@pytest.mark.parametrize("block", marked("json", "sale"), ids=place)
def test_a_sale_is_accepted(block: Block) -> None:
    posted = json.loads(block.text)
    number = posted.pop("number", "")
    sale = form.sale_from_json(posted)
    assert sale.reference
    assert isinstance(number, str)


@pytest.mark.parametrize("block", marked("json", "publigo"), ids=place)
def test_a_publigo_order_is_read(block: Block) -> None:
    """As Publigo would send it: its own sum and its own lines, so that what the page says of them is true."""
    incoming = ADAPTER.parse(block.text.encode(), Context(received_on=date(2026, 3, 14)))
    assert isinstance(incoming, Incoming)
    assert sum(charge.amount for charge in incoming.sale.charges) in {Decimal("13.99"), 0}


@pytest.mark.parametrize("block", marked("python", "runnable"), ids=place)
def test_python_runs(block: Block) -> None:
    exec(compile(block.text, str(block.page), "exec"), {"__name__": "example"})


@pytest.mark.parametrize("block", marked("sh", "runnable"), ids=place)
def test_shell_runs(block: Block, tmp_path: Path) -> None:
    """Beside the files of the same page: a JSON block marked `decide` is there as `sale.json`."""
    for other in blocks(block.page):
        if other.language == "json" and "decide" in other.marks:
            (tmp_path / "sale.json").write_text(other.text, encoding="utf-8")
    command = tmp_path / "mostek"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mostek "$@"\n')
    command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOSTEK_")}
    environment = kept | {"PATH": f"{tmp_path}:{kept['PATH']}", "MOSTEK_DATA": str(tmp_path / "var")}
    script = ["sh", "-eu", "-c", block.text]
    ended = subprocess.run(
        script, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
