"""What a run has to say: one line while it goes on, a table or JSON at its end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mostek.chaos.run import Outcome, Progress, replay

WIDTH = 30


def progress() -> Callable[[Progress], None]:
    """A bar on a terminal; elsewhere silence."""
    if not sys.stderr.isatty():
        return lambda _: None

    def show(now: Progress) -> None:
        done = min(WIDTH, WIDTH * now.issued // max(now.sales, 1))
        bar = "█" * done + "░" * (WIDTH - done)
        told = f"{now.issued}/{now.sales} issued, {now.told} told, {now.open} open"
        print(
            f"\r{bar} {told}, {now.crashes} crashes, {now.faults} faults   ",
            end="",
            file=sys.stderr,
            flush=True,
        )

    return show


def as_json(outcome: Outcome) -> str:
    return json.dumps(figures(outcome), ensure_ascii=False, indent=2)


def figures(outcome: Outcome) -> dict[str, Any]:
    """Everything a script may want; names are stable."""
    tally = outcome.tally
    calls = sum(outcome.calls.values())
    stood = outcome.standstills
    return {
        "ok": outcome.ok,
        "settled": outcome.settled,
        **asdict(outcome.wanted),
        "issued": tally.issued,
        "lost": len(tally.lost),
        "duplicated": len(tally.duplicated),
        "unexplained": len(tally.unexplained),
        "offending": {**tally.lost, **tally.duplicated, **tally.unexplained},
        "refunds": tally.refunds,
        "corrections": tally.corrections,
        "held": dict(tally.held),
        "alarms": dict(tally.alarms),
        "never_acknowledged": tally.never_acknowledged,
        "unknown": tally.unknown,
        "unknown_settled_by_themselves": tally.unknown_by_themselves,
        "crashes": by_number(outcome.crashes),
        "freezes": by_number(outcome.freezes),
        "not_reached": outcome.unreached,
        "faults": by_number(outcome.faults),
        "faults_not_struck": outcome.faults_not_struck,
        "calls": by_number(outcome.calls),
        "calls_per_document": round(calls / tally.issued, 3) if tally.issued else None,
        "person": by_number(outcome.person),
        "deliveries": by_number(outcome.deliveries),
        "standstills": len(stood),
        "standstill_in_leases": {"median": sorted(stood)[len(stood) // 2], "longest": max(stood)}
        if stood
        else None,
        "seconds": outcome.seconds,
        "replay": replay(outcome.wanted),
    }


def by_number(counted: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def as_table(outcome: Outcome) -> str:
    told = figures(outcome)
    wanted, tally = outcome.wanted, outcome.tally
    rows: list[tuple[str, object]] = [
        ("sales", f"{wanted.sales}, seed {wanted.seed}, {wanted.database}"),
        (
            "workers",
            f"{wanted.workers} on {wanted.hosts} host(s), {wanted.connections} connections, time ×{wanted.speed:g}",
        ),
        ("issued", tally.issued),
        ("lost", len(tally.lost)),
        ("duplicated", len(tally.duplicated)),
        ("unexplained", len(tally.unexplained)),
        ("refunds told", f"{tally.refunds}, corrections in the books: {tally.corrections}"),
        ("held", _listed(told["held"])),
        ("issued with an alarm", _listed(told["alarms"])),
        ("never acknowledged", tally.never_acknowledged),
        ("unknown", f"{tally.unknown}, settled by themselves: {tally.unknown_by_themselves}"),
        ("crashes", _listed(told["crashes"])),
        ("freezes", _listed(told["freezes"])),
        ("not reached", ", ".join(outcome.unreached) or "–"),
        ("faults", _listed(told["faults"])),
        ("faults that never struck", outcome.faults_not_struck),
        ("calls", f"{_listed(told['calls'])}; {told['calls_per_document']} per document"),
        ("done by a person", _listed(told["person"])),
        ("deliveries", _listed(told["deliveries"])),
        ("standstills after a death", _standstills(told)),
        ("seconds", outcome.seconds),
    ]
    return "\n".join(f"{name:>26}  {value}" for name, value in rows)


def _standstills(told: Mapping[str, Any]) -> str:
    spans = told["standstill_in_leases"]
    if spans is None:
        return "–"
    return f"{told['standstills']}; median {spans['median']}, longest {spans['longest']} leases"


def _listed(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counted.items()) or "–"


def what_went_wrong(outcome: Outcome, folder: Path) -> str:
    lines = ["", f"Seed {outcome.wanted.seed}. Play it again: {replay(outcome.wanted)}"]
    if not outcome.settled:
        lines.append("Not everything was settled: nothing had changed for too long.")
    for kind in ("lost", "duplicated", "unexplained"):
        for name, why in getattr(outcome.tally, kind).items():
            lines.append(f"{kind}: sale {name}: {why}")
    for number, entries in outcome.timelines.items():
        lines += [f"\nSale {number}:", *(f"  {entry}" for entry in entries)]
    lines.append(f"\nDatabase and logs are kept in {folder}")
    return "\n".join(lines)
