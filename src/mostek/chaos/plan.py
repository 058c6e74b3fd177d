"""What is to happen in a run: sales and how they are told, deaths and freezes, faults of wFirma. All from one seed.

Pure: the same seed and the same numbers give the same plan. How threads and processes meet is not in it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

KILL, FREEZE = "kill", "freeze"
ANYWHERE = "anywhere"
# At these points a worker dies or freezes, at `WEB` the web process dies; the others belong to people and to VIES.
WORKER = ("receive.read", "lease.", "tokens.", "issue.", "wire.", "record.", "reconcile.")
WEB = "receive.stored"

ADD, FIND, TOKEN = "invoices/add", "invoices/find", "oauth2/token"
# The reference is the only evidence there is. Without it a lost document cannot be found: no other harm beside it.
ALONE = ("reference_dropped",)
# Faults that carry a time; these are seconds of Mostek's clock.
# wFirma is believed to book within 90 s and to list within four minutes (docs/en/develop/exactly-once.md).
TIMES = {"slow": (2, 30, 85), "late_find": (5, 60, 150)}
# After these a Connection rests for many minutes: they come first, or the end would be spent in waiting for them.
LONG = ("snapshot_lock", "maintenance", "ksef_batch")
MAY_BE_BOOKED = ("html_500", "http", "status")
OFTEN = 0.04  # faults for each sale, at least one of each kind
BACK = 0.15  # of the sales have money going back
OFTEN_STRUCK = 0.1  # deaths and freezes for each sale, at least one at each point


@dataclass(frozen=True, slots=True)
class Sale:
    """`copies` of one delivery, all at once when `together`; `early`: told before as not paid yet."""

    number: int
    source: int
    total: Decimal
    currency: str
    buyer: str
    copies: int
    together: bool
    early: bool
    repeated: bool  # would the platform send again what was not acknowledged?
    refunds: tuple[Decimal | None, ...] = ()  # what goes back afterwards; None: all that is left


@dataclass(frozen=True, slots=True)
class Strike:
    """Once this share of the sales is in the books, the next process that comes by `point` dies or freezes.

    `seconds` of Mostek's clock. A death `ANYWHERE` is that of some worker, whatever it does.
    """

    share: float
    point: str
    action: str
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    match: str
    committed: bool = False


@dataclass(frozen=True, slots=True)
class Gust:
    """Faults that are switched on together once this share of the sales is in the books."""

    share: float
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    sales: tuple[Sale, ...]  # in the order in which they are told
    strikes: tuple[Strike, ...]
    gusts: tuple[Gust, ...]
    calm: tuple[Fault, ...]  # one more sale for each, when the storm is over


def draw(
    seed: int, sales: int, sources: int, points: Sequence[str], faults: Sequence[str], lease: float
) -> Plan:
    """`points` and `faults` are the lists of the code; `lease` in seconds, so that a freeze can outlast it."""
    chance = random.Random(seed)  # noqa: S311 (a plan that can be played again)
    told = [_sale(chance, number, sources) for number in range(1, sales + len(ALONE) + 1)]
    # A stream of their own: the sales of a seed stay what they were before there were refunds.
    back = random.Random(f"{seed}:refunds")  # noqa: S311 (as above)
    storm, calm = [replace(sale, refunds=_refunds(back, sale.total)) for sale in told[:sales]], told[sales:]
    _mix_up(chance, storm)
    return Plan(
        sales=(*storm, *calm),
        strikes=_strikes(chance, sales, points, lease),
        gusts=_gusts(chance, sales, faults),
        calm=tuple(Fault(name, ADD) for name in ALONE),
    )


def _sale(chance: random.Random, number: int, sources: int) -> Sale:
    copies = chance.choices((1, 2, 3), (7, 2, 1))[0]
    return Sale(
        number=number,
        source=chance.randrange(sources),
        total=Decimal(chance.randint(900, 90_000)) / 100,
        currency=chance.choices(("PLN", "EUR"), (8, 2))[0],
        buyer=chance.choice(("private", "firm", "consumer")),
        copies=copies,
        together=copies > 1 and chance.random() < 0.5,
        early=chance.random() < 0.1,
        repeated=chance.random() < 0.9,
    )


def _refunds(chance: random.Random, total: Decimal) -> tuple[Decimal | None, ...]:
    """Of one sale in seven: all, a part, a part and then the rest, or one time more than there is anything left."""
    if chance.random() >= BACK:
        return ()
    part = (total / chance.randint(2, 9)).quantize(Decimal("0.01"))
    return chance.choice(((None,), (part,), (part, None), (part, None, None)))


def _mix_up(chance: random.Random, sales: list[Sale]) -> None:
    """Neighbours change places: what was paid first is not always told first."""
    for first, second in pairwise(range(len(sales))):
        if chance.random() < 0.2:
            sales[first], sales[second] = sales[second], sales[first]


def _strikes(chance: random.Random, sales: int, points: Sequence[str], lease: float) -> tuple[Strike, ...]:
    """Each point at least once, killed or frozen there; the more sales the more often."""
    places = [point for point in points if point.startswith((*WORKER, WEB))]
    wanted = max(len(places) + 3, round(sales * OFTEN_STRUCK))
    drawn: list[tuple[str, str, float]] = []
    while len(drawn) < wanted:
        for point in chance.sample([*places, *[ANYWHERE] * 3], len(places) + 3):
            kill = point in (ANYWHERE, WEB) or chance.random() < 0.6
            drawn.append((point, KILL if kill else FREEZE, 0 if kill else _nap(chance, lease)))
    return tuple(
        Strike(round(0.85 * turn / wanted, 4), *strike) for turn, strike in enumerate(drawn[:wanted])
    )


def _nap(chance: random.Random, lease: float) -> float:
    """Mostly longer than a lease, sometimes longer than everything."""
    return round(lease * chance.choice((0.3, 1.1, 1.1, 1.5, 3.5)), 1)


def _gusts(chance: random.Random, sales: int, names: Sequence[str]) -> tuple[Gust, ...]:
    """Each fault at least once, in the first nine tenths of the run, and the ones that hurt together."""
    kinds = [name for name in names if name not in ALONE]
    faults: list[tuple[Fault, ...]] = [(_fault(chance, name),) for name in kinds]
    for name in ("late_find", "currency_dropped", "email_dropped"):
        faults.append((Fault("lost_reply", ADD), _fault(chance, name)))
    while len(faults) < sales * OFTEN:
        faults.append((_fault(chance, chance.choice(kinds)),))
    chance.shuffle(faults)
    faults.sort(key=lambda gust: gust[0].name not in LONG)
    return tuple(Gust(round(0.9 * turn / len(faults), 4), one) for turn, one in enumerate(faults))


def _fault(chance: random.Random, name: str) -> Fault:
    kind = name.partition(":")[0]
    if kind in TIMES:
        name = f"{kind}:{chance.choice(TIMES[kind])}"
    match = chance.choices((ADD, FIND, TOKEN), (8, 1, 1))[0]
    if not name.startswith(("token_", "wrong_", "missing_")) and match != ADD:
        return Fault(name, match)
    return Fault(name, ADD, committed=kind in MAY_BE_BOOKED and chance.random() < 0.5)
