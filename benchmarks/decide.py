"""How fast `mostek decide --lines` is: 1,000 varied sales, beside a bare reading and printing of the same JSON.

    python benchmarks/decide.py [--sales 1000] [--runs 3]

Both sides run in this process, in turn, on the same text; the best of the runs counts. The command is what
`mostek decide` runs, with its input from a file and its output into memory, in seconds of the processor. The
whole command in a process of its own, with the start of Python, is timed by the clock on the wall.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from mostek.tax import command

BUYERS: tuple[dict[str, Any], ...] = (
    {"country": "PL", "name": "Anna Przykładowa", "zip": "00-001", "city": "Warszawa"},
    {"country": "PL", "name": "Firma sp. z o.o.", "company": True, "tax_id": "526-025-02-74"},
    {"country": "PL", "name": "Pomyłka sp. z o.o.", "company": True, "tax_id": "5260250275"},
    {"country": "DE", "name": "Kim Muster", "zip": "10115", "city": "Berlin"},
    {"country": "FI", "name": "Aino Esimerkki"},
    {"country": "GR", "name": "Firma AE", "company": True, "tax_id": "GR094259216", "vies": {"valid": True}},
    {"country": "US", "name": "Firm Inc.", "company": True, "tax_id": "12-3456789"},
    {"country": "ES", "name": "Kim Muster", "zip": "35001"},
)
BASKETS = (("course",), ("course", "ebook"), ("ebook",), ("book", "mug"), ("webinar",), ("course", "course"))
PRODUCTS = {
    "course": {"kind": "DIGITAL", "vat_rate": "23", "gtu": "GTU_12", "lump_sum_rate": "8.5"},
    "ebook": {"kind": "EBOOK", "vat_rate": "5", "lump_sum_rate": "8.5"},
    "webinar": {"kind": "LIVE_EVENT_ONLINE", "vat_rate": "23", "gtu": "GTU_12"},
    "book": {"kind": "BOOK", "vat_rate": "5", "lump_sum_rate": "3"},
    "mug": {"kind": "GOODS", "vat_rate": "23", "lump_sum_rate": "3"},
}
SELLERS = (
    {"vat_status": "active", "oss": "registered", "consumer_document": "receipt"},
    {"vat_status": "active", "oss": "below_threshold", "cash_register": "online"},
    {"vat_status": "exempt_113", "exempt_basis": "art. 113 ust. 1", "vat_ue": True},
)


def sales(count: int) -> list[str]:
    """One input per line: every buyer, basket, seller and wish, with other prices, quantities and charges."""
    kinds = list(product(SELLERS, BUYERS, BASKETS, (False, True)))
    return [json.dumps(sale(number, *kinds[number % len(kinds)])) for number in range(count)]


def sale(
    number: int, seller: dict[str, Any], buyer: dict[str, Any], basket: tuple[str, ...], asks: bool
) -> Any:
    lines, total = [], Decimal(0)
    for place, name in enumerate(basket):
        price, quantity = Decimal(1900 + number * 37 % 90_000 + place) / 100, 1 + number % 3
        total += price * quantity
        lines.append({"product": name, "name": name, "unit_price": f"{price:.2f}", "quantity": str(quantity)})
    charge = Decimal(number % 4 * 599) / 100
    return {
        "today": "2026-11-23",
        "seller": seller,
        "products": PRODUCTS,
        "sale": {
            "reference": f"s-{number}",
            "paid_on": "2026-11-23",
            "supplied_on": "2026-11-23",
            "currency": "EUR" if buyer["country"] != "PL" else "PLN",
            "rate_pln": "4.2513",
            "total": f"{total + charge:.2f}",
            "buyer": buyer | {"wants_invoice": asks},
            "lines": lines,
            "charges": [{"name": "Dostawa", "amount": f"{charge:.2f}"}],
            "payment": {"method": "card"},
        },
    }


def decide_all(path: str) -> str:
    out = io.StringIO()
    if command.run(path, True, io.StringIO(), out):
        raise SystemExit("the benchmark's sales are bad input")
    return out.getvalue()


def copy_all(path: str) -> str:
    """The same lines read and printed, nothing else."""
    out = io.StringIO()
    for text in Path(path).read_text(encoding="utf-8").splitlines():
        out.write(json.dumps(json.loads(text), ensure_ascii=False) + "\n")
    return out.getvalue()


def timed(work: Callable[[str], str], path: str) -> float:
    """Seconds of the processor, so that a busy machine does not count."""
    began = time.process_time()
    work(path)
    return time.process_time() - began


def whole_command(path: str) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "mostek", "decide", path, "--lines"], check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sales", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "sales.jsonl"))
        Path(path).write_text("\n".join(sales(given.sales)) + "\n", encoding="utf-8")
        verdicts = Counter(json.loads(line)["decision"] for line in decide_all(path).splitlines())
        pairs = [(timed(decide_all, path), timed(copy_all, path)) for _ in range(given.runs)]
        process = min(whole_command(path) for _ in range(given.runs))
    decided, copied = (min(side) for side in zip(*pairs, strict=True))
    print(f"sales             {given.sales}  ({', '.join(f'{n} {name}' for name, n in verdicts.items())})")
    print(f"decide --lines    {decided:.3f} s  ({decided / given.sales * 1e6:.0f} µs a sale)")
    print(f"read and print    {copied:.3f} s")
    print(f"ratio             {decided / copied:.1f}")
    print(f"whole command     {process:.3f} s  (by the clock, with the start of Python)")


if __name__ == "__main__":
    main()
