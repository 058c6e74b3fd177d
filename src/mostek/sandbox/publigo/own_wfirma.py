"""Publigo's own integration with wFirma: what it issues by itself while its switch is on.

A paid order is queued at once, with the day on which it was completed; one document a minute goes out, the oldest
first, when somebody visits the site. It is sent once: whatever goes wrong ends it. No reference goes along; the order
stands in the description as `<site> #<order>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

import httpx2

from mostek.lib import clock
from mostek.sandbox.publigo.order import InvoiceData, Order
from mostek.sandbox.publigo.settings import Settings

TIMEOUT_SECONDS = 45.0
EVERY = timedelta(minutes=1)
DEFAULT_RATE = "23"
UNKNOWN_ADDRESS = {"street": "(adres nieznany)", "zip": "00-000", "city": "(miasto nieznane)"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Queued:
    """`state`: pending, then ok or error, for ever."""

    order: int
    completed_on: date
    state: Literal["pending", "ok", "error"] = "pending"
    number: str = ""


@dataclass(frozen=True, slots=True)
class Wfirma:
    """Where it issues, and as whom. `consent` gives the access token and *ID Firmy*, anew for each call."""

    address: str
    consent: Callable[[], tuple[str, str]]
    transport: httpx2.BaseTransport | None = None

    def call(self, module: str, action: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The one record of the answer. Raises RuntimeError when wFirma refuses."""
        token, company = self.consent()
        query = {"inputFormat": "json", "outputFormat": "json", "oauth_version": "2", "company_id": company}
        headers = {"Authorization": f"Bearer {token}"}
        with httpx2.Client(timeout=TIMEOUT_SECONDS, trust_env=False, transport=self.transport) as http:
            answer = http.post(
                f"{self.address}/{module}/{action}", params=query, headers=headers, json={module: body}
            ).json()
        if answer["status"]["code"] != "OK":
            raise RuntimeError(answer["status"]["code"])
        records = answer.get(module)
        record = records.get("0") if isinstance(records, dict) else next(iter(records or ()), None)
        return dict(record[module.removesuffix("s")]) if record else {}


def is_due(order: Order, settings: Settings) -> bool:
    """A free order gets nothing; without an invoice asked for, only if receipts are issued, too."""
    return settings.wfirma and order.total > 0 and (order.invoice is not None or settings.wfirma_receipts)


def queued(order: Order) -> Queued:
    return Queued(order=order.id, completed_on=clock.warsaw_date(order.created))


def issue(wfirma: Wfirma, order: Order, one: Queued, site: str, settings: Settings) -> Queued:
    """One try, and no other."""
    try:
        buyer = _buyer(wfirma, order)
        issued = wfirma.call(
            "invoices", "add", {"invoice": body(order, one.completed_on, buyer, site, settings)}
        )
    except (httpx2.HTTPError, RuntimeError, ValueError, KeyError):
        return replace(one, state="error")
    return replace(one, state="ok", number=str(issued.get("fullnumber", "")))


def body(
    order: Order, completed_on: date, buyer: Mapping[str, Any], site: str, settings: Settings
) -> dict[str, Any]:
    """Always in PLN, always by transfer, whatever the order says; without series, reference and GTU."""
    day = completed_on.isoformat()
    lines = [_line(line.name, line.price, line.quantity) for line in order.lines if line.price]
    lines += [_line("Koszt dostawy", order.fee, 1)] if order.fee > 0 else []
    wanted = f"{site} #{order.id}"
    return {
        "type": "normal" if order.invoice is not None else "receipt_normal",
        "date": day,
        "disposaldate": day,
        "paymentdate": day,
        "paymentmethod": "transfer",
        "alreadypaid_initial": str(order.total),
        "currency": "PLN",
        "price_type": "brutto",
        "description": f"Odwrotne obciążenie\n{wanted}" if _is_eu_company(order, settings) else wanted,
        "contractor": dict(buyer),
        "invoicecontents": {str(place): {"invoicecontent": line} for place, line in enumerate(lines)},
    }


def _line(name: str, total: Decimal, quantity: int) -> dict[str, Any]:
    price = (total / quantity).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return {"name": name, "unit": "szt.", "count": str(quantity), "price": str(price), "vat": DEFAULT_RATE}


def _is_eu_company(order: Order, settings: Settings) -> bool:
    invoice = order.invoice
    abroad = invoice is not None and bool(invoice.company_name) and invoice.country not in ("", "PL")
    return settings.foreign_sale and abroad


def _buyer(wfirma: Wfirma, order: Order) -> Mapping[str, Any]:
    """For an invoice the contractor is looked up by e-mail and NIP, and edited or added; a receipt has it inline."""
    person = f"{order.buyer.first_name} {order.buyer.last_name}".strip()
    if order.invoice is None:
        return {"name": person or order.buyer.email, "email": order.buyer.email, **UNKNOWN_ADDRESS}
    given = _contractor(order.invoice, person, order.buyer.email)
    asked = [
        {"condition": {"field": name, "operator": "eq", "value": given[name]}} for name in ("email", "nip")
    ]
    known = wfirma.call("contractors", "find", {"parameters": {"limit": "1", "conditions": asked}})
    action = f"edit/{known['id']}" if known else "add"
    return {"id": str(wfirma.call("contractors", action, {"contractor": given})["id"])}


def _contractor(invoice: InvoiceData, person: str, email: str) -> dict[str, str]:
    flat = f" / {invoice.apartment_number}" if invoice.apartment_number else ""
    return {
        "name": invoice.company_name or invoice.person_name or person,
        "nip": invoice.nip.replace(" ", "") if invoice.company_name else "",
        "tax_id_type": "nip" if invoice.company_name else "none",
        "email": email,
        "street": f"{invoice.street} {invoice.building_number}{flat}".strip(),
        "zip": invoice.postcode,
        "city": invoice.city,
        "country": invoice.country or "PL",
    }


def is_turn(last: datetime | None) -> bool:
    return last is None or clock.now() - last >= EVERY
