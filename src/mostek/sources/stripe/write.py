"""The number of a document in Stripe: metadata of the payment, the session or the invoice that told the sale.

Metadata is merged by its keys, so writing twice is writing once; the idempotency key says so to Stripe as well. No
event that Mostek listens to is told by it. Reference: https://docs.stripe.com/api/metadata (2026-11-23).
"""

from __future__ import annotations

import hashlib

from mostek.sources import http
from mostek.sources.adapter import Access, DocumentNote, NeedsYou
from mostek.sources.stripe import rest

# By the beginning of the id, which is the external id of the order.
PLACES = {
    "pi_": "/v1/payment_intents",
    "cs_": "/v1/checkout/sessions",
    "in_": "/v1/invoices",
    "ch_": "/v1/charges",
}
LONGEST = 500  # characters of one value


def write_back(access: Access, note: DocumentNote) -> None:
    place = PLACES.get(note.order[:3])
    if place is None:
        raise NeedsYou("write.no_order", note.order[:3])
    form = {f"metadata[{name}]": value[:LONGEST] for name, value in note.labels.items()}
    said = "&".join(f"{name}={value}" for name, value in sorted(form.items()))
    # The same for the same words, and another for others: Stripe refuses a key that comes back with another body.
    key = hashlib.sha256(f"{note.order}|{note.reference}|{said}".encode()).hexdigest()
    headers = {**rest.headers(access), "Idempotency-Key": f"mostek-{key[:40]}"}
    try:
        http.call(
            access.http, "POST", f"{rest.address(access)}{place}/{note.order}", headers=headers, data=form
        )
    except NeedsYou as error:
        if error.code == "pull.key":
            raise NeedsYou("write.rights", error.detail) from error
        if error.detail in ("HTTP 404", "HTTP 410"):
            raise NeedsYou("write.no_order", error.detail) from error
        raise
