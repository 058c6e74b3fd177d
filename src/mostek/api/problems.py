"""Errors of the API, after RFC 9457: what is wrong and what to do, in both languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language

from mostek.tax.fields import FieldError

PATH = "problems/"


@dataclass(frozen=True, slots=True)
class Row:
    """What the page of a problem says; `do` is the one next step."""

    status: int
    pl: str
    en: str
    do_pl: str
    do_en: str


# The same rows stand in docs/*/api/rest.md and webhooks.md; a test compares them.
PROBLEMS: dict[str, Row] = {
    "auth": Row(
        401,
        "Brak klucza API albo klucz jest nieznany lub unieważniony.",
        "The API key is missing, unknown or revoked.",
        "Wyślij klucz źródła w nagłówku `Authorization: Bearer …`.",
        "Send the key of the source in `Authorization: Bearer …`.",
    ),
    "scope": Row(
        403,
        "Ten klucz API nie ma potrzebnego uprawnienia.",
        "This API key lacks a scope that is needed.",
        "Utwórz w panelu klucz z uprawnieniem podanym w `scope`.",
        "Make a key in the panel with the scope named in `scope`.",
    ),
    "off": Row(
        403,
        "To źródło jest wyłączone.",
        "This source is switched off.",
        "Włącz źródło w panelu.",
        "Switch the source on in the panel.",
    ),
    "not_found": Row(
        404,
        "Nie ma czegoś takiego pod tym adresem.",
        "There is no such thing under this address.",
        "Sprawdź adres i numer; klucz musi należeć do tego samego źródła.",
        "Check the address and the reference; the key must belong to the same source.",
    ),
    "method": Row(
        405,
        "Ten adres nie przyjmuje tej metody.",
        "This address does not take this method.",
        "Użyj metody z nagłówka `Allow`.",
        "Use a method named in the header `Allow`.",
    ),
    "idempotency_key": Row(
        409,
        "Ten Idempotency-Key był już użyty z inną treścią. Użyj nowego klucza.",
        "This Idempotency-Key was already used with another body. Use a new key.",
        "Do nowej treści użyj nowego klucza.",
        "Use a new key for a new body.",
    ),
    "changed_after_issue": Row(
        409,
        "Sprzedaż o tym numerze ma już dokument. Zmiana wymaga korekty, zdecyduje o niej człowiek w panelu.",
        "The sale with this reference already has a document. The change needs a correction; a person decides in the panel.",
        "Programowo nic: o korekcie decyduje człowiek.",
        "Nothing by machine: a person decides about a correction.",
    ),
    "refund_conflict": Row(
        409,
        "Zwrot o tym numerze był już zgłoszony z inną treścią.",
        "A refund with this id was already reported with another content.",
        "Każdy zwrot zgłaszaj pod własnym `id`; zgłoszonego nie da się zmienić.",
        "Report each refund under an `id` of its own; what was reported cannot be changed.",
    ),
    "pdf.not_issued": Row(
        409,
        "Dokument nie jest jeszcze wystawiony, więc nie ma PDF.",
        "The document has not been issued yet, so there is no PDF.",
        "Poczekaj, aż `state` dokumentu będzie `issued`.",
        "Wait until the document's `state` is `issued`.",
    ),
    "pdf.interim": Row(
        409,
        "KSeF nie nadał jeszcze numeru. Na razie jest tylko wydruk tymczasowy, a nie faktura.",
        "KSeF has not given a number yet. For now there is only an interim print, not the invoice.",
        "Ponów po czasie z `Retry-After` albo pobierz wydruk tymczasowy z `?interim=true`.",
        "Ask again after `Retry-After`, or take the interim print with `?interim=true`.",
    ),
    "pdf.failed": Row(
        503,
        "Nie udało się pobrać PDF z wFirma.",
        "The PDF could not be fetched from wFirma.",
        "Przeczytaj `detail`; gdy połączenie działa, zapytaj jeszcze raz.",
        "Read `detail`; ask again once the connection works.",
    ),
    "too_large": Row(
        413,
        "Treść jest za duża.",
        "The body is too large.",
        "Wysyłaj mniej na raz; granica to `MOSTEK_MAX_BODY`.",
        "Send less at a time; the limit is `MOSTEK_MAX_BODY`.",
    ),
    "media_type": Row(
        415,
        "Treść nie jest oznaczona jako JSON.",
        "The body is not marked as JSON.",
        "Wyślij nagłówek `Content-Type: application/json`.",
        "Send the header `Content-Type: application/json`.",
    ),
    "bad_request": Row(
        400,
        "Tego żądania nie da się odczytać.",
        "This request cannot be read.",
        "Sprawdź adres, nagłówki i kodowanie.",
        "Check the address, the headers and the encoding.",
    ),
    "body.not_json": Row(
        400,
        "Treść nie jest poprawnym JSON-em.",
        "The body is not valid JSON.",
        "Wyślij JSON w UTF-8.",
        "Send JSON in UTF-8.",
    ),
    "body.not_object": Row(
        400,
        "Treść musi być obiektem JSON.",
        "The body must be a JSON object.",
        "Wyślij jeden obiekt JSON.",
        "Send one JSON object.",
    ),
    "body.fields": Row(
        422,
        "Niektóre pola są niepoprawne.",
        "Some fields are not right.",
        "Popraw pola z `errors`: każde ma `path` i zdanie w obu językach.",
        "Correct the fields in `errors`: each names `path` and says why in both languages.",
    ),
    "internal": Row(
        500,
        "Błąd po stronie Mostka.",
        "An error on Mostek's side.",
        "Wyślij to samo żądanie później; jeśli błąd wraca, sprawdź dziennik serwera.",
        "Send the same request later; if the error comes back, look into the server's log.",
    ),
    "publigo.php_serialized": Row(
        400,
        "Publigo wysłało dane w formacie PHP zamiast JSON. Zaktualizuj Publigo; sprzedaż dodaj ręcznie lub przez REST.",
        "Publigo sent PHP-serialised data instead of JSON. Update Publigo; add the sale by hand or over REST.",
        "Zaktualizuj Publigo; sprzedaż dodaj ręcznie lub przez REST.",
        "Update Publigo; add the sale by hand or over REST.",
    ),
    "publigo.other_event": Row(
        400,
        "To nie jest zdarzenie „Zamówienie zostało opłacone”. Wybierz je w Publigo: Narzędzia ➔ Webhooki.",
        "This is not the event “order paid”. Choose it in Publigo: Narzędzia ➔ Webhooki.",
        "Wybierz to zdarzenie w Publigo: Narzędzia ➔ Webhooki.",
        "Choose that event in Publigo: Narzędzia ➔ Webhooki.",
    ),
    "woocommerce.other_topic": Row(
        400,
        "Ta wiadomość nie dotyczy zamówienia. W WooCommerce wybierz temat webhooka o zamówieniach.",
        "This message is not about an order. In WooCommerce choose a topic about orders for the webhook.",
        "W WooCommerce wybierz temat webhooka o zamówieniach.",
        "In WooCommerce choose a topic about orders for the webhook.",
    ),
    "signature": Row(
        401,
        "Podpis się nie zgadza. Sprawdź Klucz API w ustawieniach źródła.",
        "The signature does not match. Check the API key in the settings of the source.",
        "Wklej w ustawieniach źródła ten sam klucz, którego używa platforma.",
        "Paste the key that the platform uses into the settings of the source.",
    ),
    "signature.secret": Row(
        401,
        "Podpis się nie zgadza. Sprawdź Signing secret w ustawieniach źródła.",
        "The signature does not match. Check the signing secret in the settings of the source.",
        "Wklej w ustawieniach źródła Signing secret tego webhooka.",
        "Paste the signing secret of this webhook into the settings of the source.",
    ),
    "signature.time": Row(
        401,
        "Wiadomość ma podpis sprzed ponad pięciu minut albo zegar serwera jest błędny. Sprawdź zegar.",
        "The signature is more than five minutes old, or the server's clock is wrong. Check the clock.",
        "Ustaw zegar serwera.",
        "Set the clock of the server.",
    ),
    "hook": Row(
        404,
        "Nie ma takiego adresu.",
        "There is no such address.",
        "Nic: pod tym adresem nikt już nie czeka na powiadomienia.",
        "Nothing: nobody waits for reports at this address any more.",
    ),
    "source": Row(
        404,
        "Nie ma takiego źródła.",
        "There is no such source.",
        "Skopiuj adres jeszcze raz ze strony źródła w panelu.",
        "Copy the address once more from the page of the source in the panel.",
    ),
}

Words = tuple[str, str]  # Polish, English


def body_of(
    code: str, detail: Words | str = "", errors: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    """`title` and `detail` in the language of the request; `pl` and `en` say both, whatever was asked for."""
    row = PROBLEMS[code]
    pl, en = (detail, detail) if isinstance(detail, str) else detail
    is_english = (get_language() or "pl").startswith("en")
    body: dict[str, Any] = {
        "type": f"{settings.MOSTEK_URL}/{PATH}{code}/",
        "title": row.en if is_english else row.pl,
        "status": row.status,
        "code": code,
        "pl": f"{row.pl} {pl}".strip(),
        "en": f"{row.en} {en}".strip(),
    }
    if pl or en:
        body["detail"] = en if is_english else pl
    if errors:
        body["errors"] = errors
    return body | more


class Wrong(Exception):
    """A request, or one item of it, that is answered with a problem."""

    def __init__(
        self,
        code: str,
        detail: Words | str = "",
        errors: Sequence[FieldError] = (),
        *,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        self.code, self.detail, self.headers, self.more = code, detail, headers, more
        self.errors = [asdict(one) for one in errors]
        super().__init__(code)

    def body(self) -> dict[str, Any]:
        return body_of(self.code, self.detail, self.errors, **self.more)

    def answer(self) -> HttpResponse:
        return problem(self.code, self.detail, self.errors, headers=self.headers, **self.more)


def problem(
    code: str,
    detail: Words | str = "",
    errors: list[dict[str, Any]] | None = None,
    *,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    body = body_of(code, detail, errors, **more)
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=body["status"],
        content_type="application/problem+json",
        headers={"Content-Language": get_language() or "pl", **(headers or {})},
    )
