"""The platform: tells sales over HTTP, signed, some of them several times, at once, or in another order."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx2

from mostek.chaos.plan import Sale

TELLERS = 6  # deliveries under way at once
TIMEOUT = 45.0
TRIES = 8
BETWEEN_TRIES = 0.4  # seconds
BETWEEN_LOOKS = 0.05
LONGEST_LULL = 1.0


@dataclass(frozen=True, slots=True)
class Door:
    """Where the sales of one Source go."""

    address: str
    secret: str = field(repr=False)


@dataclass
class Shop:
    """`acknowledged`: numbers of the sales that were answered with 200 at least once.

    Told are no more than `backlog` sales ahead of those `issued`, so that the storm meets sales that come in.
    """

    doors: Sequence[Door]
    per_second: float
    backlog: int
    issued: int = 0
    acknowledged: set[int] = field(default_factory=set)
    told: Counter[str] = field(default_factory=Counter)
    finished: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)

    def open(self, sales: Sequence[Sale]) -> None:
        """Tell them all, in a thread; `finished` is set when the last is told."""
        threading.Thread(target=self.tell_all, args=(sales,), name="shop", daemon=True).start()

    def tell_all(self, sales: Sequence[Sale]) -> None:
        started = time.monotonic()
        with httpx2.Client(timeout=TIMEOUT) as http, ThreadPoolExecutor(TELLERS) as tellers:
            for turn, sale in enumerate(sales):
                self.stopping.wait(max(0.0, started + turn / self.per_second - time.monotonic()))
                self._wait_for_room(turn)
                if self.stopping.is_set():
                    break
                if sale.early:
                    tellers.submit(self.deliver, http, sale, "W toku")
                for _ in range(sale.copies if sale.together else 1):
                    tellers.submit(self.deliver, http, sale, "Zakończone")
                if not sale.together and sale.copies > 1:
                    tellers.submit(self.repeat, http, sale)
        self.finished.set()

    def _wait_for_room(self, turn: int) -> None:
        """Not for ever: buyers do not wait because wFirma does."""
        until = time.monotonic() + LONGEST_LULL
        while turn > self.issued + self.backlog and time.monotonic() < until:
            if self.stopping.wait(BETWEEN_LOOKS):
                return

    def repeat(self, http: httpx2.Client, sale: Sale) -> None:
        """The same words once more, later."""
        for _ in range(sale.copies - 1):
            self.stopping.wait(BETWEEN_TRIES)
            self.deliver(http, sale, "Zakończone")

    def deliver(self, http: httpx2.Client, sale: Sale, status: str) -> None:
        door, content = self.doors[sale.source], body(sale, status)
        for _ in range(TRIES if sale.repeated else 1):
            self.told["deliveries"] += 1
            try:
                answer = http.post(door.address, content=content, headers=signed(content, door.secret))
            except httpx2.HTTPError:
                self.told["no answer"] += 1
            else:
                self.told[f"HTTP {answer.status_code}"] += 1
                if answer.status_code == 200:
                    if status == "Zakończone":
                        self.acknowledged.add(sale.number)
                    return
            if self.stopping.wait(BETWEEN_TRIES):
                return


def signed(content: bytes, secret: str) -> Mapping[str, str]:
    digest = hmac.digest(secret.encode(), content, hashlib.sha256)
    return {
        "content-type": "application/json; charset=utf-8",
        "x-wpidea-signature": base64.b64encode(digest).decode(),
    }


def body(sale: Sale, status: str) -> bytes:
    """`order_paid` as Publigo writes it."""
    total = float(sale.total)
    order: dict[str, object] = {
        "id": sale.number,
        "status": status,
        "currency": sale.currency,
        "total": total,
        "payment_method": "payu",
        "items": [
            {"name": "Kurs", "id": 77, "price_id": 1, "quantity": 1, "subtotal": total, "price": total}
        ],
        "customer": {"first_name": "Łucja", "last_name": "Źdźbło", "email": f"k{sale.number}@example.com"},
    }
    address = {"street": "Śliska", "building_number": "7", "postal": "00-127", "city": "Łódź"}
    if sale.buyer == "firm":
        order["biling_address"] = {"company_name": "Żuraw sp. z o.o.", "tax_id": "5260250274", **address}
    elif sale.buyer == "private":
        order["biling_address"] = {"person_name": "Łucja Źdźbło", **address}
    return json.dumps(order).encode()
