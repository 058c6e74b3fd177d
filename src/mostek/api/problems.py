"""Errors of the REST API, after RFC 9457, with a sentence in both languages."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

# code → (HTTP status, Polish, English)
PROBLEMS: dict[str, tuple[int, str, str]] = {
    "auth": (401, "Brak klucza API albo klucz jest nieznany.", "The API key is missing or unknown."),
    "off": (403, "To źródło jest wyłączone.", "This source is switched off."),
    "not_found": (404, "Nie ma takiej sprzedaży.", "There is no such sale."),
    "idempotency_key": (
        409,
        "Ten Idempotency-Key był już użyty z inną treścią. Użyj nowego klucza.",
        "This Idempotency-Key was already used with another body. Use a new key.",
    ),
    "changed_after_issue": (
        409,
        "Sprzedaż o tym numerze ma już dokument. Zmiana wymaga korekty, zdecyduje o niej człowiek w panelu.",
        "The sale with this reference already has a document. The change needs a correction; a person decides in the panel.",
    ),
    "too_large": (413, "Treść jest za duża.", "The body is too large."),
    "body.not_json": (400, "Treść nie jest poprawnym JSON-em.", "The body is not valid JSON."),
    "body.not_object": (400, "Treść musi być obiektem JSON.", "The body must be a JSON object."),
    "body.fields": (422, "Niektóre pola są niepoprawne.", "Some fields are not right."),
    "publigo.php_serialized": (
        400,
        "Publigo wysłało dane w formacie PHP zamiast JSON. Zaktualizuj Publigo; sprzedaż dodaj ręcznie lub przez REST.",
        "Publigo sent PHP-serialised data instead of JSON. Update Publigo; add the sale by hand or over REST.",
    ),
    "publigo.other_event": (
        400,
        "To nie jest zdarzenie „Zamówienie zostało opłacone”. Wybierz je w Publigo: Narzędzia ➔ Webhooki.",
        "This is not the event “order paid”. Choose it in Publigo: Narzędzia ➔ Webhooki.",
    ),
    "woocommerce.other_topic": (
        400,
        "Ta wiadomość nie dotyczy zamówienia. W WooCommerce wybierz temat webhooka o zamówieniach.",
        "This message is not about an order. In WooCommerce choose a topic about orders for the webhook.",
    ),
    "signature": (
        401,
        "Podpis się nie zgadza. Sprawdź Klucz API w ustawieniach źródła.",
        "The signature does not match. Check the API key in the settings of the source.",
    ),
    "method": (405, "Ten adres przyjmuje tylko POST.", "This address takes POST only."),
    "hook": (404, "Nie ma takiego adresu.", "There is no such address."),
    "source": (404, "Nie ma takiego źródła.", "There is no such source."),
}


def problem(code: str, detail: str = "", errors: list[dict[str, Any]] | None = None) -> HttpResponse:
    status, pl, en = PROBLEMS[code]
    body: dict[str, Any] = {
        "type": f"urn:mostek:problem:{code}",
        "title": en,
        "status": status,
        "code": code,
        "pl": pl,
        "en": en,
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json"
    )
