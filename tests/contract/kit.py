"""What the contract suite asks of a platform: one subclass, named `Kit`, in `tests/contract/kits/<kind>.py`.

A kit is a stand-in with a memory: `sell` makes a paid order in it, the other verbs change that order, `push` says what
the platform would send about it at that moment, and `transport` answers the pull from the same memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx2


@dataclass(frozen=True)
class Push:
    """One delivery, ready to be sent. `headers` carry the signature."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


class Kit:
    """What the platform is like.

    `knows`: what it can say of an order after it was paid: "refund", "part" (of the amount), "change", "cancel"; and
    "currency" where it sells in others than PLN. `pushes`: what it says by itself, "sale" and any of the former; the
    rest is learnt by the pull. `stamps`: each telling carries the time of its version, so that an old one that comes
    late is known by it.
    """

    kind = ""
    secret = "contract-secret"
    keys: Mapping[str, str] = {}
    options: Mapping[str, Any] = {}
    knows: frozenset[str] = frozenset()
    pushes: frozenset[str] = frozenset({"sale"})
    stamps = False
    accepted: frozenset[int] = frozenset({200})
    # The push leaves something out, and the pull that it asks for brings it: where it is read, that pull has run.
    completes = False
    # Without this the push is read in the background, and what cannot be read is kept for a person.
    answers_at_once = False
    # A person brings the sales: nothing is sent to an address, and the tests of the push and the pull say nothing.
    is_brought = False

    # The stand-in. Each has to be written.

    def sell(self, *, total: str = "199.00", currency: str = "PLN", named: bool = True) -> str:
        """A paid order of one thing, by a private buyer who asked for an invoice; its external id.

        Not `named`: everything that says who bought is missing, as far as the platform allows.
        """
        raise NotImplementedError

    def push(self, order: str, what: str = "sale") -> Push:
        """What the platform sends now; `what` is one of `pushes`."""
        raise NotImplementedError

    def signed(self, body: bytes) -> Push:
        """Any bytes, signed as the platform would sign them."""
        raise NotImplementedError

    # Where `knows` says so.

    def refund(self, order: str, amount: Decimal | None = None) -> None:
        """Of a part, or of everything."""
        raise NotImplementedError

    def change(self, order: str, total: str) -> None:
        raise NotImplementedError

    def cancel(self, order: str) -> None:
        raise NotImplementedError

    # Where the platform pulls.

    def transport(self) -> httpx2.BaseTransport:
        raise NotImplementedError

    def fail(self, status: int, retry_after: int = 0) -> None:
        """Every call from now on answers this status; 0 ends it."""
        raise NotImplementedError

    def lock_out(self) -> None:
        """The keys that the Source has are not the platform's any more."""
        raise NotImplementedError

    # Where the platform has a place for the number of a document.

    def written(self, order: str) -> tuple[Mapping[str, str], tuple[str, ...]]:
        """What Mostek has written to the order: labels, and notes where the platform has them."""
        raise NotImplementedError

    def forbid_writing(self) -> None:
        """The key may only read from now on."""
        raise NotImplementedError

    # As it is for most.

    def columns(self) -> dict[str, Any]:
        """Of the Source."""
        return {"secret": self.secret, "keys": dict(self.keys), "options": dict(self.options)}

    def closed(self) -> dict[str, Any]:
        """Columns of the same Source before anybody has set what signs."""
        return {"secret": ""}

    def admit(self, source: Any) -> None:
        """What its deliveries need besides, once the Source is there."""

    def with_wrong_signature(self, push: Push) -> Push:
        headers = {name: _other(value) for name, value in push.headers.items()}
        return Push(push.body, headers, push.content_type)

    def again(self, push: Push) -> Push:
        """The same delivery once more, perhaps minutes later: signed anew where the time is in the signature."""
        return push

    def send(self, client: Any, source: Any, push: Push) -> Any:
        return client.post(
            f"/in/{source.key}/", push.body, content_type=push.content_type, headers=dict(push.headers)
        )


def _other(value: str) -> str:
    """Of the same length and alphabet, and wrong."""
    return value[:-3] + ("AAA" if not value.endswith("AAA") else "BBB") if len(value) > 3 else "wrong"
