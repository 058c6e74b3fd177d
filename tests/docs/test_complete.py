"""What the code has, the pages have: settings, commands, states, codes, dependencies, version."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.management import load_command_class

import mostek
from mostek import cli
from mostek.api.problems import PROBLEMS
from mostek.chaos import stage
from mostek.core import messages
from mostek.core.models import ApiKey, Document, Event
from mostek.lib.points import POINTS
from mostek.sources import registry
from tests.docs.pages import DOCS, LANGUAGES, ROOT, headings, pages, prose, read, rows

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMMANDS = Path(mostek.__file__).parent / "core" / "management" / "commands"
# Django gives these to every command.
OF_EVERY_COMMAND = {"--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback"}
OF_EVERY_COMMAND |= {"--no-color", "--force-color", "--skip-checks"}


def settings_read() -> dict[str, Any]:
    """Name → default, as far as the default is a constant, from the calls in settings.py."""
    tree = ast.parse((Path(mostek.__file__).parent / "settings.py").read_text(encoding="utf-8"))
    found: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = str(node.args[0].value)
            if re.fullmatch(r"MOSTEK_[A-Z_]+", name):
                given = (
                    node.args[1].value
                    if len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
                    else None
                )
                found[name] = given if given is not None else found.get(name)
    return found


def commands() -> set[str]:
    """Mostek's own, from the help and from the folder."""
    lines = [line.strip() for line in cli.HELP.splitlines() if line.startswith("  mostek ")]
    named = {
        word for line in lines for word in re.split(r"\s{2,}", line)[0].removeprefix("mostek ").split(", ")
    }
    return {name.split()[0] for name in named} | {file.stem for file in COMMANDS.glob("[a-z]*.py")}


def options_of(command: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    if (COMMANDS / f"{command}.py").exists():
        text = load_command_class("mostek.core", command).create_parser("mostek", command).format_help()
    else:
        module = {"demo": "mostek.demo.main"}.get(command, f"mostek.{PURE[command]}.command")
        with pytest.raises(SystemExit):
            import_module(module).main(["--help"])
        text = capsys.readouterr().out
    return set(re.findall(r"--[a-z][a-z-]+", text)) - OF_EVERY_COMMAND


PURE = {"decide": "tax", "sandbox": "sandbox", "demo": "demo", "chaos": "chaos"}
OURS = sorted({file.stem for file in COMMANDS.glob("[a-z]*.py")} | set(PURE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_its_row_with_its_default(language: str) -> None:
    documented = rows(DOCS / language / "admin" / "configuration.md")
    read_by_code = settings_read()
    assert {name for name in documented if name.startswith("MOSTEK_")} == set(read_by_code)
    for name, default in read_by_code.items():
        if default not in (None, ""):
            assert f"`{default}`" in documented[name][0], f"{name} is {default} by default"


def test_no_page_names_a_setting_that_does_not_exist() -> None:
    known = set(settings_read()) | {stage.DATABASE_URL}  # of a command that makes its own settings
    for page in [*pages(), *(ROOT / "docker").iterdir()]:
        for name in re.findall(r"MOSTEK_[A-Z_]+", read(page)):
            assert name.removesuffix("_FILE") in known, f"{page.name} names {name}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_documented(language: str) -> None:
    page = DOCS / language / "admin" / "commands.md"
    named = set(re.findall(r"`(?:mostek )?([a-z]+)", "\n".join(text for _, text in headings(page))))
    assert named == commands()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", OURS)
def test_every_option_of_a_command_is_documented(
    language: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = read(DOCS / language / "admin" / "commands.md")
    section = page.split(f"## `mostek {command}`")[1].split("\n## ")[0]
    assert set(re.findall(r"--[a-z][a-z-]+", section)) == options_of(command, capsys)


def test_pages_name_only_commands_that_exist() -> None:
    known = commands() | {"help", "version", "check", "makemigrations", "COMMAND"}
    for page in pages():
        for name in re.findall(r"`mostek ([a-z]+)", prose(page)):
            assert name in known, f"{page.name} names mostek {name}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_heading(language: str) -> None:
    texts = [text for _, text in headings(DOCS / language / "guide" / "documents.md")]
    for state in Document.State:
        assert any(f"`{state.value}`" in text for text in texts), f"no heading for {state.value}"
    glossary = rows(DOCS / language / "glossary.md")
    for state in [*Document.State, *Event.State]:
        assert state.value in glossary, f"the glossary lacks {state.value}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_its_heading(language: str) -> None:
    texts = {text for _, text in headings(DOCS / language / "guide" / "messages.md")}
    assert set(messages.TABLE) <= texts


def test_the_pages_of_messages_say_what_the_code_says() -> None:
    check = [sys.executable, str(ROOT / "scripts" / "messages"), "--check"]
    ended = subprocess.run(check, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_of_the_api_has_its_row(language: str) -> None:
    documented = rows(DOCS / language / "api" / "rest.md") | rows(DOCS / language / "api" / "webhooks.md")
    for code, row in PROBLEMS.items():
        assert code in documented, f"no row for {code}"
        assert documented[code][0] == str(row.status), f"{code} answers {row.status}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_rest_says_of_each_problem_what_its_answer_says(language: str) -> None:
    documented = rows(DOCS / language / "api" / "rest.md")
    for code, row in PROBLEMS.items():
        if code in documented:
            said = [row.en, row.do_en] if language == "en" else [row.pl, row.do_pl]
            assert documented[code][1:] == said, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scope_of_a_key_has_its_row(language: str) -> None:
    assert set(ApiKey.Scope.values) <= set(rows(DOCS / language / "api" / "rest.md"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_platform_has_its_page(language: str) -> None:
    page = {"rest": "api/rest.md", "file": "guide/import.md", "hand": "guide/import.md"}
    for kind in registry.KINDS:
        assert (DOCS / language / page.get(kind, f"platforms/{kind}.md")).exists()


def test_every_dependency_has_its_reason() -> None:
    groups = [PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values()]
    names = {re.split(r"[\[<>=~!;\s]", line)[0].lower() for group in groups for line in group} - {"mostek"}
    documented = rows(DOCS / "en" / "develop" / "dependencies.md")
    assert set(documented) == names
    for name, (reason, since, *_) in documented.items():
        assert len(reason) > 20, f"{name}: the reason is missing"
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", since), f"{name}: the date is missing"


def test_the_changelog_knows_this_version() -> None:
    newest = re.search(r"^## \[([^\]]+)\]", read(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == mostek.__version__


def test_targets_that_pages_name_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))
    for page in pages():
        for name in re.findall(r"(?:^|`)make ([a-z]+)", read(page), re.MULTILINE):
            assert name in targets, f"{page.name} names make {name}"


def test_files_that_developer_pages_name_exist() -> None:
    """`core/issue.py` in a page for developers is a file under src/mostek; with a function behind it, that too."""
    source = Path(mostek.__file__).parent
    for page in sorted((DOCS / "en" / "develop").rglob("*.md")):
        for path, function in re.findall(r"`((?:\w+/)+\w+\.py)`(?: `(\w+)`)?", prose(page)):
            file = source / path if (source / path).exists() else ROOT / path
            assert file.exists(), f"{page.name} names {path}"
            assert not function or re.search(rf"\b{function}\b", read(file)), (
                f"{page.name}: {path} {function}"
            )


def test_the_page_about_chaos_names_every_point_as_the_code_does() -> None:
    page = rows(DOCS / "en" / "develop" / "chaos.md")
    named = {name: cells[0] for name, cells in page.items() if "." in name}
    assert named == dict(POINTS)
