"""A month of sales from every source, drawn from a seed, through the whole road; at its end the proof of the month.

    python benchmarks/month.py [--orders 5000] [--seed 1] [--json]

Everything runs in this process: the platforms' stand-ins (those of `tests/contract/kits`), wFirma's stand-in, a
database of its own that is thrown away, and a worker that is stepped. The clock is held and moved through the month.
Three pushes of ten are lost and found by the pull; others come twice, or as an older version after the newer one; some
sales change or are undone before their document leaves. Refunds of what was issued are corrections: `--returned` is the
share of sales that come back days later, and 0 until corrections are issued.

Two things are compared at the end: what `mostek proof` says of the month, and the books of wFirma's stand-in with what
the generator drew, order by order. The exit code is 0 only if both find nothing.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

ROOT = Path(__file__).parent.parent


def shown(result: Any) -> str:
    sources = ", ".join(f"{kind} {count}" for kind, count in sorted(result.paid.items()))
    lines = [f"{result.orders} orders ({sources}), {result.due} documents due", result.sentence, ""]
    lines += [
        f"{row['kind']:>10} {row['currency']} {row['vat']:>8} {row['documents']:>6} {row['gross']:>14}"
        f" {row['in_wfirma']:>14}{'' if row['equal'] else '  DIFFERENT'}"
        for row in result.sums
    ]
    calls = ", ".join(f"{name} {count}" for name, count in sorted(result.calls.items()))
    lines += [
        "",
        f"{result.answered} questions were answered by a person",
        f"calls: {calls}",
        *result.wrong[:20],
    ]
    per = result.calls.get("invoices/add", 0) / max(result.due, 1)
    return "\n".join([*lines, f"{per:.3f} calls of invoices/add per document, {result.seconds:.0f} s"])


def _tell(text: str) -> None:
    print(f"\r{text}", end="", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--orders", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--returned", type=float, default=0, help="share of sales refunded after their document"
    )
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"MOSTEK_DATA": folder, "DJANGO_SETTINGS_MODULE": "mostek.settings"}
        django.setup()
        from tests.month.walk import run

        logging.disable(logging.WARNING)
        call_command("migrate", verbosity=0)
        result = run(given.orders, given.seed, _tell, returned=given.returned)
    print(file=sys.stderr)
    print(json.dumps(result.as_json(), ensure_ascii=False, indent=1) if given.json else shown(result))
    return 0 if result.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
