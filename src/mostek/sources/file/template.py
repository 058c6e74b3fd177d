"""The sheet that Mostek itself offers: Polish headers, two examples, opened by Excel with a double click."""

from __future__ import annotations

import csv
import io

from mostek.sources.file.target import BY_NAME, TEMPLATE

NAME = "mostek-szablon.csv"
EXAMPLES = (
    {
        "order": "PRZYKŁAD-1",
        "paid": "03.11.2026",
        "total": "199,00",
        "currency": "PLN",
        "name": "Łucja Źdźbło",
        "email": "lucja@example.com",
        "street": "Śliska 7",
        "zip": "00-127",
        "city": "Warszawa",
        "country": "PL",
        "wants_invoice": "tak",
        "line_name": "Kurs fotografii",
        "quantity": "1",
        "unit_price": "199,00",
        "payment": "przelew",
    },
    {
        "order": "PRZYKŁAD-2",
        "paid": "03.11.2026",
        "total": "1 230,00",
        "currency": "PLN",
        "company": "Firma Przykładowa sp. z o.o.",
        "tax_id": "5260250274",
        "email": "biuro@example.com",
        "street": "Prosta 1",
        "zip": "00-838",
        "city": "Warszawa",
        "country": "PL",
        "wants_invoice": "tak",
        "product": "SZK-2",
        "line_name": "Szkolenie dla zespołu",
        "quantity": "2",
        "unit_price": "615,00",
        "payment": "przelew",
    },
)


def write() -> bytes:
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", lineterminator="\r\n")
    sheet.writerow([BY_NAME[name].label.pl for name in TEMPLATE])
    for example in EXAMPLES:
        sheet.writerow([example.get(name, "") for name in TEMPLATE])
    return "\N{BYTE ORDER MARK}".encode() + out.getvalue().encode()
