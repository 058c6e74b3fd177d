"""Answers as wFirma gives them; names, numbers and ids are invented."""

from __future__ import annotations

import copy
from typing import Any

REFERENCE = "shop:7f3a9c2e5b1d40f8a6c2"

ISSUED: dict[str, Any] = {
    "id": "300100200",
    "type": "normal",
    "fullnumber": "FV 15/10/2026",
    "number": "15",
    "date": "2026-10-01",
    "disposaldate": "2026-10-01",
    "paymentmethod": "transfer",
    "paymentdate": "2026-10-01",
    "paymentstate": "paid",
    "alreadypaid": "246.00",
    "alreadypaid_initial": "246.00",
    "remaining": "0.00",
    "currency": "PLN",
    "price_type": "brutto",
    "netto": "200.00",
    "tax": "46.00",
    "total": "246.00",
    "total_composed": "246.00",
    "corrections": "0",
    "id_external": REFERENCE,
    "auto_send": "1",
    "description": "Zamówienie 1001",
    "ksef_status": "",
    "ksef_reference_number": "",
    "ksef_registration_date": "",
    "series": {"id": "72"},
    "contractor": {"id": 70010001},
    "contractor_detail": {
        "id": "800500",
        "tax_id_type": "nip",
        "name": "Firma Testowa sp. z o.o.",
        "nip": "1234563218",
        "street": "Prosta 1",
        "zip": "00-001",
        "city": "Warszawa",
        "country": "PL",
    },
    "contractor_receiver": {"id": "0"},
    "parent": {"id": "0"},
    "order": {"id": "0"},
    "vat_contents": {
        "0": {
            "vat_content": {
                "id": "1",
                "netto": "200.00",
                "tax": "46.00",
                "brutto": "246.00",
                "vat_code": {"id": "222"},
            }
        }
    },
    "invoicecontents": {
        "0": {
            "invoicecontent": {
                "id": "410001",
                "name": "Kurs online",
                "unit": "szt.",
                "count": "2.0000",
                "price": "123.00",
                "discount": "0",
                "netto": "200.00",
                "brutto": "246.00",
                "vat_code": {"id": "222"},
                "invoice": {"id": "300100200"},
                "parent": {"id": "0"},
            }
        }
    },
    "hash": "0123456789abcdef0123456789abcdef",
    "created": "2026-10-01 10:00:00",
}


def issued(**changes: Any) -> dict[str, Any]:
    """The record of an issued invoice in its wrapper. A change to `...` takes the key away."""
    record = copy.deepcopy(ISSUED) | changes
    return {"invoice": {key: value for key, value in record.items() if value is not ...}}


ISSUED_XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<api><invoices><invoice><id>300100200</id><fullnumber>FV 15/10/2026</fullnumber><total>246.00</total>
<paymentstate>paid</paymentstate><invoicecontents><invoicecontent><id>410001</id><name>Kurs</name>
<invoice><id>300100200</id></invoice></invoicecontent><invoicecontent><id>410002</id><name>E-book</name>
</invoicecontent></invoicecontents></invoice></invoices><status><code>OK</code></status></api>"""


def error(field: str, message: str) -> dict[str, Any]:
    return {"error": {"field": field, "message": message, "method": {"name": "", "parameters": ""}}}


REFUSED_CONTRACTOR: dict[str, Any] = {
    "contractors": {
        "0": {
            "contractor": {
                "name": "Firma",
                "nip": "1234567890",
                "errors": {
                    "0": error(
                        "nip", "Nieprawidłowy NIP. Jeśli identyfikator nie jest polskim numerem NIP …"
                    ),
                    "1": error("zip", "Niepoprawny format kodu pocztowego."),
                },
            }
        }
    },
    "status": {"code": "ERROR"},
}

REFUSED_CONTRACTOR_XML = """<api><contractors><contractor><name>Firma</name><nip>1234567890</nip>
<errors><error><field>nip</field><message>Nieprawidłowy NIP …</message><method><name></name></method></error>
<error><field>zip</field><message>Niepoprawny format kodu pocztowego.</message></error></errors>
</contractor></contractors><status><code>ERROR</code></status></api>""".encode()

REFUSED_BUYER_AND_LINE: dict[str, Any] = {
    "invoices": {
        "0": {
            "invoice": {
                "type": "normal",
                "errors": False,
                "contractor": {"name": "", "errors": {"0": error("name", "Pole nie może być puste")}},
                "invoicecontents": {
                    "0": {"invoicecontent": {"name": "Kurs", "errors": False}},
                    "1": {
                        "invoicecontent": {
                            "count": 1,
                            "errors": {"0": error("name", "Treść nie moze być pusta")},
                        }
                    },
                },
            }
        }
    },
    "status": {"code": "ERROR"},
}

REFUSED_OSS: dict[str, Any] = {
    "invoices": {
        "0": {
            "invoice": {
                "type": "normal",
                "vat_moss_details": {"vat_moss_detail": {"type": "WSTO"}},
                "vat_moss_detail": {
                    "type": "WSTO",
                    "errors": {
                        "0": error("type", "Nieprawidłowy kod typu usługi."),
                        "1": error("evidence1_type", "Pole nie może być puste"),
                    },
                },
            }
        }
    },
    "status": {"code": "ERROR"},
}

KSEF_NOT_AUTHORISED = "Brak autoryzacji w KSeF 2.0. Zautoryzuj się w zakładce PRZYCHODY » KSEF I INTEGRACJE"
KSEF_BATCH = "Nie można wystawić korekty do faktury w trakcie wysyłki wsadowej do KSeF"
