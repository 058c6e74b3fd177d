"""The adapter of REST. It reads what `api/sales.py` has already checked, so that both take one road."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from mostek.sources.adapter import BadBody, BadSignature, Context, Incoming
from mostek.tax import form


class Rest:
    kind = "rest"

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> None:
        raise BadSignature  # sales come to /api/v1/sales with an API key, not to a webhook address

    def event_key(self, headers: Mapping[str, str], body: bytes) -> str:
        """The caller's `Idempotency-Key`, else the body itself."""
        given = headers.get("idempotency-key", "").strip()
        return f"key:{given}" if given else f"body:{hashlib.sha256(body).hexdigest()}"

    def parse(self, body: bytes, context: Context) -> Incoming:
        posted = load(body)
        number = str(posted.pop("number", "") or "")
        try:
            sale = form.sale_from_json(posted)
        except form.BadInput as error:
            raise BadBody("body.fields", str(error)[:300]) from error
        return Incoming(external_id=sale.reference, sale=sale, number=number)


def load(body: bytes) -> dict[str, Any]:
    try:
        posted = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadBody("body.not_json", str(error)[:200]) from error
    if not isinstance(posted, dict):
        raise BadBody("body.not_object")
    return posted


ADAPTER = Rest()
