"""What wFirma's webhook says of new documents: ids and references, and nothing else is read of it.

Neither the layout nor a signature is documented, so every word of it is a hint: whoever uses it reads the document
again through the API.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mostek.wfirma.envelope import Unreadable, entries, parse
from mostek.wfirma.lookup import REFERENCE_LENGTH
from mostek.wfirma.values import identifier, text

MAX_BODY = 256 * 1024
MAX_HINTS = 20
MAX_KEY = 200


@dataclass(frozen=True, slots=True)
class Told:
    """`hints` are (id, reference), either of them may be empty; `key` is what wFirma wants to hear back."""

    hints: tuple[tuple[str, str], ...]
    key: str


def read(body: bytes) -> Told:
    """Never raises. What cannot be read is one hint without words: something was booked."""
    try:
        tree = parse(body)
    except Unreadable:
        return Told((("", ""),), "")
    found = [hint for record in _records(tree) if (hint := _hint(record)) != ("", "")]
    metainfo = tree.get("metainfo")
    key = (text(metainfo, "webhook_key") or "") if isinstance(metainfo, dict) else ""
    is_plain = key.isascii() and key.isprintable() and len(key) <= MAX_KEY
    return Told(tuple(dict.fromkeys(found[:MAX_HINTS])) or (("", ""),), key if is_plain else "")


def _records(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """`invoices: [{invoice: …}]`, a lone `invoice`, or the fields of the document at the top."""
    yield from entries(tree.get("invoices"))
    for record in (tree.get("invoice"), tree):
        if isinstance(record, dict):
            yield record


def _hint(record: dict[str, Any]) -> tuple[str, str]:
    reference = text(record, "id_external") or ""
    if not (reference.isascii() and reference.isprintable()):
        reference = ""
    return identifier(record) or "", reference[:REFERENCE_LENGTH]
