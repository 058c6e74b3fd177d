"""The adapter of REST. It reads what `api/sales.py` has already checked, so that both take one road."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from mostek.sources.adapter import BadBody, BadSignature, Context, Incoming, Refund
from mostek.sources.platform import Platform, Words
from mostek.sources.rest.refund import refund_from_json, refund_to_json
from mostek.tax import form
from mostek.tax.fields import FieldError

PLATFORM = Platform(
    name="REST API",
    about=Words(
        "Własny sklep albo dowolny program: wysyła każdą opłaconą sprzedaż z kluczem API. Dla programistów.",
        "A shop of your own, or any programme: it posts each paid sale with an API key. For developers.",
    ),
    rules=("consumer_without_nip", "charge_as_discount"),
    signs=False,
)


class Rest:
    kind = "rest"
    platform = PLATFORM

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> None:
        raise BadSignature  # sales come to /api/v1/sales with an API key, not to a webhook address

    def event_key(self, headers: Mapping[str, str], body: bytes) -> str:
        """The caller's `Idempotency-Key`, else the body itself."""
        given = headers.get("idempotency-key", "").strip()
        return f"key:{given}" if given else f"body:{hashlib.sha256(body).hexdigest()}"

    def parse(self, body: bytes, context: Context) -> Incoming | Refund:
        posted = load(body)
        if REFUND in posted:
            return parse_refund(posted)
        number = str(posted.pop("number", "") or "")
        try:
            check_lengths(posted | {"number": number})
            sale = form.sale_from_json(posted)
        except form.BadInput as error:
            raise BadBody("body.fields", str(error)[:300]) from error
        return Incoming(external_id=sale.reference, sale=sale, number=number)


REFUND = "refund"  # no field of a sale, so that one body says what it is


def parse_refund(posted: dict[str, Any]) -> Refund:
    try:
        return refund_from_json(posted[REFUND])
    except form.BadInput as error:
        raise BadBody("body.fields", str(error)[:300]) from error


def refund_event(refund: Refund) -> tuple[str, bytes]:
    """Key and body of the Event: one per sale and refund id, equal whenever the refund is."""
    named = hashlib.sha256(json.dumps([refund.external_id, refund.refund_id]).encode()).hexdigest()
    return f"refund:{named}", json.dumps({REFUND: refund_to_json(refund)}, sort_keys=True).encode()


LONGEST = 100  # characters, of what becomes a key or stands in a list


def check_lengths(posted: dict[str, Any]) -> None:
    """What the database keeps in short columns. Raises BadInput for each field that is too long or no text."""
    lines = posted.get("lines")
    texts = {"reference": posted.get("reference"), "number": posted.get("number")}
    for place, line in enumerate(lines if isinstance(lines, list) else []):
        if isinstance(line, dict):
            texts[f"lines[{place}].product"] = line.get("product")
    wrong = [path for path, text in texts.items() if text is not None and not is_short_text(text)]
    if wrong:
        pl, en = (
            f"Tu ma być tekst, najwyżej {LONGEST} znaków.",
            f"This has to be text of at most {LONGEST} characters.",
        )
        raise form.BadInput.of([FieldError("too_long", path, pl, en) for path in wrong])


def is_short_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and value.isprintable()


def load(body: bytes) -> dict[str, Any]:
    try:
        posted = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadBody("body.not_json", str(error)[:200]) from error
    if not isinstance(posted, dict):
        raise BadBody("body.not_object")
    return posted


ADAPTER = Rest()
