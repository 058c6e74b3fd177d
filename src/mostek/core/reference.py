"""The name under which a Document stands in wFirma."""

from __future__ import annotations

import base64
import hashlib

from mostek.core.models import Order


def make_reference(order: Order, role: str, which: int | str) -> str:
    """What wFirma will keep as `id_external`: 29 ASCII characters, the same for the same sale for ever.

    `which`: the revision of a document of the sale, the cause of a correction.
    """
    text = f"{order.source.uid}|{order.external_id}|{role}|{which}"
    digest = hashlib.sha256(text.encode()).digest()
    return "mo-" + base64.b32encode(digest)[:26].decode("ascii").lower()
