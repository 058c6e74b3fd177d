"""The pro forma of an account check: one grosz, to the seller's own company, and it says what it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from mostek.wfirma.contractor import NO_ZIP, NOTHING

TYPES = frozenset({"proforma", "proforma_bill"})
# In Polish in every language of the panel, as all that stands in wFirma.
NAME = "Sprawdzenie połączenia przez Mostek, to nie jest sprzedaż"


def check_to_payload(
    *, name: str, nip: str, vat_payer: bool, reference: str, issue_date: date
) -> dict[str, Any]:
    """One body for `Client.invoice_add`. Nothing is e-mailed."""
    line = {"name": NAME, "unit": "szt.", "count": "1", "price": "0.01", "discount": 0, "discount_percent": 0}
    invoice = {
        "type": "proforma" if vat_payer else "proforma_bill",
        "price_type": "brutto",
        "currency": "PLN",
        "date": issue_date.isoformat(),
        "paymentmethod": "transfer",
        "paymentdate": issue_date.isoformat(),
        "id_external": reference,
        "contractor": {
            "name": name.strip() or NAME,
            **({"tax_id_type": "nip", "nip": nip} if nip else {"tax_id_type": "none"}),
            "street": NOTHING,
            "zip": NO_ZIP,
            "city": NOTHING,
            "country": "PL",
        },
        "invoicecontents": {"0": {"invoicecontent": line | ({"vat": "23"} if vat_payer else {})}},
        "auto_send": 0,
        "description": NAME,
    }
    return {"invoices": {"0": {"invoice": invoice}}}
