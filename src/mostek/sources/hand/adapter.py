"""A sale that a person typed: the form has checked it before it is stored."""

from __future__ import annotations

from collections.abc import Mapping

from mostek.sources import stored
from mostek.sources.adapter import BadSignature, Cancelled, Context, Incoming
from mostek.sources.hand.platform import PLATFORM


class Hand:
    kind = "hand"
    platform = PLATFORM

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> None:
        raise BadSignature  # nothing of this kind is sent to an address

    def event_key(self, headers: Mapping[str, str], body: bytes) -> str:
        return stored.key_of(body)

    def parse(self, body: bytes, context: Context) -> Incoming | Cancelled:
        return stored.parse(body)


ADAPTER = Hand()
