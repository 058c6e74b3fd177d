"""`mostek decide FILE [--lines]`: JSON in, JSON out, no database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from mostek.tax.decide import decide
from mostek.tax.fields import BadInput
from mostek.tax.form import read
from mostek.tax.written import Json, to_json

BAD_INPUT = 2


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="mostek decide",
        description="Decide which document a sale needs. JSON in, JSON out, no database.",
    )
    parser.add_argument(
        "file", metavar="FILE", help="{seller, products, sale, today} as JSON; - for standard input"
    )
    parser.add_argument("--lines", action="store_true", help="one JSON object per line, in and out")
    given = parser.parse_args(arguments)
    return run(given.file, given.lines, sys.stdin, sys.stdout)


def run(path: str, lines: bool, stdin: IO[str], stdout: IO[str]) -> int:
    """Print the decision, or `{"error": …}`. Returns 0, or 2 when any input was bad; `-` reads `stdin`.

    With `lines`, one object per line in and out, in order; blank lines are passed over.
    """
    try:
        source = stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError):
        unread = BadInput("unreadable", "", "Nie można odczytać pliku.", "The file cannot be read.")
        write(error_to_json(unread), stdout, indent=None if lines else 2)
        return BAD_INPUT
    if not lines:
        return answer_one(source, stdout)
    return max((answer_line(text, stdout) for text in split_lines(source)), default=0)


def split_lines(source: str) -> Iterable[str]:
    return (text for text in source.split("\n") if text.strip())


def answer_one(source: str, stdout: IO[str]) -> int:
    out, code = answer(source)
    write(out, stdout, indent=2)
    return code


def answer_line(source: str, stdout: IO[str]) -> int:
    out, code = answer(source)
    write(out, stdout, indent=None)
    return code


def answer(source: str) -> tuple[Json, int]:
    try:
        found = read(parse(source))
    except BadInput as bad:
        return error_to_json(bad), BAD_INPUT
    return to_json(decide(found.sale, found.seller, found.products, found.today)), 0


def parse(source: str) -> Any:
    """Strict JSON: no key twice, no NaN."""
    try:
        return json.loads(source, object_pairs_hook=without_repeats, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            "not_json", "", "To nie jest poprawny JSON.", f"This is not valid JSON: {error}."
        ) from error


def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key appears twice")
    return found


def refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a JSON number")


def error_to_json(bad: BadInput) -> Json:
    return {"error": {"code": bad.code, "path": bad.path, "pl": bad.pl, "en": bad.en}}


def write(out: Json, stdout: IO[str], *, indent: int | None) -> None:
    unicode = (getattr(stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
    stdout.write(json.dumps(out, ensure_ascii=not unicode, indent=indent) + "\n")
