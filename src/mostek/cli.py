"""The `mostek` command. Its own commands are listed here; everything else is handed to Django."""

from __future__ import annotations

import argparse
import os
import sys

import mostek

HELP = f"""\
Mostek {mostek.__version__}: one paid sale, one document in wFirma.

  mostek serve      web and worker together, for one machine
  mostek web        the panel and the doors for sales
  mostek work       the worker: decides, issues, reconciles
  mostek doctor     looks at settings, database, worker and each Connection
  mostek reconcile  settles what is unknown now, then compares the month with wFirma both ways
  mostek proof      --month 2026-11: every paid sale has its document, once, or what is missing
  mostek anonymise  takes buyers' data out of what the law no longer wants kept (--dry-run: only counts)
  mostek buyer      export|erase EMAIL|NIP: what is held about one buyer, or as much of it as may go
  mostek import     FILE --source S: a CSV or Excel file of sales (--dry-run: only look)
  mostek decide     FILE: one sale in, the decision and its reasons out (JSON)
  mostek sandbox    the stand-in for wFirma and the small Publigo shop, alone
  mostek demo       all of it together, connected, to try it out (--check: by itself)
  mostek chaos      sales under crashes and faults; counts lost, duplicated, unexplained
  mostek migrate    bring the database up to date
  mostek createsuperuser, changepassword, check …   Django's own commands

`mostek COMMAND --help` says more."""


def main() -> None:
    command, arguments = (sys.argv[1:2] or ["help"])[0], sys.argv[2:]
    match command:
        case "help" | "-h" | "--help":
            print(HELP)
        case "version" | "--version":
            print(mostek.__version__)
        case "decide":  # the pure engine: no settings, no key, no database
            sys.exit(decide(arguments))
        case "sandbox":
            from mostek.sandbox.command import main as sandbox

            sys.exit(sandbox(arguments))
        case "demo":
            from mostek.demo.main import main as demo

            sys.exit(demo(arguments))
        case "chaos":
            from mostek.chaos.command import main as chaos

            sys.exit(chaos(arguments))
        case _:
            django(["mostek", *sys.argv[1:]])


def django(arguments: list[str]) -> None:
    """Everything that needs the settings. A wrong setting is a sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostek.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        _ = settings.DATA_DIR
    except (ImproperlyConfigured, OSError) as error:
        wrong = (
            f"MOSTEK_DATA: {error.strerror}: {error.filename}" if isinstance(error, OSError) else str(error)
        )
        sys.exit(f"mostek: {wrong}")
    execute_from_command_line(arguments)


def decide(arguments: list[str]) -> int:
    from mostek.tax.command import run

    parser = argparse.ArgumentParser(
        prog="mostek decide", description="JSON {seller, products, sale, today} in, the decision as JSON out."
    )
    parser.add_argument("file", metavar="FILE", help="a file, or - for standard input")
    parser.add_argument("--lines", action="store_true", help="one input per line, one answer per line")
    options = parser.parse_args(arguments)
    return run(options.file, options.lines, sys.stdin, sys.stdout)


if __name__ == "__main__":
    main()
