"""What this stand-in for VIES believes: numbers with an answer of their own, countries that are down."""

from __future__ import annotations

import random
import string
import threading
from dataclasses import dataclass, field
from typing import Any

from stdnum.eu import vat as eu_vat

# What VIES says in the place of an answer.
ERRORS = frozenset(
    {
        "INVALID_INPUT",
        "INVALID_REQUESTER_INFO",
        "SERVICE_UNAVAILABLE",
        "MS_UNAVAILABLE",
        "TIMEOUT",
        "VAT_BLOCKED",
        "IP_BLOCKED",
        "GLOBAL_MAX_CONCURRENT_REQ",
        "GLOBAL_MAX_CONCURRENT_REQ_TIME",
        "MS_MAX_CONCURRENT_REQ",
        "MS_MAX_CONCURRENT_REQ_TIME",
    }
)
ANSWERS = ERRORS | {"VALID", "INVALID"}
EVERYWHERE = "*"


class UnknownAnswer(ValueError):
    """No such answer."""


@dataclass
class Register:
    """`numbers` (with prefix) and `down` (prefix, or `*`) say what to answer; all else by the check digits."""

    numbers: dict[str, str] = field(default_factory=dict)
    down: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def set_number(self, number: str, answer: str) -> None:
        self.numbers[number.upper()] = known(answer)

    def set_down(self, prefix: str, answer: str) -> None:
        """An empty answer lets it work again."""
        if answer:
            self.down[prefix.upper()] = known(answer)
        else:
            self.down.pop(prefix.upper(), None)

    def reset(self) -> None:
        self.numbers.clear()
        self.down.clear()
        self.asked.clear()

    def answer(self, prefix: str, body: str, requester: str) -> str:
        """`VALID`, `INVALID`, or an error; each question is counted."""
        number = prefix + body
        with self._lock:
            self.asked.append({"number": number, "requester": requester})
        down = self.down.get(EVERYWHERE) or self.down.get(prefix)
        if down:
            return down
        if requester and not eu_vat.is_valid(requester):
            return "INVALID_REQUESTER_INFO"
        if not body or prefix not in MEMBERS:
            return "INVALID_INPUT"
        return self.numbers.get(number) or ("VALID" if eu_vat.is_valid(number) else "INVALID")

    def shown(self) -> dict[str, Any]:
        return {
            "numbers": self.numbers,
            "down": self.down,
            "count": len(self.asked),
            "asked": self.asked[-100:],
        }


MEMBERS = frozenset({state.upper() for state in eu_vat.MEMBER_STATES if state != "gr"} | {"EL", "XI"})


def known(answer: str) -> str:
    word = answer.upper()
    if word not in ANSWERS:
        raise UnknownAnswer(f"unknown answer: {answer}")
    return word


def consultation_number() -> str:
    letters = random.choices(string.ascii_letters + string.digits, k=8)  # noqa: S311 — a number on a demo's paper
    return "WAPIAAAA" + "".join(letters)
