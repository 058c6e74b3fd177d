"""The script that keeps the translations complete, run as CI runs it, on a copy."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    copy = tmp_path_factory.mktemp("catalogue")
    (copy / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "catalogue", copy / "scripts")
    for part in ("panel", "locale", "core"):
        shutil.copytree(ROOT / "src" / "mostek" / part, copy / "src" / "mostek" / part)
    return copy


@pytest.fixture
def copy(original, tmp_path):
    shutil.copytree(original, tmp_path / "copy")
    return tmp_path / "copy"


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(copy / "scripts" / "catalogue"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def folder(copy: Path) -> Path:
    return copy / "src" / "mostek" / "locale" / "pl" / "LC_MESSAGES"


def test_the_committed_catalogue_is_complete():
    checked = run(ROOT, "--check")
    assert checked.returncode == 0, checked.stderr


def test_a_new_sentence_without_polish_fails_the_check_and_is_named(copy):
    page = copy / "src" / "mostek" / "panel" / "templates" / "panel" / "inbox.html"
    page.write_text(page.read_text() + '{% translate "A sentence nobody has translated" %}')
    checked = run(copy, "--check")
    assert checked.returncode == 1
    assert "A sentence nobody has translated" in checked.stderr

    run(copy)
    assert "A sentence nobody has translated" in (folder(copy) / "django.po").read_text()
    assert run(copy, "--check").returncode == 1


def test_a_sentence_that_is_no_longer_said_fails_the_check_until_it_is_dropped(copy):
    page = copy / "src" / "mostek" / "panel" / "templates" / "panel" / "inbox.html"
    page.write_text(page.read_text().replace("Nothing waits for you", "Inbox"))
    assert run(copy, "--check").returncode == 1
    assert run(copy).returncode == 0
    assert "Nothing waits for you" not in (folder(copy) / "django.po").read_text()
    assert run(copy, "--check").returncode == 0


def test_polish_that_was_not_compiled_fails_the_check(copy):
    po = folder(copy) / "django.po"
    po.write_text(po.read_text().replace("Nic nie czeka na decyzję", "Nic tu nie czeka"))
    assert "not compiled" in run(copy, "--check").stderr
    run(copy)
    assert run(copy, "--check").returncode == 0


def test_a_placeholder_lost_in_translation_fails_the_check(copy):
    po = folder(copy) / "django.po"
    po.write_text(po.read_text().replace("wFirma wystawiła %(number)s.", "wFirma wystawiła."))
    run(copy)
    assert run(copy, "--check").returncode == 1
