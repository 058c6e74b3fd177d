"""`mostek chaos`: sell, kill, freeze and break, then count the documents."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace

MISSING = "mostek chaos needs {name}. Install it: pip install 'mostek[sandbox]'"


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        import flask  # noqa: F401 (the sandbox starts in a process of its own; say now what it will miss)

        from mostek.chaos import report
        from mostek.chaos.run import Wanted, play, quiet_environment
        from mostek.chaos.stage import CannotRun, make_folder
    except ModuleNotFoundError as missing:
        print(MISSING.format(name=missing.name), file=sys.stderr)
        return 2
    wanted = Wanted(**{name: value for name, value in vars(options).items() if name not in {"json", "keep"}})
    if wanted.hosts > 1:
        wanted = replace(wanted, database="postgresql", workers=max(wanted.workers, wanted.hosts))
    quiet_environment()
    folder = make_folder()
    if not options.json:
        print(f"Seed {wanted.seed}, time runs {wanted.speed:g} times as fast.", file=sys.stderr)
    try:
        outcome = play(wanted, folder, report.progress())
    except CannotRun as error:
        print(str(error), file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        return 2
    print(file=sys.stderr)
    print(report.as_json(outcome) if options.json else report.as_table(outcome))
    if outcome.ok and not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    elif not outcome.ok:
        print(report.what_went_wrong(outcome, folder), file=sys.stderr)
    return 0 if outcome.ok else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mostek chaos", description=__doc__)
    parser.add_argument("--sales", type=int, default=200, help="how many (200)")
    parser.add_argument("--seed", type=int, default=1, help="of the plan (1)")
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="a fresh one (sqlite)"
    )
    parser.add_argument("--workers", type=int, default=3, help="worker processes at once (3)")
    parser.add_argument("--connections", type=int, default=6, help="companies (6)")
    parser.add_argument(
        "--hosts", type=int, default=1, help="groups of workers; more than one is PostgreSQL (1)"
    )
    parser.add_argument("--speed", type=float, default=60.0, help="how many times as fast time runs (60)")
    parser.add_argument("--per-second", type=float, default=20.0, help="sales told in a second (20)")
    parser.add_argument("--scene", choices=("restart",), default="", help="restart PostgreSQL in the middle")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--keep", action="store_true", help="keep the folder of a run without trouble")
    return parser
