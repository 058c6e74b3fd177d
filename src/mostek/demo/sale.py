"""`mostek demo --check`: one sale in the shop must become exactly one document in wFirma, by one call."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from mostek.demo.connect import _ask, prepare_django, set_up

PATIENCE = 60.0  # seconds from the payment to the number

PURCHASE = {
    "cart": [{"id": 77, "price_id": 1, "quantity": 1}],
    "buyer": {"first_name": "Anna", "last_name": "Przykładowa", "email": "anna@example.com"},
    "invoice": {
        "person_name": "Anna Przykładowa",
        "street": "Źródlana",
        "building_number": "1",
        "postcode": "00-001",
        "city": "Łódź",
    },
}


def sell(sandbox: str) -> dict[str, Any]:
    """Sell, wait, then count what stands in the sandbox's books. The sandbox is the witness, not our database."""
    _ask("DELETE", f"{sandbox}/-/calls")
    started = time.monotonic()
    order = _ask("POST", f"{sandbox}/-/publigo/orders", PURCHASE)
    document = wait_until_issued(str(order["id"]))
    booked = _ask("GET", f"{sandbox}/-/invoices")["invoices"]
    calls = _ask("GET", f"{sandbox}/-/calls")["counts"]
    return {
        "documents": len(booked),
        "number": document.number,
        "total": str(document.total),
        "state": document.state,
        "in_wfirma": [one["fullnumber"] for one in booked],
        "wfirma_calls": calls,
        "seconds": round(time.monotonic() - started, 2),
    }


def wait_until_issued(external_id: str) -> Any:
    from mostek.core.models import Document

    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        document = Document.objects.filter(order__external_id=external_id).first()
        if document is not None and document.state == Document.State.ISSUED:
            return document
        time.sleep(0.1)
    raise SystemExit(f"the sale {external_id} was not issued within {PATIENCE:.0f} s")


def main(sandbox: str) -> int:
    prepare_django()
    set_up(sandbox)
    result = sell(sandbox)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 0 if result["documents"] == 1 and result["in_wfirma"] == [result["number"]] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
