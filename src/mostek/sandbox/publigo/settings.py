"""The switches of the shop that change what a buyer is asked or what the webhook carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """`newer_fields` adds keys only an integrator has seen: `user_id`, `url_params`, `delivery`.

    `lose_webhooks`: nothing is delivered, and nobody hears of it. `rest_status`: what every REST call answers, 0 for
    the truth; `rest_retry_after` is the header with 429 and 503, in seconds. `has_rest`: the plan includes REST v2.
    `wfirma`: its own integration issues documents by itself, `wfirma_receipts`: receipts as well; `wfirma_drains`: what
    was queued still goes out after it was switched off.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    currency: str = "PLN"
    language: Literal["pl", "en"] = "pl"
    invoices: bool = True
    force_invoice: bool = False
    invoices_for_persons: bool = True
    skip_nip_check: bool = False
    nip_for_receipts: bool = False
    foreign_sale: bool = False
    newer_fields: bool = False
    lose_webhooks: bool = False
    rest_status: int = 0
    rest_retry_after: int = 0
    has_rest: bool = True
    wfirma: bool = False
    wfirma_receipts: bool = False
    wfirma_drains: bool = False
