"""A month with sales in it, issued through the whole road, and proofs of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mostek.core import work
from mostek.core.models import Proof
from mostek.core.proof import scan
from mostek.core.proof.ours import Month
from mostek.core.proof.value import findings_of
from tests.core.deliveries import deliver, private_sale

NOVEMBER = Month(date(2026, 11, 1))


@pytest.fixture
def sell(client: Any, publigo: Any) -> Callable[..., None]:
    """Paid sales, each issued at once."""

    def run(*numbers: int, **changes: Any) -> None:
        for number in numbers:
            deliver(client, publigo, private_sale(number, **changes))
        work.step()

    return run


@pytest.fixture
def prove(connection: Any) -> Callable[..., Proof]:
    def run(month: Month = NOVEMBER) -> Proof:
        proof = scan.ask(connection, month)
        for _ in range(20):
            work.step()
            proof.refresh_from_db()
            if proof.state != "reading":
                break
        return proof

    return run


def codes(proof: Proof) -> list[str]:
    return [one.code.removeprefix("proof.") for one in findings_of(proof.findings)]


def numbers(proof: Proof) -> tuple[int, int, int]:
    """Missing, doubled, unexplained."""
    return proof.counted("missing"), proof.counted("doubled"), proof.counted("unexplained")
