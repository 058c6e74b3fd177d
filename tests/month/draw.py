"""What is sold in the month, by whom, and how it is told. Pure: the same seed gives the same month."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

FIRST = datetime(2026, 11, 1, 5, tzinfo=UTC)
DAYS, HOURS = 30, 15  # sales come from six in the morning to nine in the evening
LOST, TWICE, CHANGED, UNDONE, FREE, EUR = 0.30, 0.15, 0.08, 0.03, 0.03, 0.15
# Who buys, and how often: without an invoice, with one, a firm, a consumer in another country of the EU.
BUYERS = {"consumer": 40, "person": 25, "firm": 20, "abroad": 15}
COUNTRIES = {"DE": "Berlin", "FR": "Paris", "CZ": "Praha", "IT": "Roma", "SE": "Stockholm"}
NIPS = ("5260250274", "7740001454", "5252344078")
NEVER_ASKED = {"rest", "file", "hand"}  # nothing finds what these do not tell


@dataclass(frozen=True)
class Sale:
    """`told`: pushed, or left to the pull. `change`: the total that it has in the end."""

    at: datetime
    source: str
    total: Decimal
    currency: str
    buyer: str
    country: str
    nip: str
    told: bool
    copies: int
    change: Decimal | None
    undone: bool
    old_version_last: bool
    returned: bool = False

    @property
    def due(self) -> Decimal | None:
        """What its document has to say; None: there is to be none."""
        total = self.change or self.total
        return None if self.undone or not total else total


def draw(seed: int, orders: int, sources: Mapping[str, Any], returned: float = 0) -> list[Sale]:
    """The same seed, number and sources give the same month."""
    chance = random.Random(seed)
    back = random.Random(f"{seed} returned")
    sales = [_sale(chance, sources) for _ in range(orders)]
    can_return = (sale.due is not None and "refund" in sources[sale.source].knows for sale in sales)
    sales = [
        replace(sale, returned=can and back.random() < returned)
        for sale, can in zip(sales, can_return, strict=True)
    ]
    return sorted(sales, key=lambda sale: sale.at)


def _sale(chance: random.Random, sources: Mapping[str, Any]) -> Sale:
    source = chance.choice(sorted(sources))
    kit = sources[source]
    minutes = chance.randrange(HOURS * 60)
    at = FIRST + timedelta(days=chance.randrange(DAYS), minutes=minutes, seconds=chance.randrange(60))
    told = source in NEVER_ASKED or chance.random() >= LOST
    total = Decimal(0) if chance.random() < FREE else Decimal(chance.randint(900, 90_000)) / 100
    undone = bool(total) and "refund" in kit.knows and chance.random() < UNDONE
    # Where a refund is learnt by the pull alone, a sale that was pushed has its document before.
    undone = undone and (not told or "refund" in kit.pushes)
    change = "change" in kit.knows and bool(total) and not undone and chance.random() < CHANGED
    buyer = chance.choices(list(BUYERS), list(BUYERS.values()))[0]
    return Sale(
        at=at,
        source=source,
        total=total,
        currency="EUR" if chance.random() < EUR else "PLN",
        buyer=buyer,
        country=chance.choice(sorted(COUNTRIES)) if buyer == "abroad" else "PL",
        nip=chance.choice(NIPS),
        told=told,
        copies=2 if chance.random() < TWICE else 1,
        change=Decimal(chance.randint(900, 90_000)) / 100 if change else None,
        undone=undone,
        old_version_last=kit.stamps and chance.random() < 0.5,
    )
