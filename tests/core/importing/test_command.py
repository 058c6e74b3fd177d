"""`mostek import`: figures, and exit codes that mean something."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from mostek.core.models import Event, Import, Order
from tests.core.importing.files import make_source, row, sheet


@pytest.fixture
def source(connection: Any) -> Any:
    return make_source(connection)


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("import", *arguments, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_it_imports_and_says_so(source, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(sheet(row(1), row(2)))
    code, text = run(str(file), "--source", "Arkusz", "--json")
    assert (code, json.loads(text)["counts"]["new"]) == (0, 2)
    assert Order.objects.count() == 2
    code, text = run(str(file), "--source", str(source.pk), "--json")
    assert (code, json.loads(text)["counts"]["same"]) == (0, 2)


def test_a_dry_run_keeps_nothing_and_a_bad_row_is_an_exit_code(source, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(sheet(row(1), row(2, "dużo")))
    code, text = run(str(file), "--source", "Arkusz", "--dry-run", "--lang", "en")
    assert code == 1
    assert "Row 3, 2: Column “Razem brutto”, “dużo”" in text
    assert not Order.objects.exists()
    assert not Event.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", None])
def test_what_cannot_be_read_ends_with_two(source, tmp_path, content):
    file = tmp_path / "a.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        run(str(file), "--source", "Arkusz")
    assert caught.value.returncode == 2
    assert not Import.objects.exists()


def test_a_source_that_is_not_one_of_files_ends_with_two(publigo, tmp_path):
    with pytest.raises(CommandError) as caught:
        run(str(tmp_path), "--source", str(publigo.pk))
    assert caught.value.returncode == 2
