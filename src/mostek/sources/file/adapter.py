"""An order out of a file: its rows have been checked and normalised before they are stored."""

from __future__ import annotations

from collections.abc import Mapping

from mostek.sources import stored
from mostek.sources.adapter import BadSignature, Cancelled, Context, Incoming
from mostek.sources.file.platform import PLATFORM


class File:
    kind = "file"
    platform = PLATFORM

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> None:
        raise BadSignature  # nothing of this kind is sent to an address

    def event_key(self, headers: Mapping[str, str], body: bytes) -> str:
        return stored.key_of(body)

    def parse(self, body: bytes, context: Context) -> Incoming | Cancelled:
        return stored.parse(body)


ADAPTER = File()
