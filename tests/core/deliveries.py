"""What a platform sends, signed as it signs it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

PUBLIGO = Path(__file__).parent.parent / "sandbox" / "publigo" / "data"
COMPANY = (PUBLIGO / "company.json").read_bytes().strip()
PRIVATE = (PUBLIGO / "private.json").read_bytes().strip()


def signature(body: bytes, key: str = "demo-licence-key") -> str:
    return base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256)).decode()


def deliver(client: Any, source: Any, body: bytes, **headers: str) -> Any:
    given = {"x-wpidea-signature": signature(body)} | headers
    return client.post(
        f"/in/{source.key}/", body, content_type="application/json; charset=utf-8", headers=given
    )


def private_sale(number: int = 5001, total: Any = 199, **changes: Any) -> bytes:
    """A private buyer who asked for an invoice: one course, one line."""
    body: dict[str, Any] = {
        "id": number,
        "status": "Zakończone",
        "currency": "PLN",
        "date_completed": "2026-11-23 11:59:00",
        "total": total,
        "payment_method": "payu",
        "items": [
            {"name": "Kurs fotografii", "id": 77, "price_id": 1, "quantity": 1, "discount": 0}
            | {"subtotal": total, "price": total}
        ],
        "customer": {"first_name": "Łucja", "last_name": "Źdźbło", "email": "lucja@example.com"},
        "biling_address": {
            "person_name": "Łucja Źdźbło",
            "street": "Śliska",
            "building_number": "7",
            "postal": "00-127",
            "city": "Łódź",
        },
    }
    return json.dumps(body | changes).encode()
