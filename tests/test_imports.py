"""The shape of the code: imports run one way, and modules and functions stay small enough to read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import mostek

SOURCE = Path(mostek.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
WRITTEN = [file for file in MODULES if "migrations" not in file.parts]

# Package → the packages of ours it may know. An arrow may skip a step: what `core` may know, `panel` may know.
ALLOWED = {
    "lib": {"lib"},
    "tax": {"tax", "lib"},
    "wfirma": {"wfirma", "lib"},
    "vies": {"vies", "lib"},
    "sandbox": {"sandbox", "lib"},
    "sources": {"sources", "tax", "lib"},
    "core": {"core", "checks", "sources", "wfirma", "vies", "tax", "lib"},
    "api": {"api", "core", "sources", "wfirma", "tax", "lib"},
    "panel": {"panel", "core", "sources", "wfirma", "tax", "lib"},
    "demo": {"demo", "sandbox", "panel", "api", "core", "sources", "wfirma", "tax", "lib"},
    "chaos": {"chaos", "sandbox", "core", "sources", "wfirma", "wsgi", "lib"},
    # Single modules at the top: the map of addresses joins the two faces, the command line reaches everything.
    "urls": {"api", "panel"},
    "cli": {"tax", "sandbox", "demo", "chaos"},
    "__main__": {"cli"},
    "settings": set(),
    "checks": set(),
    "wsgi": set(),
}
# docs/en/develop/decisions/0005-values-of-tax-in-payload.md: what writes a request body reads the values it is made of.
PAYLOAD = {
    *("mostek.wfirma.payload", "mostek.wfirma.annotations", "mostek.wfirma.contractor"),
    *("mostek.wfirma.correction", "mostek.wfirma.readback_correction"),
}
# What a platform may know of `sources` besides its own folder.
FOR_PLATFORMS = {f"mostek.sources.{name}" for name in ("adapter", "body", "platform", "http", "stored")}
VALUES_OF_TAX = {"mostek.tax.sale", "mostek.tax.decision", "mostek.tax.correction"}

MODULE_LINES = 400
FUNCTION_LINES = 60
# File → (its limit, the reason). An entry that is no longer needed fails the test.
LONGER_MODULES: dict[str, tuple[int, str]] = {}
# File:function → (its limit, the reason).
LONGER_FUNCTIONS: dict[str, tuple[int, str]] = {}


def name_of(file: Path) -> str:
    return ".".join(("mostek", *file.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")


def package_of(name: str) -> str:
    return [*name.split("."), ""][1]


def imports(tree: ast.AST) -> Iterator[str]:
    """Dotted names of what a module imports of ours, also inside functions and behind TYPE_CHECKING."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                child = f"{node.module}.{alias.name}"
                yield child if is_module(child) else str(node.module)


def is_module(name: str) -> bool:
    path = SOURCE.parent.joinpath(*name.split("."))
    return name.startswith("mostek") and (path.is_dir() or path.with_suffix(".py").exists())


def read(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_imports_run_one_way(file: Path) -> None:
    name = name_of(file)
    allowed = ALLOWED[package_of(name)] if package_of(name) else set()
    for imported in imports(read(file)):
        if not imported.startswith("mostek.") or package_of(imported) in allowed:
            continue
        assert name in PAYLOAD, f"{name} imports {imported}"
        assert imported in VALUES_OF_TAX, f"{name} imports {imported}"


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_pure_packages_stay_pure(file: Path) -> None:
    name = name_of(file)
    imported = set(imports(read(file)))
    roots = {each.split(".")[0] for each in imported}
    if package_of(name) in {"tax", "wfirma", "vies", "sandbox", "lib"}:
        assert not roots & {"django", "ninja"}, f"{name} knows Django"
    if package_of(name) == "tax":
        outside = roots & {"httpx2", "socket", "subprocess", "os", "time", "random"}
        assert not outside, f"{name} is not pure"
        assert "mostek.lib.clock" not in imported, f"{name} asks for the time"


@pytest.mark.parametrize("file", sorted((SOURCE / "sources").glob("*/*.py")), ids=name_of)
def test_one_platform_knows_nothing_of_another(file: Path) -> None:
    own = f"mostek.sources.{file.parent.name}"
    for imported in imports(read(file)):
        if imported.startswith("mostek.sources."):
            assert imported in FOR_PLATFORMS or imported.startswith(own), f"{file.name}: {imported}"


def test_the_command_line_imports_only_what_a_command_needs() -> None:
    for node in read(SOURCE / "cli.py").body:
        for imported in imports(ast.Module(body=[node], type_ignores=[])) if not is_function(node) else ():
            assert not imported.startswith("mostek."), (
                f"cli.py imports {imported} before it knows the command"
            )


def is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def test_modules_are_short_enough_to_read() -> None:
    too_long = {}
    for file in WRITTEN:
        lines = len(file.read_text(encoding="utf-8").splitlines())
        key = str(file.relative_to(SOURCE))
        limit, _reason = LONGER_MODULES.get(key, (MODULE_LINES, ""))
        if lines > limit:
            too_long[key] = lines
        assert key not in LONGER_MODULES or lines > MODULE_LINES, f"{key} needs no exception any more"
    assert not too_long


def test_functions_are_short_enough_to_read() -> None:
    too_long = {}
    for file in WRITTEN:
        for node in ast.walk(read(file)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            key = f"{file.relative_to(SOURCE)}:{node.name}"
            limit, _reason = LONGER_FUNCTIONS.get(key, (FUNCTION_LINES, ""))
            if lines > limit:
                too_long[key] = lines
    assert not too_long


def test_exceptions_name_what_exists() -> None:
    for key in [*LONGER_MODULES, *LONGER_FUNCTIONS]:
        file, _, function = key.partition(":")
        assert (SOURCE / file).exists(), f"{key} is gone"
        if function:
            names = [node.name for node in ast.walk(read(SOURCE / file)) if isinstance(node, ast.FunctionDef)]
            assert function in names, f"{key} is gone"


def test_everything_is_synchronous() -> None:
    for file in WRITTEN:
        for node in ast.walk(read(file)):
            assert not isinstance(node, ast.AsyncFunctionDef), f"{file}: {node.name}"
