"""The contract of a platform. One folder per platform, each with an `adapter.py` that has one `ADAPTER`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from mostek.tax.sale import Sale


class BadSignature(Exception):
    """The sender is not who it should be. Answered with 401; only a counter remains."""


class BadBody(Exception):
    """The sender is right, the body is not. `code` is stable, `detail` is for people and free of buyers' data."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}" if detail else code)


@dataclass(frozen=True, slots=True)
class Context:
    """What parsing may know besides the body. `received_on` is the Warsaw date of its arrival."""

    received_on: date
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One sale as a Source tells it. `number` is the order's number where buyers see another one than `external_id`.

    `days_of_arrival`: the Source does not say when it was paid, the sale carries the day on which it came.
    """

    external_id: str
    sale: Sale
    number: str = ""
    days_of_arrival: bool = False


@dataclass(frozen=True, slots=True)
class Ignored:
    """Understood, and nothing for us: an unpaid order, say."""

    code: str
    detail: str = ""


class Adapter(Protocol):
    kind: str

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> None:
        """Check the signature over the raw bytes in constant time; without a secret the door is closed.

        `headers` have lower-case names. Raises BadSignature.
        """

    def event_key(self, headers: Mapping[str, str], body: bytes) -> str:
        """Name the event, the same for a repeated delivery. Raises BadBody for what can never be read."""

    def parse(self, body: bytes, context: Context) -> Incoming | Ignored:
        """Raw body → sale. Pure. Raises BadBody."""
