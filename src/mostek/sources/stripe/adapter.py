"""Stripe: signed snapshot events, and the same events in its list, there with what they leave out.

A message carries neither what was bought in a Checkout nor which invoice a payment belongs to. So it makes an order
that is held, and asks for the pull; the pull puts the whole object into the event and gives it to the same `parse`.
What is told how stands in `told.py`; what it means for the seller in docs/en/platforms/stripe.md.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from mostek.lib import clock
from mostek.sources.adapter import (
    Access,
    BadBody,
    BadSignature,
    Context,
    DocumentNote,
    Finding,
    Ignored,
    Page,
    Told,
)
from mostek.sources.body import read_object
from mostek.sources.stripe import rest, told, write
from mostek.sources.stripe.payload import Event, read
from mostek.sources.stripe.platform import PLATFORM

TOLERANCE = 300  # seconds between Stripe's clock and ours
SIGNATURES = 20  # of one message, at most

READERS = {
    "checkout.session.completed": told.of_session,
    "checkout.session.async_payment_succeeded": told.of_session,
    "invoice.paid": told.of_invoice,
    "invoice.payment_succeeded": told.of_invoice,
    "payment_intent.succeeded": told.of_intent,
    "refund.created": told.of_refund,
    "refund.updated": told.of_refund,
    "charge.refund.updated": told.of_refund,
    "charge.refunded": told.of_charge,
    "charge.dispute.closed": told.of_dispute,
}


class Stripe:
    kind = "stripe"
    platform = PLATFORM

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> None:
        """`t=…,v1=…[,v1=…]` against each of our secrets: both sides have two while a secret is rolled."""
        said = [part.strip().partition("=") for part in headers.get("stripe-signature", "").split(",")]
        times = [value for name, _, value in said if name == "t"]
        given = [value for name, _, value in said if name == "v1"][:SIGNATURES]
        if len(times) != 1 or not (times[0].isascii() and times[0].isdigit() and len(times[0]) < 12):
            raise BadSignature("signature.secret")
        payload = times[0].encode() + b"." + body
        wanted = [hmac.digest(one.encode(), payload, hashlib.sha256).hex() for one in secrets_of(secret)]
        pairs = [hmac.compare_digest(one.encode(), other.encode()) for one in given for other in wanted]
        if not any(pairs):
            raise BadSignature("signature.secret")
        if abs(clock.now().timestamp() - int(times[0])) > TOLERANCE:
            raise BadSignature("signature.time")

    def event_key(self, headers: Mapping[str, str], body: bytes) -> str:
        """The digest, too: a repeated delivery may count other `pending_webhooks`."""
        name = read_object(body).get("id")
        return f"{name if isinstance(name, str) else '-'}"[:100] + f":{hashlib.sha256(body).hexdigest()}"

    def parse(self, body: bytes, context: Context) -> Told:
        loaded = read_object(body)
        if loaded.get("object") == "v2.core.event":
            raise BadBody("stripe.thin")
        event = read(Event, loaded)
        if event.livemode == bool(context.options.get("test_mode")):
            return Ignored("stripe.live_mode" if event.livemode else "stripe.test_mode")
        if event.account != str(context.options.get("account") or ""):
            return Ignored("stripe.other_account", event.account)
        reader = READERS.get(event.type)
        return reader(event, context) if reader else Ignored("stripe.other_event", event.type[:100])

    def pull(self, access: Access, since: datetime, cursor: str) -> Page:
        return rest.pull(access, since, cursor)

    def examine(self, access: Access) -> tuple[Finding, ...]:
        return rest.examine(access)

    def products(self, access: Access) -> Mapping[str, str]:
        return rest.products(access)

    def write_back(self, access: Access, note: DocumentNote) -> None:
        write.write_back(access, note)


def secrets_of(stored: str) -> list[str]:
    return stored.replace(",", " ").split()


ADAPTER = Stripe()
